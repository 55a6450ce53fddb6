"""Fixtures of the tests of the ledger: it stands in a folder that it made itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portalbot.ledger.ledger import Ledger
from tests.reported import Time


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where `ledger` is."""
    return tmp_path / "data" / "ledger.db"


@pytest.fixture
def ledger(path: Path, time: Time) -> Iterator[Ledger]:
    """Return an empty ledger, whose clock a test moves."""
    ledger = Ledger(path, who="clerk@office", clock=time)
    yield ledger
    ledger.close()
