"""A visitor of the old portal, for tests: no browser, no cookie, forms written in GBK as browsers write them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from mock_portal.web.server import Portal
from tests.mock_portal.clerk import GOOD_TEXT, PDF

NEEDED = ("营业执照副本", "法人身份证", "注销申请书")
NAME, PASSWORD = "jilin", "Jilin-2026"
File = tuple[str, str, bytes]


def files_for(*materials: str) -> list[File]:
    """Make a file for each material, by default for those that every application needs."""
    return [(name, f"{name}.pdf", PDF) for name in materials or NEEDED]


class _Staying(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Answer:
    """Hold an answer as it came, redirects included."""

    def __init__(self, status: int, headers: Mapping[str, str], data: bytes) -> None:
        self.status, self.headers, self.data = status, headers, data

    @property
    def page(self) -> str:
        """Return the page that the answer leads to, session and query left out."""
        return self.headers.get("Location", "").rpartition("/")[2].split(";")[0].split("?")[0]

    @property
    def query(self) -> dict[str, str]:
        """Return what the address of that page carries."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.headers["Location"]).query).items()}


class Visitor:
    """Go about the old portal without any cookie: what there is of a session stands in the address."""

    def __init__(self, portal: Portal, slug: str = "jilin") -> None:
        self._base = f"{portal.url}/{slug}/"
        self._opener = build_opener(_Staying())
        self.token = ""

    def ask(self, path: str, data: bytes | None = None, kind: str = "text/plain", token: str | None = None) -> Answer:
        """Ask for a path; the session goes between it and its query."""
        page, _, query = path.partition("?")
        token = self.token if token is None else token
        address = self._base + page + (f";jsessionid={token}" if token else "") + (f"?{query}" if query else "")
        try:
            with self._opener.open(Request(address, data, {"Content-Type": kind}), timeout=10) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    def json(self, path: str, **query: str) -> Any:
        """Ask the portal's own interface."""
        return json.loads(self.ask(f"api/{path}?{urlencode(query)}").data)

    def sign_in(self, name: str = NAME, password: str = PASSWORD) -> Answer:
        """Post the sign-in, and keep the session that the answer leads to."""
        line = urlencode({"account": name, "password": password}, encoding="gbk").encode("ascii")
        answer = self.ask("login.do", line, "application/x-www-form-urlencoded")
        found = re.search(r";jsessionid=([^?]+)", answer.headers.get("Location", ""))
        self.token = found[1] if found else self.token
        return answer

    def hand_in(self, number: str, files: list[File] | None = None, **changes: str) -> Answer:
        """Post a form that is right in everything that `files` and `changes` leave alone."""
        kind, body = _form(number, files_for() if files is None else files, **changes)
        return self.ask("submit.do", body, kind)

    def result(self, answer: Answer) -> Any:
        """Ask for the answer that waits under the key of a submission."""
        return self.json("result", r=answer.query["r"])


def _form(number: str, files: list[File], **changes: str) -> tuple[str, bytes]:
    """Write a form as a browser does: GBK, and what GBK has not as an entity; an input without a file is empty."""
    fields = {"number": number, "kind": "注销网站", "reason": "网站停止运营", "text": GOOD_TEXT, "declared": "1"}
    fields |= {"new_domain": "", "wrong": "", "right": "", **changes}
    edge, body = "----edge7MA4YWxk", b""
    for name, value in fields.items():
        body += f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + _gbk(value) + b"\r\n"
    for material, name, data in files:
        head = f'Content-Disposition: form-data; name="{material}"; filename="{name}"'
        body += f"--{edge}\r\n".encode() + _gbk(head) + b"\r\nContent-Type: application/pdf\r\n\r\n" + data + b"\r\n"
    return f"multipart/form-data; boundary={edge}", body + f"--{edge}--\r\n".encode()


def _gbk(text: str) -> bytes:
    return text.encode("gbk", "xmlcharrefreplace")
