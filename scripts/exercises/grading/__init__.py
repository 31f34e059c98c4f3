"""What grading adds to nbgrader: see notebooks/exercises/nbgrader_config.py, which puts it in its place."""

from .restore import RestoreCells
from .run import JudgeCells, RunCells

__all__ = ["JudgeCells", "RestoreCells", "RunCells"]
