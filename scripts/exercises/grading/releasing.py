"""Makes what students get of an assignment, also when work on it has been graded already.

It is made beside what was released before, and takes its place when it is whole; the gradebook is as it was if anything fails.
New cells get a place in the gradebook for everybody who has handed in; marks stay.
"""

import contextlib
import json
import re
import sqlite3
from pathlib import Path

import nbformat
from nbgrader import utils
from nbgrader.api import Comment, Grade, MissingEntry, SubmittedNotebook
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor, SaveCells

ATTACHMENT = re.compile(r"attachment:([^)\s\"']+)")
NEW, OLD = ".release.new", ".release.old"


class ClearPictures(NbGraderPreprocessor):
    """Takes out pictures that were attached to what is not released: a grading guide, a solution."""

    def preprocess_cell(self, cell, resources, index):
        shown = set(ATTACHMENT.findall(cell.source))
        kept = {name: data for name, data in cell.get("attachments", {}).items() if name in shown}
        cell.pop("attachments", None)
        if kept:
            cell.attachments = nbformat.from_dict(kept)
        return cell, resources


class SaveCellsAndMarks(SaveCells):
    """Writes an assignment's cells into the gradebook; those who have handed in keep their marks."""

    def _create_notebook(self, nb):
        try:
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            notebook = None
        if notebook is None or not notebook.submissions:
            super()._create_notebook(nb)
            self._mirror()
            return
        notebook.kernelspec = json.dumps(nb.metadata.get("kernelspec", {}))
        where = (self.notebook_id, self.assignment_id)
        kinds = {
            "grade": (self.new_grade_cells, notebook.grade_cells),
            "solution": (self.new_solution_cells, notebook.solution_cells),
            "task": (self.new_task_cells, notebook.task_cells),
            "source": (self.new_source_cells, notebook.source_cells),
        }
        for kind, (new, old) in kinds.items():
            for cell in [cell for cell in old if cell.name not in new]:
                self._remove(cell, kind)
            for name, info in new.items():
                getattr(self.gradebook, f"update_or_create_{kind}_cell")(name, *where, **info)
        self._mirror()

    def _remove(self, cell, kind):
        database = self.gradebook.db
        given = [*getattr(cell, "grades", []), *getattr(cell, "comments", [])]
        lost = sum(1 for one in given if getattr(one, "score", 0))
        if kind in ("grade", "task") and lost:
            self.log.error("'%s' is gone from the assignment, and with it the marks that %d had for it", cell.name, lost)
        for one in given:
            database.delete(one)
        database.delete(cell)
        database.commit()

    def _mirror(self):
        """For everybody who has handed in, a mark and a comment for each cell that has one."""
        database = self.gradebook.db
        database.expire_all()
        assignment = self.gradebook.find_assignment(self.assignment_id)
        notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        own = {one.assignment_id: one for one in notebook.submissions}
        for submission in assignment.submissions:
            work = own.get(submission.id) or SubmittedNotebook(notebook=notebook, assignment=submission)
            marked = {grade.cell_id for grade in work.grades}
            said = {comment.cell_id for comment in work.comments}
            missing = [
                *(Grade(cell_id=one.id) for one in (*notebook.grade_cells, *notebook.task_cells) if one.id not in marked),
                *(Comment(cell_id=one.id) for one in (*notebook.solution_cells, *notebook.task_cells) if one.id not in said),
            ]
            database.add(work)
            for one in missing:
                one.notebook = work
            database.add_all(missing)
        database.commit()


class GenerateRelease(GenerateAssignment):
    """nbgrader's GenerateAssignment, which leaves what there was until all is done."""

    @property
    def _output_directory(self):
        return NEW

    def start(self):
        root = Path(self.coursedir.root)
        self._put_back(root)
        released = root / self.coursedir.release_directory / self.coursedir.assignment_id
        if released.exists() and not self.force:
            return
        made = root / NEW / self.coursedir.assignment_id
        try:
            with self._gradebook_kept():
                super().start()
                self._leave_out_guides(made)
            released.parent.mkdir(parents=True, exist_ok=True)
            old = root / OLD / self.coursedir.assignment_id
            if released.exists():
                old.parent.mkdir(exist_ok=True)
                released.rename(old)
            made.rename(released)
        finally:
            self._put_back(root)

    def _put_back(self, root):
        """Ends what was begun: a release that was moved away and not replaced comes back."""
        for old in (root / OLD).glob("*"):
            released = root / self.coursedir.release_directory / old.name
            if not released.exists():
                old.rename(released)
        for folder in (root / OLD, root / NEW):
            if folder.exists():
                utils.rmtree(folder)

    @contextlib.contextmanager
    def _gradebook_kept(self):
        """Puts the gradebook back where something fails."""
        file = Path(self.coursedir.db_url.removeprefix("sqlite:///").split("?")[0])
        if not self.coursedir.db_url.startswith("sqlite:///") or not file.exists():
            yield
            return
        with contextlib.closing(sqlite3.connect(":memory:")) as kept:
            with contextlib.closing(sqlite3.connect(file)) as gradebook:
                gradebook.backup(kept)
            try:
                yield
            except BaseException:
                with contextlib.closing(sqlite3.connect(file, timeout=60)) as gradebook:
                    kept.backup(gradebook)
                raise

    def _clean_old_notebooks(self, assignment_id, student_id):
        from nbgrader.api import Gradebook

        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            assignment = gradebook.find_assignment(assignment_id)
            gone = {one.name for one in assignment.notebooks} - {Path(file).stem for file in self.notebooks}
            if gone and assignment.submissions:
                raise NbGraderException(
                    f"{assignment_id} was graded with the notebook {', '.join(sorted(gone))}.ipynb, which is not there any"
                    " more: give it its old name back"
                )
            for name in gone:
                gradebook.remove_notebook(name, assignment_id)

    def _leave_out_guides(self, made):
        """Files that only a solution or a guide speaks of are not for students."""
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", self.coursedir.assignment_id))
        cells = [cell for file in source.glob("*.ipynb") for cell in nbformat.read(file, as_version=4).cells]
        withheld = "\n".join(cell.source for cell in cells if utils.is_solution(cell))
        shown = "\n".join(
            cell.source for file in made.glob("*.ipynb") for cell in nbformat.read(file, as_version=4).cells
        )
        for file in utils.find_all_files(str(made), ["*.ipynb"]):
            if Path(file).name in withheld and Path(file).name not in shown:
                utils.remove(file)
