"""Waiting until a page has done what it does by itself: nothing under way on the network, for a moment.

A portal's page goes on after its heading is there: its scripts ask for the name of the province, and write it into the
banner; when an account was typed, or a CAPTCHA was misread, they ask for another picture. Who compares two looks at a
page, or reads what it shows, must not come in between. A page that never rests is taken as it is when the time is up.
"""

import time
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

from pages.failures import translated

if TYPE_CHECKING:
    from types import TracebackType

    from playwright.sync_api import BrowserContext, Page, Request, Response

CALM = 0.15
"""Seconds without a request that usually end the waiting: time for a script to make something of the last answer."""
LASTING = frozenset({"eventsource", "websocket", "ping", "media"})
"""What is under way as long as the page stands, or for nobody's sake."""
HANGS = 10.0
"""Seconds after which a request is taken to hang: some questions of a page are answered when something happens."""
GLANCE = 0.05
"""Seconds between two looks at whether it is so, up to the deadline."""


_LISTENING: "WeakKeyDictionary[BrowserContext, NetworkIdle]" = WeakKeyDictionary()


class NetworkIdle:
    """Listens to a context's requests while open: `with NetworkIdle(context) as idle: idle.wait(page, 3)`."""

    def __init__(self, context: "BrowserContext") -> None:
        self._context = context
        self._under_way: dict[Request, float] = {}
        self._last = time.monotonic()

    @classmethod
    def of(cls, page: "Page") -> "NetworkIdle":
        """Return who listens to a page's context from the first time on: nothing that began before is missed then."""
        listening = _LISTENING.get(page.context)
        if listening is None:
            listening = _LISTENING[page.context] = cls(page.context).__enter__()
        return listening

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

    def wait(self, page: "Page", seconds: float, calm: float = CALM) -> bool:
        """Wait until nothing has been under way for `calm` seconds; say whether it came to that within `seconds`."""
        end = time.monotonic() + seconds
        with translated("page"):
            page.wait_for_timeout(1)  # Playwright hears of requests only while it waits for something
            while self._waited_for() or time.monotonic() - self._last < calm:
                if time.monotonic() > end:
                    return False
                page.wait_for_timeout(GLANCE * 1000)
        return True

    def stir(self) -> None:
        """Take it that something was begun just now: what it asks for may be under way in a moment."""
        self._last = time.monotonic()

    def _waited_for(self) -> bool:
        """Say whether anything is under way that will be answered: a question that hangs is none to wait for."""
        return any(time.monotonic() - begun < HANGS for begun in self._under_way.values())

    def _begun(self, request: "Request") -> None:
        if request.resource_type not in LASTING:
            self._under_way[request] = time.monotonic()
            self._last = time.monotonic()

    def _answered(self, response: "Response") -> None:
        self._ended(response.request)  # one whose body a page never reads is not told to have finished

    def _ended(self, request: "Request") -> None:
        if self._under_way.pop(request, None) is not None:
            self._last = time.monotonic()
