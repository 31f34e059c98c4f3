"""Runs a submission."""

from kernel_start import StartsAgain
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbgrader import utils
from nbgrader.preprocessors import Execute

from .judging import error, is_check, questions_for

# Before each check, whatever a student calls `exercises`; it has no line of its own, so that line numbers stay.
IMPORT = "import { exercises } from 'vanishing-gradients'; "
SEAL = IMPORT + "exercises.seal();"


class RunCells(StartsAgain, Execute):
    """Runs every cell. Where one ends the kernel, a new one runs the others: only what that cell was worth is lost."""

    def preprocess(self, nb, resources, km=None):
        self.deadly = set()
        self.questions = resources["questions"] = questions_for(nb)
        return super().preprocess(nb, resources, km)

    def start_new_kernel_client(self, **options):
        client = super().start_new_kernel_client(**options)
        limit, self.timeout = self.timeout, self.startup_timeout  # the library loads here, and not on a cell's time
        self.wait_for_reply(client.execute(SEAL, silent=True, store_history=False))
        self.timeout = limit
        return client

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code" or index in self.deadly:
            return cell, resources
        try:
            self._run(cell, resources, index)
        except (DeadKernelError, CellTimeoutError) as problem:
            self._lose(cell, resources, index, problem)
        return cell, resources

    def _run(self, cell, resources, index):
        source = cell.source
        if is_check(cell):
            cell.source = IMPORT + self.questions.get(index, {}).get("source", source)
        try:
            super().preprocess_cell(cell, resources, index)
        finally:
            cell.source = source

    def _lose(self, cell, resources, index, problem):
        if utils.is_locked(cell):  # what ended the kernel may have been left running by an earlier cell
            self._replace_kernel(resources, index)
            try:
                self._run(cell, resources, index)
                return
            except (DeadKernelError, CellTimeoutError) as second:
                problem = second
        self.deadly.add(index)
        self._replace_kernel(resources, index)
        name = type(problem).__name__
        says = "the kernel ended while this cell ran" if name == "DeadKernelError" else "this cell could not be stopped"
        cell.outputs = [error(name, says)]

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
            if cell.cell_type != "code" or is_check(cell) or i in self.deadly:
                continue
            outputs = cell.outputs
            try:
                self._run(cell, resources, i)
            except (DeadKernelError, CellTimeoutError):
                self.deadly.add(i)
                return False
            finally:
                cell.outputs = outputs
        return True
