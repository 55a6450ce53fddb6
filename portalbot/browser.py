"""Launch a browser, and open a page for one sitting: a context, a tunnel, and what the network smells of."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from pages.ears import listen
from pages.errors import PortalError
from pages.failures import translated
from portalbot.children import bare_environment
from portalbot.finder import find
from portalbot.leftovers import temporary
from portalbot.once import Once
from portalbot.tunnel import Target, Tunnel

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Page

BLOCKS = (403, 429)
"""Statuses with which a portal shuts somebody out, whatever its page shows."""


@contextmanager
def launched(
    *, headed: bool = False, slow_mo: float = 0, executable: Path | None = None, channel: str | None = None
) -> Iterator["Browser"]:
    """Start Playwright and a browser in this thread, and end both. Signals are left to the program.

    Neither gets our settings; both keep their temporary files where the next start finds what a crash left.
    """
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        folder = stack.enter_context(temporary("browser"))
        with bare_environment(folder):
            playwright = stack.enter_context(sync_playwright())
        choice = find(playwright, headed=headed, executable=executable, channel=channel)
        with translated("launch"):
            browser = playwright.chromium.launch(
                headless=not headed,
                slow_mo=slow_mo,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
                **choice.launch_arguments(),
            )
        try:
            yield browser
        finally:
            with suppress(PortalError), translated("close"):
                browser.close()


@dataclass
class Seat:
    """A page in a context of its own, the tunnel it goes through, and statuses that smell of a block."""

    page: "Page"
    tunnel: Tunnel
    blocked: list[int] = field(default_factory=list)

    def once(self) -> Once:
        """Return the guard for one click that must be one request."""
        return Once(self.page, self.tunnel)


@contextmanager
def seat_for_sitting(
    browser: "Browser", page_seconds: float, origins: Iterable[str], proxy: str | None = None
) -> Iterator[Seat]:
    """Open a page for one account: its own cookies and tunnel, Chinese locale, Shanghai time."""
    allowed = frozenset(Target.of(origin) for origin in origins)
    with Tunnel(allowed, Target.of(proxy) if proxy else None) as tunnel:
        with translated("launch"):
            context = browser.new_context(
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                accept_downloads=False,
                service_workers="block",
                viewport={"width": 1280, "height": 900},
                proxy={"server": tunnel.address},
            )
            context.set_default_timeout(page_seconds * 1000)
            listen(context, page_seconds)
            context.on("page", lambda page: page.on("download", _refuse))
            seat = Seat(context.new_page(), tunnel)
            context.on("response", lambda response: _smell(seat, response.status))
        try:
            yield seat
        finally:
            for host in sorted({f"{target.host}:{target.port}" for target in tunnel.refused}):
                logger.warning("a page tried to reach {}, which the profile does not allow; it was not let out", host)
            with suppress(PortalError), translated("close"):
                context.close()


def _refuse(download: "Download") -> None:
    logger.warning("a download was refused: {!r}", download.suggested_filename[:80])


def _smell(seat: Seat, status: int) -> None:
    if status in BLOCKS:
        seat.blocked.append(status)


@contextmanager
def printer(browser: "Browser") -> Iterator[Callable[[str], bytes]]:
    """Give a function that prints a whole page of HTML as an A4 PDF; no script runs in it and nothing is loaded.

    Chromium prints only without a window. One sheet serves for all: opening one takes longer than the printing.
    """
    with translated("print"):
        context = browser.new_context(locale="zh-CN", java_script_enabled=False, offline=True)
        page = context.new_page()

    def print_html(html: str) -> bytes:
        with translated("print"):
            page.set_content(html)
            return page.pdf(format="A4", print_background=True, prefer_css_page_size=True)

    try:
        yield print_html
    finally:
        with suppress(PortalError), translated("close"):
            context.close()
