"""Prints a gradebook as JSON: one mark for each marked cell of each submission, with students and assignments."""

import json
import sys
from pathlib import Path

from nbgrader.api import Gradebook


def mark(assignment, submission, grade):
    return {
        "assignment": assignment.name,
        "student": submission.student.id,
        "cell": grade.name,
        "manual": grade.cell.cell_type == "markdown",
        "waiting": grade.needs_manual_grade,
        "score": grade.score,
        "extra": grade.extra_credit or 0,
        "points": grade.max_score,
    }


def handed_in(assignment, submission):
    return {
        "assignment": assignment.name,
        "student": submission.student.id,
        "timestamp": submission.timestamp and submission.timestamp.isoformat(sep=" "),
        "secondsLate": submission.total_seconds_late,
        "penalty": submission.late_submission_penalty,
    }


def student(one):
    return {"id": one.id, **{key: getattr(one, key) or "" for key in ("first_name", "last_name", "email")}}


def contents(gradebook):
    pairs = [(assignment, submission) for assignment in gradebook.assignments for submission in assignment.submissions]
    return {
        "assignments": [
            {
                "name": assignment.name,
                "points": assignment.max_score,
                "due": assignment.duedate and assignment.duedate.isoformat(sep=" "),
            }
            for assignment in gradebook.assignments
        ],
        "students": [student(one) for one in gradebook.students],
        "submissions": [handed_in(assignment, submission) for assignment, submission in pairs],
        "marks": [
            mark(assignment, submission, grade)
            for assignment, submission in pairs
            for notebook in submission.notebooks
            for grade in notebook.grades
        ],
    }


if Path(sys.argv[1]).exists():
    with Gradebook(f"sqlite:///{sys.argv[1]}") as gradebook:
        json.dump(contents(gradebook), sys.stdout)
else:
    json.dump({"assignments": [], "students": [], "submissions": [], "marks": []}, sys.stdout)
