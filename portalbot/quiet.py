"""Waiting until a page has done what it does by itself: nothing under way on the network, for a moment.

A portal's page goes on after its heading is there: its scripts ask for the name of the province, and write it into the
banner. Who looks at a page twice and compares (the doctor) must not come in between. A page that never rests is looked
at as it is when the time is up.
"""

import time
from typing import TYPE_CHECKING, Self

from loguru import logger

from pages.failures import translated

if TYPE_CHECKING:
    from types import TracebackType

    from playwright.sync_api import BrowserContext, Page, Request, Response

CALM = 0.15
"""Seconds without a request that end the waiting: time for a page's script to make something of the last answer."""
GLANCE = 0.05


class Quiet:
    """Listens to the requests of a context while it is open: `with Quiet(context) as quiet: quiet.wait(page, 3)`."""

    def __init__(self, context: "BrowserContext") -> None:
        self._context = context
        self._under_way: set[Request] = set()
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        self._context.on("request", self._begun)
        self._context.on("response", self._answered)
        self._context.on("requestfinished", self._ended)
        self._context.on("requestfailed", self._ended)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        self._context.remove_listener("request", self._begun)
        self._context.remove_listener("response", self._answered)
        self._context.remove_listener("requestfinished", self._ended)
        self._context.remove_listener("requestfailed", self._ended)

    def wait(self, page: "Page", seconds: float) -> bool:
        """Wait until nothing has been under way for a moment, at most so many seconds; say whether it came to that."""
        end = time.monotonic() + seconds
        with translated("page"):
            page.wait_for_timeout(1)  # what has been said meanwhile is heard here
            while self._under_way or time.monotonic() - self._last < CALM:
                if time.monotonic() > end:
                    logger.info("the page does not come to rest: {} requests under way", len(self._under_way))
                    return False
                page.wait_for_timeout(GLANCE * 1000)
        return True

    def _begun(self, request: "Request") -> None:
        self._under_way.add(request)
        self._last = time.monotonic()

    def _answered(self, response: "Response") -> None:
        self._ended(response.request)  # one whose body a page never reads is not told to have finished

    def _ended(self, request: "Request") -> None:
        self._under_way.discard(request)
        self._last = time.monotonic()
