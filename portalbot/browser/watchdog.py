"""Ends what has no end: a page that loops holds up nobody for longer than its act's time and a margin.

It stands outside the thread that may hang. First it closes the page, in the driver's own loop, which goes on while an
act waits; a page whose process does not even close has that process ended; and only last the browser. Each time the
act ends in an error, and the sitting goes on, or ends, as after any other.
"""

import asyncio
import threading
from typing import TYPE_CHECKING

from loguru import logger

from pages.failures import translated
from pages.watch import Acts, Close
from portalbot.browser.processes import end_browser, end_renderers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MARGIN = 5.0
"""Seconds that an act may take beyond its time, and that each measure is given to take effect."""
GLANCE = 0.25
MEASURES = ("its page", "the process of its page", "the browser")


class Watchdog:
    """A thread that watches one sitting; a context manager of the thread that the sitting is in."""

    def __init__(self, acts: Acts, browser: "Browser", margin: float | None = None) -> None:
        self._acts = acts
        self._pid = _pid_of(browser)
        self._margin = MARGIN if margin is None else margin
        self._loop = asyncio.get_running_loop()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="watchdog")

    def __enter__(self) -> "Watchdog":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        taken = 0
        while not self._over.wait(GLANCE):
            overdue = self._acts.overdue()
            if not overdue:
                taken = 0
            elif overdue > self._margin * (taken + 1) and taken < len(MEASURES):
                logger.warning("an act has no end ({:.0f} s over its time): {} is ended", overdue, MEASURES[taken])
                self._take(taken)
                taken += 1

    def _take(self, measure: int) -> None:
        close = self._acts.ending()
        if measure == 0:
            self._in_the_loop(close)
        elif measure == 1:
            end_renderers(self._pid)
        else:
            end_browser(self._pid)

    def _in_the_loop(self, close: Close) -> None:
        """Run what closes a page beside the act that waits: Playwright's calls take turns in one loop."""
        from greenlet import greenlet

        self._loop.call_soon_threadsafe(lambda: greenlet(close).switch())


def _pid_of(browser: "Browser") -> int:
    """Return a browser's process, as it says itself; 0 where it does not."""
    with translated("launch"):
        session = browser.new_browser_cdp_session()
        told = session.send("SystemInfo.getProcessInfo")
        session.detach()
    return next((int(each["id"]) for each in told["processInfo"] if each["type"] == "browser"), 0)
