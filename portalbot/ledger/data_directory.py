"""Where a ledger may live: a local disk with room, shut to others. Checked before anything can be clicked.

SQLite's locks and the accounts' locks are not to be trusted on network drives, where two machines could each
believe that they hold an account; so a data directory there is refused. A umask is not trusted either: what others
could read is shut to them, and that is said.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from portalbot.ledger.errors import DiskError, LedgerError, disk_error
from portalbot.machine.child_environment import environment
from portalbot.machine.leftovers import sweep
from portalbot.machine.private_files import FILE, Foreign, check, is_open, make_folder, shut

LEAST_FREE = 50 * 1024 * 1024
"""Bytes that must be free: evidence of a few dozen cases."""
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "afpfs", "webdav"}
)
NETWORK_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs")


INNER = ("logs", "locks", "doctor")
"""Folders that are gone through each time; the rest only where the data directory itself stood open."""


def prepare(folder: Path) -> list[str]:
    """Return what had to be put right in a data directory, in words; what a crash left there is removed.

    Raises LedgerError when it is on a network drive, cannot be made, or has no room.
    """
    try:
        make_folder(folder.resolve())
        refuse_foreign(folder)
        free = shutil.disk_usage(folder).free
    except Foreign as foreign:
        raise LedgerError(f"{foreign.filename}: {foreign.strerror}") from foreign
    except OSError as error:
        if disk := disk_error(error):
            raise disk from error
        raise LedgerError(f"{folder}: {error.strerror}; choose a --data-dir that this user may write") from error
    if free < LEAST_FREE:
        raise DiskError(f"{folder}: only {free // 1024} KiB are free on this disk; make room, nothing was begun")
    kind = filesystem(folder)
    if kind in NETWORK or kind.startswith(NETWORK_FUSE):
        raise LedgerError(f"{folder} is on a network drive ({kind}); choose a --data-dir on a local disk")
    sweep(folder)
    return shut_to_others(folder)


def refuse_foreign(folder: Path) -> None:
    """Raise Foreign where something in a data directory is a link, a pipe, or another user's. Nothing is opened.

    What lies deeper in the evidence is looked at when it is opened: a hundred thousand files are not gone through here.
    """
    for path in (*folder.iterdir(), *(each for name in INNER for each in _within(folder / name))):
        check(path, folder=path.is_dir() and not path.is_symlink())


def _within(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []


def shut_to_others(folder: Path) -> list[str]:
    """Take every right from others in a data directory; returns what was open, in words."""
    try:
        if is_open(folder):
            count = len(shut(folder))
            return [f"{folder} could be read by others on this machine ({count} folders and files); it is shut now. "
                    f"Change what may have been seen: above all passwords in files beside it."]  # fmt: skip
        files = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink() and is_open(path)]
        for path in files:
            path.chmod(FILE)
        inner = [path for name in INNER for path in shut(folder / name)]
    except OSError as error:
        return [f"{error.filename or folder} may be read by others and cannot be shut ({error.strerror}): "
                f"see who owns it; it needs the rights 0700 for folders and 0600 for files"]  # fmt: skip
    return [f"{path} could be read by others on this machine; it is shut now" for path in (*files, *inner)]


def filesystem(folder: Path) -> str:
    """Return the kind of file system under a folder, as the system names it; empty where it cannot be told."""
    place = folder.resolve()
    if sys.platform == "win32":
        import ctypes

        drive_remote = 4
        kind = ctypes.windll.kernel32.GetDriveTypeW(place.anchor)
        return "cifs" if kind == drive_remote or place.anchor.startswith("\\\\") else "local"
    if sys.platform == "darwin":
        done = subprocess.run(
            ["/sbin/mount"], env=environment(), capture_output=True, encoding="utf-8", timeout=10, check=False
        )
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
