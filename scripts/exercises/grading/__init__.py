"""What grading adds to nbgrader: see notebooks/exercises/nbgrader_config.py, which puts it in its place."""

from .judging import JudgeCells
from .restore import RestoreCells
from .run import RunCells

__all__ = ["JudgeCells", "RestoreCells", "RunCells"]
