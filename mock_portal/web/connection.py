"""One connection to the portal: HTTP requests into calls, replies into bytes, files from `site/`.

Every answer of the office has its clock as `Date` (RFC 9110, 6.6.1), as a portal's server tells its own.
"""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.utils import format_datetime
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mock_portal.desk.calls import Call, Reply
from mock_portal.office.drift import IFRAME
from mock_portal.office.register import SITE, find_province
from mock_portal.office.words import Words
from mock_portal.web.forms import read_file
from mock_portal.web.legacy import LEGACY, split_session, with_session
from mock_portal.web.listener import PortalServer

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
_LASTING = (_TYPES[".css"], _TYPES[".js"])
"""What a browser may keep for its context, as it may at a real portal: these files never change."""
_CHARSET = re.compile(rb'charset="([\w-]+)"')
_MINISTRY = {"/": "index.html", "/gov/": "gov/index.html", "/gov/verify.html": "gov/verify.html"}


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
        elif first == "gov" and rest.startswith("api/"):
            self._at_province(self._call("", rest, query, body, None))
        elif province is None or province.slug != first:
            self._at_ministry(path)
        elif not slash:
            self._redirect(f"/{first}/")
        elif self._is_legacy(first):
            self._at_legacy(first, *split_session(rest), query, body)
        else:
            self._at_province(self._call(first, rest, query, body, self._token()))
        self.served += 1

    def _json(self, body: bytes) -> Mapping[str, Any] | None:
        try:
            found = json.loads(body or b"{}")
        except ValueError:
            return None
        return found if isinstance(found, dict) else None

    def _call(self, province: str, path: str, query: Mapping[str, str], body: bytes, token: str | None) -> Call | None:
        kind, fields, file = self.headers.get("Content-Type", ""), self._json(b""), None
        if self.headers.get_content_type() == "multipart/form-data":
            file = read_file(kind, body)
        else:
            fields = self._json(body)
        if fields is None:
            return None
        return Call(self.command, province, path, query, fields, file, token=token, reused=self.served > 0)

    def _token(self) -> str | None:
        try:
            found = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return None
        return found.value if found else None

    def _at_province(self, call: Call | None) -> None:
        if call is None:
            self._send_json(400, {"code": 400, "success": False, "msg": "", "params": {}})
        elif call.path.startswith("api/"):
            self._send_reply(self.server.desk.handle(call))
        else:
            self._at_entrance(call)

    # The old dialect

    def _is_legacy(self, slug: str) -> bool:
        return self.server.desk.office.variant(slug).dialect == LEGACY

    def _at_legacy(self, slug: str, path: str, token: str | None, query: Mapping[str, str], body: bytes) -> None:
        posted = Call(self.command, slug, path, query, token=token, reused=self.served > 0)
        if self.command == "POST" and path.endswith(".do"):
            reply, page = self.server.legacy.post(posted, self.headers.get("Content-Type", ""), body)
            if page:
                self._redirect(f"/{slug}/{page}", delay=reply.delay)
            else:
                self._send_page(reply, path)
        elif (self.command, path) == ("GET", "api/result"):
            self._send_reply(self.server.legacy.result(posted))
        else:
            self._at_province(self._call(slug, path, query, body, token))

    # Pages

    def _at_ministry(self, path: str) -> None:
        if path in _MINISTRY:
            reply = self.server.desk.handle(Call(self.command, "", "", reused=self.served > 0))
            self._send_page(reply, _MINISTRY[path])
        elif f"{path}/" in _MINISTRY:
            self._redirect(f"{path}/")
        else:
            self._send_file(path.removeprefix("/"))

    def _at_entrance(self, call: Call) -> None:
        desk = self.server.desk
        variant = desk.office.variant(call.province)
        folder, framed = variant.dialect, IFRAME.name in variant.drifts
        if call.path == "sign_out":
            reply = desk.handle(Call("POST", call.province, "api/sign_out", token=call.token, reused=call.reused))
            self._redirect(f"/{call.province}/login.html", reply.token)
        elif framed and call.path == "home.html" and self.headers.get("Sec-Fetch-Dest") == "document":
            self._redirect("frame.html")
        elif call.path == "" or call.path.endswith(".html"):
            reply = desk.handle(call)
            if call.path or reply.cut or reply.body:
                self._send_page(reply, f"{folder}/{call.path}", call.province)
            else:
                home = "frame.html" if framed else "home.html"
                home = with_session("main.html", call.token) if folder == LEGACY else home
                self._redirect(home if desk.signed_in(call) else "login.html", delay=reply.delay)
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
            everywhere = office.wording.everywhere
            words = office.variant(province).words if province else Words(everywhere, file.parent.name)
            self._send_json(200, words.all())
        elif kind and file.is_relative_to(SITE) and file.is_file():
            data = file.read_bytes()
            charset = _CHARSET.search(data) if file.suffix == ".html" else None
            kind = f"text/html; charset={charset[1].decode('ascii')}" if charset else kind
            self._send(reply.status, kind, data, reply)
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
        self.log_request(status)
        self.send_response_only(status)
        self.send_header("Server", self.version_string())
        if kind not in _LASTING:  # what a browser keeps would count as old by the office's clock
            self.send_header("Date", format_datetime(self.server.desk.office.now_utc, usegmt=True))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if kind:
            self.send_header("Content-Type", kind)
        slug = urlsplit(self.path).path.removeprefix("/").partition("/")[0]
        if reply.token is not None and not self._is_legacy(slug):
            ending = "" if reply.token else "; Max-Age=0"
            self.send_header("Set-Cookie", f"{COOKIE}={reply.token}; Path=/{slug}/; HttpOnly; SameSite=Lax{ending}")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=600" if kind in _LASTING else "no-store")
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
