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
        # What this cell has taken is not to end the kernel while the next one runs.
        if self.km.takes_too_much():
            raise DeadKernelError

    def _lose(self, cell, resources, index, problem):
        """The kernel has ended while a cell ran. What ended it may have been left running by an earlier cell."""
        cell.outputs = [error(*self._reason(problem))]
        while index not in self.deadly:
            culprit, cell.outputs = self._culprit(resources, index, cell.outputs)
            if culprit is None:
                return
            self.deadly.add(culprit)
        self._replace_kernel(resources, index)

    def _culprit(self, resources, index, outputs):
        """Which cell ends the kernel while this one runs, and the outputs that say why; None and its outputs if none does.

        Runs the cell in new kernels, with no solution before it, then with one more each time. The one that is added when the
        kernel ends is to blame; the cell itself is where it ends the kernel alone, or fails without what is added.
        """
        candidates = [i for i in self._replayed(index) if not utils.is_locked(self.nb.cells[i])]
        if is_check(self.nb.cells[index]):
            candidates = candidates[:-1]  # what it checks, it needs
        blamed = index
        for count in range(len(candidates) + 1):
            if self._time_left() <= 0:
                return index, outputs
            try:
                self._start_anew()
                for i in self._replayed(index):
                    if i not in candidates[count:]:
                        self._run_again(resources, i)
                outputs = self._run_again(resources, index)
            except Exception as problem:
                return blamed, [error(*self._reason(problem))]
            has_failed = any(output.output_type == "error" for output in outputs)
            blamed = index if has_failed or count == len(candidates) else candidates[count]
        return None, outputs

    def _reason(self, problem):
        if self.km and self.km.excess:
            return "TooMuch", self.km.excess
        if isinstance(problem, DeadKernelError):
            return "DeadKernelError", "the kernel ended while this cell ran"
        if isinstance(problem, CellTimeoutError):
            return "CellTimeoutError", "this cell could not be stopped"
        return "NoKernelMessage", "what the kernel said while this cell ran could not be read"

    def _replayed(self, index):
        """Cells before one that make the state it runs in."""
        cells = enumerate(self.nb.cells[:index])
        return [i for i, cell in cells if cell.cell_type == "code" and not is_check(cell) and i not in self.deadly]

    def _run_again(self, resources, index):
        """Runs a cell for the state that it leaves. Its outputs stay; returns the new ones."""
        cell = self.nb.cells[index]
        outputs = cell.outputs
        try:
            self._run(cell, resources, index)
            return cell.outputs
        finally:
            cell.outputs = outputs

    def _start_anew(self):
        self._cleanup_kernel()
        self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()

    def _replace_kernel(self, resources, index):
        """A new kernel in the state that the cells before `index` leave; their outputs stay as they are."""
        while (ended := self._replay(resources, index)) is not None:  # each time, one more cell is found deadly
            culprit, _ = self._culprit(resources, ended, [])
            self.deadly.add(ended if culprit is None else culprit)

    def _replay(self, resources, index):
        """The cell at which the kernel ends; None if it does not."""
        self._start_anew()
        for i in self._replayed(index):
            if self._time_left() <= 0:
                break
            try:
                self._run_again(resources, i)
            except Exception:
                return i
        return None

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
