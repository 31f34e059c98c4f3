"""Finds what a class has handed in, wherever in a student's folder it lies and whatever it is called.

Run as a program it prints, for a course folder, what there is to grade and what belongs to no assignment, as JSON.
"""

import json
import os
import re
import stat
import sys
import unicodedata
from pathlib import Path

# Folders that no student works in.
PASSED_OVER = {"node_modules", "__pycache__", "__MACOSX"}
# Characters that a student's name must not have: nbgrader's pages show names as they are.
UNSAFE = re.compile(r'[<>"`\\]|&(?=#|\w+;)')
MOST_FILES = 20_000
DEEPEST = 12


def unsafe_in(name):
    """Lists the characters of a folder's name that pages can't show; empty if there are none."""
    controls = {c for c in name if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    bad = sorted(controls | set(UNSAFE.findall(name)))
    return ", ".join(f"U+{ord(c):04X}" if not c.isprintable() else c for c in bad)


def is_hidden(name):
    return name.startswith(".") or name in PASSED_OVER


def entries(folder):
    with os.scandir(folder) as found:
        return sorted((entry for entry in found if not is_hidden(entry.name)), key=lambda entry: entry.name)


# Folders that programs leave beside those of students.
PROGRAMS = {".git", ".ipynb_checkpoints", ".vscode", ".idea", ".Trash", ".Trashes"}


def hidden_students(submitted):
    with os.scandir(submitted) as found:
        hidden = [entry.name for entry in found if entry.name.startswith(".") and entry.is_dir()]
    return sorted(name for name in hidden if name not in PROGRAMS)


def walk(folder, parts=()):
    """Every notebook and every link below a folder, as (parts of its path, problem): links are not followed."""
    if len(parts) > DEEPEST:
        yield parts, f"lies more than {DEEPEST} folders deep"
        return
    for entry in entries(folder):
        here = (*parts, entry.name)
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path, here)
        elif entry.is_symlink():
            yield here, "is a link"
        elif entry.name.lower().endswith(".ipynb"):
            mode = entry.stat(follow_symlinks=False).st_mode
            yield here, None if stat.S_ISREG(mode) else "is no file"


def bounded(items, most):
    for count, item in enumerate(items):
        if count >= most:
            raise OSError(f"it holds more than {most} notebooks")
        yield item


def same(a, b):
    return unicodedata.normalize("NFC", a).casefold() == unicodedata.normalize("NFC", b).casefold()


def means(folder, assignment):
    """Tells whether a folder's name is an assignment's in another spelling."""
    if same(folder, assignment):
        return True
    words = [part for part in assignment.casefold().replace("_", "-").split("-") if part]
    mine = [part for part in folder.casefold().replace("_", "-").replace(" ", "-").split("-") if part]
    if len(mine) < 1 or not words:
        return False
    return mine == words or mine == words[:1] and words[0].isdigit() or words[0].isdigit() and mine == words[1:]


def choose(notebooks, assignment, name):
    """The path of one of an assignment's notebooks among those that are left, and what was unusual about it."""
    file = f"{name}.ipynb"
    exact = (assignment, file)
    if exact in notebooks:
        return exact, []
    notebooks = sorted(notebooks)
    inside = [parts for parts in notebooks if len(parts) > 1 and parts[0] == assignment]
    under = [parts for parts in notebooks if any(means(part, assignment) for part in parts[:-1])]
    ways = [
        [parts for parts in inside if same(parts[-1], file)],
        [parts for parts in under if same(parts[-1], file)],
        [parts for parts in notebooks if same(parts[-1], file)],
        [parts for parts in inside if len(parts) == 2],
        inside,
        under,
    ]
    for found in ways:
        if len(found) == 1:
            return found[0], [f"taken from {'/'.join(found[0])}, where {'/'.join(exact)} was to be"]
        if len(found) > 1:
            shown = ", ".join("/".join(parts) for parts in found[:4])
            return None, [f"there are {len(found)} notebooks, and none of them is {'/'.join(exact)}: {shown}"]
    return None, [f"there is no notebook {'/'.join(exact)}"]


def student_work(folder, student, expected):
    """One student's submissions, and lines on files that belong to no assignment."""
    try:
        seen = dict(bounded(walk(folder), MOST_FILES))
    except (OSError, RecursionError) as problem:
        return [], [{"student": student, "where": student, "problem": f"can't be read: {problem}"}]
    bad = {parts: problem for parts, problem in seen.items() if problem}
    left = {parts for parts, problem in seen.items() if not problem}
    work = []
    folders = {entry.name for entry in entries(folder) if entry.is_dir(follow_symlinks=False)}
    chosen = {}
    names = [(assignment, name) for assignment, each in expected.items() for name in each]
    # Files at their own paths come before files that have to be searched for.
    for assignment, name in sorted(names, key=lambda one: (one[0], f"{one[1]}.ipynb") not in left):
        path, notes = choose(left, assignment, name)
        chosen[assignment, name] = path, notes
        left.discard(path)
    for assignment, each in expected.items():
        found = {name: chosen[assignment, name] for name in each}
        tried = assignment in folders or any(means(one, assignment) for one in folders)
        wrong = [
            f"{'/'.join(parts)} {problem}"
            for parts, problem in bad.items()
            if parts[0] == assignment or parts[-1] in {f"{name}.ipynb" for name in each}
        ]
        if any(path for path, _ in found.values()):
            notes = [note for path, said in found.values() for note in said]
            files = {name: str(Path(folder, *path)) for name, (path, _) in found.items() if path}
            if Path(folder, assignment, "late.txt").is_file():
                notes.append("LATE, says Canvas")
            beside = sorted(parts for parts in left if parts[0] == assignment)
            left -= set(beside)
            if beside:
                notes.append(f"beside it, and not graded: {', '.join('/'.join(parts[1:]) for parts in beside)}")
            work.append({"student": student, "assignment": assignment, "files": files, "notes": notes})
        elif tried or wrong:
            problem = "; ".join(wrong or [note for _, said in found.values() for note in said])
            inside = {parts for parts in left if parts[0] == assignment}
            left -= inside
            work.append({"student": student, "assignment": assignment, "files": {}, "problem": problem})
    if not work and (links := sorted(bad)):
        problem = "; ".join(f"{'/'.join(parts)} {bad[parts]}" for parts in links[:4])
        return [], [*strays(student, left), {"student": student, "where": student, "problem": problem}]
    return work, strays(student, left)


def is_courses(parts):
    """Tells whether a notebook is one of the course's own, in a copy of the whole handout."""
    return len(parts) > 1 and parts[-2] == "notebooks" and re.match(r"\d\d-", parts[-1]) is not None


def strays(student, left):
    """A line on what belongs to no assignment."""
    shown = sorted("/".join(parts) for parts in left if not is_courses(parts))
    if not shown:
        return []
    more = f" and {len(shown) - 5} more" if len(shown) > 5 else ""
    problem = "belongs to no assignment" if len(shown) == 1 else "belong to no assignment"
    return [{"student": student, "where": f"{student}: {', '.join(shown[:5])}{more}", "problem": problem}]


def find(submitted, expected):
    """All that lies in the folder `submitted`. `expected` has the names of each assignment's notebooks."""
    work, lines = [], []
    if not Path(submitted).is_dir():
        return {"work": work, "strays": lines}
    lines += [
        {"student": name, "where": name, "problem": "is no name for a student's folder: it begins with a full stop"}
        for name in hidden_students(submitted)
    ]
    for entry in entries(submitted):
        name = entry.name
        if entry.is_symlink():
            lines.append({"student": name, "where": name, "problem": "is a link, and not followed"})
        elif not entry.is_dir():
            if name.lower().endswith((".ipynb", ".zip")):
                lines.append({"student": "", "where": name, "problem": "belongs to no student"})
        elif any(name == assignment for assignment in expected):
            lines.append({"student": name, "where": name, "problem": "is an assignment's name, not a student's"})
        elif bad := unsafe_in(name):
            lines.append({"student": name, "where": name, "problem": f"is no name for a student's folder: it has {bad}"})
        else:
            own, stray = student_work(entry.path, name, expected)
            work += own
            lines += stray
    return {"work": work, "strays": lines}


def expected_in(course):
    """The names of the released notebooks, by assignment."""
    release = Path(course, "release")
    if not release.is_dir():
        return {}
    return {
        folder.name: sorted(file.stem for file in folder.glob("*.ipynb"))
        for folder in sorted(release.iterdir())
        if folder.is_dir() and not is_hidden(folder.name)
    }


if __name__ == "__main__":
    course = sys.argv[1]
    print(json.dumps(find(Path(course, "submitted"), expected_in(course))))
