"""What a page may not do, in a real browser."""

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psutil
import pytest
from playwright.sync_api import Browser, Page

from pages.catalogue import shipped
from portalbot.browser import launch as browsers

CALL = """async port => {
    const peer = new RTCPeerConnection({iceServers: [{urls: `stun:127.0.0.1:${port}`}]});
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise(done => setTimeout(done, 500));
    return peer.iceGatheringState;
}"""


def test_a_page_sends_nothing_past_the_tunnel_by_webrtc(page: Page) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind(("127.0.0.1", 0))
        ear.settimeout(0.2)
        page.evaluate(CALL, ear.getsockname()[1])
        with pytest.raises(TimeoutError):
            ear.recvfrom(2000)


REACH = """async port => {
    const there = `127.0.0.1:${port}`;
    document.body.innerHTML = `<img src="http://${there}/a.png"><link rel="preconnect" href="http://${there}">
        <iframe src="http://${there}/"></iframe>`;
    new WebSocket(`ws://${there}/`);
    navigator.sendBeacon(`http://${there}/`, 'x');
    const asked = {method: 'POST', mode: 'no-cors', body: 'x', signal: AbortSignal.timeout(500)};
    await fetch(`http://${there}/`, asked).catch(() => {});
    await new Promise(done => setTimeout(done, 300));
}"""


def test_a_sittings_page_reaches_no_host_that_its_profile_does_not_name(browser: Browser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        ear.settimeout(0.2)
        with browsers.guarded_page(browser, 5, shipped().at("http://127.0.0.1:9")) as tab:
            tab.page.evaluate(REACH, ear.getsockname()[1])
            assert tab.tunnel.refused
        with pytest.raises(TimeoutError):
            ear.accept()


INHERITED = {
    "DEBUG": "pw:api", "DEBUG_FILE": "/tmp/debug", "NODE_OPTIONS": "--no-warnings", "SSLKEYLOGFILE": "/tmp/keys",
    "HTTPS_PROXY": "http://proxy.invalid:1", "all_proxy": "socks5://proxy.invalid:1", "PWDEBUG": "0",
    "PLAYWRIGHT_DISABLE_FORCED_CHROMIUM_PROXIED_LOOPBACK": "1", "CHROME_LOG_FILE": "/tmp/log", "LD_DEBUG_OUTPUT": "/x",
    "PORTALBOT_ACCOUNTS__A__PASSWORD": "secret", "MY_TOKEN": "secret",
}  # fmt: skip
"""What may stand in the environment of whoever starts the program, and what programs obey."""


def environments(pid: int) -> list[dict[str, str]]:
    """Return what every process below one was given."""
    found = []
    for child in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.Error):  # it has ended meanwhile, or is a sandboxed one that shows nothing
            found.append(child.environ())
    return found


def test_no_process_of_the_browser_is_given_what_was_inherited(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, value in INHERITED.items():
        monkeypatch.setenv(name, value)

    def launch() -> list[dict[str, str]]:
        before = {child.pid for child in psutil.Process().children()}
        with browsers.launched() as browser:
            browser.new_page().set_content("<input type=password>")
            new = [child.pid for child in psutil.Process().children() if child.pid not in before]
            return [given for pid in new for given in environments(pid)]

    with ThreadPoolExecutor(1) as thread:
        given = thread.submit(launch).result()
    assert len(given) >= 2, "the browser and its helpers"
    for each in given:
        assert not set(each) & set(INHERITED), each
    assert os.environ["DEBUG"] == "pw:api", "what was there is there again"
    assert "pw:api" not in capfd.readouterr().err
