"""Write a file whole or not at all: a temporary file beside it takes its place when all bytes are on the disk."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from portalbot.cases.casefile.opened import locks_of
from portalbot.reporting.report.rows import ReportError


def put(path: Path, data: bytes) -> None:
    """Write the bytes of a file, or leave it as it was; a file that is there keeps its rights. Raises ReportError."""
    refuse_open(path)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        part = Path(name)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"{path} was not written: {why(error)}") from error


def refuse_open(path: Path) -> None:
    """Raise ReportError when a spreadsheet program has the file open."""
    for beside in locks_of(path):
        reason = f"it is open in a spreadsheet program ({beside.name} lies beside it)"
        raise ReportError(f"{path} was not written: {reason}; close it there, or delete that file if nobody has")


def why(error: OSError) -> str:
    """Say what the system refused, and what to do about it."""
    match error.errno:
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.EBUSY:
            return f"{error.strerror}; close it in other programs, or let this user write into {_folder(error)}"
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return f"{error.strerror}; make room on the disk"
        case errno.ENOENT | errno.ENOTDIR:
            return f"{error.strerror}: {_folder(error)}; name a folder that is there"
    return error.strerror or str(error)


def _folder(error: OSError) -> str:
    return str(Path(error.filename).parent) if error.filename else "the folder"
