"""What the course adds to Jupyter's Python programs."""
