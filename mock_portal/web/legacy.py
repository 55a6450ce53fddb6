"""The old dialect's own ways: the session in the address, forms in GBK, an answer that waits under a key.

Its pages are in `site/legacy/`. A form is answered by a redirect: `login.do` leads to the personal centre or, with the
refusal's code in the query, back to the sign-in; `submit.do` hands everything in at once, fields and files, and leads
to a page that asks for the answer under its key. At the desk each is one act like that of any other portal.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from mock_portal.desk.calls import Call, Reply, answer
from mock_portal.desk.desk import Desk
from mock_portal.web.forms import read_line, read_parts

LEGACY = "legacy"
CHARSET = "gbk"
_SESSION = re.compile(r";jsessionid=([^;/]*)")


def split_session(path: str) -> tuple[str, str | None]:
    """Take the session out of a path: return the path without it, and its token."""
    found = _SESSION.search(path)
    return _SESSION.sub("", path), found[1] if found else None


def with_session(path: str, token: str | None, query: Mapping[str, object] | None = None) -> str:
    """Put a session and a query to a path."""
    return path + (f";jsessionid={token}" if token else "") + (f"?{urlencode(query)}" if query else "")


class Legacy:
    """Take the forms of old pages to the desk, and keep the answers to submissions for the page that asks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._results: dict[str, tuple[str | None, Reply]] = {}

    def post(self, call: Call, content_type: str, body: bytes) -> tuple[Reply, str]:
        """Answer a form; return the answer, and the page that it leads to ("" for the page of an error, or none)."""
        if call.path == "login.do":
            return self._login(replace(call, path="api/sign_in", body=read_line(body, CHARSET)))
        if call.path == "submit.do":
            return self._submit(replace(call, path="api/submit"), content_type, body)
        return answer(404, status=404), ""

    def _login(self, call: Call) -> tuple[Reply, str]:
        reply = self._desk.handle(call)
        if reply.code:
            return self._led(reply, with_session("login.html", None, {"code": reply.code, **reply.values}))
        return self._led(reply, with_session("main.html", reply.token))

    def _submit(self, call: Call, content_type: str, body: bytes) -> tuple[Reply, str]:
        parts = read_parts(content_type, body, CHARSET)
        fields = {one.name: one.data.decode(CHARSET, "replace") for one in parts if one.filename is None}
        files = tuple((one.name, one.filename, one.data) for one in parts if one.filename)
        form = {**fields, "declared": fields.get("declared") == "1"}
        reply = self._desk.handle(replace(call, body=form, files=files))
        key = secrets.token_urlsafe(16)
        self._results[key] = call.token, reply
        return self._led(reply, with_session("result.html", call.token, {"r": key}))

    def _led(self, reply: Reply, address: str) -> tuple[Reply, str]:
        if reply.status == 401:
            return reply, "login.html"
        broken = reply.cut or reply.status != 200 or reply.code == 901
        return reply, "" if broken else address

    def result(self, call: Call) -> Reply:
        """Return the answer that waits under a key, for the session that asked and for no other."""
        words = self._desk.office.variant(call.province).words
        if not self._desk.signed_in(call):
            return answer(401, words("code.401"), status=401)
        token, reply = self._results.get(call.text("r"), (None, Reply()))
        if token is None or token != call.token:
            return answer(404, words("code.404"), status=404)
        return Reply(body=reply.body)
