"""Reads a learning platform's archive, by student. Only notebooks are unpacked, and only up to a size."""

import io
import re
import stat
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import PurePosixPath

MOST_ENTRIES = 20_000
MOST_BYTES = 256 * 2**20  # of one file
MOST_IN_ALL = 2 * 2**30
DENSE = 50 * 2**20, 500  # a file larger than this must not be packed more tightly than that

MOODLE = re.compile(
    r"(?P<name>.+)_(?P<id>\d+)(?:_attempt_?(?P<attempt>\d+))?_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)",
    re.DOTALL,
)
CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<attempt>\d+)_(?P<file>.+)", re.DOTALL)


@dataclass
class HandIn:
    """One student's submission."""

    platform: str
    id: str
    name: str
    late: bool = False
    notebooks: list = field(default_factory=list)  # (attempt, time, path, bytes)
    others: list = field(default_factory=list)


class Refused(Exception):
    """An archive, or a part of it, that is not read; the message says why."""


class Budget:
    """The number of bytes that may still be unpacked."""

    def __init__(self):
        self.left = MOST_IN_ALL

    def read(self, archive, entry):
        if entry.flag_bits & 1:
            raise Refused("it is encrypted")
        size, density = DENSE
        if entry.file_size > MOST_BYTES:
            raise Refused(f"it would unpack to more than {MOST_BYTES // 2**20} MB")
        if entry.file_size > size and entry.file_size > density * max(entry.compress_size, 1):
            raise Refused(f"it would unpack to {entry.file_size // max(entry.compress_size, 1)} times its size")
        try:
            return self._unpacked(archive, entry)
        except Refused:
            raise
        except Exception as problem:  # zlib, lzma, bz2 and zipfile have errors of their own
            raise Refused(f"it can't be unpacked: {problem}") from None

    def _unpacked(self, archive, entry):
        parts, total = [], 0
        with archive.open(entry) as packed:
            while part := packed.read(2**20):
                total += len(part)
                self.left -= len(part)
                if total > MOST_BYTES or self.left < 0:
                    raise Refused("it unpacks to more than it says, or the archive to more than 2 GB")
                parts.append(part)
        return b"".join(parts)


def name_of(entry):
    """An entry's name, as whoever packed it wrote it."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return unicodedata.normalize("NFC", name)


def path_of(entry):
    """An entry's path. Raises Refused where it leads out of the archive's folder, or is no file."""
    name = name_of(entry)
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in re.split(r"[\\/]", name):
        raise Refused("its path leads out of the archive")
    # zipfile itself cuts a name at a zero.
    if "\0" in entry.orig_filename or "\\" in name or any(unicodedata.category(c) == "Cc" for c in name):
        raise Refused("its name has characters that a file's name can't have")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused("it is a link" if kind == stat.S_IFLNK else "it is no file")
    return PurePosixPath(name).parts


def time_of(entry):
    """The time of a file's last change, in UTC; None if the archive has none."""
    if entry.date_time[0] <= 1980:
        return None
    try:
        return datetime(*entry.date_time).astimezone(timezone.utc)
    except ValueError:
        return None


def opened(data):
    try:
        archive = zipfile.ZipFile(data)
    except Exception as problem:
        raise Refused(f"it is no zip archive: {problem}") from None
    if len(archive.infolist()) > MOST_ENTRIES:
        raise Refused(f"it has more than {MOST_ENTRIES} entries")
    return archive


def is_passed_over(parts):
    return not parts or any(part.startswith(".") or part in ("__MACOSX", "node_modules") for part in parts)


def read_archive(file):
    """Everybody's work in an archive, and what was refused, as (name, reason)."""
    archive, budget = opened(file), Budget()
    people, problems = {}, []
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        try:
            parts = path_of(entry)
            found = whose(parts)
            # A student's name may begin with a full stop; a file's name that does is a file manager's own.
            if is_passed_over(parts if found is None else found[2]) or parts[-1].startswith("._"):
                continue
            if found is None:
                raise Refused("it is named neither as Moodle nor as Canvas names files")
            who, attempt, path = found
            person = people.setdefault((who.platform, who.id), who)
            person.late |= who.late
            add(person, attempt, path, entry, archive, budget)
        except Refused as problem:
            problems.append((name_of(entry), str(problem)))
    return list(people.values()), problems


def whose(parts):
    """The student of an entry, the attempt, and the path within the submission."""
    if "__MACOSX" in parts:
        return None
    for i, part in enumerate(parts[:2]):  # some put all into one folder
        if match := MOODLE.fullmatch(part):
            rest = (match["file"], *parts[i + 1 :]) if match["file"] else parts[i + 1 :]
            return HandIn("moodle", match["id"], match["name"]), int(match["attempt"] or 0), rest
    match = CANVAS.fullmatch(parts[-1])
    if match and len(parts) <= 2:
        late = match["late"] is not None
        return HandIn("canvas", match["id"], match["name"], late), int(match["attempt"]), (match["file"],)
    return None


def add(person, attempt, path, entry, archive, budget):
    """Keeps an entry that is a notebook, and the notebooks of one that is an archive itself."""
    name = path[-1].lower() if path else ""
    if name.endswith(".ipynb"):
        person.notebooks.append((attempt, time_of(entry), path, budget.read(archive, entry)))
    elif name.endswith(".zip"):
        inner = opened(io.BytesIO(budget.read(archive, entry)))
        for one in inner.infolist():
            parts = path_of(one)
            if not one.is_dir() and not is_passed_over(parts) and parts[-1].lower().endswith(".ipynb"):
                person.notebooks.append((attempt, time_of(entry) or time_of(one), parts, budget.read(inner, one)))
    elif name:
        person.others.append("/".join(path))
