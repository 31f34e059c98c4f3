"""Reads a file that a student has handed in, whatever it is, and gives its cells or says why it can't.

The file is parsed in a process of its own, with limits on its memory and time: what comes out of it is small and plain.
"""

import json
import os
import re
import stat
import subprocess
import sys

MOST_BYTES = 256 * 2**20
MOST_CELLS = 4_000
MOST_TEXT = 8 * 2**20  # characters in all cells together
MEMORY = 4 * 2**30
SECONDS = 60


class NotReadable(Exception):
    """A submission can't be read; the message says why."""


def read_cells(file):
    """The cells of a notebook file, and what had to be done to read it.

    Returns (cells, notes); a cell has `type`, `source`, `id`, `grade_id` and `attachments`.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", __file__, os.fspath(file)], capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotReadable("it takes too long to read") from None
    if done.returncode != 0:
        raise NotReadable("it can't be read within the limits on memory and time")
    answer = json.loads(done.stdout)
    if "problem" in answer:
        raise NotReadable(answer["problem"])
    return answer["cells"], answer["notes"]


def bytes_of(file):
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as opened:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotReadable("it is no file")
        if status.st_size > MOST_BYTES:
            raise NotReadable(f"it has {status.st_size / 2**20:.0f} MB; at most {MOST_BYTES // 2**20} are read")
        return opened.read(MOST_BYTES)


def text_of(data, notes):
    if not data.strip(b" \t\r\n\0"):
        raise NotReadable("the file is empty")
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            notes.append(f"the file began with a byte order mark ({encoding})")
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if data.startswith(b"PK\x03\x04"):
            raise NotReadable("it is a zip archive, not a notebook") from None
        if b"\0" in data[:1000]:
            raise NotReadable("it is no text") from None
        notes.append("the file was not in UTF-8")
        return data.decode("cp1252", errors="replace")


def json_of(text, notes):
    text = text.lstrip()
    if re.search(r"^<<<<<<< ", text, re.MULTILINE) and re.search(r"^>>>>>>> ", text, re.MULTILINE):
        raise NotReadable("it holds the marks of a merge conflict")
    decoder = json.JSONDecoder(strict=False)
    try:
        content, end = decoder.raw_decode(text)
    except RecursionError:
        raise NotReadable("its JSON is nested too deeply") from None
    except ValueError as problem:
        raise NotReadable(why_no_json(text, problem)) from None
    if text[end:].strip(" \t\r\n\0"):
        notes.append("what followed the notebook in the file was left out")
    return content


def why_no_json(text, problem):
    if text[:200].lower().startswith(("<!doctype", "<html")):
        return "it is a web page, not a notebook"
    at = getattr(problem, "pos", 0)
    if not text.startswith("{"):
        return "it is not JSON, as a notebook is"
    if "Unterminated string" in str(problem) or not text[at:].strip():
        return "it is cut off: its JSON has no end"
    return f"it is not JSON from line {getattr(problem, 'lineno', 1)} on"


def plain(text):
    """Text that can be written as UTF-8."""
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def joined(source):
    if isinstance(source, str):
        return plain(source)
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return plain("".join(source))
    return None


def cell_of(cell):
    """A cell in our own few words; None where it is none."""
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    source = joined(cell.get("source", cell.get("input")))
    if kind not in ("code", "markdown", "raw", "heading") or source is None:
        return None
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    attachments = cell.get("attachments")
    return {
        "type": "markdown" if kind == "heading" else kind,
        "source": source.replace("\r\n", "\n").replace("\r", "\n"),
        "id": cell["id"] if isinstance(cell.get("id"), str) else None,
        "grade_id": grade_id if isinstance(grade_id, str) else None,
        "attachments": attachments if isinstance(attachments, dict) else {},
    }


def cells_of(content, notes):
    if not isinstance(content, dict):
        raise NotReadable("it is JSON, but no notebook")
    cells = content.get("cells")
    worksheets = content.get("worksheets")
    if not isinstance(cells, list) and isinstance(worksheets, list):
        notes.append("it was in the format of notebooks before version 4")
        cells = [cell for sheet in worksheets if isinstance(sheet, dict) for cell in sheet.get("cells") or []]
    if not isinstance(cells, list):
        raise NotReadable("it is JSON, but no notebook: it has no cells")
    if content.get("nbformat") != 4 and not isinstance(worksheets, list):
        notes.append(f"it called itself a notebook of version {str(content.get('nbformat'))[:20]}")
    if len(cells) > MOST_CELLS:
        raise NotReadable(f"it has {len(cells)} cells; at most {MOST_CELLS} are graded")
    read = [cell_of(cell) for cell in cells]
    if None in read:
        notes.append(f"{read.count(None)} of its cells were not what a cell is, and left out")
    read = [cell for cell in read if cell is not None]
    if not read:
        raise NotReadable("it has no cells")
    if sum(len(cell["source"]) for cell in read) > MOST_TEXT:
        raise NotReadable(f"its cells hold more than {MOST_TEXT // 2**20} MB of text")
    return read


def answer_on(file):
    notes = []
    try:
        return {"cells": cells_of(json_of(text_of(bytes_of(file), notes), notes), notes), "notes": notes}
    except NotReadable as problem:
        return {"problem": str(problem)}
    except MemoryError:
        return {"problem": "it can't be read within the limit on memory"}
    except OSError as problem:
        return {"problem": f"it can't be read: {problem.strerror}"}


if __name__ == "__main__":
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except ImportError:  # not on Windows
        pass
    json.dump(answer_on(sys.argv[1]), sys.stdout)
