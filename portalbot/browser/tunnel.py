"""The sitting's own way to the network: a SOCKS5 tunnel on loopback, through which its browser context goes.

Why: Chromium sends a POST again by itself when a reused keep-alive connection dies before the answer; one click,
two posts at the server, form and `fetch` alike (measured, every time). Headers do not help, and sending the request
ourselves loses the bytes of files. What holds: right before a request that must be sent once, every open connection
of the sitting is closed here, so that it travels on a fresh one, and a request on a fresh connection is not re-sent.
Bytes that Chromium still writes to a closed connection never reach the portal.

The tunnel is also where the hosts that a sitting may talk to are enforced (for whatever the page loads by itself),
and where a corporate proxy (HTTP CONNECT) is chained. Once it is sealed nothing leaves any more, whatever a page of
that context, its windows and workers still mean to send. Names are resolved here or by that proxy, not in the browser.
What goes to an https origin must begin as TLS does: its port takes nothing unencrypted, whoever asks for it.

Any process of this machine could connect to a port on loopback, and Chromium knows no passwords for SOCKS: so the
system is asked whose connection it is, and only processes below this one are let in.
"""

import asyncio
import contextlib
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit

from loguru import logger

from portalbot.browser.processes import Peers

_REFUSED = b"\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00"
_UNREACHABLE = b"\x05\x04\x00\x01\x00\x00\x00\x00\x00\x00"
_GRANTED = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
CONNECT_SECONDS = 20.0
CHUNK = 65536
HANDSHAKE = b"\x16"
"""The first byte of whatever speaks TLS (RFC 8446, 5.1: the record that carries a handshake)."""


@dataclass(frozen=True)
class Target:
    """A host and port; the host in lower case, without brackets. `tls`: nothing goes there unencrypted."""

    host: str
    port: int
    tls: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, origin: str) -> "Target":
        """Return where an origin (scheme://host[:port]) is reached."""
        parts = urlsplit(origin)
        tls = parts.scheme == "https"
        return cls(_plain(parts.hostname or ""), parts.port or (443 if tls else 80), tls)


class Tunnel:
    """A SOCKS5 server on loopback in a thread of its own; a context manager.

    `refused` lists what was not let out, `bare` where something was to be sent unencrypted that may not be; `carried`:
    how many bytes have gone up.
    """

    def __init__(self, allowed: frozenset[Target], proxy: Target | None = None, peers: Peers | None = None) -> None:
        self.allowed = {target: target for target in allowed}
        self.proxy = proxy
        self.refused: list[Target] = []
        self.bare: list[Target] = []
        self.carried = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="tunnel")
        self._writers: set[asyncio.StreamWriter] = set()
        self._peers = peers or Peers()
        self._sealed = False
        self._server: asyncio.Server | None = None

    def __enter__(self) -> "Tunnel":
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(CONNECT_SECONDS)
        return self

    def __exit__(self, *_error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(CONNECT_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(CONNECT_SECONDS)
        self._loop.close()

    @property
    def sealed(self) -> bool:
        """Say whether nothing leaves any more."""
        return self._sealed

    @property
    def address(self) -> str:
        """Return the address for the browser context's `proxy`."""
        if self._server is None:
            raise RuntimeError("the tunnel is not open")
        return f"socks5://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Close every open connection, now: what follows travels on fresh ones."""
        self._ask(self._cut)

    def seal(self) -> None:
        """Close every open connection and let none be opened any more: nothing leaves from here on."""
        self._sealed = True
        self._ask(self._cut)

    def _ask(self, act: Callable[[Callable[[], None]], None]) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(act, done.set)
        if not done.wait(CONNECT_SECONDS):
            raise RuntimeError("the tunnel does not answer")

    def _cut(self, done: Callable[[], None]) -> None:
        for writer in list(self._writers):
            writer.transport.abort()
        self._writers.clear()
        done()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        self._cut(lambda: None)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        out: asyncio.StreamWriter | None = None
        self._writers.add(writer)
        try:
            if not await self._is_ours(writer):
                logger.warning("a process that is none of ours tried to use the tunnel; it was not let in")
                return
            asked = await asyncio.wait_for(_greet(reader, writer), CONNECT_SECONDS)
            target = self.allowed.get(asked)
            if target is None or self._sealed:
                if target is None:
                    self.refused.append(asked)
                writer.write(_REFUSED)
                await writer.drain()
                return
            try:
                far, near = await asyncio.wait_for(self._connect(target), CONNECT_SECONDS)
            except (OSError, TimeoutError):
                writer.write(_UNREACHABLE)
                await writer.drain()
                return
            out = near
            self._writers.add(near)
            if self._sealed:  # meanwhile
                return
            writer.write(_GRANTED)
            await writer.drain()
            await _both_ways(self._begun(target, reader, near), _carry(far, writer))
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError, asyncio.CancelledError):
            return  # either side has ended, or the tunnel is closing
        except ValueError as error:
            logger.debug("something that is no browser spoke to the tunnel: {}", error)
        finally:
            for each in (writer, out):
                if each is not None:
                    self._writers.discard(each)
                    each.close()

    async def _is_ours(self, writer: asyncio.StreamWriter) -> bool:
        """Say whether our own browser has connected: a tunnel leads to the portal, and past a corporate proxy."""
        peer, here = writer.get_extra_info("peername"), writer.get_extra_info("sockname")
        return await asyncio.to_thread(self._peers.is_ours, peer[1], here[1])

    async def _begun(self, target: Target, reader: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        """Carry what the browser sends; an https origin gets nothing that does not begin as TLS does."""
        first = await reader.read(CHUNK)
        if first and target.tls and not first.startswith(HANDSHAKE):
            self.bare.append(target)
            return
        with contextlib.suppress(ConnectionError):
            self._count(first)
            near.write(first)
            await near.drain()
            await _carry(reader, near, self._count)

    def _count(self, data: bytes) -> None:
        self.carried += len(data)

    async def _connect(self, target: Target) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.proxy is None:
            return await asyncio.open_connection(target.host, target.port)
        reader, writer = await asyncio.open_connection(self.proxy.host, self.proxy.port)
        place = f"{target.host}:{target.port}"
        writer.write(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode("ascii"))
        await writer.drain()
        status = (await reader.readline()).split()
        while (await reader.readline()).strip():
            pass
        if len(status) < 2 or status[1] != b"200":
            writer.close()
            raise ConnectionRefusedError(f"the proxy does not connect to {place}")
        return reader, writer


async def _greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Target:
    """Speak SOCKS5 without authentication up to the request; returns where to connect (RFC 1928)."""
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(b"\x05\x00")
    await writer.drain()
    _, command, _, kind = await reader.readexactly(4)
    if command != 1:
        raise ConnectionAbortedError("only CONNECT is spoken")
    if kind == 1:
        host = str(IPv4Address(await reader.readexactly(4)))
    elif kind == 3:
        host = _plain((await reader.readexactly((await reader.readexactly(1))[0])).decode("ascii"))
    else:
        host = str(IPv6Address(await reader.readexactly(16)))
    (port,) = struct.unpack("!H", await reader.readexactly(2))
    return Target(host, port)


def _plain(host: str) -> str:
    """Return a host in lower case, an IPv6 address in its short form."""
    return str(IPv6Address(host)) if ":" in host else host.lower()


async def _both_ways(*ways: Coroutine[None, None, None]) -> None:
    """Carry bytes both ways until either side ends."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: Callable[[bytes], None] = lambda _data: None
) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(CHUNK):
            count(data)
            writer.write(data)
            await writer.drain()
