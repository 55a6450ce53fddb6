"""The portal over HTTP: files from `site/`, 303 redirects, JSON; every decision is the desk's.

Under `/{slug}/` lie the pages of the province's dialect and, at `api/`, the desk (`desk.py`); the old dialect's forms
end in `.do` (`legacy.py`); under `/_office/` is the control API (`control.py`); everything else is a file of `site/`.
HTTP/1.1 with keep-alive, bound to loopback only.

    with Portal() as portal:
        urlopen(portal.url)
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import suppress
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Any

from mock_portal.connection import Connection
from mock_portal.control import Control
from mock_portal.desk import Desk
from mock_portal.drift import Drifts
from mock_portal.legacy import Legacy
from mock_portal.office import Office
from mock_portal.state import State
from mock_portal.visit import Fault
from mock_portal.wording import Replaced, Wording

_TICK = 0.25


class PortalServer(ThreadingHTTPServer):
    """Serve connections, a thread each, and end them all when closed."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, desk: Desk, ssl_context: ssl.SSLContext | None, verbose: bool) -> None:
        self.desk = desk
        self.control = Control(desk)
        self.legacy = Legacy(desk)
        self.ssl_context = ssl_context
        self.verbose = verbose
        self.stopping = Event()
        self._open: dict[socket.socket, Thread] = {}
        super().__init__(("127.0.0.1", port), Connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own that `server_close` can end."""
        thread = Thread(target=self._serve, args=(request, client_address), daemon=True)
        self._open[request] = thread
        thread.start()

    def _serve(self, request: socket.socket, client_address: Any) -> None:
        try:
            # A client that goes away, or dislikes our certificate, is no event.
            with suppress(OSError):
                request = self._under_tls(request)
                self.finish_request(request, client_address)
        finally:
            self.shutdown_request(request)
            self._open.pop(request, None)

    def _under_tls(self, request: socket.socket) -> socket.socket:
        """Shake hands where the portal speaks TLS; here, and not in the accepting thread, which must not wait."""
        if self.ssl_context is None:
            return request
        request.settimeout(10)
        wrapped = self.ssl_context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
        self._open[wrapped] = self._open.pop(request)
        try:
            wrapped.do_handshake()
        except OSError:
            self._open.pop(wrapped)
            wrapped.close()
            raise
        wrapped.settimeout(None)
        return wrapped

    def server_close(self) -> None:
        """Close the listening socket and every connection, and wait for their threads."""
        self.stopping.set()
        super().server_close()
        for request, thread in list(self._open.items()):
            with suppress(OSError):  # it may be closed already
                request.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)


class Portal:
    """Run the practice portal on loopback; `port=0` takes a free one.

    `state` keeps the office's memory in a file, `wording` replaces words (`wording.py`), `faults` (objects, or as
    `fault_list.parse` reads them) and `drifts` (`drift.py`) are set from the start, `day_seconds` lets the office's
    clock run, a day in so many real seconds. Raises `StateError` for an unusable state file, `OSError` when the port
    is taken, `ValueError` for words, faults and drifts that there are not.
    """

    def __init__(
        self,
        office: Office | None = None,
        port: int = 0,
        state: Path | str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        faults: Iterable[Fault | str] = (),
        wording: Replaced | Wording | None = None,
        drifts: Iterable[str] = (),
        day_seconds: float | None = None,
        verbose: bool = False,
    ) -> None:
        if office and (state or wording):
            raise ValueError("an office comes with its own state and words")
        words = wording if isinstance(wording, Wording) else Wording(wording)
        chosen = Drifts(drifts)
        self._state = State(Path(state)) if state else None
        self.office = office or Office(state=self._state, wording=words)
        self.office.drifts.update(chosen)
        for fault in faults:
            self.office.faults.add(fault)
        # With a running clock half an hour of the office's can be a moment: there a session lasts half a real hour.
        self.desk = Desk(self.office, session_minutes=max(30.0, 1800 * 1440 / day_seconds) if day_seconds else 30.0)
        self._day_seconds = day_seconds
        try:
            self._server = PortalServer(port, self.desk, ssl_context, verbose)
        except OSError:
            self._close_state()
            raise
        self._threads: list[Thread] = []

    @property
    def url(self) -> str:
        """Return the address without a slash at its end."""
        scheme = "https" if self._server.ssl_context else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_port}"

    def start(self) -> Portal:
        """Begin to serve."""
        serve = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._threads = [serve, *([Thread(target=self._run_clock, daemon=True)] if self._day_seconds else [])]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, close every connection, let go of the state file; no thread stays."""
        self._server.stopping.set()
        if self._threads:
            self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)
        self._threads = []
        self._close_state()

    def _close_state(self) -> None:
        if self._state:
            self._state.close()

    def _run_clock(self) -> None:
        before = time.monotonic()
        while not self._server.stopping.wait(_TICK):
            now = time.monotonic()
            self.office.advance(days=(now - before) / (self._day_seconds or 1))
            before = now

    def __enter__(self) -> Portal:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
