"""Folders and files for this user alone: 0700 and 0600, set and not left to a umask; and nobody else's are opened.

Whoever can put something into a folder of ours could let us write elsewhere through a link, wait for ever at a pipe, or
read what we trust from a file of theirs. So what is opened there is a regular file of this user, never through a link
(O_NOFOLLOW), and a folder is no link and this user's own; anything else is refused, untouched. On Windows rights and
owners come from the folder above (a user's profile folder is the user's own); there links and junctions are refused.
"""

import os
import stat
from pathlib import Path

from portalbot.machine.leftovers import token

FOLDER, FILE = 0o700, 0o600
POSIX = os.name == "posix"
_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_REPARSE = getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0x400)


class Foreign(OSError):
    """Something lies there that is none of ours: a link, a pipe, a file of another user. It was not opened."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(1, f"{what}; it was not opened; see who put it there, and remove it", str(path))


def what_is_foreign(found: os.stat_result, *, folder: bool) -> str:
    """Return why something is none of ours, by its own state (`lstat`); '' where it is."""
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_file_attributes", 0) & _REPARSE:
        return "it is a link"
    if folder and not stat.S_ISDIR(found.st_mode):
        return "it is no folder"
    if not folder and not stat.S_ISREG(found.st_mode):
        return "it is no regular file"
    if POSIX and found.st_uid != os.geteuid():
        return f"it belongs to another user ({found.st_uid})"
    return ""


def make_folder(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, for this user alone; returns it. Raises OSError, Foreign.

    Of folders that are there, the last is looked at: those above are the system's, or were looked at when they were it.
    """
    missing = [folder, *folder.parents]
    while missing and (missing[-1].exists() or missing[-1].is_symlink()):
        missing.pop()
    for each in reversed(missing):
        each.mkdir(mode=FOLDER, exist_ok=True)
    if not missing:
        check(folder, folder=True)
    return folder


def check(path: Path, *, folder: bool = False) -> None:
    """Raise Foreign where something lies at a place that is none of ours; nothing is opened. Raises OSError."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if what := what_is_foreign(found, folder=folder):
        raise Foreign(path, what)


def opened(path: Path, flags: int) -> int:
    """Open a regular file of this user, and return its handle. Raises OSError, Foreign."""
    check(path)
    handle = os.open(path, flags | _CAREFUL | _BINARY, FILE)
    if what := what_is_foreign(os.fstat(handle), folder=False):
        os.close(handle)
        raise Foreign(path, what)
    return handle


def read(path: Path, most: int = -1) -> bytes:
    """Return what is in a file of ours, at most so many bytes. Raises OSError, Foreign."""
    with open(opened(path, os.O_RDONLY), "rb") as file:
        return file.read(most)


def append(path: Path, data: bytes) -> int:
    """Write bytes at the end of a file of ours, in one piece; returns how long it is then. Raises OSError, Foreign."""
    handle = opened(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        os.write(handle, data)
        return os.fstat(handle).st_size
    finally:
        os.close(handle)


def make_file(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Make a file that was not there, for this user alone; `durable`: on the disk when this returns. Raises OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CAREFUL | _BINARY, FILE), "wb") as file:  # noqa: PTH123
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    if durable and POSIX:  # the name is on the disk with its folder
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write(path: Path, data: bytes) -> None:
    """Write a file for this user alone, in place of one that may be there: whole or not at all. Raises OSError."""
    part = path.with_name(f"{path.name}.{token()}.part")
    part.unlink(missing_ok=True)
    try:
        make_file(part, data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def is_open(path: Path) -> bool:
    """Say whether others than the owner may do something with a folder or file."""
    return POSIX and bool(stat.S_IMODE(path.lstat().st_mode) & 0o077)


def shut(folder: Path) -> list[Path]:
    """Take every right from others, of a folder and all that is in it; returns what was open. Links are left alone.

    Raises OSError for what belongs to somebody else.
    """
    if not POSIX:
        return []
    found = []
    for place, _, names in os.walk(folder):
        for path in (Path(place), *(Path(place, name) for name in names)):
            try:
                mode = path.lstat().st_mode
                if stat.S_ISLNK(mode) or not stat.S_IMODE(mode) & 0o077:
                    continue
                path.chmod(stat.S_IMODE(mode) & 0o700)
            except FileNotFoundError:
                continue  # SQLite's files come and go
            found.append(path)
    return found
