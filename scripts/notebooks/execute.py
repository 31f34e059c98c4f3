"""Executes notebooks with nbconvert and makes their pages; says how far it is in lines of JSON on standard output.

Takes the tasks as lines of JSON, one after the other: notebook, executed and page (paths; page may be null), timeout (seconds a cell),
site (what the template wants to know). Ends, and its kernel with it, when its standard input does.
"""

import json
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path

# The kernel inherits standard output: what it writes there must not stand between the lines that are read.
events = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def tell(event, **facts):
    print(json.dumps({"event": event, **facts}), file=events, flush=True)


tasks = queue.SimpleQueue()


def receive():
    for line in sys.stdin:
        tasks.put(json.loads(line))
    os.kill(os.getpid(), signal.SIGINT)


threading.Thread(target=receive, daemon=True).start()

# jsonschema takes more than a second to build a grammar of web addresses, for a format that no notebook has; it does without.
sys.modules["rfc3987_syntax"] = None

import nbformat  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402
from nbconvert.exporters import HTMLExporter, TemplateExporter  # noqa: E402
from nbconvert.filters import Highlight2HTML  # noqa: E402
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter  # noqa: E402
from nbconvert.preprocessors import ExecutePreprocessor  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from kernel_start import StartsAgain  # noqa: E402


class CellNotRunError(Exception):
    """The kernel answered a cell without running it."""


class Executor(StartsAgain, ExecutePreprocessor):
    """Tells of each cell as it starts, and takes no answer for good but 'ok' or 'error'."""

    def __init__(self, **options):
        super().__init__(
            on_notebook_start=lambda notebook: self._kernel_starts(),
            on_cell_execute=self._starts,
            on_cell_executed=self._answered,
            # An output that is missing is an error, not a warning in a log.
            raise_on_iopub_timeout=True,
            iopub_timeout=options["timeout"],
            shutdown_kernel="immediate",
            **options,
        )
        self.current = None
        self.process = None

    def _kernel_starts(self):
        self.process = self.km.provisioner.process  # kept: the provisioner forgets it once it has ended
        tell("kernel", pid=self.process.pid)

    def kernel_end(self):
        """How the kernel has ended, in words."""
        status = self.process.poll()
        return f"killed by {signal.Signals(-status).name}" if status and status < 0 else f"exit status {status}"

    def _starts(self, cell, cell_index):
        self.current = cell
        code = [one for one in self.nb.cells[: cell_index + 1] if one.cell_type == "code"]
        tell("cell", number=len(code))

    def _answered(self, cell, cell_index, execute_reply):
        status = execute_reply["content"]["status"]
        if status not in ("ok", "error"):
            raise CellNotRunError(f"the kernel answered '{status}'")


def stop_at(cell, ename, evalue):
    """Leaves in the cell what became of it."""
    cell.outputs.append(nbformat.v4.new_output("error", ename=ename, evalue=evalue, traceback=[f"{ename}: {evalue}"]))


def execute(notebook, task):
    executor = Executor(timeout=task["timeout"])
    resources = {"metadata": {"path": str(Path(task["notebook"]).parent)}}
    try:
        executor.preprocess(notebook, resources)
    except CellExecutionError as error:
        if not any(output.output_type == "error" for output in executor.current.outputs):
            stop_at(executor.current, error.ename or "Error", error.evalue or "the kernel did not say what failed")
    except CellTimeoutError:
        stop_at(executor.current, "CellTimeoutError", f"the cell did not end within {task['timeout']} s")
    except DeadKernelError:
        if executor.current is None:
            raise
        stop_at(
            executor.current, "DeadKernelError", f"the kernel ended while this cell ran ({executor.kernel_end()})"
        )
    except CellNotRunError as error:
        stop_at(executor.current, "CellNotRunError", str(error))


class PageExporter(HTMLExporter):
    """HTMLExporter without its last pass over the page, which adds text alternatives that the template has already."""

    def from_notebook_node(self, nb, resources=None, **options):
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        resources = self._init_resources(resources)
        widgets = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=resources)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        self.register_filter("filter_data_type", widgets)
        return TemplateExporter.from_notebook_node(self, nb, resources, **options)


def make_page(notebook, task):
    file = Path(task["notebook"])
    exporter = PageExporter(template_name="course-page", embed_images=True)
    page, _ = exporter.from_notebook_node(
        notebook, {"metadata": {"name": file.stem, "path": str(file.parent)}, "site": task["site"]}
    )
    Path(task["page"]).write_text(page, encoding="utf-8")


def run(task):
    notebook = nbformat.read(task["notebook"], as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    tell("cells", count=sum(cell.cell_type == "code" for cell in notebook.cells))
    began = time.monotonic()
    problem = None
    try:
        execute(notebook, task)
    except Exception as error:  # no kernel of that name, or one that does not start
        problem = {"ename": type(error).__name__, "evalue": str(error)}
        task["site"]["problem"] = f"{problem['ename']}: {problem['evalue']}"
    seconds = time.monotonic() - began
    nbformat.write(notebook, task["executed"])
    if task["page"] is not None:
        make_page(notebook, task)
    tell("done", outcome={"seconds": seconds, "problem": problem})


if __name__ == "__main__":
    try:
        while True:
            run(tasks.get())
    except KeyboardInterrupt:
        sys.exit(130)
