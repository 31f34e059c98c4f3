"""Limits of a box: the operating system's for each process, and a thread that watches the sum over all of them."""

import os
import signal
import threading
from pathlib import Path

# For each process. Not the address space: V8 reserves far more than it uses.
MEMORY = 4 * 2**30
FILE = 64 * 2**20
OPEN_FILES = 4096
PROCESSOR_SECONDS = 900
PROCESSES = 4096  # of the user, where the machine counts them all
# For all processes of a box.
MOST_MEMORY = 3 * 2**30
MOST_PROCESSES = 16
MOST_THREADS = 512
MOST_FILES = 0.5  # of a process's open files: the rest is the kernel's, which could read no library without any
INTERVAL = 0.2  # seconds


def limit():
    """In the process that becomes the box, before it starts."""
    import resource

    for name, most in [
        ("RLIMIT_DATA", MEMORY),
        ("RLIMIT_FSIZE", FILE),
        ("RLIMIT_NOFILE", OPEN_FILES),
        ("RLIMIT_CPU", PROCESSOR_SECONDS),
        ("RLIMIT_NPROC", PROCESSES),
        ("RLIMIT_CORE", 0),
    ]:
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def children_of(pid):
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            found += map(int, Path(f"/proc/{pid}/task/{thread}/children").read_text().split())
    except (OSError, ValueError):
        pass  # it has ended
    return found


def family(pid, most):
    """A process and its descendants, up to a number of them: an orphan's parent is the box's first process."""
    found = [pid]
    for one in found:
        found += children_of(one)
        if len(found) > most:
            break
    return found


def taken_by(pid):
    """Bytes of memory, threads and open files of a process."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        threads, files = (len(os.listdir(f"/proc/{pid}/{folder}")) for folder in ("task", "fd"))
        return pages * os.sysconf("SC_PAGE_SIZE"), threads, files
    except (OSError, ValueError, IndexError):
        return 0, 0, 0


def most_files():
    """How many files a process of a box may have open: the machine may allow fewer than the box does."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    allowed = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    return int(MOST_FILES * allowed)


def excess(pid):
    """Says which limit a box exceeds; None if it exceeds none."""
    pids = family(pid, MOST_PROCESSES + 2)
    # Bubblewrap is two of them.
    if len(pids) > MOST_PROCESSES + 2:
        return f"it started more than {MOST_PROCESSES} processes"
    taken = [taken_by(one) for one in pids]
    if sum(memory for memory, _, _ in taken) > MOST_MEMORY:
        return f"it took more than {MOST_MEMORY >> 30} GB of memory"
    if sum(threads for _, threads, _ in taken) > MOST_THREADS:
        return f"it started more than {MOST_THREADS} threads"
    if max(files for _, _, files in taken) > most_files():
        return f"it opened more than {most_files():,} files"
    return None


class Watch:
    """Ends a box that takes too much. `reason` says why, where it did."""

    def __init__(self, pid):
        self.reason = None
        self._pid = pid
        self._ended = threading.Event()
        self._looking = threading.Lock()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._ended.wait(INTERVAL):
            if self.look():
                return

    def look(self):
        """Ends the box if it takes too much now, and says whether it was ended for that."""
        with self._looking:
            if not self.reason:
                self.reason = excess(self._pid)
                if self.reason:
                    os.kill(self._pid, signal.SIGKILL)
            return self.reason is not None

    def end(self):
        self._ended.set()
        self._thread.join()
