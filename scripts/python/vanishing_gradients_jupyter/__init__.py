"""The course's additions to Jupyter's Python programs."""
