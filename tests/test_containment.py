"""What a page may not do, in a real browser."""

import socket

import pytest
from playwright.sync_api import Page

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
