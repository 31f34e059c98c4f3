"""Runs a submission, cell by cell. What its code does, and what its kernel says, may be anything."""

import json
from pathlib import Path
from time import monotonic

from kernel_start import StartsAgain
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Enum, Integer

from .box import ROOT
from .judging import ANSWERS, MOST, error, is_check, questions_for
from .kernel import ISOLATIONS, Kernel

# Before each check, whatever a student calls `exercises`; it has no line of its own, so that line numbers stay.
IMPORT = "import { exercises } from 'vanishing-gradients'; "
SEAL = IMPORT + "exercises.seal();"

# Of a cell's outputs: what comes after is dropped.
MOST_OUTPUTS = 500
MOST_OUTPUT = 4_000_000  # characters
MOST_OF_ALL = 40_000_000  # of all cells of a notebook


class RunCells(StartsAgain, Execute):
    """Runs every cell. Where one ends the kernel, a new one runs the others: only what that cell was worth is lost."""

    isolation = Enum(ISOLATIONS, default_value="bubblewrap", help="what keeps a submission's code in").tag(config=True)
    submission_timeout = Integer(300, help="seconds that all cells of a notebook may take together").tag(config=True)

    def __init__(self, **options):
        super().__init__(**{**options, "kernel_manager_class": Kernel})
        self.shutdown_kernel = "immediate"
        self.store_widget_state = False
        self.limit = self.timeout

    def preprocess(self, nb, resources, km=None):
        self.deadly = set()
        self.room = MOST_OF_ALL
        self.deadline = monotonic() + self.submission_timeout
        self.questions = resources["questions"] = questions_for(nb)
        self.brought = brought_with(self.parent.parent.coursedir, resources["nbgrader"]["assignment"])
        return super().preprocess(nb, resources, km)

    def create_kernel_manager(self):
        name = self.nb.metadata.kernelspec.name
        folder = str(Path(ROOT, "notebooks", "exercises", "release", self.resources["nbgrader"]["assignment"]))
        self.km = Kernel(
            kernel_name=name, isolation=self.isolation, folder=folder, files=self.brought, config=self.config
        )
        return self.km

    def start_new_kernel_client(self, **options):
        client = super().start_new_kernel_client(**options)
        limit, self.timeout = self.timeout, self.startup_timeout  # the library loads here, and not on a cell's time
        self.wait_for_reply(client.execute(SEAL, silent=True, store_history=False))
        self.timeout = limit
        return client

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code" or index in self.deadly:
            return cell, resources
        if self._time_left() <= 0:
            cell.outputs = [error("OutOfTime", f"all cells together took more than {self.submission_timeout} s")]
            return cell, resources
        try:
            self._run(cell, resources, index)
        except Exception as problem:
            self._lose(cell, resources, index, problem)
        return cell, resources

    def _time_left(self):
        return int(self.deadline - monotonic())

    def _run(self, cell, resources, index):
        source = cell.source
        if is_check(cell):
            cell.source = IMPORT + self.questions.get(index, {}).get("source", source)
        self.timeout = max(1, min(self.limit, self._time_left()))
        self.room_here = MOST_OUTPUT
        try:
            super().preprocess_cell(cell, resources, index)
        finally:
            cell.source = source

    def _lose(self, cell, resources, index, problem):
        reason = self._reason(problem)
        if utils.is_locked(cell):  # what ended the kernel may have been left running by an earlier cell
            self._replace_kernel(resources, index)
            try:
                self._run(cell, resources, index)
                return
            except Exception as second:
                reason = self._reason(second)
        self.deadly.add(index)
        self._replace_kernel(resources, index)
        cell.outputs = [error(*reason)]

    def _reason(self, problem):
        if self.km and self.km.excess:
            return "TooMuch", self.km.excess
        if isinstance(problem, DeadKernelError):
            return "DeadKernelError", "the kernel ended while this cell ran"
        if isinstance(problem, CellTimeoutError):
            return "CellTimeoutError", "this cell could not be stopped"
        return "NoKernelMessage", "what the kernel said while this cell ran could not be read"

    def _replace_kernel(self, resources, index):
        """A new kernel in the state that the cells before `index` leave; their outputs stay as they are."""
        replayed = False
        while not replayed:  # each time but the last, one more cell is found deadly
            self._cleanup_kernel()
            self.create_kernel_manager()
            self.start_new_kernel()
            self.start_new_kernel_client()
            replayed = self._replay(resources, index)

    def _replay(self, resources, index):
        for i, cell in enumerate(self.nb.cells[:index]):
            if cell.cell_type != "code" or is_check(cell) or i in self.deadly or self._time_left() <= 0:
                continue
            outputs = cell.outputs
            try:
                self._run(cell, resources, i)
            except Exception:
                self.deadly.add(i)
                return False
            finally:
                cell.outputs = outputs
        return True

    # Messages of the kernel.

    def process_message(self, msg, cell, cell_index):
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            raise
        except Exception as problem:  # it is not made as a kernel makes it
            self.log.debug("a message was dropped: %s", problem)
            return None

    def output(self, outs, msg, display_id, cell_index):
        content = msg["content"]
        answers = content.get("data", {}).get(ANSWERS) if msg["msg_type"] == "display_data" else None
        size = len(json.dumps(content))
        is_kept = size <= min(MOST, self.room) if answers is not None else size <= min(self.room, self.room_here)
        if not is_kept or len(outs) >= MOST_OUTPUTS:
            return None
        self.room -= size
        if answers is None:
            self.room_here -= size
        return super().output(outs, msg, display_id, cell_index)

    def handle_comm_msg(self, outs, msg, cell_index):
        """Ignores messages of widgets."""

    def set_widgets_metadata(self):
        """Stores no state of widgets."""


def brought_with(coursedir, assignment):
    """Files beside the notebooks of an assignment as released: {name: file}. Files of a submission are not among them."""
    released = Path(coursedir.format_path(coursedir.release_directory, ".", assignment))
    files = [file for file in sorted(released.rglob("*")) if file.is_file() and not file.is_symlink()]
    return {
        str(file.relative_to(released)): str(file.resolve())
        for file in files
        if file.suffix != ".ipynb" and not any(part.startswith(".") for part in file.relative_to(released).parts)
    }
