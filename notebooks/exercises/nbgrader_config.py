"""The exercises as an nbgrader course. `npm run exercises` calls nbgrader with it; so can you, in this folder."""

import sys
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    GetGrades,
    IgnorePattern,
    IncludeHeaderFooter,
    InstantiateTests,
    LimitOutput,
    LockCells,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

c = get_config()  # noqa: F821 - traitlets puts it here
here = Path(__file__).resolve().parent
scripts = here.parents[1] / "scripts"
sys.path[:0] = [str(scripts), str(scripts / "exercises")]

from grading import (  # noqa: E402
    FEEDBACK_TEMPLATES,
    FORMGRADER_TEMPLATES,
    PAGE,
    AutogradeWork,
    CleanOutputs,
    ClearHiddenChecks,
    ClearPictures,
    FeedbackPages,
    GenerateRelease,
    HideInputs,
    JudgeCells,
    MarkedPage,
    RunInPlace,
    SaveCellsAndMarks,
    markdown2html,
)
from grading.cleaning import PLOTLY  # noqa: E402
from nbgrader.apps import api, autogradeapp, generateassignmentapp, generatefeedbackapp  # noqa: E402

# The formgrader's buttons and nbgrader's own commands do as `npm run exercises` does.
api.Autograde = autogradeapp.Autograde = AutogradeWork
api.GenerateAssignment = generateassignmentapp.GenerateAssignment = GenerateRelease
api.GenerateFeedback = generatefeedbackapp.GenerateFeedback = FeedbackPages

c.CourseDirectory.course_id = "vanishing-gradients"
c.CourseDirectory.root = str(here)

# In a solution cell of TypeScript, `// BEGIN SOLUTION` to `// END SOLUTION` becomes the stub.
c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
c.ClearSolutions.code_stub = {"typescript": "// Your code here.\nthrow new Error('not attempted');"}
c.ClearSolutions.text_stub = "*Your answer here.*"
c.ClearHiddenTests.begin_test_delimeter = "BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "END HIDDEN TESTS"

c.GenerateAssignment.preprocessors = [
    IncludeHeaderFooter,
    InstantiateTests,
    LockCells,
    ClearSolutions,
    ClearPictures,
    ClearOutput,
    CheckCellMetadata,
    ComputeChecksums,
    SaveCellsAndMarks,
    ClearHiddenTests,
    ClearMarkScheme,
    ComputeChecksums,
    CheckCellMetadata,
]
c.Autograde.sanitize_preprocessors = [
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    RunInPlace,
    JudgeCells,
    CleanOutputs,
    IgnorePattern,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
# The pages that students get don't show what was hidden from them.
c.GenerateFeedback.preprocessors = [GetGrades, ClearHiddenChecks, HideInputs, CSSHTMLHeaderPreprocessor]

# The pages with a student's work, the formgrader's and feedback: nothing of it is active there.
c.HTMLExporter.extra_template_basedirs = FEEDBACK_TEMPLATES
c.HTMLExporter.extra_template_paths = FORMGRADER_TEMPLATES
c.HTMLExporter.template_file = PAGE
c.HTMLExporter.preprocessors = [MarkedPage]
c.HTMLExporter.filters = {"markdown2html": markdown2html}
c.NbConvertBase.display_data_priority = [
    PLOTLY,
    "text/html",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "text/plain",
]

c.Execute.timeout = 30  # seconds that a cell may take
c.Execute.iopub_timeout = 30
c.Execute.startup_timeout = 180
