"""The kernel that runs a submission, in a box or, where the instructor says so, without one; and the client that talks to it.

What comes from the kernel may have been made by the submission's code: the client reads no more of it than it has room for.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

import zmq.asyncio
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Enum, Unicode, default

from .box import ROOT, SOCKETS, boxed, sockets_of, working_bubblewrap
from .limits import Watch, limit

ISOLATIONS = ("bubblewrap", "none")
MOST_HEAP = "--max-old-space-size=1536"  # megabytes, of JavaScript
MOST_MESSAGE = 16 * 2**20  # bytes
MOST_WAITING = 50  # messages
MOST_START = 60  # seconds, until the box has started its command
# Of the grader's environment, what programs on Windows can't start without.
KEPT = ("SYSTEMROOT", "TEMP", "TMP", "PATHEXT", "COMSPEC")


class Context(zmq.asyncio.Context):
    """Its sockets read no message beyond a size, and few ahead of time."""

    def socket(self, *args, **options):
        made = super().socket(*args, **options)
        made.set(zmq.MAXMSGSIZE, MOST_MESSAGE)
        made.set(zmq.RCVHWM, MOST_WAITING)
        return made


class Kernel(AsyncKernelManager):
    """A kernel in a folder of its own, which holds what the assignment brings with it and nothing of the submission's."""

    isolation = Enum(ISOLATIONS, default_value="bubblewrap")
    folder = Unicode(help="where it runs; in the box an empty one, which need not be there outside")
    files = Dict(help="what is in the folder: {name: file}")
    watch = None

    def __init__(self, **options):
        super().__init__(**options)
        self._place = os.path.realpath(tempfile.mkdtemp(prefix="grading-"))
        if self.isolation == "bubblewrap":
            self.transport = "ipc"  # the box has no network
            self.connection_file = str(Path(self._place, "kernel.json"))
            self.ip = f"{SOCKETS}/socket"  # as the kernel reads it in its connection file

    @default("context")
    def _context_default(self):
        self._created_context = True
        return Context()

    def _environment(self):
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        path = "/nothing" if self.isolation == "bubblewrap" else os.environ.get("PATH", "")
        return {**kept, "PATH": path, "HOME": self._home(), "LANG": "C.UTF-8", **self.kernel_spec.env}

    def _home(self):
        return "/tmp" if self.isolation == "bubblewrap" else self._place

    def format_kernel_cmd(self, extra_arguments=None):
        node, *rest = super().format_kernel_cmd(extra_arguments)
        command = [node, MOST_HEAP, *rest]
        if self.isolation == "none":
            return command
        inside = f"{SOCKETS}/kernel.json"
        return boxed(
            working_bubblewrap(node),
            [inside if part == self.connection_file else part for part in command],
            folder=self.folder,
            files={**self.files, inside: self.connection_file},
            environment=self._environment(),
        )

    async def _async_start_kernel(self, **options):
        options["env"] = self._environment()
        options["cwd"] = str(ROOT)
        if self.isolation == "none":
            options["cwd"] = str(self._own_folder())
        if sys.platform != "win32":
            options["preexec_fn"] = limit
        # The instructor's terminal, or the file that stands for it, is not the submission's to write to.
        options["stdout"] = options["stderr"] = subprocess.DEVNULL
        await super()._async_start_kernel(**options)
        if self.isolation == "bubblewrap":
            self.watch = Watch(self.provisioner.pid)
            await self._reach_sockets()

    async def _reach_sockets(self):
        """From now on, clients use the path of the sockets that leads into the box."""
        end = monotonic() + MOST_START
        while monotonic() < end and await self.provisioner.poll() is None:
            if folder := sockets_of(self.provisioner.pid):
                self.ip = f"{folder}/socket"
                return
            await asyncio.sleep(0.01)

    start_kernel = _async_start_kernel

    def _own_folder(self):
        """Without a box: inside of the project, where notebooks find what is installed."""
        parent = Path(ROOT, "build", "grading")
        parent.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.mkdtemp(prefix="box-", dir=parent)
        for name, file in self.files.items():
            to = Path(self._folder, name)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, to)
        return self._folder

    @property
    def excess(self):
        """The limit for which the kernel was ended; None if it was not."""
        return self.watch.reason if self.watch else None

    def takes_too_much(self):
        """Looks now, and says whether the kernel was ended for it; not from time to time, as the watch does."""
        return self.watch is not None and self.watch.look()

    async def _async_cleanup_resources(self, restart=False):
        await super()._async_cleanup_resources(restart)
        if not restart:
            if self.watch:
                self.watch.end()
            for folder in (self._place, getattr(self, "_folder", None)):
                if folder:
                    shutil.rmtree(folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources
