"""One click is one request, although Chromium by itself sends a POST again when a reused connection dies.

The office counts every submission that arrives; DropAfterCommit cuts a connection that served before, after taking
the application; DuplicateAccepted lets the repetition in, so that nothing hides it.
"""

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.desk.late_faults import DropAfterCommit
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from pages.ears import listen
from pages.province_selector import ProvinceSelector
from pages.terms import Kind, Reason
from portalbot.browser.click_guard import ClickGuard
from portalbot.browser.egress import Egress
from portalbot.browser.tunnel import Target, Tunnel
from tests.conftest import no_captcha
from tests.support import MATERIALS, PASSWORDS, a_file, entry_of

NUMBER = "粤ICP备12345678号-1"
OLD_NUMBER = "皖ICP备20170909号-1"
FILE = b"%PDF-1.7 " + bytes(range(256)) * 400


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Return the server's side of https with a certificate of our own."""
    if not (openssl := shutil.which("openssl")):
        pytest.fail("these tests need the openssl command")
    folder = tmp_path_factory.mktemp("certificate")
    subject = ["-subj", "/CN=127.0.0.1", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *files],
                   check=True, capture_output=True)  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.fixture(params=["http", "https"])
def portal_there(request: pytest.FixtureRequest, certificate: ssl.SSLContext) -> Iterator[PracticePortal]:
    with PracticePortal(ssl_context=certificate if request.param == "https" else None) as portal:
        yield portal


@pytest.fixture
def through_tunnel(browser: Browser, portal_there: PracticePortal) -> Iterator[tuple[BrowserContext, Egress]]:
    with Tunnel(frozenset({Target.of(portal_there.url)})) as tunnel:
        outgoing = Egress(browser, tunnel, None, ())
        context = browser.new_context(proxy={"server": tunnel.address}, ignore_https_errors=True)
        context.set_default_timeout(8000)
        listen(context, 8)
        yield context, outgoing
        context.close()
        outgoing.close()


ACCOUNTS = {
    "practice/广东": ("广东", "zhixing", NUMBER, "知行商城"),
    "practice/安徽": ("安徽", "anhui", OLD_NUMBER, "壬丑在线"),
}
"""One portal that posts by fetch, and an old one that posts a form with its files into a new window."""


def arrivals_of_one_click(
    portal: PracticePortal, context: BrowserContext, outgoing: Egress, name: str, *, guarded: bool
) -> int:
    page = context.new_page()
    profile = shipped(name).at(portal.url)
    province, account, number, site = ACCOUNTS[name]
    home = (
        ProvinceSelector(page, page, profile).open().choose(province).sign_in(account, PASSWORDS[account], no_captcha)
    )
    form = home.records().cancel(number).confirm()
    entry = entry_of(Kind.SITE, number, site, "因公司业务调整，该网站已停止运营，不再提供服务", Reason.STOPPED)
    form.enter(entry, {material: (file, a_file(file)) for material, file in MATERIALS.items()}, lambda: None)
    portal.office.faults.add(DuplicateAccepted())
    portal.office.faults.add(DropAfterCommit(reused_only=True))
    guard: AbstractContextManager[Any] = ClickGuard(page, outgoing) if guarded else nullcontext()
    with guard:
        form.submit(8)
    return len(portal.office.arrivals)


@pytest.mark.parametrize("name", ACCOUNTS)
def test_without_the_guard_one_click_arrives_twice(
    portal_there: PracticePortal, through_tunnel: tuple[BrowserContext, Egress], name: str
) -> None:
    assert arrivals_of_one_click(portal_there, *through_tunnel, name, guarded=False) == 2


@pytest.mark.parametrize("name", ACCOUNTS)
def test_with_the_guard_one_click_arrives_once(
    portal_there: PracticePortal, through_tunnel: tuple[BrowserContext, Egress], name: str
) -> None:
    assert arrivals_of_one_click(portal_there, *through_tunnel, name, guarded=True) == 1
    assert len(portal_there.office.applications) == 1


class _Multipart(BaseHTTPRequestHandler):
    """Takes a multipart form; cuts a reused connection after taking it, as DropAfterCommit does."""

    protocol_version = "HTTP/1.1"
    bodies: list[bytes]

    def setup(self) -> None:
        super().setup()
        self.served = 0

    def do_GET(self) -> None:
        self.served += 1
        page = b"<form method=post enctype=multipart/form-data action=/><input type=file name=f><button>go</button>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        if self.served and len(self.bodies) == 1:
            self.close_connection = True
            self.connection.shutdown(2)
            return
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(("guarded", "arrivals"), [(False, 2), (True, 1)])
def test_a_multipart_form_with_a_file_arrives_once_and_whole(
    browser: Browser, certificate: ssl.SSLContext, tmp_path: Path, scheme: str, guarded: bool, arrivals: int
) -> None:
    bodies: list[bytes] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Multipart,), {"bodies": bodies}))
    server.daemon_threads = True
    if scheme == "https":
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "file.pdf").write_bytes(FILE)
    url = f"{scheme}://127.0.0.1:{server.server_port}"
    with Tunnel(frozenset({Target.of(url)})) as tunnel:
        outgoing = Egress(browser, tunnel, None, ())
        context = browser.new_context(proxy={"server": tunnel.address}, ignore_https_errors=True)
        page = context.new_page()
        page.goto(url)
        page.locator("input").set_input_files(tmp_path / "file.pdf")
        guard: AbstractContextManager[Any] = ClickGuard(page, outgoing) if guarded else nullcontext()
        with guard, page.expect_event("domcontentloaded", timeout=8000):
            page.get_by_role("button", name="go").click()
        context.close()
        outgoing.close()
    server.shutdown()
    server.server_close()
    assert len(bodies) == arrivals
    assert all(FILE in body for body in bodies), "the file's bytes are whole"


def test_only_allowed_hosts_are_reached_even_by_what_a_page_loads(browser: Browser, practice: PracticePortal) -> None:
    with Tunnel(frozenset({Target.of(practice.url)})) as tunnel:
        context = browser.new_context(proxy={"server": tunnel.address})
        page = context.new_page()
        page.goto(practice.url)
        failed = page.evaluate("fetch('http://127.0.0.1:58999/').then(() => 'reached', () => 'refused')")
        context.close()
    assert failed == "refused"
    assert tunnel.refused == [Target("127.0.0.1", 58999)]


def test_a_corporate_proxy_is_chained(browser: Browser, practice: PracticePortal) -> None:
    asked: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            import select
            import socket

            asked.append(self.path)
            host, port = self.path.rsplit(":", 1)
            far = socket.create_connection((host, int(port)), timeout=5)
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            ends = {self.connection: far, far: self.connection}
            while True:
                for end in select.select(list(ends), [], [], 5)[0]:
                    data = end.recv(65536)
                    if not data:
                        far.close()
                        return
                    ends[end].sendall(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    target = Target.of(practice.url)
    with Tunnel(frozenset({target}), Target("127.0.0.1", server.server_port)) as tunnel:
        context = browser.new_context(proxy={"server": tunnel.address})
        page = context.new_page()
        page.goto(practice.url)
        page.get_by_role("link", name="广东").wait_for()
        context.close()
    server.shutdown()
    server.server_close()
    assert set(asked) == {f"127.0.0.1:{target.port}"}
