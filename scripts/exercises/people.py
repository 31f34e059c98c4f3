"""Writes students' names and assignments' due dates into a gradebook. On standard input: {students, due}, as JSON."""

import json
import sys

from nbgrader.api import Gradebook

told = json.load(sys.stdin)
with Gradebook(f"sqlite:///{sys.argv[1]}?timeout=60", "vanishing-gradients") as gradebook:
    for student in told["students"]:
        gradebook.update_or_create_student(student.pop("id"), **student)
    for name, time in told["due"].items():
        gradebook.update_or_create_assignment(name, duedate=time)
