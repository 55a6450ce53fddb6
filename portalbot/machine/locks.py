"""One sitting per portal account at a time, held by an operating-system lock.

The kernel frees the lock at its holder's death and never before. A lease that runs out was tried: a worker
stopped between the ledger's commit and the click woke up after the take-over and filed twice. Who holds a lock
stands in a file beside it, for people only.
"""

import hashlib
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from portalbot.machine.private_files import FILE, check, make_folder, read, write


class Held(Exception):
    """Another process holds the account."""


@contextmanager
def account_lock(data_dir: Path, origin: str, user_name: str) -> Iterator[None]:
    """Hold a portal account; raises Held at once, naming the process, when another one does."""
    folder = data_dir / "locks"
    make_folder(folder)
    name = hashlib.sha256(f"{origin}\n{user_name}".encode()).hexdigest()[:24]
    beside = folder / f"{name}.json"
    check(folder / f"{name}.lock")
    lock = FileLock(folder / f"{name}.lock", timeout=0, mode=FILE)
    try:
        lock.acquire()
    except Timeout:
        raise Held(f"account {user_name} is held by {_holder(beside)}; its cases are left alone") from None
    try:
        who = {"host": socket.gethostname(), "pid": os.getpid(), "since": datetime.now(UTC).isoformat()[:19] + "Z"}
        write(beside, json.dumps(who).encode())
        yield
    finally:
        lock.release()


@contextmanager
def service_lock(data_dir: Path) -> Iterator[None]:
    """Be the one service of a data directory; raises Held at once when there is one already."""
    folder = data_dir / "locks"
    make_folder(folder)
    check(folder / "service.lock")
    lock = FileLock(folder / "service.lock", timeout=0, mode=FILE)
    try:
        lock.acquire()
    except Timeout:
        raise Held(f"a service is running already for {data_dir}; portalbot status --health tells more") from None
    try:
        yield
    finally:
        lock.release()


def service_runs(data_dir: Path) -> bool:
    """Say whether the service of a data directory is alive: the kernel knows."""
    if not (data_dir / "locks" / "service.lock").exists():
        return False
    try:
        with service_lock(data_dir):
            return False
    except Held:
        return True


def _holder(beside: Path) -> str:
    try:
        who = json.loads(read(beside))
        return f"process {who['pid']} on {who['host']} since {who['since']}"
    except (OSError, ValueError, KeyError):
        return "another process"
