"""The listening socket: connections over TCP or TLS, a thread each, that all end when the portal stops."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

from mock_portal.desk.desk import Desk
from mock_portal.web.control import Control
from mock_portal.web.legacy import Legacy


class PortalServer(ThreadingHTTPServer):
    """Serve connections, a thread and a `connection` each, and end them all when closed."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        connection: type[BaseHTTPRequestHandler],
        desk: Desk,
        ssl_context: ssl.SSLContext | None,
        verbose: bool,
    ) -> None:
        self.desk = desk
        self.control = Control(desk)
        self.legacy = Legacy(desk)
        self.ssl_context = ssl_context
        self.verbose = verbose
        self.stopping = Event()
        self._open: dict[socket.socket, Thread] = {}
        super().__init__(("127.0.0.1", port), connection)

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
