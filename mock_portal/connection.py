"""One connection to the portal: HTTP requests into calls, replies into bytes, files from `site/`."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from email.parser import BytesParser
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mock_portal.calls import Call, Reply
from mock_portal.register import SITE, find_province
from mock_portal.words import Words

if TYPE_CHECKING:
    from mock_portal.server import PortalServer

MAX_BODY = 64 * 1024 * 1024
COOKIE = "SESSION"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".png": "image/png",
}
_JSON = _TYPES[".json"]


def read_file(content_type: str, body: bytes) -> tuple[str, bytes] | None:
    """Read the file (field "file") out of a multipart form; `None` when there is none."""
    form = BytesParser().parsebytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body)
    for part in form.get_payload() if form.is_multipart() else []:
        if not isinstance(part, Message):
            continue
        # Browsers send names as bare UTF-8, which the parser keeps as surrogates and would make unreadable.
        raw = next((value for key, value in part.raw_items() if key.lower() == "content-disposition"), "")
        head = Message()
        head["Content-Disposition"] = raw.encode("ascii", "surrogateescape").decode("utf-8", "replace")
        if head.get_param("name", header="content-disposition") == "file" and head.get_filename() is not None:
            data = part.get_payload(decode=True)
            name = re.sub("%(22|0D|0A)", lambda found: unquote(found[0]), head.get_filename() or "")
            return name, data if isinstance(data, bytes) else b""
    return None


class Connection(BaseHTTPRequestHandler):
    """Serve the requests of one connection, one after the other."""

    protocol_version = "HTTP/1.1"
    server_version = "PracticePortal"
    disable_nagle_algorithm = True
    server: PortalServer
    served = 0

    def do_GET(self) -> None:
        """Answer a GET request."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer a POST request."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._send_json(HTTPStatus.REQUEST_ENTITY_TOO_LARGE if length else HTTPStatus.LENGTH_REQUIRED, {})
            return
        body = self.rfile.read(int(length))
        if len(body) == int(length):  # otherwise the client went away in mid-sentence, and nothing was asked
            self._answer(body)
        else:
            self.close_connection = True

    def _answer(self, body: bytes) -> None:
        address = urlsplit(self.path)
        path, query = unquote(address.path), dict(parse_qsl(address.query, keep_blank_values=True))
        first, slash, rest = path.removeprefix("/").partition("/")
        province = find_province(first)
        if first == "_office":
            self._send_json(*self.server.control.handle(self.command, rest, self._json(body) or {}))
        elif province is None or province.slug != first:
            self._at_ministry(path)
        elif not slash:
            self._redirect(f"/{first}/")
        else:
            call = self._call(first, rest, query, body)
            if call is None:
                self._send_json(400, {"code": 400, "success": False, "msg": "", "params": {}})
            elif rest.startswith("api/"):
                self._send_reply(self.server.desk.handle(call))
            else:
                self._at_entrance(call)
        self.served += 1

    def _json(self, body: bytes) -> Mapping[str, Any] | None:
        try:
            found = json.loads(body or b"{}")
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _call(self, province: str, path: str, query: Mapping[str, str], body: bytes) -> Call | None:
        kind, fields, file = self.headers.get("Content-Type", ""), self._json(b""), None
        if self.headers.get_content_type() == "multipart/form-data":
            file = read_file(kind, body)
        else:
            fields = self._json(body)
        if fields is None:
            return None
        return Call(self.command, province, path, query, fields, file, self._token(), reused=self.served > 0)

    def _token(self) -> str | None:
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return None
        return found.value if found else None

    # Pages

    def _at_ministry(self, path: str) -> None:
        if path == "/":
            reply = self.server.desk.handle(Call(self.command, "", "", reused=self.served > 0))
            self._send_page(reply, "index.html")
        else:
            self._send_file(path.removeprefix("/"))

    def _at_entrance(self, call: Call) -> None:
        desk = self.server.desk
        folder = desk.office.manners(call.province).dialect
        if call.path == "sign_out":
            reply = desk.handle(Call("POST", call.province, "api/sign_out", token=call.token, reused=call.reused))
            self._redirect(f"/{call.province}/login.html", reply.token)
        elif call.path == "" or call.path.endswith(".html"):
            reply = desk.handle(call)
            if call.path or reply.cut or reply.body:
                self._send_page(reply, f"{folder}/{call.path}", call.province)
            else:
                self._redirect("home.html" if desk.signed_in(call) else "login.html", delay=reply.delay)
        else:
            self._send_file(f"{folder}/{call.path}", province=call.province)

    def _send_page(self, reply: Reply, name: str, province: str = "") -> None:
        """Send a page, or in its place the page that stands for the desk's refusal."""
        if reply.cut or not reply.body:
            self._send_file(name, reply, province)
        else:
            self._send_file(f"{reply.code}.html", reply)

    def _send_file(self, name: str, reply: Reply | None = None, province: str = "") -> None:
        reply = reply or Reply()
        file = (SITE / name).resolve()
        kind = _TYPES.get(file.suffix)
        if file.name == "wording.json":
            office = self.server.desk.office
            words = office.manners(province).words if province else Words(office.words.own, file.parent.name)
            self._send_json(200, words.all())
        elif kind and file.is_relative_to(SITE) and file.is_file():
            self._send(reply.status, kind, file.read_bytes(), reply)
        else:
            self._send(404, _TYPES[".html"], (SITE / "404.html").read_bytes(), reply)

    # Bytes

    def _send_reply(self, reply: Reply) -> None:
        if reply.data is not None:
            self._send(reply.status, _TYPES[".png"], reply.data, reply)
        else:
            self._send(reply.status, _JSON, json.dumps(reply.body, ensure_ascii=False).encode("utf-8"), reply)

    def _send_json(self, status: int, data: Any) -> None:
        self._send(status, _JSON, json.dumps(data, ensure_ascii=False).encode("utf-8"), Reply())

    def _redirect(self, address: str, token: str | None = None, delay: float = 0) -> None:
        self._send(303, None, b"", Reply(token=token, delay=delay), {"Location": address})

    def _send(
        self, status: int, kind: str | None, data: bytes, reply: Reply, headers: Mapping[str, str] | None = None
    ) -> None:
        if reply.delay and self.server.stopping.wait(reply.delay):
            reply = Reply(cut=True)
        if reply.cut:
            self._hang_up()
            return
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
        if reply.token is not None:
            slug = urlsplit(self.path).path.split("/")[1]
            ending = "" if reply.token else "; Max-Age=0"
            self.send_header("Set-Cookie", f"{COOKIE}={reply.token}; Path=/{slug}/; HttpOnly; SameSite=Lax{ending}")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):  # the other side may have been quicker
            self.request.shutdown(socket.SHUT_RDWR)

    def handle(self) -> None:
        """Serve until either side closes; a client that goes away is no event."""
        try:
            super().handle()
        except (ConnectionError, TimeoutError, ssl.SSLError):
            self.close_connection = True

    def finish(self) -> None:
        """Close the streams; nobody may be there any more to read what was left."""
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Write a line for a request, when asked to be verbose."""
        if self.server.verbose:
            super().log_message(format, *args)
