"""Fixtures of the protocol's tests."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

MEMORY = Path("/dev/shm")


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """Return a folder in memory where there is one: thousands of runs write their ledgers there."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def quiet() -> None:
    """Let the rooms log to nobody: a fleet's weeks fill no log."""
    logger.remove()
