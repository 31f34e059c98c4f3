"""Puts a submission's cells back in order before nbgrader overwrites the checks with its own copies.

nbgrader takes a cell's own word for what it is: a check that is marked as no check is not scored, one that is marked as a
solution too stops the grading, and one that was deleted comes back with a Python comment in it, or not at all.
"""

from copy import deepcopy
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor


def grade_id_of(cell):
    mark = cell.metadata.get("nbgrader")
    return mark.get("grade_id") if isinstance(mark, dict) else None


class RestoreCells(NbGraderPreprocessor):
    """Every cell of the assignment, once, marked as it was released; of what is the student's, only the text is kept."""

    def preprocess(self, notebook, resources):
        where = resources["nbgrader"]
        marked = self._marked(where["assignment"], where["notebook"])
        found = {}
        for cell in reversed(notebook.cells):  # of copies, the last one counts: it may use what stands before the check
            grade_id = grade_id_of(cell)
            is_wanted = grade_id in marked and grade_id not in found
            # Whatever else its metadata says (that it may fail, that it is to be skipped) is not the student's to say.
            cell.metadata = nbformat.from_dict({})
            if is_wanted:
                found[grade_id] = cell
                cell.metadata.nbgrader = deepcopy(marked[grade_id].metadata.nbgrader)
        self._add_missing(notebook, marked, found, where)
        return notebook, resources

    def _marked(self, assignment, name):
        """The assignment's own cells, by their names, in their order. Released ones: grading can do without the solutions."""
        course = self.parent.parent.coursedir  # of the exporter's converter
        folder = course.format_path(course.release_directory, ".", assignment)
        released = nbformat.read(Path(folder) / f"{name}.ipynb", as_version=4)
        return {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}

    def _add_missing(self, notebook, marked, found, where):
        with Gradebook(where["db_url"]) as gradebook:
            previous = None
            for grade_id, source in marked.items():
                if grade_id not in found:
                    kept = gradebook.find_source_cell(grade_id, where["notebook"], where["assignment"])
                    new_cell = nbformat.v4.new_code_cell if kept.cell_type == "code" else nbformat.v4.new_markdown_cell
                    cell = new_cell(kept.source, metadata={"nbgrader": deepcopy(source.metadata.nbgrader)})
                    at = 0 if previous is None else notebook.cells.index(found[previous]) + 1
                    notebook.cells.insert(at, cell)
                    found[grade_id] = cell
                    self.log.warning("The cell '%s' was missing", grade_id)
                previous = grade_id
