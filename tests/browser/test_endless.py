"""What has no end is ended from outside: a page that loops, one that hangs where it is kept or printed, a long list."""

import threading
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.desk.practice_office import PracticeOffice
from pages.catalogue import shipped
from pages.errors import PortalError, Unavailable
from pages.failures import translated
from pages.profile import Portal
from portalbot.browser import launch as browsers
from portalbot.browser import watchdog
from portalbot.browser.launch import launched
from portalbot.browser.printing import Sheet, printer
from portalbot.browser.processes import end_browser
from portalbot.rules.states import State
from tests.hostile import Answer, hostile
from tests.support import Bot

PATIENCE = 60
"""Seconds after which what these tests do would have no end; the margins below leave them ten at most."""
FILED = {State.SUBMITTED, State.VERIFYING, State.REVIEWING}
LOOP = "for (;;);"


@pytest.fixture(autouse=True)
def short_margin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "MARGIN", 1.0)


@pytest.fixture
def bot(bot: Bot) -> Bot:
    bot.own_browser = True
    bot.page_seconds = bot.receipt_seconds = 2.5
    return bot


def to_its_end(work: Callable[[], Any]) -> Any:
    """Do something in a thread of its own that must come to an end; where it does not, its browsers are ended."""
    done: list[Any] = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if thread.is_alive():
        for child in psutil.Process().children():
            end_browser(child.pid)
        pytest.fail("it came to no end")
    assert done, "it ended in an error"
    return done[0]


def test_a_receipt_whose_page_loops_costs_its_picture_and_no_more(bot: Bot, office: PracticeOffice) -> None:
    office.faults.add(DuplicateAccepted())
    office.faults.add("LoopingReceipt")
    to_its_end(lambda: bot.submit("JJ-001", "JJ-002"))
    assert {bot.state("JJ-001"), bot.state("JJ-002")} <= FILED
    assert len(office.arrivals) == len(office.applications) == 2
    assert not list(bot.evidence.folder_of("JJ-001").glob("*receipt.html"))
    assert list(bot.evidence.folder_of("JJ-002").glob("*receipt.html")), "the next case of the sitting has its own"


KEPT = """
new MutationObserver(() => {
    if (location.hash.startsWith('#/receipt')) Node.prototype.cloneNode = () => { for (;;); };
}).observe(document, { childList: true, subtree: true });
"""


def test_a_page_that_hangs_where_it_is_kept_is_given_up(bot: Bot, office: PracticeOffice, portal: Portal) -> None:
    with hostile(portal.address) as front:

        def change(path: str, answer: Answer) -> Answer | None:
            if "home.html" not in path:
                return None
            body = answer.body.replace(b"<head>", f"<head><script>{KEPT}</script>".encode(), 1)
            return Answer(answer.status, answer.headers, body)

        front.change = change
        bot.portal = shipped().at(front.url)
        to_its_end(lambda: bot.submit("JH-002"))
    assert bot.state("JH-002") in FILED and len(office.arrivals) == 1
    assert not list(bot.evidence.folder_of("JH-002").glob("*receipt.html"))


@pytest.mark.parametrize("where", ["list", "applications"])
def test_nothing_is_concluded_from_a_list_without_an_end(bot: Bot, office: PracticeOffice, where: str) -> None:
    fault = office.faults.add(f"EndlessList@{where}")
    to_its_end(lambda: bot.submit("JH-002"))
    assert fault.struck <= 2, "the first page, of two sizes, says that there are too many"
    assert not office.arrivals
    assert bot.state("JH-002") is State.FAILED
    assert "10000000" in bot.entry("JH-002").message and "most_pages" in bot.entry("JH-002").message


def test_a_list_that_goes_on_past_its_own_total_is_left(bot: Bot, office: PracticeOffice) -> None:
    """It counts a page for each of its five rows, and shows all of them on each."""
    fault = office.faults.add("EndlessList@list,total=5,size=1")
    to_its_end(lambda: bot.submit("JH-002"))
    assert not office.arrivals and bot.state("JH-002") is State.FAILED
    assert fault.struck == 3, "twice the first page, of two sizes, and the second, after which there is too much"


TALL = f"<p>{'<div style=height:3e7px>x</div>' * 40}"


def test_a_sheet_that_cannot_be_printed_is_thrown_away() -> None:
    def print_two() -> tuple[str, bytes]:
        with launched() as browser, printer(browser, 2) as print_pdf:
            with pytest.raises(Unavailable) as told:
                print_pdf(TALL)
            return str(told.value), print_pdf("<p>short")

    said, pdf = to_its_end(print_two)
    assert "no end" in said and pdf.startswith(b"%PDF")


def test_a_sheet_that_cannot_be_printed_costs_no_sitting() -> None:
    def print_within() -> tuple[int, bytes]:
        portal = shipped().at("http://127.0.0.1:9")
        with launched() as browser, browsers.guarded_page(browser, 2, portal) as tab:
            sheet = Sheet(browser)
            with pytest.raises(Unavailable):
                sheet.print_pdf(TALL)
            with translated("test"):
                return tab.page.evaluate("1"), sheet.print_pdf("<p>short")

    living, pdf = to_its_end(print_within)
    assert living == 1 and pdf.startswith(b"%PDF")


@pytest.mark.parametrize("measures", [1, 2, 3])
def test_a_page_that_does_not_close_loses_its_process_and_then_its_browser(
    monkeypatch: pytest.MonkeyPatch, measures: int
) -> None:
    """Measures that do nothing stand for a page, and a process, that take no notice of them."""
    if measures == 1:
        monkeypatch.setattr(watchdog, "end_renderers", lambda _pid: None)
        monkeypatch.setattr(watchdog, "end_browser", lambda _pid: None)
    if measures > 1:
        monkeypatch.setattr(browsers.GuardedPage, "_close_pages", lambda _seat: None)
    if measures > 2:
        monkeypatch.setattr(watchdog, "end_renderers", lambda _pid: None)

    def loop() -> tuple[type[PortalError], bool, bool]:
        portal = shipped().at("http://127.0.0.1:9")
        with launched() as browser, browsers.guarded_page(browser, 1, portal) as tab:
            other = browser.new_context().new_page()
            try:
                with translated("test"):
                    tab.page.evaluate("() => { for (;;); }")
            except PortalError as told:
                living = browser.is_connected()
                return type(told), living, living and other.evaluate("1") == 1
        raise AssertionError

    assert to_its_end(loop) == (Unavailable, measures < 3, measures < 3)
