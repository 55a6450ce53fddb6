"""What may leave a browser: the one place below everything that a page can do to send a request.

A page's own requests, those of its frames, windows and workers, redirects (307 and 308 send a body again), beacons and
what is kept alive past a page's end all pass here: the browser's own `Fetch`, in front of the network (measured).
Routes of Playwright see neither redirects, nor shared workers, nor what a page sends while it is closed.

Two rules. At any time: what the profile names as the request that files (`form.sends`) leaves through a guard only.
While a guard is set (`click_guard`): one request that may change something leaves (none of GET, HEAD, OPTIONS), and
what the profile names besides (`form.also`), each once; everything else of that kind is refused, at once, and never
held: what is held leaves when its page or whoever holds it goes away.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from loguru import logger

from pages.errors import PortalError
from pages.failures import translated
from pages.requests import READING, fits
from portalbot.browser.tunnel import Target, Tunnel

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTHING = "portalbot:nothing"
"""A pattern that no address has: what is enabled with it can be told others later, for the frames of then too."""


class Egress:
    """The gate of one sitting's browser. `sends` and `also` are the profile's words; `tunnel` the sitting's own.

    `strays`: what went to the request that files without a guard, and was refused.
    """

    def __init__(self, browser: "Browser", tunnel: Tunnel, sends: str | None, also: tuple[str, ...]) -> None:
        self.tunnel = tunnel
        self.sends = sends
        self.also = also
        self.strays: list[str] = []
        self._armed = False
        self._left: list[str] = []
        self._held: list[tuple[str, str, str]] = []
        self._unused: list[str] = []
        self._carried = -1
        with translated("launch"):
            self._session = browser.new_browser_cdp_session()
            self._session.on("Fetch.requestPaused", self._paused)
        self._look_at(self._pattern_at_rest())

    def close(self) -> None:
        """Let go of the browser."""
        self._do(self._session.detach)

    def arm(self) -> None:
        """Let one request out from now on."""
        self._left, self._held, self._unused = [], [], list(self.also)
        self._carried = self.tunnel.carried
        self._armed = True
        self._look_at("*")

    def disarm(self) -> None:
        """Let everything out again but the request that files: only after the tunnel of before is sealed."""
        self._armed = False
        self._look_at(self._pattern_at_rest())

    @property
    def left(self) -> tuple[str, ...]:
        """Return what was let out since the guard was set: method and path."""
        return tuple(self._left)

    @property
    def nothing_left(self) -> bool:
        """Say whether not one byte has gone up since the guard was set, and nothing was refused; once it is sealed.

        Whatever a page of this browser sends goes through the tunnel, sockets and workers too: this is no guess.
        """
        return self.tunnel.sealed and self.tunnel.carried == self._carried and not self._left and not self._held

    @property
    def held(self) -> tuple[tuple[str, str, str], ...]:
        """Return what was refused since the guard was set: method, path, and why."""
        return tuple(self._held)

    def _pattern_at_rest(self) -> str:
        path = (self.sends or "").rpartition(" ")[2]
        return f"*{path.strip('*')}*" if path else NOTHING

    def _look_at(self, pattern: str) -> None:
        with translated("submit"):
            self._session.send("Fetch.enable", {"patterns": [{"urlPattern": pattern, "requestStage": "Request"}]})

    def _paused(self, event: dict[str, Any]) -> None:
        method, url = str(event["request"]["method"]), str(event["request"]["url"])
        why = self._why_not(method, url, again="redirectedRequestId" in event)
        path = urlsplit(url).path
        if why:
            (self._held.append((method, path, why)) if self._armed else self.strays.append(f"{method} {path}"))
            logger.warning("{} {} was not let out: {}", method, path, why)
            self._answer("Fetch.failRequest", event, errorReason="BlockedByClient")
            return
        if self._armed and self.counts(method, url):
            self._left.append(f"{method} {path}")
            self.tunnel.cut()  # it travels on a fresh connection, which Chromium never repeats
        self._answer("Fetch.continueRequest", event)

    def counts(self, method: str, url: str) -> bool:
        """Say whether a request may change something, or is the very one that files."""
        return method not in READING or (self.sends is not None and fits(self.sends, method, url))

    def _why_not(self, method: str, url: str, *, again: bool) -> str:
        """Return why a request may not leave; '' where it may."""
        files = self.sends is not None and fits(self.sends, method, url)
        if not self._armed:
            return "it is the request that files, and nobody is about to" if files else ""
        if not self.counts(method, url):
            return ""
        if Target.of(url) not in self.tunnel.allowed:
            return "the profile does not allow where it would go"
        if again:
            return "a redirect would send it again"
        if named := next((each for each in self._unused if fits(each, method, url)), None):
            self._unused.remove(named)
            return ""
        if any(fits(each, method, url) for each in self.also):
            return "it has left already, and form.also lets each out once"
        if self.sends is not None and not files:
            return "the profile names another request that files (form.sends), and not this one (form.also)"
        if len(self._left) > len(self.also) - len(self._unused):
            return "one request has left already (form.also names others)"
        return ""

    def _answer(self, method: str, event: dict[str, Any], **more: str) -> None:
        self._do(lambda: self._session.send(method, {"requestId": event["requestId"], **more}))

    def _do(self, act: Callable[[], object]) -> None:
        try:
            with translated("submit"):
                act()
        except PortalError as error:  # its page or the browser is gone, and the request with it
            logger.debug("{}", error)
