"""Fixtures of the tests of the machine's room."""

import os

import pytest


@pytest.fixture
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of the machine that the tests run on be read."""
    for name in [name for name in os.environ if name.upper().startswith("PORTALBOT_")]:
        monkeypatch.delenv(name)
