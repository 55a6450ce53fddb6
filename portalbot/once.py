"""One click is one request, and what the network saw of it.

Set between INTENT and the answer: every request that is not a GET first cuts the tunnel's open connections, and so
travels on a fresh one, which Chromium never repeats (`tunnel.py` says why). What was answered to each is a witness,
kept with the attempt: the page may say one thing and the network another.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pages.errors import PortalError
from pages.failures import translated
from portalbot.tunnel import Tunnel

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Response, Route

BODY = 2000
"""Characters of an answer that are kept."""


@dataclass(frozen=True)
class Witness:
    """One request that is not a GET: what was answered (status 0: no answer), and its body where it is text."""

    method: str
    path: str
    status: int
    body: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


class Once:
    """The guard around one click; a context manager. Afterwards `witnesses` has what was answered."""

    def __init__(self, page: "Page", tunnel: Tunnel) -> None:
        self._context = page.context
        self._tunnel = tunnel
        self._answered: list[Response] = []
        self._finished: list[Request] = []
        self._failed: list[Request] = []
        self.witnesses: tuple[Witness, ...] = ()

    def __enter__(self) -> "Once":
        with translated("submit"):
            self._context.on("response", self._on_response)
            self._context.on("requestfinished", self._on_finish)
            self._context.on("requestfailed", self._on_failure)
            self._context.route("**/*", self._pass)
        return self

    def __exit__(self, *_error: object) -> None:
        self.witnesses = tuple(self._read(answer) for answer in self._answered) + tuple(
            Witness(request.method, urlsplit(request.url).path, 0, request.failure or "") for request in self._failed
        )
        try:
            with translated("submit"):
                self._context.unroute("**/*", self._pass)
                self._context.remove_listener("response", self._on_response)
                self._context.remove_listener("requestfinished", self._on_finish)
                self._context.remove_listener("requestfailed", self._on_failure)
        except PortalError:
            return  # the browser is gone, and the guard with it

    def _pass(self, route: "Route") -> None:
        if route.request.method not in ("GET", "HEAD"):
            self._tunnel.cut()
        route.continue_()

    def _on_response(self, response: "Response") -> None:
        if response.request.method != "GET":
            self._answered.append(response)

    def _on_finish(self, request: "Request") -> None:
        self._finished.append(request)

    def _on_failure(self, request: "Request") -> None:
        if request.method != "GET":
            self._failed.append(request)

    def _read(self, response: "Response") -> Witness:
        # The body of a request that has not finished would be waited for without a deadline: a page that does not
        # read its answer (a 500, say) never lets it finish.
        body = "(not finished)"
        if response.request in self._finished:
            try:
                with translated("submit"):
                    body = response.text()[:BODY]
            except (PortalError, UnicodeDecodeError) as error:
                body = f"(unread: {error})"
        return Witness(response.request.method, urlsplit(response.url).path, response.status, body)
