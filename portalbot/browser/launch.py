"""Launch a browser, and open a page for one sitting: a context, a tunnel, and the signs of a block on the network."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from loguru import logger

from pages.ears import listen
from pages.errors import PortalError
from pages.failures import is_ours, translated
from pages.origins import origin_of
from pages.session import Session
from pages.watch import Acts, watched_by
from portalbot.browser.click_guard import ClickGuard
from portalbot.browser.egress import Egress
from portalbot.browser.finder import ONCE_MORE, NoBrowser, does_not_start, find, refuse_without_screen
from portalbot.browser.tunnel import Target, Tunnel
from portalbot.browser.watchdog import Watchdog
from portalbot.machine.child_environment import bare_environment
from portalbot.machine.leftovers import temporary

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Download, Page, Response

    from pages.profile import Portal

BLOCKS = (403, 429)
"""Statuses with which a portal shuts somebody out, whatever its page shows."""
TIMED = frozenset({"document", "xhr", "fetch"})
"""What is answered anew each time: a picture or a script may come from somebody's cache, with an old `Date`."""
NO_SHARED_WORKER = "delete globalThis.SharedWorker"
"""A worker that outlives its page, and that several pages share, is none that a click may leave behind."""


@contextmanager
def launched(
    *, headed: bool = False, slow_mo: float = 0, executable: Path | None = None, channel: str | None = None
) -> Iterator["Browser"]:
    """Start Playwright and a browser in this thread, and end both. Signals are left to the program.

    Neither gets our settings; both keep their temporary files where the next start finds what a crash left. Raises
    NoBrowser where none is there, or none starts.
    """
    from playwright.sync_api import sync_playwright

    if headed:
        refuse_without_screen()
    with ExitStack() as stack:
        folder = stack.enter_context(temporary("browser"))
        try:
            with bare_environment(folder):
                playwright = stack.enter_context(sync_playwright())
        except Exception as error:  # of no class of Playwright's: its driver ended while it started
            if is_ours(error):
                raise
            raise NoBrowser(f"Playwright's driver does not start ({error}); {ONCE_MORE}") from error
        choice = find(playwright, headed=headed, executable=executable, channel=channel)
        try:
            with translated("launch"):
                browser = playwright.chromium.launch(
                    headless=not headed,
                    slow_mo=slow_mo,
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                    **choice.launch_arguments(),
                )
        except PortalError as error:
            raise NoBrowser(does_not_start(choice, error.message, headed=headed)) from error
        try:
            yield browser
        finally:
            with suppress(PortalError), translated("close"):
                browser.close()


def lives(browser: "Browser") -> bool:
    """Ask a browser for a sign of life: whether it is connected Playwright learns only while it waits for something."""
    try:
        with translated("launch"):
            browser.new_browser_cdp_session().detach()
    except PortalError:
        return False
    return True


class GuardedPage:
    """A page in a context of its own, the tunnel it goes through, and what leaves it; `open` and `close` it.

    After a click the page is given up, and the sitting goes on in a fresh context that knows the same session
    (`renew`).
    """

    page: "Page"

    def __init__(
        self,
        browser: "Browser",
        page_seconds: float,
        portal: "Portal",
        proxy: str | None = None,
    ) -> None:
        self._browser = browser
        self._page_seconds = page_seconds
        self._origin = portal.origin
        self._allowed = frozenset(Target.of(origin) for origin in portal.allowed_origins)
        self._proxy = Target.of(proxy) if proxy else None
        self._context: BrowserContext | None = None
        self._blocked: list[int] = []
        self._portal_said: datetime | None = None
        self.acts = Acts(page_seconds, self._close_pages)
        with ExitStack() as stack:
            self.tunnel = stack.enter_context(self._fresh_tunnel())
            self.egress = Egress(browser, self.tunnel, portal.form.sends, portal.form.also)
            self._open()
            self._stack = stack.pop_all()

    def click_guard(self) -> ClickGuard:
        """Return the guard for one click that must be one request."""
        return ClickGuard(self.page, self.egress)

    def portal_clock(self) -> datetime | None:
        """Return what the portal's own clock said last (its `Date`, UTC); None where it never did."""
        return self._portal_said

    def is_blocked(self) -> bool:
        """Say whether an answer came whose status looks like a block."""
        return bool(self._blocked)

    def renew(self, session: Session | None) -> "Page":
        """Give the page up, with its windows and workers, and return a fresh one that knows the same session, or none.

        The guard of the click has sealed the old tunnel: nothing leaves while they end.
        """
        cookies = []
        if self._context:
            with suppress(PortalError), translated("close"):
                cookies = self._context.cookies() if session else []
            self._end_context()
            self._stack.close()
        self.tunnel = self.egress.tunnel = self._stack.enter_context(self._fresh_tunnel())
        self.egress.disarm()
        self._open()
        with translated("launch"):
            if cookies:
                self.page.context.add_cookies(cookies)  # type: ignore[arg-type]  # as they were given: two names of one table
        if session:
            session.bring_back(self.page)
        return self.page

    def _close_pages(self) -> None:
        """End whatever the pages are doing; for who watches from outside."""
        for page in self._context.pages if self._context else ():
            with suppress(PortalError), translated("close"):
                page.close()

    def close(self) -> None:
        """End the context, whatever it is doing; what its pages still mean to send goes nowhere."""
        self.tunnel.seal()
        self._end_context()
        self.egress.close()
        self._stack.close()

    def _fresh_tunnel(self) -> Tunnel:
        return Tunnel(self._allowed, self._proxy)

    def _open(self) -> None:
        with translated("launch"):
            context = self._browser.new_context(
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                accept_downloads=False,
                service_workers="block",
                viewport={"width": 1280, "height": 900},
                proxy={"server": self.tunnel.address},
            )
            self._context = context
            context.add_init_script(NO_SHARED_WORKER)
            context.set_default_timeout(self._page_seconds * 1000)
            listen(context, self._page_seconds)
            context.on("page", lambda page: page.on("download", _refuse))
            context.on("response", self._heard)
            self.page = context.new_page()
        self.acts.begin_anew()

    def _end_context(self) -> None:
        for host in sorted({f"{target.host}:{target.port}" for target in self.tunnel.refused}):
            logger.warning("a page tried to reach {}, which the profile does not allow; it was not let out", host)
        context, self._context = self._context, None
        if context:
            with suppress(PortalError), translated("close"):
                context.close()

    def _heard(self, response: "Response") -> None:
        """Take note of an answer: a status that looks like a block, and what the portal's own clock says."""
        if response.status in BLOCKS:
            self._blocked.append(response.status)
        if response.request.resource_type in TIMED and origin_of(response.url) == self._origin:
            headers = response.headers
            if "age" not in headers and (said := _instant(headers.get("date", ""))):
                self._portal_said = said


@contextmanager
def guarded_page(
    browser: "Browser", page_seconds: float, portal: "Portal", proxy: str | None = None
) -> Iterator[GuardedPage]:
    """Open a page for one account at a portal: its own cookies and tunnel, Chinese locale, Shanghai time.

    What has no end there is ended from outside (`watchdog.py`).
    """
    tab = GuardedPage(browser, page_seconds, portal, proxy)
    with watched_by(tab.acts), Watchdog(tab.acts, browser):
        try:
            yield tab
        finally:
            tab.close()


def _instant(text: str) -> datetime | None:
    """Return an instant as HTTP writes it (RFC 9110, 5.6.7), in UTC; None for what is none."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError):
        return None


def _refuse(download: "Download") -> None:
    logger.warning("a download was refused: {!r}", download.suggested_filename[:80])
