"""The portal that changes without notice: what each drift changes, what it leaves alone, and how it is set."""

from __future__ import annotations

import json
import sqlite3
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.drift import DRIFTS, Drifts
from mock_portal.office.register import find_province
from mock_portal.office.state import State
from mock_portal.office.variants import families
from mock_portal.office.wording import Wording
from mock_portal.web.server import Portal
from tests.mock_portal.clerk import SUBJECT, Clerk
from tests.mock_portal.holder import Holder
from tests.mock_portal.office.test_state import ask, failing, program
from tests.mock_portal.old_visitor import Visitor as OldVisitor

SITE = f"{SUBJECT}-1"
EMAIL = {"联系邮箱": "ba@zhixing.example"}
MODERN = [name for family, names in families().items() if family not in ("legacy", "licence") for name in names]


def port_of(portal: Portal) -> int:
    return int(portal.url.rsplit(":", 1)[1])


def led(portal: Portal, path: str, **headers: str) -> tuple[int, str | None]:
    """Ask for a path, and return the answer's status and where it leads to."""
    line = HTTPConnection("127.0.0.1", port_of(portal), timeout=10)
    try:
        line.request("GET", path, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.getheader("Location")
    finally:
        line.close()


def signed_in(portal: Portal) -> dict[str, str]:
    """Sign in over HTTP, and return the headers that go with the session."""
    body = {"account": "zhixing", "password": "Zhixing-2026"}
    return {"Cookie": ask(port_of(portal), "POST", "/guangdong/api/sign_in", body)["cookie"].split(";")[0]}


@pytest.mark.parametrize("province", MODERN)
def test_the_words_of_every_modern_province_change_whatever_they_were(province: str) -> None:
    office = PracticeOffice()
    before = office.variant(province).words.all()
    office.drifts.update(["rename_button", "status_word"])
    after = office.variant(province).words.all()
    assert {key: said for key, said in after.items() if before[key] != said} == {
        "cancel.submit": "确认并提交",
        "status.reviewing": "审批中",
        "standing.normal": "存续",
    }
    office.drifts.clear()
    assert office.variant(province).words.all() == before


def test_words_of_a_file_drift_as_well() -> None:
    office = PracticeOffice(wording=Wording({"cancel.submit": "递交"}))
    office.drifts.add("rename_button")
    assert office.variant("guangdong").words("cancel.submit") == "确认并提交"


def test_lists_show_the_new_status_words_and_the_truth_stays() -> None:
    clerk = Clerk()
    clerk.office.drifts.add("status_word")
    serial = clerk.accepted(SITE)
    assert {row["number"]: row["status"] for row in clerk.rows()} == {
        SUBJECT: "存续",
        SITE: "注销中",
        f"{SUBJECT}-2": "存续",
        f"{SUBJECT}-11": "存续",
    }
    assert [row["status"] for row in clerk.get("applications").params["rows"]] == ["审批中"]
    assert clerk.office.application(serial).status == "审核中"


@pytest.mark.parametrize("name", [name for name in DRIFTS if name != "mandatory_field"])
def test_under_a_drift_of_the_pages_the_desk_takes_what_it_took(name: str) -> None:
    clerk = Clerk()
    clerk.office.drifts.add(name)
    assert clerk.office.application(clerk.accepted(SITE)).reason.extra == {}


@pytest.mark.parametrize("given", [{}, {"email": ""}, {"email": "  "}, {"email": ["a"]}])
def test_without_the_mandatory_field_a_submission_is_refused(given: dict[str, Any]) -> None:
    clerk = Clerk()
    clerk.office.drifts.add("mandatory_field")
    reply = clerk.file(SITE, **given)
    assert (reply.code, reply.body["msg"], clerk.office.applications) == (1103, "请填写联系邮箱", [])


def test_the_mandatory_field_is_asked_for_together_with_those_of_the_reason() -> None:
    clerk = Clerk()
    clerk.office.drifts.add("mandatory_field")
    assert clerk.file(SITE, reason="域名变更").body["msg"] == "请填写新域名、联系邮箱"
    assert clerk.hand_in(SITE, reason="不想要了", email="a@b.example").code == 1102


def test_the_mandatory_field_is_kept_and_survives(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    clerk = Clerk(PracticeOffice(state=state))
    clerk.office.drifts.add("mandatory_field")
    serial = clerk.accepted(SITE, email=" ba@zhixing.example ")
    assert clerk.office.application(serial).reason.extra == EMAIL
    state.close()

    state = State(tmp_path / "state.db")
    office = PracticeOffice(state=state)
    assert (office.application(serial).reason.extra, len(office.drifts)) == (EMAIL, 0)
    state.close()


def test_a_field_that_nobody_asked_for_is_not_kept() -> None:
    clerk = Clerk()
    assert clerk.office.application(clerk.accepted(SITE, email="a@b.example")).reason.extra == {}


def test_a_state_file_from_before_the_field_is_read(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    serial = Clerk(PracticeOffice(state=state)).accepted(SITE)
    state.close()
    base = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    base.execute("UPDATE kept SET value = json_remove(value, '$.reason.extra') WHERE room = 'filing'")
    assert "extra" not in base.execute("SELECT value FROM kept WHERE room = 'filing'").fetchone()[0]
    base.close()
    state = State(tmp_path / "state.db")
    assert PracticeOffice(state=state).application(serial).reason.extra == {}
    state.close()


def test_the_portal_tells_its_pages_what_has_changed(portal: Portal) -> None:
    def told(slug: str) -> tuple[list[str], list[str]]:
        params = ask(port_of(portal), "GET", f"/{slug}/api/portal")["params"]
        return params["drift"], params["extra_fields"]

    assert told("guangdong") == ([], [])
    portal.office.drifts.update(DRIFTS)
    for name in MODERN:
        province = find_province(name)
        assert province
        assert told(province.slug) == (sorted(DRIFTS), ["email"])
    assert told("jilin") == (["mandatory_field", "rename_button", "status_word"], ["email"])
    assert told("licence") == (["rename_button"], [])
    portal.desk.reset()
    assert told("guangdong") == ([], [])


def test_the_control_api_sets_drifts_and_a_reset_clears_them(portal: Portal) -> None:
    port = port_of(portal)

    def set_now() -> Any:
        return ask(port, "GET", "/_office/drift")["set"]

    assert set_now() == []
    assert ask(port, "POST", "/_office/drift", {"set": ["iframe", "hidden_twin"]})["set"] == ["hidden_twin", "iframe"]
    assert ask(port, "POST", "/_office/drift", {"set": ["new_notice"]})["set"] == set_now() == ["new_notice"]
    assert portal.office.drifts == {"new_notice"}
    ask(port, "POST", "/_office/reset", {})
    assert set_now() == []


@pytest.mark.parametrize("body", [{"set": ["nonsense"]}, {"set": ["iframe", "nonsense"]}])
def test_the_control_api_names_the_drifts_that_there_are(portal: Portal, body: dict[str, Any]) -> None:
    portal.office.drifts.add("new_notice")
    error = ask(port_of(portal), "POST", "/_office/drift", body)["error"]
    assert error.startswith("no such drift: 'nonsense'; there are hidden_twin, iframe, mandatory_field, ")
    assert portal.office.drifts == {"new_notice"}


@pytest.mark.parametrize("body", [{}, {"set": "iframe"}, {"set": [1]}, {"set": None}])
def test_the_control_api_says_what_it_does_not_understand(portal: Portal, body: dict[str, Any]) -> None:
    assert ask(port_of(portal), "POST", "/_office/drift", body)["error"]


def test_a_set_of_drifts_holds_drifts_only() -> None:
    drifts = Drifts(["iframe"])
    with pytest.raises(ValueError, match="no such drift: 'nonsense'; there are hidden_twin"):
        drifts.add("nonsense")
    with pytest.raises(ValueError, match="no such drift"):
        drifts |= {"new_notice", "nonsense"}
    with pytest.raises(ValueError, match="no such drift"):
        Portal(drifts=["nonsense"])
    assert drifts == {"iframe"}
    drifts |= {"new_notice"}
    drifts.remove("iframe")
    assert drifts == {"new_notice"}


def test_with_a_frame_the_entrance_leads_to_the_window_around_it(portal: Portal) -> None:
    session = signed_in(portal)
    assert led(portal, "/guangdong/", **session) == (303, "home.html")
    assert led(portal, "/guangdong/home.html", **session, **{"Sec-Fetch-Dest": "document"}) == (200, None)
    portal.office.drifts.add("iframe")
    assert led(portal, "/guangdong/", **session) == (303, "frame.html")
    assert led(portal, "/guangdong/") == (303, "login.html")
    assert led(portal, "/guangdong/frame.html", **session) == (200, None)
    assert led(portal, "/guangdong/home.html", **session, **{"Sec-Fetch-Dest": "document"}) == (303, "frame.html")
    assert led(portal, "/guangdong/home.html", **session, **{"Sec-Fetch-Dest": "iframe"}) == (200, None)
    assert led(portal, "/jilin/") == (303, "login.html")
    assert led(portal, "/licence/home.html", **{"Sec-Fetch-Dest": "document"}) == (200, None)


def test_the_old_portal_drifts_in_what_it_says_and_asks_for(portal: Portal) -> None:
    account = portal.office.account("吉林", "jilin")
    assert account
    number = f"{account.subjects[0].number}-1"
    portal.office.drifts.update(DRIFTS)
    visitor = OldVisitor(portal)
    visitor.sign_in()
    words = json.loads(visitor.ask("wording.json").data)
    assert (words["cancel.submit"], words["status.reviewing"], words["standing.cancelling"]) == (
        "确认并提交",
        "审批中",
        "注销审核中",
    )
    refused = visitor.result(visitor.hand_in(number))
    assert (refused["code"], refused["msg"]) == (1103, "请填写联系邮箱")
    assert visitor.result(visitor.hand_in(number, email="联系@jilin.example"))["code"] == 0
    (truth,) = ask(port_of(portal), "GET", "/_office/applications")
    assert truth["reason"]["extra"] == {"联系邮箱": "联系@jilin.example"}
    assert visitor.json("applications")["params"]["rows"][0]["status"] == "审批中"


def test_the_platform_of_the_licences_takes_what_it_took() -> None:
    holder = Holder()
    holder.office.drifts.update(DRIFTS)
    assert holder.file().code == 0
    assert holder.status()[0] == "已提交"


def test_drifts_can_be_set_from_the_command_line() -> None:
    with program("--drift", "mandatory_field", "--drift", "new_notice") as (_, port):
        assert ask(port, "GET", "/_office/drift")["set"] == ["mandatory_field", "new_notice"]
        assert ask(port, "GET", "/guangdong/api/portal")["params"]["drift"] == ["mandatory_field", "new_notice"]


def test_an_unknown_drift_on_the_command_line_is_named() -> None:
    said = failing("--drift", "nonsense")
    assert "no such drift: 'nonsense'; there are " in said
    assert all(name in said for name in DRIFTS)
