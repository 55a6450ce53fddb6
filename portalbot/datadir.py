"""Where a ledger may live: a local disk with room. Checked before anything can be clicked.

SQLite's locks and the accounts' locks are not to be trusted on network drives, where two machines could each
believe that they hold an account; so a data directory there is refused.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from portalbot.database import LedgerError

LEAST_FREE = 50 * 1024 * 1024
"""Bytes that must be free: evidence of a few dozen cases."""
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "afpfs", "webdav"}
)
NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs")


def check(folder: Path) -> None:
    """Raise LedgerError when the data directory is on a network drive, cannot be made, or has no room."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise LedgerError(f"{folder}: {error.strerror}; choose a --data-dir that this user may write") from error
    if free < LEAST_FREE:
        raise LedgerError(f"{folder}: only {free // 1024} KiB are free on this disk; make room, nothing was begun")
    kind = filesystem(folder)
    if kind in NETWORK or kind.startswith(NETWORK_FUSE):
        raise LedgerError(f"{folder} is on a network drive ({kind}); choose a --data-dir on a local disk")


def filesystem(folder: Path) -> str:
    """Return the kind of file system under a folder, as the system names it; empty where it cannot be told."""
    place = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        kind = ctypes.windll.kernel32.GetDriveTypeW(place.anchor)
        return "cifs" if kind == drive_remote or place.anchor.startswith("\\\\") else "local"
    if sys.platform == "darwin":
        done = subprocess.run(["/sbin/mount"], capture_output=True, encoding="utf-8", timeout=10, check=False)
        return of_mounts(place, _from_mount(done.stdout))
    return of_mounts(place, Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace"))


def of_mounts(place: Path, mounts: str) -> str:
    """Return the file system that a table of mounts (device, point, kind a line) has under a place."""
    best, kind = Path("/"), ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if place.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, fields[2]
    return kind


def _from_mount(text: str) -> str:
    lines = []
    for line in text.splitlines():
        device, _, rest = line.partition(" on ")
        point, _, options = rest.rpartition(" (")
        lines.append(f"{device.replace(' ', '_')} {point.replace(' ', chr(92) + '040')} {options.split(',')[0]}")
    return "\n".join(lines)
