"""Running the real command: as a process of its own, like a person or a service, or quickly within this one."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

from loguru import logger
from typer.testing import CliRunner, Result

from portalbot.cli.app import app
from portalbot.cli.stop import Stop
from tests.support import SAMPLES, LastingRunner

DEADLINE = 90
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PORTALBOT_")}


def command(*arguments: str, encoding: str = "utf-8", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `portalbot` to its end, without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "portalbot", *arguments],
        env={**ENVIRONMENT, "PYTHONIOENCODING": encoding, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding=encoding,
        timeout=DEADLINE,
        check=False,
    )


THREAD = ThreadPoolExecutor(1, "inside")
"""Commands within this process have a thread of their own: pytest-playwright may hold the main one."""


def inside(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `portalbot` within this process, without a terminal; its sittings share the lasting browser.

    What concerns processes (signals, consoles, time zones, a kill) needs `command`.
    """

    def run() -> Result:
        return CliRunner().invoke(app, list(arguments), input=typed, catch_exceptions=False)

    with (
        patch.dict(os.environ, {**ENVIRONMENT, **environment}, clear=True),
        patch("portalbot.work.run.Runner", LastingRunner),
        patch("portalbot.cli.stop.Stop.on_signals", lambda: Stop(threading.Event())),
    ):
        found = THREAD.submit(run).result()
    logger.remove()
    return subprocess.CompletedProcess(arguments, found.exit_code, found.stdout, found.stderr)


def submit_arguments(url: str, data: Path, *more: str, cases: Path = SAMPLES / "cases.toml") -> list[str]:
    """Return the arguments of a `submit` on the practice portal."""
    where = ["--portal-url", url, "--data-dir", str(data), "--env-file", str(SAMPLES / "accounts.env")]
    return ["submit", str(cases), *where, "--json", *more]


def lines(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    """Return the printed JSON objects by case id."""
    return {record["id"]: record for record in map(json.loads, done.stdout.splitlines())}


class Running:
    """A `portalbot` that runs in a process group of its own, like a job of a terminal."""

    def __init__(self, arguments: list[str], **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portalbot", *arguments],
            env={**ENVIRONMENT, "PYTHONIOENCODING": "utf-8", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            encoding="utf-8",
        )

    def interrupt(self) -> None:
        """Press Ctrl-C: the terminal signals the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Wait for its end; returns exit code and what it wrote to stderr."""
        _, errors = self.process.communicate(timeout=DEADLINE)
        return self.process.returncode, errors

    def living(self) -> list[int]:
        """Return the living processes of the group (a defunct one is not living)."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, rest = stat.read_text(encoding="utf-8", errors="replace").rsplit(")", 1)
            except OSError:
                continue
            state, _, group = rest.split()[:3]
            if int(group) == self.process.pid and state not in "ZX":
                found.append(int(name.split()[0]))
        return found


def eventually(condition: Callable[[], bool], seconds: float) -> bool:
    """Say whether a condition comes true before a deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()
