"""Extensions of nbgrader for grading. notebooks/exercises/nbgrader_config.py registers them."""

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
