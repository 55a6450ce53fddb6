"""Fixtures of the tests of reports and of notifications."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from portalbot.reporting.report.rows import Row
from tests.reported import some_rows
from tests.reporting.agency_workbook import agencys
from tests.reporting.receivers import Answering, Receiver


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no proxy stand between the program and this machine's own receiver."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that listens, and that a test tells how to answer."""
    handler = type("Handler", (Answering,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    receiver = handler.receiver = Receiver(server)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """Return the rows of a report of six cases."""
    return some_rows(tmp_path)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return a workbook as an agency keeps it, alone in its folder."""
    (tmp_path / "mine").mkdir()
    return agencys(tmp_path / "mine" / "cases.xlsx")
