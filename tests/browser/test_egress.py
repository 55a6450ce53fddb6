"""What may leave a browser, decided without one: the browser's own events come in, what it is told goes out."""

from typing import Any, cast

import pytest
from playwright.sync_api import Error

from pages.errors import BrowserGone
from portalbot.browser.egress import NOTHING, Egress
from portalbot.browser.tunnel import Target, Tunnel

HERE = "http://portal.example"
SENDS, ALSO = "/*/apply", ("/*/log",)


class Session:
    """The browser's protocol, as far as `Egress` speaks it: what it was told, and who listens."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.listeners: dict[str, Any] = {}
        self.detached = False
        self.broken: Error | None = None

    def on(self, event: str, listener: Any) -> None:
        self.listeners[event] = listener

    def send(self, method: str, params: dict[str, Any]) -> None:
        if self.broken:
            raise self.broken
        self.told.append((method, params))

    def detach(self) -> None:
        self.detached = True


class Line:
    """A tunnel that leads to one place, and counts how often its connections were cut."""

    def __init__(self) -> None:
        self.allowed = {target: target for target in (Target.of(HERE),)}
        self.cuts = 0
        self.carried = 0
        self.sealed = False

    def cut(self) -> None:
        self.cuts += 1


class Browser:
    """A browser with its protocol and its line."""

    def __init__(self, sends: str | None = None, also: tuple[str, ...] = ()) -> None:
        self.session = Session()
        self.line = Line()
        self.gate = Egress(cast(Any, self), cast(Tunnel, self.line), sends, also)
        self.numbers = iter(range(1, 100))

    def new_browser_cdp_session(self) -> Session:
        return self.session

    def asks(self, method: str, path: str, *, at: str = HERE, again: bool = False) -> bool:
        """Ask for one request to go out, and say whether it was let."""
        number = str(next(self.numbers))
        event = {"requestId": number, "request": {"method": method, "url": f"{at}{path}"}}
        before = len(self.session.told)
        self.session.listeners["Fetch.requestPaused"](event | ({"redirectedRequestId": "0"} if again else {}))
        [(answer, params)] = self.session.told[before:]
        assert params["requestId"] == number
        if answer == "Fetch.failRequest":
            assert params["errorReason"] == "BlockedByClient"
            return False
        assert answer == "Fetch.continueRequest" and set(params) == {"requestId"}
        return True

    @property
    def looks_at(self) -> str:
        """Return the pattern of the requests that the browser shows before they leave."""
        _, params = [each for each in self.session.told if each[0] == "Fetch.enable"][-1]
        [pattern] = params["patterns"]
        assert pattern["requestStage"] == "Request"
        return str(pattern["urlPattern"])


# at rest


def test_without_a_guard_everything_leaves_but_the_request_that_files() -> None:
    browser = Browser(SENDS, ALSO)
    assert browser.looks_at == "*/*/apply*"
    assert browser.asks("POST", "/x/login") and browser.asks("GET", "/x/apply")
    assert not browser.asks("POST", "/x/apply;jsessionid=1?a=b")
    assert browser.gate.strays == ["POST /x/apply;jsessionid=1"]
    assert (browser.gate.held, browser.gate.left, browser.line.cuts) == ((), (), 0)


def test_where_the_profile_names_no_request_that_files_nothing_is_looked_at_without_a_guard() -> None:
    browser = Browser()
    assert browser.looks_at == NOTHING
    assert browser.asks("POST", "/x/apply")


def test_a_request_that_files_by_a_get_is_known_by_its_method_too() -> None:
    browser = Browser("GET /apply")
    assert browser.looks_at == "*/apply*"
    assert not browser.asks("GET", "/apply") and browser.asks("POST", "/apply")
    assert browser.gate.counts("GET", f"{HERE}/apply") and not browser.gate.counts("GET", f"{HERE}/other")


# under the guard


def test_under_the_guard_one_request_leaves_on_a_fresh_connection_and_what_only_reads_does_too() -> None:
    browser = Browser()
    browser.gate.arm()
    assert browser.looks_at == "*"
    assert all(browser.asks(method, "/page") for method in ("GET", "HEAD", "OPTIONS")) and browser.line.cuts == 0
    assert browser.asks("POST", "/x/submit?a=b") and browser.line.cuts == 1
    assert not browser.asks("POST", "/x/submit") and not browser.asks("DELETE", "/x/draft")
    assert browser.gate.left == ("POST /x/submit",) and browser.line.cuts == 1
    why = "one request has left already (form.also names others)"
    assert browser.gate.held == (("POST", "/x/submit", why), ("DELETE", "/x/draft", why))
    assert browser.gate.strays == []


def test_under_the_guard_nothing_leaves_for_where_the_profile_does_not_allow_and_the_one_request_still_may() -> None:
    browser = Browser()
    browser.gate.arm()
    assert not browser.asks("POST", "/submit", at="http://elsewhere.example")
    assert browser.gate.held == (("POST", "/submit", "the profile does not allow where it would go"),)
    assert browser.asks("GET", "/picture", at="http://elsewhere.example"), "the tunnel refuses it, with its words"
    assert browser.asks("POST", "/submit")


def test_a_redirect_sends_nothing_again_and_may_read() -> None:
    browser = Browser()
    browser.gate.arm()
    assert not browser.asks("POST", "/submit", again=True)
    assert browser.gate.held == (("POST", "/submit", "a redirect would send it again"),)
    assert browser.asks("GET", "/receipt", again=True)


def test_where_the_profile_names_the_request_that_files_no_other_takes_its_place() -> None:
    browser = Browser(SENDS)
    browser.gate.arm()
    assert not browser.asks("POST", "/x/draft")
    assert browser.gate.held[0][2].startswith("the profile names another request that files (form.sends)")
    assert browser.asks("POST", "/x/apply") and not browser.asks("POST", "/x/apply")
    assert browser.gate.left == ("POST /x/apply",)


@pytest.mark.parametrize("sends", [SENDS, None])
def test_what_the_profile_names_besides_leaves_once_each_in_any_order(sends: str | None) -> None:
    browser = Browser(sends, ("/*/log", "/*/seal"))
    browser.gate.arm()
    assert browser.asks("POST", "/x/log")
    assert not browser.asks("POST", "/x/log")
    assert browser.gate.held == (("POST", "/x/log", "it has left already, and form.also lets each out once"),)
    assert browser.asks("POST", "/x/apply"), "the one request has not left yet"
    assert browser.asks("POST", "/x/seal")
    assert not browser.asks("POST", "/x/apply") and not browser.asks("POST", "/x/seal")
    assert browser.gate.left == ("POST /x/log", "POST /x/apply", "POST /x/seal") and browser.line.cuts == 3


def test_each_guard_begins_anew() -> None:
    browser = Browser(None, ("/*/log",))
    for _ in range(2):
        browser.gate.arm()
        assert (browser.gate.left, browser.gate.held) == ((), ())
        assert browser.asks("POST", "/x/log") and browser.asks("POST", "/x/apply") and not browser.asks("PUT", "/x")


def test_after_the_guard_everything_leaves_again_but_the_request_that_files() -> None:
    browser = Browser(SENDS)
    browser.gate.arm()
    browser.asks("POST", "/x/apply")
    browser.gate.disarm()
    assert browser.looks_at == "*/*/apply*"
    assert browser.asks("POST", "/x/login") and not browser.asks("POST", "/x/apply")
    assert browser.gate.strays == ["POST /x/apply"] and browser.gate.left == ("POST /x/apply",)


def test_what_is_named_besides_and_has_not_left_yet_makes_no_room_for_a_second_one() -> None:
    browser = Browser(None, ("/*/log", "GET /seal"))
    browser.gate.arm()
    assert browser.asks("POST", "/x/apply")
    assert not browser.asks("POST", "/x/again") and not browser.asks("POST", "/seal")
    assert browser.asks("POST", "/x/log")
    assert browser.gate.left == ("POST /x/apply", "POST /x/log")


def test_a_get_that_files_leaves_once_under_the_guard_and_other_gets_as_they_like() -> None:
    browser = Browser("GET /apply", ("GET /seal",))
    browser.gate.arm()
    assert browser.asks("GET", "/apply") and not browser.asks("GET", "/apply")
    assert browser.asks("GET", "/seal") and browser.asks("GET", "/page")
    assert browser.gate.left[0] == "GET /apply" and browser.line.cuts == 1


# a browser that goes away


def test_a_request_whose_page_is_gone_needs_no_answer() -> None:
    browser = Browser()
    browser.session.broken = Error("Target page, context or browser has been closed")
    event = {"requestId": "1", "request": {"method": "POST", "url": f"{HERE}/submit"}}
    browser.session.listeners["Fetch.requestPaused"](event)
    assert not any(method.startswith("Fetch.c") for method, _ in browser.session.told)


def test_a_guard_that_cannot_be_set_is_an_error_since_nothing_would_hold_the_request_back() -> None:
    browser = Browser()
    browser.session.broken = Error("Target page, context or browser has been closed")
    with pytest.raises(BrowserGone, match="at submit"):
        browser.gate.arm()


def test_a_browser_that_is_gone_from_the_start_is_an_error_of_its_launch() -> None:
    class Gone(Browser):
        def new_browser_cdp_session(self) -> Session:
            raise Error("Target page, context or browser has been closed")

    with pytest.raises(BrowserGone, match="at launch"):
        Gone()


def test_a_gate_lets_go_of_its_browser() -> None:
    browser = Browser()
    browser.gate.close()
    assert browser.session.detached


def test_that_nothing_left_is_certain_only_when_sealed_without_a_byte_and_without_a_refusal() -> None:
    browser = Browser("/*/apply")
    assert not browser.gate.nothing_left, "no guard was set yet"
    browser.line.carried = 100
    browser.gate.arm()
    assert not browser.gate.nothing_left, "it is not sealed"
    browser.line.sealed = True
    assert browser.gate.nothing_left
    browser.line.carried = 101
    assert not browser.gate.nothing_left, "a byte went up"
