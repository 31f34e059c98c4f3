"""Runs a submission, and has the values that its answers gave judged in a process in which none of its code runs."""

import json
import subprocess
from pathlib import Path

from kernel_start import StartsAgain
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute, NbGraderPreprocessor

ANSWERS = "application/vnd.vanishing-gradients.answers+json"
JUDGE = Path(__file__).parents[1] / "judge.mjs"

# Before each check, whatever a student calls `exercises`; it has no line of its own, so that line numbers stay.
IMPORT = "import { exercises } from 'vanishing-gradients'; "
SEAL = IMPORT + "exercises.seal();"


def error(ename, evalue):
    return new_output("error", ename=ename, evalue=evalue, traceback=[f"{ename}: {evalue}"])


def is_check(cell):
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


class RunCells(StartsAgain, Execute):
    """Runs every cell. Where one ends the kernel, a new one runs the others: only what that cell was worth is lost."""

    def preprocess(self, nb, resources, km=None):
        self.deadly = set()
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
            cell.source = IMPORT + source
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


class JudgeCells(NbGraderPreprocessor):
    """Leaves in each check's outputs what nbgrader is to read: an error, or none."""

    def preprocess(self, nb, resources):
        checks = [cell for cell in nb.cells if is_check(cell) and "exercises.grade(" in cell.source]
        tasks = [{"source": cell.source, "answers": self._answers(cell)} for cell in checks]
        for cell, verdict in zip(checks, self._judge(tasks, nb), strict=True):
            self._leave(cell, verdict)
        return nb, resources

    def _answers(self, cell):
        return [output.data[ANSWERS] for output in cell.outputs if ANSWERS in output.get("data", {})]

    def _judge(self, tasks, nb):
        from jupyter_client.kernelspec import KernelSpecManager

        node = KernelSpecManager().get_kernel_spec(nb.metadata.kernelspec.name).argv[0]
        judged = subprocess.run(
            [node, JUDGE], input=json.dumps(tasks), capture_output=True, check=True, encoding="utf-8", timeout=300
        )
        return json.loads(judged.stdout)

    def _leave(self, cell, verdict):
        failures = [output for output in cell.outputs if output.output_type == "error"]
        if verdict["status"] == "right":
            cell.outputs = [new_output("stream", name="stdout", text=f"✓ {verdict['message']}\n")]
        elif verdict["status"] == "no answer" and failures:
            # Without the traceback: it quotes the check's lines, the hidden ones too.
            cell.outputs = [error(failure.ename, failure.evalue) for failure in failures]
        else:
            names = {"wrong": "WrongAnswer", "not attempted": "NotAttempted", "no answer": "NoAnswer"}
            cell.outputs = [error(names[verdict["status"]], verdict["message"])]
