"""Printing a page of HTML as a PDF, on a sheet of its own: no script runs in it, nothing is loaded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pages.errors import PortalError
from pages.failures import translated
from pages.watch import Acts, watched_by
from portalbot.browser.watchdog import Watchdog

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Sheet:
    """One browser's sheet, opened at the first printing; opening one for each takes longer than the printing.

    A page that a sheet cannot print in its time costs that sheet, and no other page. Chromium prints only headless.
    """

    def __init__(self, browser: "Browser") -> None:
        self._browser = browser
        self._page: Page | None = None

    def print_pdf(self, html: str) -> bytes:
        """Return a whole page of HTML as A4. Raises Unavailable where it cannot be printed in time, and BrowserGone."""
        try:
            if self._page is None:
                with translated("print"):
                    self._page = self._browser.new_context(
                        locale="zh-CN", java_script_enabled=False, offline=True
                    ).new_page()
            with translated("print", close=self.close):
                self._page.set_content(html)
                return self._page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
        except PortalError:
            self.close()
            raise

    def close(self) -> None:
        """Throw the sheet away."""
        page, self._page = self._page, None
        if page:
            with suppress(PortalError), translated("close"):
                page.context.close()


@contextmanager
def printer(browser: "Browser", seconds: float) -> Iterator[Callable[[str], bytes]]:
    """Give a function that prints pages of HTML outside any sitting, each in so many seconds."""
    sheet = Sheet(browser)
    acts = Acts(seconds, sheet.close)
    with watched_by(acts), Watchdog(acts, browser):
        try:
            yield sheet.print_pdf
        finally:
            sheet.close()
