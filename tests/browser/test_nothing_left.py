"""Whether it is certain that nothing left: only where not one byte went up from the guard's beginning to its end."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from portalbot.browser.click_guard import ClickGuard
from portalbot.browser.egress import Egress
from portalbot.browser.tunnel import Target, Tunnel

SOCKET = (
    "new Promise(done => { window.socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');"
    " window.socket.onerror = window.socket.onclose = done; })"
)
ACTS = {
    "nothing": "0",
    "a word under a field": "document.body.append('请填写')",
    "a post": "fetch('/apply', {method: 'POST'}).catch(() => 0)",
    "a get": "fetch('/apply').catch(() => 0)",
    "a post elsewhere, which is refused": "fetch('http://127.0.0.1:9/apply', {method: 'POST'}).catch(() => 0)",
    "a socket": SOCKET,
    "a worker's get": "new Promise(done => {"
    " const code = `fetch('${location.origin}/x').finally(() => postMessage(1))`;"
    " new Worker(URL.createObjectURL(new Blob([code]))).onmessage = done; })",
}  # fmt: skip


class _Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    Thread(target=listening.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{listening.server_port}"
    listening.shutdown()
    listening.server_close()


@pytest.fixture
def guarded(browser: Browser, server: str) -> Iterator[tuple[Page, Egress]]:
    with Tunnel(frozenset({Target.of(server)})) as tunnel:
        outgoing = Egress(browser, tunnel, None, ())
        context = browser.new_context(proxy={"server": tunnel.address})
        page = context.new_page()
        page.goto(server)
        yield page, outgoing
        context.close()
        outgoing.close()


@pytest.mark.parametrize("act", ACTS)
def test_it_is_certain_only_where_not_one_byte_went_up(guarded: tuple[Page, Egress], act: str) -> None:
    page, outgoing = guarded
    guard = ClickGuard(page, outgoing)
    with guard:
        page.evaluate(ACTS[act])
        assert not guard.nothing_left and not outgoing.nothing_left, "before it is sealed nothing is certain"
    assert guard.nothing_left is (act in ("nothing", "a word under a field"))
