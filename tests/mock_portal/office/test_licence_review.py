"""The review of a licence's application, and what the platform remembers of it, on disk and over HTTP."""

from __future__ import annotations

import hashlib
import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.applications import LICENCE_DRAFT
from mock_portal.office.state import State
from mock_portal.office.terms import Kind, SiteState
from mock_portal.web.server import Portal
from tests.mock_portal.clerk import PDF, SUBJECT, Clerk
from tests.mock_portal.holder import DRAFT, MALL, PAPERS, PLAN, PLEDGE, Holder


@pytest.fixture
def holder() -> Holder:
    """Return a holder at a new office."""
    return Holder()


def test_a_review_goes_through_its_stages_by_working_days(holder: Holder) -> None:
    office = holder.office
    seen: list[tuple[int, str, str]] = []
    serial = str(holder.file().params["serial"])
    for _ in range(13):
        standing = holder.rows()[0]["status"]
        if not seen or seen[-1][1:] != (holder.status()[0], standing):
            seen.append((office.now.day, holder.status()[0], standing))
        office.advance(days=1)
        holder.sign_in()
    decided = office.application(serial).decided_at
    assert decided
    assert seen == [
        (2, "已提交", "注销中"),
        (3, "受理", "注销中"),
        (5, "审查", "注销中"),
        (decided.day, "准予", "注销中"),
        (decided.day + 1, "准予", "已注销"),
    ]
    assert decided.day in (9, 10, 11, 12)
    assert office.record_status("licence", MALL) == "已注销"


def test_a_vague_plan_is_denied_and_the_licence_is_as_before(holder: Holder) -> None:
    holder.file(text="网站不再使用,没有用户需要善后")
    holder.office.advance(days=12)
    holder.sign_in()
    assert holder.status() == ("不予", "用户善后方案不具体，请说明用户告知、数据处理和费用退还的安排")
    assert holder.rows()[0]["status"] == "有效"
    assert holder.file().code == 0


@pytest.mark.parametrize(("status", "standing"), [("准予", "注销中"), ("不予", "有效"), ("退回补正", "有效")])
def test_a_person_decides_at_once(holder: Holder, status: str, standing: str) -> None:
    serial = str(holder.file().params["serial"])
    holder.office.decide(serial, status, "见通知")
    assert holder.status() == (status, "见通知")
    assert holder.rows()[0]["status"] == standing


def test_a_licences_review_does_not_end_as_a_websites_nor_the_other_way_round(holder: Holder) -> None:
    serial = str(holder.file().params["serial"])
    for status in ("审核通过", "审核不通过", "退回", "审核中", "已提交", "受理", "审查"):
        with pytest.raises(ValueError, match="准予"):
            holder.office.decide(serial, status)
    site = Clerk(holder.office).accepted(f"{SUBJECT}-1")
    for status in ("准予", "不予", "退回补正", "审核中"):
        with pytest.raises(ValueError, match="审核通过"):
            holder.office.decide(site, status)
    assert holder.status() == ("已提交", "")


def test_the_lists_lag_as_elsewhere(holder: Holder) -> None:
    holder.file()
    holder.office.faults.add("ListLag")
    assert holder.get("applications").params["total"] == 0
    assert holder.rows()[0]["status"] == "有效"
    holder.office.advance(hours=6)
    holder.sign_in()
    assert holder.get("applications").params["total"] == 1
    assert holder.rows()[0]["status"] == "注销中"


def test_the_applications_list_says_what_was_applied_for(holder: Holder) -> None:
    serial = holder.file().params["serial"]
    assert holder.get("applications").params == {
        "rows": [
            {
                "serial": serial,
                "number": MALL,
                "kind": "ICP证书注销",
                "submitted_at": "2026-03-02 09:00",
                "status": "已提交",
                "opinion": "",
            }
        ],
        "total": 1,
        "page": 1,
        "size": 10,
    }


# The truth, on disk and over HTTP


def test_a_state_file_keeps_form_files_and_applications(tmp_path: Path) -> None:
    def reopened() -> tuple[State, Holder]:
        state = State(tmp_path / "state.db")
        return state, Holder(PracticeOffice(state=state))

    state, holder = reopened()
    holder.prepare()
    holder.save()
    state.close()
    state, holder = reopened()
    assert (holder.get("form").params["saved"], holder.get("form").params["kept"]) == (True, holder.form())
    holder.hand_in()
    accepted = holder.office.applications
    state.close()
    state, holder = reopened()
    assert holder.office.applications == accepted
    assert (accepted[0].kind, accepted[0].reason.category) == (Kind.LICENCE, SiteState.CLOSED)
    assert holder.office.drafts(holder.office.accounts("电信业务")[0], LICENCE_DRAFT) == ()
    assert holder.get("form").params["kept"]["site"] == ""
    holder.office.reset()
    state.close()


class Line:
    """Speak HTTP to the platform and keep the cookie."""

    def __init__(self, portal: Portal) -> None:
        self._line = http.client.HTTPConnection(portal.url.split("//")[1], timeout=10)
        self.cookie = ""

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> tuple[Any, bytes]:
        headers = {"Content-Type": kind} | ({"Cookie": self.cookie.split(";")[0]} if self.cookie else {})
        self._line.request(method, path, body or None, headers)
        answer = self._line.getresponse()
        self.cookie = answer.getheader("Set-Cookie") or self.cookie
        return answer, answer.read()

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return json.loads(self.ask("POST", f"/licence/api/{path}", json.dumps(body).encode())[1])

    def upload(self, material: str, data: bytes) -> Any:
        form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + data + b"\r\n--x--\r\n"
        path = f"/licence/api/upload?{urlencode({'number': DRAFT, 'material': material})}"
        return json.loads(self.ask("POST", path, form, "multipart/form-data; boundary=x")[1])


def test_the_platform_over_http(tmp_path: Path) -> None:
    holder = Holder()
    with Portal(state=tmp_path / "state.db") as portal, Line(portal) as line:
        assert line.ask("GET", "/licence")[0].getheader("Location") == "/licence/"
        assert line.ask("GET", "/licence/")[0].getheader("Location") == "login.html"
        for page in ("login.html", "forgot.html", "home.html", "home.js", "cancel.js", "style.css"):
            assert line.ask("GET", f"/licence/{page}")[0].status == 200
        assert json.loads(line.ask("GET", "/licence/wording.json")[1])["pledge.text"] == PLEDGE
        assert line.post("sign_in", {"account": "zhixing_zx", "password": "ZhixingZX-2026"})["code"] == 0
        assert "Path=/licence/" in line.cookie
        assert line.ask("GET", "/licence/")[0].getheader("Location") == "home.html"
        data = PDF + b"\r\n--y\r\n"
        for material in PAPERS:
            assert line.upload(material, data)["code"] == 0
        assert line.post("submit", holder.form())["code"] == 2007
        assert line.post("save", holder.form())["code"] == 0
        serial = line.post("submit", holder.form())["params"]["serial"]
    with Portal(state=tmp_path / "state.db") as portal, Line(portal) as line:
        (truth,) = json.loads(line.ask("GET", "/_office/applications")[1])
        arrivals = json.loads(line.ask("GET", "/_office/arrivals")[1])
        review = json.dumps({"serial": serial, "status": "不予", "opinion": "见通知"}).encode()
        assert json.loads(line.ask("POST", "/_office/review", review)[1])["status"] == "不予"
    assert (truth["serial"], truth["province"], truth["kind"], truth["number"]) == (serial, "电信业务", "许可证", MALL)
    assert (truth["status"], truth["opinion"], truth["submitted_at"]) == ("已提交", "", "2026-03-02T09:00:00+08:00")
    form = holder.form()
    assert truth["reason"] == {
        **{"category": "网站已关闭", "text": PLAN, "since": form["since"], "business": form["business"]},
        **dict.fromkeys(("new_domain", "wrong", "right"), ""),
        "extra": {},
    }
    assert {one["sha256"] for one in truth["files"]} == {hashlib.sha256(data).hexdigest()}
    assert [one["number"] for one in arrivals] == [MALL, MALL]
