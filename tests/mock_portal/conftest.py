"""What the tests of the practice portal share: the portal over HTTP, as on its first day."""

from collections.abc import Iterator

import pytest

from mock_portal.web.server import Portal


@pytest.fixture(scope="session")
def running() -> Iterator[Portal]:
    """Return a portal that listens, for as long as there are tests."""
    with Portal() as portal:
        yield portal


@pytest.fixture
def portal(running: Portal) -> Portal:
    """Return the portal as seeded, nobody signed in, no fault set."""
    running.desk.reset()
    return running
