"""The judge's side of grading: another process draws the inputs of each check and judges what answers gave for them."""

import json
from functools import cache
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from .lines import NoAnswer, Program

ANSWERS = "application/vnd.vanishing-gradients.answers+json"
JUDGE = Path(__file__).parents[1] / "judge.mjs"
MOST = 20_000_000  # characters of answers that are looked at, of one check
NAMES = {"wrong": "WrongAnswer", "not attempted": "NotAttempted", "no answer": "NoAnswer"}


def error(ename, evalue):
    return new_output("error", ename=ename, evalue=evalue, traceback=[f"{ename}: {evalue}"])


def is_check(cell):
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


def is_judged(cell):
    return is_check(cell) and "exercises.grade(" in cell.source


def node_of(nb):
    return KernelSpecManager().get_kernel_spec(nb.metadata.kernelspec.name).argv[0]


@cache
def judge_of(node):
    return Program(node, JUDGE)


def call_judge(node, task, items):
    try:
        return judge_of(node).ask({"task": task, "items": items}, timeout=300)
    except NoAnswer as problem:
        raise RuntimeError(f"the judge failed: {problem}") from problem


def questions_for(nb):
    """The code that runs in place of each judged check, by the index of its cell: {source, tickets}."""
    places = [i for i, cell in enumerate(nb.cells) if is_judged(cell)]
    return dict(zip(places, call_judge(node_of(nb), "ask", [nb.cells[i].source for i in places]), strict=True))


def answers_in(cell):
    """Answers in a check's outputs, as JSON text; those that are not JSON or too large are left out."""
    kept, room = [], MOST
    for output in cell.outputs:
        if ANSWERS not in output.get("data", {}):
            continue
        try:
            text = json.dumps(output.data[ANSWERS], allow_nan=False)
        except (ValueError, TypeError, RecursionError):
            continue
        room -= len(text)
        if room < 0:
            break
        kept.append(text)
    return kept


class JudgeCells(NbGraderPreprocessor):
    """Leaves in each check's outputs what nbgrader is to read: an error, or none."""

    def preprocess(self, nb, resources):
        questions = resources["questions"]
        tasks = [
            {"source": nb.cells[i].source, "tickets": question["tickets"], "answers": answers_in(nb.cells[i])}
            for i, question in questions.items()
        ]
        for i, verdict in zip(questions, call_judge(node_of(nb), "judge", tasks), strict=True):
            self._leave(nb.cells[i], verdict)
        return nb, resources

    def _leave(self, cell, verdict):
        failures = [output for output in cell.outputs if output.output_type == "error"]
        if verdict["status"] == "right":
            cell.outputs = [new_output("stream", name="stdout", text=f"✓ {verdict['message']}\n")]
        elif verdict["status"] == "no answer" and failures:
            # Without the traceback: it quotes the check's lines, the hidden ones too.
            cell.outputs = [error(failure.ename, failure.evalue) for failure in failures]
        else:
            cell.outputs = [error(NAMES[verdict["status"]], verdict["message"])]
