"""Puts what a student has handed in back into the form of the assignment, so that no answer is lost that stands in it.

Cells are matched with the released ones by their nbgrader name, their id, their text, and what they declare. Checks and other
locked cells come back as they were released; what a student wrote into one of them is kept as a cell of its own. An answer is
then found by what it declares: it is there when its check runs, wherever the student wrote it. Each change is a note.
"""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from .lines import NoAnswer, Program

DECLARED = Path(__file__).parents[1] / "declared.mjs"
ELSEWHERE = "// The answer stands in another cell."
WORDS = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True)
class Released:
    """A cell of the assignment as students got it."""

    id: str
    type: str
    source: str
    grade_id: str | None
    is_answer: bool
    is_check: bool
    metadata: dict


@dataclass(frozen=True)
class Cell:
    """A cell of what is graded: of the assignment, or of the student's own."""

    type: str
    source: str
    of: Released | None = None
    attachments: dict = field(default_factory=dict)
    grade_id: str | None = None
    id: str | None = None


@cache
def parser_of(node):
    return Program(node, "--max-old-space-size=1024", DECLARED)


class Language:
    """Declarations of cells, from a TypeScript parser."""

    def __init__(self, node):
        self.parser = parser_of(node)
        self.known = {}

    def learn(self, sources):
        new = [source for source in dict.fromkeys(sources) if source not in self.known]
        if not new:
            return
        try:
            answers = self.parser.ask(new, timeout=60)
        except NoAnswer:
            answers = [{"text": " ".join(source.split()), "names": {}} for source in new]
        self.known.update(zip(new, answers, strict=True))

    def text(self, source):
        self.learn([source])
        return self.known[source]["text"]

    def names(self, source):
        self.learn([source])
        return self.known[source]["names"]


def repair(submitted, released, language):
    """The cells to grade, in their order, and notes on what was changed: (cell, words).

    `submitted` is what `read_cells` gives, `released` the cells of the assignment.
    """
    cells = [
        Cell(one["type"], one["source"], None, one["attachments"], one["grade_id"], one["id"]) for one in submitted
    ]
    language.learn([cell.source for cell in (*cells, *released) if cell.type != "markdown"])
    notes = []
    cells = match(cells, released, language, notes)
    cells = restore(cells, released, language, notes)
    cells = reach(cells, released, language, notes)
    return cells, notes


# Which cell of the assignment is which of the student's.


def same_text(cell, one, language):
    if one.type == "markdown" or cell.type == "markdown":
        return cell.source.split() == one.source.split()
    return language.text(cell.source) == language.text(one.source)


def is_stub(cell, one, language):
    return not cell.source.strip() or same_text(cell, one, language)


def match(cells, released, language, notes):
    cells = list(cells)
    open_cells = [one for one in released if one.grade_id]

    def settle(one, at, how=None):
        cells[at] = replace(cells[at], of=one)
        open_cells.remove(one)
        if how:
            notes.append((one.grade_id, f"found by {how}"))

    def free(accepts):
        return [i for i, cell in enumerate(cells) if cell.of is None and accepts(cell)]

    for one in list(open_cells):
        if found := free(lambda cell: cell.grade_id == one.grade_id):
            written = [i for i in found if not is_stub(cells[i], one, language)]
            settle(one, (written if one.is_answer and written else found)[-1])
    for one in list(open_cells):
        if found := free(lambda cell: cell.id == one.id and cell.grade_id is None and cell.source.strip()):
            settle(one, found[-1], "its id")
    texts = {one.id: one for one in released if not one.grade_id}
    for one in list(open_cells):
        if found := free(lambda cell: cell.grade_id is None and same_text(cell, one, language)):
            settle(one, found[-1], None if one.is_answer else "its text")
    for one in list(open_cells):
        if not one.is_answer or one.type != "code":
            continue
        names = set(language.names(one.source))
        found = free(
            lambda cell: cell.type != "markdown"
            and names & set(language.names(cell.source))
            and not declares_others(cell, one, released, language)
        )
        if found:
            settle(one, found[-1], "what it declares")
    for one in list(open_cells):
        if one.is_answer and one.type == "markdown":
            answer_in_words(cells, one, released, texts, settle)
    return cells


def declares_others(cell, one, released, language):
    """Tells whether a cell declares names that belong to other answers as well."""
    names = set(language.names(cell.source))
    return any(
        names & set(language.names(other.source))
        for other in released
        if other.is_answer and other.type == "code" and other is not one
    )


def answer_in_words(cells, one, released, texts, settle):
    """An answer in words that has lost its name: what was written between its question and the next cell of the assignment."""
    at = released.index(one)
    question = next((other for other in reversed(released[:at]) if other.type == "markdown"), None)
    if question is None:
        return
    asked = [i for i, cell in enumerate(cells) if cell.source.split() == question.source.split()]
    if not asked:
        return
    known = [other.source.split() for other in texts.values()]
    for i in range(asked[-1] + 1, len(cells)):
        cell = cells[i]
        if cell.of is not None or cell.source.split() in known:
            return
        if cell.type == "markdown" and cell.source.strip():
            settle(one, i, "its place")
            return


# The assignment's own cells come back as they were released.


def without(source, lines):
    """A text without certain lines, and without comments that stand alone."""
    taken = {line.strip() for line in lines.splitlines()}
    left = [line for line in source.splitlines() if line.strip() not in taken]
    said = [line for line in left if line.strip() and not line.strip().startswith(("//", "#"))]
    return "\n".join(left).strip() if said else ""


def restore(cells, released, language, notes):
    kept = []
    for cell in cells:
        one = cell.of
        if one is None:
            kept += own_cell(cell, released, language, notes)
        elif one.is_answer:
            kept.append(answer(cell, one, language, notes))
        else:
            kept += locked(cell, one, language, notes)
    return add_missing(kept, released, notes)


def own_cell(cell, released, language, notes):
    """A cell of the student's own. A second copy of a stub would take an answer's place: it is left out."""
    if cell.type == "raw" or not cell.source.strip():
        return []
    for one in released:
        if cell.type == "code" and one.is_answer and one.type == "code" and same_text(cell, one, language):
            notes.append((one.grade_id, "a second copy of the stub was left out"))
            return []
    return [replace(cell, grade_id=None, id=None)]


def answer(cell, one, language, notes):
    if cell.type != one.type:
        notes.append((one.grade_id, f"was a {cell.type} cell, and is a {one.type} cell again"))
    if is_stub(cell, one, language):
        cell = replace(cell, source=one.source, attachments={})
    return replace(cell, type=one.type, id=one.id)


def locked(cell, one, language, notes):
    back = Cell(one.type, one.source, one, id=one.id)
    if same_text(cell, one, language):
        return [back]
    left = without(cell.source, one.source) if one.type == "code" else ""
    if not left:
        notes.append((one.grade_id, "was changed, and is what it was again"))
        return [back]
    notes.append((one.grade_id, "what was written into it stands in a cell of its own"))
    own = Cell("code", left)
    return [own, back] if one.is_check else [back, own]


def add_missing(cells, released, notes):
    cells = list(cells)
    previous = None
    for one in released:
        if one.grade_id is None:
            continue
        if not any(cell.of is one for cell in cells):
            at = 0 if previous is None else 1 + next(i for i, cell in enumerate(cells) if cell.of is previous)
            # A check comes after all that the student wrote for it.
            while one.is_check and at < len(cells) and cells[at].of is None and cells[at].type == "code":
                at += 1
            cells.insert(at, Cell(one.type, one.source, one, id=one.id))
            notes.append((one.grade_id, "was missing, and is back as it was released"))
        previous = one
    return cells


# Each answer is there when its check runs.


def reach(cells, released, language, notes):
    language.learn([cell.source for cell in cells if cell.type == "code"])
    stubs = {
        name: (one, text)
        for one in released
        if one.is_answer and one.type == "code"
        for name, text in language.names(one.source).items()
    }
    for check in (one for one in released if one.is_check):
        for name in dict.fromkeys(WORDS.findall(check.source)):
            if name in stubs:
                cells = bring(cells, check, name, *stubs[name], language, notes)
    return cells


def bring(cells, check, name, one, stub, language, notes):
    """The cells, so changed that a name has what the student wrote for it when a check runs."""
    at = next(i for i, cell in enumerate(cells) if cell.of is check)

    def text(cell):
        return language.names(cell.source).get(name) if cell.type == "code" else None

    before = [i for i, cell in enumerate(cells[:at]) if text(cell) is not None]
    if before and text(cells[before[-1]]) != stub:
        return cells
    written = [i for i, cell in enumerate(cells) if text(cell) not in (None, stub)]
    if not written:
        return cells
    place = next(i for i, cell in enumerate(cells) if cell.of is one)
    cells = list(cells)
    earlier = [i for i in written if i < at]
    source = cells[(earlier or written)[-1]]
    is_alone = source.of is None and set(language.names(source.source)) == {name}
    empty = is_stub(cells[place], one, language) or cells[place].source == ELSEWHERE
    notes.append((one.grade_id, "found in another cell, by what it declares"))
    if is_alone and empty and place < at:
        cells[place] = replace(cells[place], source=source.source)
        cells.remove(source)
    elif earlier and all(is_stub(cells[i], one, language) for i in before if i > earlier[-1]):
        for i in before:
            if i > earlier[-1]:
                cells[i] = replace(cells[i], source=ELSEWHERE)
    elif empty and place < at:
        cells[place] = replace(cells[place], source=source.source)
    else:
        cells.insert(at, Cell("code", source.source))
    return cells
