"""What the network saw of one click: each answer and each loss is kept, and the tunnel is sealed whatever came."""

from typing import Any, cast

import pytest
from playwright.sync_api import Error

from pages.errors import BrowserGone
from portalbot.browser.click_guard import BODY, ClickGuard, Witness
from portalbot.browser.egress import Egress

URL = "http://portal.example/x/apply?a=b"


class Request:
    def __init__(self, method: str = "POST", url: str = URL, failure: str | None = None) -> None:
        self.method, self.url, self.failure = method, url, failure


class Response:
    def __init__(self, request: Request, status: int, text: str | Exception) -> None:
        self.request, self.status, self.url, self._text = request, status, request.url, text

    def text(self) -> str:
        if isinstance(self._text, Exception):
            raise self._text
        return self._text


class Context:
    """A browser's context: who listens, and whether it is still there."""

    def __init__(self) -> None:
        self.listeners: dict[str, Any] = {}
        self.gone = False

    def on(self, event: str, listener: Any) -> None:
        if self.gone:
            raise Error("Target page, context or browser has been closed")
        self.listeners[event] = listener

    def remove_listener(self, event: str, listener: Any) -> None:
        if self.gone:
            raise RuntimeError("no running event loop")  # so Playwright, where its driver was killed
        assert self.listeners.pop(event) == listener


class Gate:
    """The gate below: what it held back, and whether it was armed and sealed."""

    def __init__(self) -> None:
        self.held: list[tuple[str, str, str]] = []
        self.acts: list[str] = []
        self.nothing_left = True
        self.tunnel = self

    def arm(self) -> None:
        self.acts.append("armed")

    def seal(self) -> None:
        self.acts.append("sealed")

    def counts(self, method: str, url: str) -> bool:
        return method != "GET" and url.startswith("http://portal.example/")


class Click:
    """One guarded click, on a context and a gate of its own."""

    def __init__(self) -> None:
        self.context, self.gate = Context(), Gate()
        self.guard = ClickGuard(cast(Any, self), cast(Egress, self.gate))

    def answered(self, status: int, text: str | Exception, *, finished: bool = True, method: str = "POST") -> None:
        request = Request(method)
        self.context.listeners["response"](Response(request, status, text))
        if finished:
            self.context.listeners["requestfinished"](request)


def test_an_answer_is_kept_with_its_status_path_and_the_beginning_of_its_body() -> None:
    click = Click()
    assert list(click.guard.witnesses) == []
    with click.guard:
        assert click.gate.acts == ["armed"]
        click.answered(200, "流" * (BODY + 5))
        click.answered(200, "a page", method="GET")
    assert click.guard.witnesses == (Witness("POST", "/x/apply", 200, "流" * BODY),)
    assert click.guard.witnesses[0].as_dict() == {
        "method": "POST", "path": "/x/apply", "status": 200, "body": "流" * BODY, "held": False,
    }  # fmt: skip
    assert click.gate.acts == ["armed", "sealed"]


@pytest.mark.parametrize(
    ("text", "finished", "body"),
    [
        ("never read", False, "(not finished)"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), True, "(unread: 'utf-8' codec can't decode"),
        (Error("Target page, context or browser has been closed"), True, "(unread: the browser went away at submit"),
    ],
    ids=["not finished", "no text", "the browser is gone"],
)
def test_an_answer_whose_body_cannot_be_read_is_one_all_the_same(
    text: str | Exception, finished: bool, body: str
) -> None:
    click = Click()
    with click.guard:
        click.answered(500, text, finished=finished)
    [witness] = click.guard.witnesses
    assert (witness.status, witness.held) == (500, False) and witness.body.startswith(body)


def test_a_request_without_an_answer_is_kept_as_lost_and_one_that_was_held_back_as_held() -> None:
    click = Click()
    click.gate.held = [("POST", "/x/beacon", "one request has left already")]
    with click.guard:
        failed = click.context.listeners["requestfailed"]
        failed(Request(failure="net::ERR_CONNECTION_RESET"))
        failed(Request("PUT"))
        failed(Request("GET", failure="net::ERR_ABORTED"))
        failed(Request(url="http://portal.example/x/beacon", failure="net::ERR_BLOCKED_BY_CLIENT"))
    assert click.guard.witnesses == (
        Witness("POST", "/x/apply", 0, "net::ERR_CONNECTION_RESET"),
        Witness("PUT", "/x/apply", 0, ""),
        Witness("POST", "/x/beacon", 0, "one request has left already", held=True),
    )


def test_a_browser_that_goes_away_in_the_click_leaves_the_tunnel_sealed_and_hides_no_error_of_the_click() -> None:
    click = Click()
    with pytest.raises(ZeroDivisionError), click.guard:
        click.context.gone = True
        raise ZeroDivisionError
    assert click.gate.acts == ["armed", "sealed"]


def test_where_nobody_can_listen_no_click_is_let_out() -> None:
    click = Click()
    click.context.gone = True
    with pytest.raises(BrowserGone, match="at submit"), click.guard:
        raise AssertionError("the guard was not set")
    assert click.gate.acts == []
