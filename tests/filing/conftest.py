"""Fixtures of the tests of filing."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from loguru import logger

from tests.filing.world import World, Worlds

MEMORY = Path("/dev/shm")


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """Return a folder in memory where there is one: thousands of runs write their ledgers there."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Let the rooms log to nobody: thousands of runs fill no log."""
    logger.remove()


@pytest.fixture
def worlds(quick_folder: Path) -> Iterator[Worlds]:
    """Return a maker of worlds with the named sample cases, and without a lagging list unless one is asked for."""
    made: list[World] = []

    def make(*ids: str, **options: Any) -> World:
        made.append(World(quick_folder / str(len(made)), *ids, **{"lag": timedelta(), **options}))
        return made[-1]

    yield make
    for world in made:
        world.ledger.close()
