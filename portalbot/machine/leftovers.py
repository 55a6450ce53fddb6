"""What a crash leaves behind: files and folders of ours that only a living process needs.

Ours are `*.HOST-PID.part` in the data directory (files on their way to their place) and `portalbot-*-HOST-PID-*` in
the system's folder for temporary files (a browser's profile with its cookies, the demo's and the rehearsal's data).
They are removed at the next start, once the process that made them has ended. HOST is a hash of this host's name, so
that nothing of another container with processes of its own is touched.
"""

import hashlib
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loguru import logger


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def token() -> str:
    """Return what marks a file or folder as one of this process."""
    return f"{_host()}-{os.getpid()}"


@contextmanager
def temporary(purpose: str) -> Iterator[Path]:
    """Make a folder for this user alone that is gone afterwards, or at the next start after a crash."""
    prefix = f"portalbot-{purpose}-{token()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def sweep(data_dir: Path) -> list[Path]:
    """Remove what processes of ours that have ended left behind; returns it."""
    found = []
    for path in [*data_dir.glob("*.part"), *data_dir.glob("*/*.part")]:
        if _ended(re.search(r"\.([0-9a-f]{6})-(\d+)\.part$", path.name)):
            path.unlink(missing_ok=True)
            found.append(path)
    for path in Path(tempfile.gettempdir()).glob("portalbot-*"):
        match = re.match(r"portalbot-[a-z]+-([0-9a-f]{6})-(\d+)-", path.name)
        if _ended(match) and path.is_dir() and not path.is_symlink() and _is_mine(path):
            shutil.rmtree(path, ignore_errors=True)
            found.append(path)
    for path in found:
        logger.debug("removed what an earlier run left behind: {}", path.name)
    return found


def _is_mine(path: Path) -> bool:
    return os.name != "posix" or path.stat().st_uid == os.geteuid()


def _ended(match: re.Match[str] | None) -> bool:
    """Say whether a marked thing is of a process of this host that has ended. Windows cannot be asked without harm."""
    if match is None or match[1] != _host() or os.name != "posix":
        return False
    try:
        os.kill(int(match[2]), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
