"""Fixtures of the kits' tests: the kits installed, a server of the galleries, and a gallery in the browser."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Page

from pages.catalogue import load_profile
from pages.profile import Portal
from tests.kits.installed import NotInstalled, kits
from tests.kits.server import Galleries

REQUIRED = "required"
"""What PORTALBOT_KITS says where kits that cannot be had are a failure, not a reason to skip."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fold the tests that are skipped for want of the kits into one line: pytest would name each test's own place."""
    report = yield
    if report.skipped and report.when == "setup" and isinstance(report.longrepr, tuple):
        report.longrepr = (__file__, 1, report.longrepr[2])
    return report


class Opens(Protocol):
    """Open the gallery of a kit; its lists take `delay` milliseconds to come."""

    def __call__(self, kit: str, delay: int = 100) -> Page: ...


@pytest.fixture(scope="session")
def vendor() -> Path:
    """Return the folder of the installed kits."""
    return kits_or_skip()


def kits_or_skip() -> Path:
    """Return the folder of the installed kits; without them the test is skipped, or fails where they are demanded."""
    try:
        return kits()
    except NotInstalled as error:
        if os.environ.get("PORTALBOT_KITS") == REQUIRED:
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def kit_url(vendor: Path) -> Iterator[str]:
    """Serve the galleries for a session; the address ends without a slash."""
    with Galleries(vendor) as galleries:
        yield galleries.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Give pages the language and the clock that those of the bot have."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def gallery(page: Page, kit_url: str) -> Opens:
    """Return what opens a gallery and waits until it is drawn and its first list has come."""

    def opened(kit: str, delay: int = 100) -> Page:
        page.goto(f"{kit_url}/{kit}.html?delay={delay}")
        page.wait_for_function("window.mounted")
        return page

    return opened


def a_portal(name: str) -> Portal:
    """Return the profile of that name beside these tests, resolved over the shipped base."""
    return load_profile(Path(__file__).parent / f"{name}.toml")
