"""Grades one student's work: reads it, puts it in order, runs it, and leaves nothing active in what it writes.

Of a submission, only its notebooks are looked at. `grading.json` beside what was graded says of which file, and what was
changed before; it is written last, so that what was interrupted is graded again.
"""

import hashlib
import json
import shutil
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbconvert.writers import FilesWriter
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from sqlalchemy.exc import IntegrityError

from .cleaning import clean_cell
from .finding import find, expected_in
from .repair import Language, Released, repair
from .reading import NotReadable, read_cells

REPORT = "grading.json"


def hash_of(files):
    total = hashlib.sha256()
    for name, file in sorted(files.items()):
        total.update(f"{name}\0".encode())
        with open(file, "rb") as opened:
            while part := opened.read(2**20):
                total.update(part)
    return total.hexdigest()


def add_student(gradebook, student_id):
    """Adds a student where there is none. Another worker, at another assignment, may add the same one in the meantime."""
    try:
        gradebook.find_student(student_id)
    except MissingEntry:
        gradebook.db.add(Student(id=student_id))
        try:
            gradebook.db.commit()
        except IntegrityError:
            gradebook.db.rollback()


def grouped(notes):
    """Notes that say the same of several cells as one; a note on a cell is (cell, words)."""
    cells = {}
    for note in notes:
        cell, words = note if isinstance(note, tuple) else ("", note)
        cells.setdefault(words, []).append(cell)
    return [f"{', '.join(dict.fromkeys(names))}: {words}" if names[0] else words for words, names in cells.items()]


def report_in(folder):
    try:
        return json.loads(Path(folder, REPORT).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def released_cells(file):
    """An assignment's cells as students got them, and the metadata of its notebook."""
    notebook = nbformat.read(file, as_version=4)
    cells = []
    for i, cell in enumerate(notebook.cells):
        mark = cell.metadata.get("nbgrader", {})
        is_answer = bool(mark.get("solution"))
        cells.append(
            Released(
                id=cell.get("id", f"released-{i}"),
                type=cell.cell_type,
                source=cell.source,
                grade_id=mark.get("grade_id"),
                is_answer=is_answer,
                is_check=bool(mark.get("grade")) and not is_answer,
                metadata=dict(mark),
            )
        )
    return cells, notebook.metadata


def notebook_of(cells, released, metadata):
    """A notebook of nbformat from repaired cells; all that is not the student's text is the assignment's."""
    notebook = nbformat.v4.new_notebook(metadata=metadata)
    as_released = {one.source for one in released}
    for i, cell in enumerate(cells):
        new = new_code_cell if cell.type == "code" else new_markdown_cell
        made = new(cell.source, id=cell.of.id if cell.of else f"own-{i}")
        if cell.attachments and cell.type != "code":
            made.attachments = from_dict(cell.attachments)
        if cell.type == "code" or cell.source not in as_released:
            clean_cell(made)
        if cell.of:
            made.metadata.nbgrader = from_dict(cell.of.metadata)
        notebook.cells.append(made)
    return notebook


class AutogradeWork(Autograde):
    """nbgrader's Autograde, on work that may be in any state."""

    def init_notebooks(self):
        """Lists submissions by the folders in which nbgrader expects them."""
        wanted = self.coursedir.student_id
        assignment = self.coursedir.assignment_id
        submitted = self.coursedir.format_path(self.coursedir.submitted_directory, ".", ".")
        found = find(Path(submitted), expected_in(self.coursedir.root))["work"]
        self.work = {
            self._format_source(assignment, one["student"]): one
            for one in found
            if one["assignment"] == assignment and wanted in ("*", one["student"])
        }
        if not self.work:
            raise NbGraderException(f"nothing is handed in for {assignment} by {wanted}")
        self.assignments = {
            folder: [str(Path(folder, f"{name}.ipynb")) for name in one["files"]] for folder, one in self.work.items()
        }

    def work_on(self, work):
        """Sets up for one piece of work, as `find` gives it."""
        self.work = {self._format_source(work["assignment"], work["student"]): work}
        self.writer = FilesWriter(parent=self, config=self.config)
        self.exporter = self.exporter_class(parent=self, config=self.config)

    def grade(self, work):
        """Grades one piece of work and gives its report. Raises what goes wrong."""
        self.work_on(work)
        student, assignment = work["student"], work["assignment"]
        if not self.init_destination(assignment, student):
            return {**self.report_on(work), "status": "before"}
        self.notebooks = [str(Path(self._format_source(assignment, student), f"{name}.ipynb")) for name in work["files"]]
        self.init_assignment(assignment, student)
        for notebook in self.notebooks:
            self.convert_single_notebook(notebook)
        self.set_permissions(assignment, student)
        return {**self.report_on(work), "status": "graded"}

    def piece(self, student, assignment):
        return self.work[self._format_source(assignment, student)]

    def report_on(self, work):
        return report_in(self._format_dest(work["assignment"], work["student"])) or {}

    def init_destination(self, assignment_id, student_id):
        """Reads a submission and makes its folder. False: it was graded before and has not changed."""
        work = self.piece(student_id, assignment_id)
        if "problem" in work:
            raise NotReadable(work["problem"])
        files = {**work["files"], **self._stamp(work)}
        work["hash"] = hash_of(files)
        known = self.report_on(work)
        if known.get("hash") == work["hash"] and not self.force:
            return False
        work["cells"], work["said"] = {}, list(work["notes"])
        for name, file in work["files"].items():
            cells, notes = read_cells(file)
            work["cells"][name] = cells
            work["said"] += notes
        destination = Path(self._format_dest(assignment_id, student_id))
        if destination.exists():
            utils.rmtree(destination)
        destination.mkdir(parents=True)
        return True

    def _stamp(self, work):
        """The file with the time of the submission, which `collect` and nbgrader's exchange write, if there is one."""
        file = Path(self._format_source(work["assignment"], work["student"]), "timestamp.txt")
        is_plain = file.is_file() and not file.is_symlink() and file.stat().st_size < 100
        return {"timestamp.txt": str(file)} if is_plain else {}

    def init_assignment(self, assignment_id, student_id):
        work = self.piece(student_id, assignment_id)
        released = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", assignment_id))
        destination = Path(self._format_dest(assignment_id, student_id))
        for file in utils.find_all_files(str(released), [*self.coursedir.ignore, "*.ipynb"]):
            to = destination / Path(file).relative_to(released)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to)
        stamp = {}
        for file in self._stamp(work).values():
            try:
                stamp = {"timestamp": utils.parse_utc(Path(file).read_text("utf-8", errors="replace").strip())}
            except (ValueError, OverflowError):
                work["said"].append("its timestamp.txt holds no time")
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            add_student(gradebook, student_id)
            try:
                gradebook.find_assignment(assignment_id)
            except MissingEntry:
                raise NbGraderException(f"{assignment_id} is not released yet") from None
            gradebook.update_or_create_submission(assignment_id, student_id, **stamp)
            self._nothing_for_missing(gradebook, work)

    def _nothing_for_missing(self, gradebook, work):
        for notebook in gradebook.find_assignment(work["assignment"]).notebooks:
            if notebook.name in work["files"]:
                continue
            own = gradebook.find_submission_notebook(notebook.name, work["assignment"], work["student"])
            for grade in own.grades:
                grade.auto_score = 0
                grade.needs_manual_grade = False
        gradebook.db.commit()

    def convert_single_notebook(self, notebook_filename):
        where = self.init_single_notebook_resources(notebook_filename)
        found = where["nbgrader"]
        work = self.piece(found["student"], found["assignment"])
        destination = self._format_dest(found["assignment"], found["student"])
        self._write_mended(work, found["notebook"], where)
        graded = str(Path(destination, Path(notebook_filename).name))
        self._sanitizing = False
        self._init_preprocessors()
        try:
            with utils.setenv(NBGRADER_EXECUTION="autograde"):
                super(Autograde, self).convert_single_notebook(graded)
        finally:
            self._sanitizing = True
        if list(work["files"])[-1] == found["notebook"]:
            self._write_report(work, destination)

    def _write_mended(self, work, name, resources):
        folder = self.coursedir.format_path(self.coursedir.release_directory, ".", work["assignment"])
        released, metadata = released_cells(Path(folder, f"{name}.ipynb"))
        language = Language(KernelSpecManager().get_kernel_spec(metadata.kernelspec.name).argv[0])
        cells, notes = repair(work["cells"][name], released, language)
        work["said"] += notes
        self._sanitizing = True
        self._init_preprocessors()
        repaired = notebook_of(cells, released, metadata)
        output, resources = self.exporter.from_notebook_node(repaired, resources)
        self.write_single_notebook(output, resources)

    def _write_report(self, work, destination):
        report = {"hash": work["hash"], "notes": grouped(work["said"])}
        new = Path(destination, f".{REPORT}")
        new.write_text(json.dumps(report, ensure_ascii=False), "utf-8")
        new.replace(Path(destination, REPORT))
