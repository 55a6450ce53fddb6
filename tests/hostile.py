"""A hostile portal on loopback: the practice portal behind a proxy that changes its answers, and a place elsewhere."""

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOP = {"connection", "transfer-encoding", "content-length", "server", "date"}


@dataclass
class Answer:
    """What the proxy sends instead of the portal's answer; of a status 0 nothing, the connection ends."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


Change = Callable[[str, Answer], Answer | None]
"""Takes a path and the portal's answer; returns another answer, or None for this one."""


@dataclass
class Hostile:
    """A web server: what it was asked for, and how it changes what the portal says.

    `forward` gives the path at the portal for one that was asked for. `posted`: paths that came with a POST.
    """

    url: str
    change: Change = lambda _path, _answer: None
    forward: Callable[[str], str] = lambda path: path
    asked: list[str] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


@contextmanager
def hostile(portal: str | None = None) -> Iterator[Hostile]:
    """Run a proxy in front of a portal, or, without one, a place elsewhere that only listens."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append(self.path)
            if self.command == "POST":
                server.posted.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.bodies.append(body)
            answer = self._portal(body) if portal else Answer(200, [("Content-Type", "text/html")], b"elsewhere")
            answer = server.change(self.path, answer) or answer
            if not answer.status:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answer.status)
            for name, value in answer.headers:
                if name.lower() not in HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            try:
                self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_POST = do_GET

        def _portal(self, body: bytes) -> Answer:
            sent = {name: value for name, value in self.headers.items() if name.lower() not in {"host", *HOP}}
            data = body if self.command == "POST" else None
            request = urllib.request.Request(f"{portal}{server.forward(self.path)}", data, sent, method=self.command)
            try:
                with OPENER.open(request, timeout=10) as found:
                    return Answer(found.status, found.headers.items(), found.read())
            except urllib.error.HTTPError as error:
                return Answer(error.code, error.headers.items(), error.read())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Hostile(f"http://127.0.0.1:{listening.server_port}")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    listening.shutdown()
    listening.server_close()
    thread.join()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
