"""A program of Node that answers a line of JSON with a line of JSON: started once, it serves all submissions of a worker."""

import json
import subprocess
from threading import Timer


class NoAnswer(Exception):
    """The program says what is wrong with the question, or has ended, or was late."""


class Program:
    """Starts when it is first asked. One that has ended, or was late, is started again for the next question."""

    def __init__(self, *command):
        self._command = [str(part) for part in command]
        self._process = None

    def ask(self, question, timeout):
        """The answer, within a number of seconds. Raises NoAnswer."""
        if self._process is None:
            # Its end comes with the end of its input: when this process ends, whatever ends it.
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
            )
        timer = Timer(timeout, self._process.kill)
        timer.start()
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            reply = json.loads(self._process.stdout.readline())
        except (OSError, ValueError) as problem:
            self.end()
            raise NoAnswer(f"{self._command[-1]} ended before it answered") from problem
        finally:
            timer.cancel()
        if "problem" in reply:
            raise NoAnswer(reply["problem"])
        return reply["answer"]

    def end(self):
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None
