"""Commands in this process: the real command line and pages, without the start of an interpreter and a browser."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from loguru import logger
from typer.testing import CliRunner

from portalbot.cli.app import app
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
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}

    def call(*arguments: str, **environment: str) -> Done:
        found = CliRunner().invoke(app, list(arguments), env=environment, catch_exceptions=False)
        logger.remove()
        return Done(found.exit_code, found.stdout, found.stderr)

    yield call
    for each, handler in before.items():
        signal.signal(each, handler)
