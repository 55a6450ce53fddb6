"""A receiver of notifications on this machine, and what is sent to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import SecretStr

from portalbot.ledger.ledger import Ledger
from portalbot.ledger.outbox import Post
from portalbot.machine.settings import Channel
from portalbot.reporting.notify import Notifier
from portalbot.rules.states import Notice

TOKEN = "sEcReT0987654321"


@dataclass
class Receiver:
    """A web server that takes notifications: what it was told, and how it answers."""

    server: ThreadingHTTPServer
    told: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    body: bytes = b"{}"
    before_answering: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"json://{TOKEN}:{TOKEN}@127.0.0.1:{self.server.server_port}/{TOKEN}"

    @property
    def titles(self) -> list[str]:
        return [each["title"] for each in self.told]


class Answering(BaseHTTPRequestHandler):
    """Take down each notification, and answer as the receiver was told to."""

    receiver: Receiver

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        json_like = data.startswith(b"{")
        self.receiver.told.append(json.loads(data) if json_like else {"title": "", "form": data.decode()})
        self.receiver.before_answering()
        try:
            self.send_response(self.receiver.status)
            self.send_header("Content-Length", str(len(self.receiver.body)))
            self.end_headers()
            self.wfile.write(self.receiver.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def notifier_of(
    ledger: Ledger, urls: dict[str, str], *, events: frozenset[Notice] | None = None, **options: Any
) -> Notifier:
    """Return a notifier with a channel for each name and address, all for the same events."""
    more = {} if events is None else {"events": events}
    channels = {name: Channel(url=SecretStr(url), **more) for name, url in urls.items()}
    return Notifier(ledger, channels, ledger.path.parent, **{"practice": False, **options})


def posts(ledger: Ledger) -> list[tuple[str, Post]]:
    """Return the channel and the state of each message in the outbox."""
    return [(each.channel, each.state) for each in ledger.outbox.messages()]


def unused() -> str:
    """Return an address at which nobody listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        return f"json://{TOKEN}:{TOKEN}@127.0.0.1:{server.server_port}/"
