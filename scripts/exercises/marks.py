"""Every mark in a gradebook, as JSON: one for each marked cell of each submission."""

import json
import sys

from nbgrader.api import Gradebook


def marks(gradebook):
    for assignment in gradebook.assignments:
        for submission in assignment.submissions:
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    yield {
                        "assignment": assignment.name,
                        "student": submission.student.id,
                        "cell": grade.name,
                        "manual": grade.cell.cell_type == "markdown",
                        "waiting": grade.needs_manual_grade,
                        "score": grade.score,
                        "points": grade.max_score,
                    }


with Gradebook(f"sqlite:///{sys.argv[1]}") as gradebook:
    json.dump(list(marks(gradebook)), sys.stdout)
