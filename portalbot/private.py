"""Folders and files for this user alone: 0700 and 0600, set and not left to a umask.

On Windows rights come from the folder above (a user's profile folder is the user's own), and nothing is set.
"""

import os
import stat
from pathlib import Path

from portalbot.leftovers import token

FOLDER, FILE = 0o700, 0o600
POSIX = os.name == "posix"


def make_folder(folder: Path) -> Path:
    """Make a folder, and those above it that are missing, for this user alone; returns it. Raises OSError."""
    missing = [folder, *folder.parents]
    while missing and missing[-1].exists():
        missing.pop()
    for each in reversed(missing):
        each.mkdir(mode=FOLDER, exist_ok=True)
    return folder


def make_file(path: Path, data: bytes) -> None:
    """Make a file that was not there, for this user alone. Raises OSError."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "wb") as file:  # noqa: PTH123
        file.write(data)


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
