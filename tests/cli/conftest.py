"""Commands in this process: the real command line and pages, without the start of an interpreter and a browser."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from loguru import logger
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.cli.context import Stop
from tests.support import LastingRunner


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> dict[str, dict[str, Any]]:
        """Return the printed JSON objects by case id."""
        return {record["id"]: record for record in map(json.loads, self.out.splitlines())}


Inside = Callable[..., Done]


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inside]:
    """Return a caller of commands within this process; their sittings share the lasting browser.

    What concerns processes (signals, consoles, a kill) is tested with real ones: `command.py`.
    """
    for name in [name for name in os.environ if name.startswith("PORTALBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("portalbot.cli.work.Runner", LastingRunner)
    monkeypatch.setattr("portalbot.cli.context.Stop.on_signals", lambda: Stop(threading.Event()))
    with ThreadPoolExecutor(1) as thread:  # of its own: pytest-playwright may hold the main one

        def call(*arguments: str, typed: str = "", **environment: str) -> Done:
            run = partial(CliRunner().invoke, app, arguments, input=typed, env=environment, catch_exceptions=False)
            found = thread.submit(run).result()
            logger.remove()
            return Done(found.exit_code, found.stdout, found.stderr)

        yield call
