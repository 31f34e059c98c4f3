"""Formulas on pages: KaTeX sets them as a page is made, in a Node process that serves one page after the other."""

import functools
import json
import subprocess

from nbconvert.preprocessors import Preprocessor
from traitlets import List, Unicode


class SetFormulas(Preprocessor):
    """Gives the page template the function `set_formulas`, which sets the formulas in a piece of HTML."""

    enabled = True
    program = List(Unicode(), help="The command that answers a line of JSON, HTML, with another, its formulas set")

    def preprocess(self, nb, resources):
        resources["set_formulas"] = functools.partial(set_formulas, tuple(self.program))
        return nb, resources


def set_formulas(program, html):
    if "$" not in html and "\\" not in html:
        return html
    process = started(program)
    process.stdin.write(f"{json.dumps(html)}\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"the formulas of the page could not be set: {' '.join(program)} ended")
    return json.loads(answer)


@functools.cache
def started(program):
    """The process of a command, which ends with this one, as its standard input does."""
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
