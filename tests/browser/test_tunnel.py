"""The tunnel without a browser: whom it connects, and what it lets through."""

import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from portalbot.browser.processes import Peers
from portalbot.browser.tunnel import Target, Tunnel

GRANTED, REFUSED = 0, 2


class Everyone(Peers):
    """What these tests connect with is this process itself, and no browser below it."""

    def is_ours(self, peer_port: int, our_port: int) -> bool:
        return bool(peer_port and our_port)


def tunnel_to(allowed: frozenset[Target], proxy: Target | None = None) -> Tunnel:
    return Tunnel(allowed, proxy, Everyone())


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on loopback; yields the port, and what the first connection brought until it was closed."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def take() -> None:
            end, _ = server.accept()
            with end:
                end.settimeout(5)
                while data := end.recv(1000):
                    got.append(data)
                    end.sendall(b"heard")

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield server.getsockname()[1], got
        thread.join(5)


def asked(tunnel: Tunnel, place: bytes, port: int) -> tuple[int, socket.socket]:
    """Ask the tunnel for a place (its kind, then itself) as a browser does; returns the answer and the connection."""
    end = socket.create_connection(("127.0.0.1", int(tunnel.address.rpartition(":")[2])), timeout=5)
    end.sendall(b"\x05\x01\x00")
    assert end.recv(2) == b"\x05\x00"
    end.sendall(b"\x05\x01\x00" + place + struct.pack("!H", port))
    return end.recv(10)[1], end


def named(host: str) -> bytes:
    return b"\x03" + bytes([len(host)]) + host.encode("ascii")


V4, V6 = b"\x01\x7f\x00\x00\x01", b"\x04" + bytes(15) + b"\x01"


@pytest.mark.parametrize(
    ("place", "host"),
    [
        (named("localhost"), "localhost"),
        (named("portal.example.cn."), "portal.example.cn."),
        (named("xn--prtal-uye.example.cn"), "xn--prtal-uye.example.cn"),
        (named("portal.example.cn.evil.cn"), "portal.example.cn.evil.cn"),
        (named("169.254.169.254"), "169.254.169.254"),
        (V4, "127.0.0.1"),
        (V6, "::1"),
    ],
)
def test_what_is_not_named_is_refused_and_remembered(place: bytes, host: str) -> None:
    with tunnel_to(frozenset({Target.of("https://portal.example.cn")})) as tunnel:
        answer, end = asked(tunnel, place, 443)
        end.close()
    assert answer == REFUSED and tunnel.refused == [Target(host, 443)]


def test_another_port_of_the_same_host_is_another_place() -> None:
    with listening() as (port, got), tunnel_to(frozenset({Target("127.0.0.1", 9)})) as tunnel:
        answer, end = asked(tunnel, named("127.0.0.1"), port)
        end.close()
        assert answer == REFUSED
        socket.create_connection(("127.0.0.1", port)).close()
    assert got == []


def test_hosts_are_compared_in_one_form() -> None:
    assert Target.of("HTTPS://[0:0::1]") == Target("::1", 443) == Target.of("http://[::1]:443")
    with listening() as (port, _), tunnel_to(frozenset({Target.of(f"http://127.0.0.1:{port}")})) as tunnel:
        for place in (V4, named("127.0.0.1")):
            answer, end = asked(tunnel, place, port)
            assert answer == GRANTED
            end.close()


@pytest.mark.parametrize(
    ("scheme", "said", "arrives"),
    [
        ("https", b"GET / HTTP/1.1\r\n\r\n", False),
        ("https", b"\x16\x03\x01\x00\x05hello", True),
        ("http", b"GET / HTTP/1.1\r\n\r\n", True),
    ],
)
def test_an_https_origin_gets_nothing_unencrypted(scheme: str, said: bytes, arrives: bool) -> None:
    with listening() as (port, got), tunnel_to(frozenset({Target.of(f"{scheme}://127.0.0.1:{port}")})) as tunnel:
        answer, end = asked(tunnel, named("127.0.0.1"), port)
        with end:
            end.sendall(said)
            heard = end.recv(10)
        assert answer == GRANTED and heard == (b"heard" if arrives else b"")
        assert tunnel.bare == ([] if arrives else [Target("127.0.0.1", port)])
    assert got == ([said] if arrives else [])


def test_something_that_is_no_browser_harms_nothing() -> None:
    with tunnel_to(frozenset()) as tunnel:
        for words in (
            b"GET / HTTP/1.1\r\n\r\n",
            b"\x05\x00\x05\x01\x00\x03\x02\xff\xff\x00\x50",
            b"\x05\x00\x05\x02\x00\x01",
        ):
            with socket.create_connection(("127.0.0.1", int(tunnel.address.rpartition(":")[2])), timeout=5) as end:
                end.sendall(words)
                end.shutdown(socket.SHUT_WR)
                while end.recv(100):
                    pass
        answer, end = asked(tunnel, named("portal.example.cn"), 443)
        end.close()
    assert answer == REFUSED


SPEAK = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5) as end:
    end.sendall(b"\\x05\\x01\\x00")
    print(len(end.recv(2)))
"""


def spoken_by_a_child(port: str, *through: str) -> str:
    """Speak to a tunnel from a process below this one; `through`: what starts it."""
    command = [*through, sys.executable, "-c", SPEAK, port]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout.strip()


def test_only_processes_below_ours_are_let_in() -> None:
    with Tunnel(frozenset()) as tunnel:
        port = tunnel.address.rpartition(":")[2]
        assert spoken_by_a_child(port) == "2"
        assert spoken_by_a_child(port, "sh", "-c", '"$@"; exit 0', "sh") == "2", "a child's child, as a browser's is"
        with socket.create_connection(("127.0.0.1", int(port)), timeout=5) as end:
            end.sendall(b"\x05\x01\x00")
            assert end.recv(2) == b"", "this process itself has no business there"
        stranger = "import os, subprocess, sys; os.fork() and os._exit(0); os.setsid(); subprocess.run(sys.argv[1:])"
        assert spoken_by_a_child(port, sys.executable, "-c", stranger) == "0"


def test_what_is_sealed_connects_nobody_any_more() -> None:
    with listening() as (port, got), tunnel_to(frozenset({Target.of(f"http://127.0.0.1:{port}")})) as tunnel:
        answer, before = asked(tunnel, V4, port)
        assert answer == GRANTED
        tunnel.seal()
        with before, suppress(ConnectionResetError):
            assert before.recv(1) == b""
        answer, end = asked(tunnel, V4, port)
        end.close()
        assert answer == REFUSED
    assert got == [] and tunnel.refused == []
