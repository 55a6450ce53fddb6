"""One click is one request, and what the network saw of it.

Set between INTENT and the end of the clicking page: exactly one request that may change something leaves, on a fresh
connection, which Chromium never repeats (`egress.py` lets it out, `tunnel.py` says why). What was answered is a
witness, kept with the attempt: the page may say one thing and the network another. When the guard ends, the tunnel is
sealed for good: nothing of that page, its windows and workers ever leaves again, whatever they still mean to send.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pages.errors import PortalError
from pages.failures import translated
from portalbot.browser.egress import Egress

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Response

BODY = 2000
"""Characters of an answer that are kept."""


@dataclass(frozen=True)
class Witness:
    """One request that may change something: what was answered (status 0: no answer), and its body where it is text.

    `held`: it was not let out, and `body` says why.
    """

    method: str
    path: str
    status: int
    body: str
    held: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


class ClickGuard:
    """The guard around one click; a context manager. Afterwards `witnesses` has what was answered, and what was held;
    `nothing_left` says whether it is certain that nothing at all went out.

    Its page is of no more use then: whoever goes on does so in a fresh context.
    """

    def __init__(self, page: "Page", egress: Egress) -> None:
        self._context = page.context
        self._egress = egress
        self._answered: list[Response] = []
        self._finished: list[Request] = []
        self._failed: list[Request] = []
        self.witnesses: tuple[Witness, ...] = ()
        self.nothing_left = False

    def __enter__(self) -> "ClickGuard":
        with translated("submit"):  # listened to until its end: to a driver that is gone nothing can be said any more
            self._context.on("response", self._on_response)
            self._context.on("requestfinished", self._on_finish)
            self._context.on("requestfailed", self._on_failure)
        self._egress.arm()
        return self

    def __exit__(self, *_error: object) -> None:
        held = {(method, path) for method, path, _ in self._egress.held}
        self.witnesses = (
            *(self._read(answer) for answer in self._answered),
            *(self._lost(request) for request in self._failed if (request.method, _path(request.url)) not in held),
            *(Witness(method, path, 0, why, held=True) for method, path, why in self._egress.held),
        )
        self._egress.tunnel.seal()
        self.nothing_left = self._egress.nothing_left

    def _on_response(self, response: "Response") -> None:
        if self._counts(response.request):
            self._answered.append(response)

    def _on_finish(self, request: "Request") -> None:
        self._finished.append(request)

    def _on_failure(self, request: "Request") -> None:
        if self._counts(request):
            self._failed.append(request)

    def _counts(self, request: "Request") -> bool:
        return self._egress.counts(request.method, request.url)

    def _lost(self, request: "Request") -> Witness:
        return Witness(request.method, _path(request.url), 0, request.failure or "")

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
        return Witness(response.request.method, _path(response.url), response.status, body)


def _path(url: str) -> str:
    return urlsplit(url).path
