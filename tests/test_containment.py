"""What a page may not do, in a real browser."""

import socket

import pytest
from playwright.sync_api import Browser, Page

from pages.catalogue import shipped
from portalbot import browser as browsers

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
        with browsers.seat_for_sitting(browser, 5, shipped().at("http://127.0.0.1:9")) as seat:
            seat.page.evaluate(REACH, ear.getsockname()[1])
            assert seat.tunnel.refused
        with pytest.raises(TimeoutError):
            ear.accept()
