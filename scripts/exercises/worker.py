"""Grades what it is told to, one piece of work at a time: a line of JSON in, a line of JSON out.

What a submission's programs write to their outputs goes to the standard error of this one: the answers have a way of their own.
"""

import json
import os
import queue
import sys
import threading
import traceback

from nbgrader.apps import AutogradeApp


def own_channels():
    """The two files that lines come from and go to; nothing that is started from here has them."""
    jobs, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return os.fdopen(jobs, "r", encoding="utf-8"), os.fdopen(answers, "w", encoding="utf-8")


def reason(problem):
    """One line on what went wrong."""
    if isinstance(problem, OSError) and problem.strerror:
        return problem.strerror[0].lower() + problem.strerror[1:]
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    return lines[0] if lines else type(problem).__name__


class Jobs:
    """The lines that come in. When they end while one is at work, whoever gave it has ended: so does this, with what it started."""

    def __init__(self, lines):
        self._lines = queue.Queue()
        self._lock = threading.Lock()
        self._is_at_work = False
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()

    def _read(self, lines):
        for line in lines:
            with self._lock:
                self._is_at_work = True
            self._lines.put(line)
        with self._lock:
            if self._is_at_work:
                os._exit(1)
        self._lines.put(None)

    def __iter__(self):
        return iter(self._lines.get, None)

    def done(self):
        with self._lock:
            self._is_at_work = False


def main():
    lines, answers = own_channels()
    jobs = Jobs(lines)
    app = AutogradeApp()
    app.initialize(sys.argv[1:])
    from grading.autograde import AutogradeWork
    from grading.reading import NotReadable

    app.coursedir.db_url += "?timeout=120"  # several of these write to the gradebook
    root = os.getcwd()
    for line in jobs:
        converter = AutogradeWork(coursedir=app.coursedir, parent=app)
        try:
            answer = converter.grade(json.loads(line))
        except NotReadable as problem:
            answer = {"status": "failed", "problem": str(problem)}
        except Exception as problem:
            traceback.print_exc()
            answer = {"status": "failed", "problem": reason(problem)}
        os.chdir(root)
        jobs.done()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
