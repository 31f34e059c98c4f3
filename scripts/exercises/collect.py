"""Puts what is in a learning platform's archive where grading looks for it.

Arguments: the course's folder, the archive, and the assignment, or nothing where the archive itself tells. On standard input
the roster as JSON; on standard output who was found, and what was not taken.
"""

import json
import os
import re
import shutil
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "grading"))
from archive import Refused, read_archive  # noqa: E402
from finding import expected_in, same, unsafe_in  # noqa: E402

# Suffixes that platforms and file managers add to the name of a file that exists already.
AGAIN = re.compile(r"(?:[-_ ]?\((\d+)\)|[-_](\d+)| \d+| - Copy| copy)$", re.IGNORECASE)


def stem(path):
    """A file's name without what was added to it, and the number that was."""
    name, number = Path(path[-1]).stem, 0
    while match := AGAIN.search(name):
        number = number or int(match[1] or match[2] or 0)
        name = name[: match.start()]
    return name, number


def letters(name):
    """A name's letters, sorted, so that it is found whichever of its parts comes first."""
    return "".join(sorted(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum()))


def student_of(person, roster):
    """The name of a student's folder: the roster's, else the platform's name and number."""
    for one in roster:
        if one.get(person.platform) == person.id:
            return one["student"]
    own = letters(person.name)
    named = [one for one in roster if not one.get(person.platform) and own and letters(full(one)) == own]
    if len(named) == 1:
        return named[0]["student"]
    clean = "".join(c for c in person.name if not unsafe_in(c) and c not in "&/:*?|").strip(" .")[:80]
    return f"{clean}_{person.id}" if clean else person.id


def full(one):
    return f"{one.get('first_name', '')}{one.get('last_name', '')}"


def assignment_of(people, expected):
    """The assignment whose notebooks the archive holds, by their names."""
    stems = {stem(path)[0].casefold() for person in people for _, _, path, _ in person.notebooks}
    found = [name for name, own in expected.items() if any(one.casefold() in stems for one in own)]
    if len(found) != 1:
        told = f"notebooks of {', '.join(found)}" if found else "no notebook with the name of an assignment's"
        raise Refused(f"it holds {told}: say which ASSIGNMENT it is")
    return found[0]


def choose(person, names):
    """The files to write, by their names, and notes on what was not taken."""
    by_name = {}
    for notebook in person.notebooks:
        own = next((name for name in names if same(name, stem(notebook[2])[0])), None)
        by_name.setdefault(own, []).append(notebook)
    others = by_name.pop(None, [])

    def age(notebook):
        attempt, time, path, _ = notebook
        return attempt, stem(path)[1], time.timestamp() if time else 0

    files = {f"{name}.ipynb": max(found, key=age) for name, found in by_name.items()}
    notes = [f"of {len(found)} attempts the last" for found in by_name.values() if len(found) > 1]
    if not files:
        newest = max((one[0] for one in others), default=0)
        files = {one[2][-1]: one for one in others if one[0] == newest}
    return files, notes


def write(folder, files, late):
    """All or nothing: what was there before is replaced when the new is whole."""
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name, (_, _, _, data) in files.items():
        (new / name).write_bytes(data)
    times = [time for _, time, _, _ in files.values() if time]
    if times:
        (new / "timestamp.txt").write_text(f"{max(times):%Y-%m-%d %H:%M:%S} UTC\n")
    if late:
        (new / "late.txt").write_text("LATE\n")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(new, folder)


def collect(course, file, assignment, roster):
    expected = expected_in(course)
    people, problems = read_archive(file)
    if not people:
        reasons = "; ".join(sorted({why for _, why in problems})) or "it is empty"
        raise Refused(f"nothing in it can be taken: {reasons}")
    assignment = assignment or assignment_of(people, expected)
    lines, seen = [], []
    for person in people:
        student = student_of(person, roster)
        files, notes = choose(person, expected.get(assignment, []))
        if not files:
            others = ", ".join(person.others[:3])
            problems.append((student, f"no notebook is handed in{f', but {others}' if others else ''}"))
            continue
        if person.platform == "canvas":  # its archives have the time at which they were packed
            files = {name: (attempt, None, path, data) for name, (attempt, _, path, data) in files.items()}
        write(Path(course, "submitted", student, assignment), files, person.late)
        if person.late:
            notes.append("LATE, says Canvas")
        lines.append({"student": student, "notes": notes})
        seen.append({"student": student, person.platform: person.id, "name": person.name})
    return {"assignment": assignment, "lines": lines, "problems": problems, "seen": seen}


if __name__ == "__main__":
    course, file, assignment = sys.argv[1:4]
    try:
        answer = collect(course, file, assignment, json.load(sys.stdin))
    except Refused as problem:
        answer = {"refused": str(problem)}
    except OSError as problem:
        answer = {"refused": f"it can't be read: {problem.strerror}"}
    json.dump(answer, sys.stdout)
