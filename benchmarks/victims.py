"""Who dies in a storm: a whole run, its program alone, or one process of those that it has started."""

import os
import random
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

RUN, PROGRAM = "run", "program"
"""All processes of a run at once, as when a machine ends; portalbot itself, and nothing of what it has started."""
_PARTS = {"driver": "run-driver", "renderer": "--type=renderer", "network": "network.mojom.NetworkService"}
"""What stands in the command line of a process: Playwright's driver, a page's process, the browser's network."""
BROWSER = "browser"
PARTS = (*_PARTS, BROWSER)
LEFT_SECONDS = 10
"""Seconds in which driver and browser of a killed program are gone: their pipes to it are closed."""
EVERYBODY = (RUN, PROGRAM, *PARTS)


def strike(process: "subprocess.Popen[str]", victim: str, draw: random.Random) -> bool:
    """Kill somebody of a run; returns False where there is no such process just now."""
    if victim == RUN:
        kill(process)
        return True
    if victim == PROGRAM:
        _kill_alone(process)
        return True
    found = [pid for pid in descendants(process.pid) if _is(pid, victim)]
    if found:
        _kill(draw.choice(found))
    return bool(found)


def descendants(pid: int) -> list[int]:
    """Return the processes under one: drivers, and browsers, which have groups of their own."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            name, rest = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)
            children.setdefault(int(rest.split()[1]), []).append(int(name.split()[0]))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill a run's whole group and its browsers, all at once, and wait for its end."""
    under = descendants(process.pid)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for pid in under:
        _kill(pid)
    process.communicate(timeout=10)


def _kill_alone(process: "subprocess.Popen[str]") -> None:
    """Kill the program and wait for what it had started to end by itself. Raises TimeoutExpired where it does not."""
    under = descendants(process.pid)
    process.kill()
    try:
        process.communicate(timeout=LEFT_SECONDS)
    except subprocess.TimeoutExpired:
        for pid in under:
            _kill(pid)
        raise


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _is(pid: int, victim: str) -> bool:
    command = _command(pid)
    if victim == BROWSER:
        return "chrom" in command.split(" ", 1)[0] and "--type=" not in command
    return _PARTS[victim] in command


def _command(pid: int) -> str:
    """Return a process's command line; '' for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
