"""The pages that show a student's work: the formgrader's, which instructors see, and feedback, which students get.

Cells are cleaned once more as they are shown, whatever was graded before; Markdown becomes HTML through the sanitiser; and a
policy lets no script run that is not the page's own.
"""

import base64
import hashlib
import re
import secrets
from pathlib import Path

import nbformat
import nbgrader
from jinja2 import pass_context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.converters import GenerateFeedback
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets.config import Config

from .cleaning import PLOTLY, clean_html, clean_outputs
from .markdown import clean_attachments

NBGRADERS = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
HERE = Path(__file__).parents[1] / "pages"
# nbgrader names the folders of its own templates last for the one page, and leaves other places for the other.
FEEDBACK_TEMPLATES = [str(HERE), str(NBGRADERS)]
FORMGRADER_TEMPLATES = [str(HERE / "formgrade"), str(HERE / "feedback")]
PAGE = "page.html.j2"
NOTHING = "'none'"
ATTACHMENT = re.compile(r"\]\(attachment:([^)\s]*)")


def html_of(source, attachments):
    """Markdown as HTML in which nothing is active."""
    source = ATTACHMENT.sub(lambda match: match[0] if match[1] in attachments else "](", source)
    # Without links to headings: they would be named by the student.
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return clean_html(MarkdownWithMath(renderer=renderer).render(source))


@pass_context
def markdown2html(context, source):
    return html_of(source, clean_attachments(context.get("cell", {}).get("attachments", {})))


def script_hash(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def formgrader_scripts():
    """Hashes of the scripts in nbgrader's own page: one script element and two click handlers."""
    text = Path(NBGRADERS, "formgrade", "formgrade_macros.html.j2").read_text("utf-8")
    navigation = text[text.index("macro nav(") :]
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", navigation, re.DOTALL)
    clicks = re.findall(r'onclick="([^"]*)"', navigation)
    return " ".join(["'unsafe-hashes'", *map(script_hash, [*scripts, *clicks])])


def policy(nonce, is_formgrader):
    """The Content-Security-Policy of a page."""
    own = "'self' " if is_formgrader else ""
    scripts = f"'nonce-{nonce}' {formgrader_scripts() if is_formgrader else ''}".strip()
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            f"connect-src {own.strip() or NOTHING}",
            f"font-src {own}data:",
            f"img-src {own}data: blob:",
            f"style-src {own}'unsafe-inline'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


class MarkedPage(Preprocessor):
    """Makes a notebook's cells ready for a page, and gives the page its policy."""

    def preprocess(self, nb, resources):
        is_formgrader = "submission_id" in resources
        resources["nonce"] = secrets.token_urlsafe(16)
        resources["policy"] = policy(resources["nonce"], is_formgrader)
        guides = self._guides(resources) if is_formgrader else {}
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = clean_outputs(cell.outputs)
            cell.metadata.pop("tags", None)
            mark = cell.metadata.get("nbgrader", {})
            if guide := guides.get(mark.get("grade_id")):
                mark["guide"] = guide
        resources["has_chart"] = any(
            PLOTLY in output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", [])
        )
        nb.metadata.pop("widgets", None)
        nb.metadata.pop("title", None)
        return nb, resources

    def _guides(self, resources):
        """By the names of the answers in words, what the assignment's source has in their place."""
        course = self.config.CourseDirectory
        source = course.get("source_directory", "source")
        file = Path(course.root, source, resources["assignment_id"], f"{resources['notebook_id']}.ipynb")
        try:
            cells = nbformat.read(file, as_version=4).cells
        except (OSError, ValueError):
            return {}
        return {
            cell.metadata.nbgrader.grade_id: html_of(cell.source, clean_attachments(cell.get("attachments", {})))
            for cell in cells
            if cell.cell_type == "markdown" and utils.is_solution(cell)
        }


class FeedbackPages(GenerateFeedback):
    """nbgrader's GenerateFeedback with the course's pages, also where the formgrader starts it."""

    def __init__(self, coursedir=None, **options):
        super().__init__(coursedir=coursedir, **options)
        templates = Config()
        templates.HTMLExporter.extra_template_basedirs = FEEDBACK_TEMPLATES
        self.update_config(templates)


class ClearHiddenChecks(ClearHiddenTests):
    """nbgrader's ClearHiddenTests for checks alone: in a student's cell, its marks are text like any other."""

    def preprocess_cell(self, cell, resources, index):
        if utils.is_grade(cell) and not utils.is_solution(cell):
            return super().preprocess_cell(cell, resources, index)
        return cell, resources


HIDDEN = "What this cell gave is not shown here: it ran after the inputs of a check were used.\n"
JUDGES = ("WrongAnswer", "NotAttempted", "NoAnswer")
# An error's message is the student's own text. Feedback keeps the error's name, or the name that the compiler does not find.
THROWN = re.compile(r"(it stopped with )(?:([A-Za-z]{1,30}):)?.*?(?= This is what comes out|$)", re.DOTALL)
MISSES = re.compile(r"Cannot find name '[\w$]{1,40}'\.?", re.ASCII)


class HideInputs(NbGraderPreprocessor):
    """Leaves out of feedback what could hold the hidden inputs of a check.

    An answer sees the inputs that it is called with. It could keep them, and any later cell print them, or throw them.
    """

    def preprocess(self, nb, resources):
        has_run = False
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            if utils.is_grade(cell) and not utils.is_solution(cell):
                cell.outputs = [self._checked(output) for output in cell.outputs]
                has_run = True
            elif has_run and cell.outputs:
                cell.outputs = [new_output("stream", name="stdout", text=HIDDEN)]
        return nb, resources

    def _checked(self, output):
        if output.output_type != "error":
            return output
        name, words = output.ename, output.evalue
        if name in JUDGES:
            words = THROWN.sub(lambda match: f"{match[1]}{match[2] or 'an error'}.", words)
        else:
            name = name if re.fullmatch(r"[A-Za-z]{1,30}", name) else "Error"
            words = words if MISSES.fullmatch(words.strip()) else "the check could not be run to its end"
        return new_output("error", ename=name, evalue=words, traceback=[f"{name}: {words}"])
