"""Fixtures of all tests.

In a browser: one practice portal a session, reset for each test; pytest-playwright's own `page`. Without one: the
shipped profile, a client's materials, an empty ledger and its clock.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from loguru import logger
from playwright.sync_api import Page, Playwright

from mock_portal.desk.calls import Call
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.connection import COOKIE
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from pages.ears import listen
from pages.home import Home
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from portalbot.browser.finder import find
from portalbot.ledger.ledger import Ledger
from tests.reported import Time
from tests.support import LASTING, PASSWORDS, SAMPLES, Bot

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
PAGE_MILLISECONDS = 8000


LONG = (
    "test_storm",
    "test_fleet",
    "test_stopping",
    "cli/test_machine.py",
    "test_state_machine",
    "test_canary",
    "test_samples_of",
)
"""Parts of names of tests that take long."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take how long the storms are to last."""
    parser.addoption("--storms", type=int, default=20, metavar="N", help="with -m storm: so many seeds of each (20)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let each storm begin once a seed."""
    if "storm_seed" in metafunc.fixturenames:
        metafunc.parametrize("storm_seed", range(1, metafunc.config.getoption("storms") + 1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest begin: as the last ones they would keep one worker busy while the other waits."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], playwright: Playwright) -> dict[str, Any]:
    """Launch the browser that the program itself would find."""
    headed = not browser_type_launch_args.get("headless", True)
    return {**browser_type_launch_args, **find(playwright, headed=headed).launch_arguments()}


@pytest.fixture(scope="session")
def base_url() -> str:
    """Give no base address: pages are reached as a person reaches them, from the portal's address."""
    return ""


@pytest.fixture(scope="session", autouse=True)
def lasting_worker() -> Iterator[None]:
    """End the browser that the bots of a session share."""
    yield
    LASTING.close()


@pytest.fixture(scope="session")
def practice_server() -> Iterator[PracticePortal]:
    with PracticePortal() as portal:
        yield portal


@pytest.fixture
def practice(practice_server: PracticePortal) -> PracticePortal:
    """Return the practice portal as on its first day."""
    practice_server.office.reset()
    return practice_server


@pytest.fixture
def office(practice: PracticePortal) -> PracticeOffice:
    return practice.office


@pytest.fixture
def portal(practice: PracticePortal) -> Portal:
    """Return the shipped profile at the practice portal's address."""
    return shipped().at(practice.url)


@pytest.fixture
def page(page: Page) -> Page:
    """Give pytest-playwright's page a deadline fit for a portal on this machine."""
    page.set_default_timeout(PAGE_MILLISECONDS)
    listen(page.context, PAGE_MILLISECONDS / 1000)
    return page


def no_captcha(_picture: bytes) -> str:
    raise AssertionError("no CAPTCHA was expected")


@pytest.fixture
def selector(page: Page, portal: Portal) -> ProvinceSelector:
    return ProvinceSelector(page, page, portal).open()


@pytest.fixture
def home(page: Page, portal: Portal, practice: PracticePortal) -> Home:
    """Come in as zhixing, the client with three sites, with a session begun beside the browser."""
    return signed_in(page, portal, practice, "zhixing")


def signed_in(page: Page, portal: Portal, practice: PracticePortal, account: str) -> Home:
    """Come to 个人中心 of 广东 without the way there, which `test_arriving.py` goes."""
    body = {"account": account, "password": PASSWORDS[account]}
    token = practice.desk.handle(Call("POST", "广东", "api/sign_in", body=body)).token
    assert token
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": f"{practice.url}/guangdong/"}])
    page.goto(f"{practice.url}/guangdong/home.html")
    return Home.within(page, portal).arrive()


@pytest.fixture
def bot(tmp_path: Path, portal: Portal, practice: PracticePortal) -> Iterator[Bot]:
    """Return the bot with a data directory of its own, at the practice portal."""
    logger.remove()
    bot = Bot(tmp_path, portal)
    yield bot
    bot.close()


@pytest.fixture(scope="module")
def profile() -> Portal:
    """Return the shipped profile, at no address."""
    return shipped()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the materials of one client."""
    shutil.copytree(SAMPLES / "materials" / "zhixing", tmp_path / "materials" / "zhixing")
    return tmp_path


@pytest.fixture
def time() -> Time:
    """Return the clock of `ledger`."""
    return Time()


@pytest.fixture
def clock(time: Time) -> Time:
    """Return the clock of `ledger` under a name that leaves the module `time` its own."""
    return time


@pytest.fixture
def ledger(tmp_path: Path, time: Time) -> Iterator[Ledger]:
    """Return an empty ledger, whose clock a test moves."""
    ledger = Ledger(tmp_path / "ledger.db", who="clerk@office", clock=time)
    yield ledger
    ledger.close()
