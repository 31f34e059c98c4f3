"""What grading adds to nbgrader: see notebooks/exercises/nbgrader_config.py, which puts it in its place."""

from .autograde import AutogradeWork
from .judging import JudgeCells
from .outputs import CleanOutputs, RunInPlace
from .pages import (
    FEEDBACK_TEMPLATES,
    FORMGRADER_TEMPLATES,
    PAGE,
    ClearHiddenChecks,
    FeedbackPages,
    HideInputs,
    MarkedPage,
    markdown2html,
)
from .releasing import ClearPictures, GenerateRelease, SaveCellsAndMarks

__all__ = [
    "FEEDBACK_TEMPLATES",
    "FORMGRADER_TEMPLATES",
    "PAGE",
    "AutogradeWork",
    "CleanOutputs",
    "ClearHiddenChecks",
    "ClearPictures",
    "FeedbackPages",
    "GenerateRelease",
    "HideInputs",
    "JudgeCells",
    "MarkedPage",
    "RunInPlace",
    "SaveCellsAndMarks",
    "markdown2html",
]
