"""A clerk at the practice portal, for tests: signs in at the desk and does what an honest applicant does."""

from __future__ import annotations

from typing import Any

from mock_portal.desk.calls import Call, Reply
from mock_portal.desk.desk import Desk
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.terms import BASE_MATERIALS

PDF = b"%PDF-1.7\r\n\r%\xe2\xe3\xcf\xd3\n1 0 obj\r\n\x00\x85\x1c--x\r\nendobj\n%%EOF"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\r\n\n\r\x1a\xff\xd9"
SUBJECT = "粤ICP备12345678号"
GOOD_TEXT = "因公司业务调整,该网站已停止运营,不再提供服务"


class Clerk:
    """Act for one account; signs in at once."""

    def __init__(
        self, office: PracticeOffice | None = None, account: str = "zhixing", desk: Desk | None = None
    ) -> None:
        self.desk = desk or Desk(office or PracticeOffice())
        self.office = self.desk.office
        self.name = account
        self.province, self.password = self.office.passwords()[account]
        self.token: str | None = None
        self.sign_in()

    def sign_in(self, password: str | None = None, **more: str) -> Reply:
        """Sign in, by default with the right password, and keep the session."""
        body = {"account": self.name, "password": password or self.password, **more}
        reply = self.post("sign_in", body)
        self.token = reply.token or self.token
        return reply

    def get(self, path: str, **query: Any) -> Reply:
        """Ask for something."""
        written = {name: str(value) for name, value in query.items()}
        return self.desk.handle(Call("GET", self.province, f"api/{path}", written, token=self.token))

    def post(self, path: str, body: dict[str, Any]) -> Reply:
        """Hand something in."""
        return self.desk.handle(Call("POST", self.province, f"api/{path}", body=body, token=self.token))

    def upload(self, number: str, material: str, name: str = "scan.pdf", data: bytes = PDF) -> Reply:
        """Upload a file."""
        query = {"number": number, "material": material}
        return self.desk.handle(Call("POST", self.province, "api/upload", query, file=(name, data), token=self.token))

    def prepare(self, number: str, *more: str) -> None:
        """Upload what every application needs, and more."""
        for material in (*BASE_MATERIALS, *more):
            assert self.upload(number, material).code == 0

    def hand_in(self, number: str, **changes: Any) -> Reply:
        """Submit a form that is right in everything that `changes` leaves alone."""
        form = {
            "number": number,
            "kind": "注销网站" if "号-" in number else "注销主体",
            "reason": "网站停止运营",
            "text": GOOD_TEXT,
            "new_domain": "",
            "wrong": "",
            "right": "",
            "declared": True,
        }
        return self.post("submit", {**form, **changes})

    def file(self, number: str, **changes: Any) -> Reply:
        """Prepare and submit."""
        self.prepare(number)
        return self.hand_in(number, **changes)

    def accepted(self, number: str, **changes: Any) -> str:
        """Prepare and submit what must be accepted, and return its serial."""
        reply = self.file(number, **changes)
        assert reply.code == 0, reply.body
        return str(reply.params["serial"])

    def rows(self, **query: Any) -> list[dict[str, Any]]:
        """Return the rows of the record list."""
        return list(self.get("records", **query).params["rows"])
