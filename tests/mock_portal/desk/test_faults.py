"""Every fault, without a network: what is answered, and what is true behind it."""

import pytest

from mock_portal.desk.calls import Call
from mock_portal.desk.fault_list import KINDS, parse
from mock_portal.desk.faults import (
    AlreadyInWithoutApplication,
    ConnectionRefused,
    Delay,
    DuplicateAccepted,
    EmptyList,
    EndlessList,
    Error500,
    ListLag,
    Maintenance,
    MaintenanceBetween,
    SecondClickFails,
    SessionExpired,
    Slow,
    SuccessPageWithoutCommit,
    TooManyRequestsAsEmptyTable,
    UploadToastWithoutFile,
    Waf403,
)
from mock_portal.desk.late_faults import (
    DropAfterCommit,
    Error500AfterCommit,
    LoopingReceipt,
    RefusalAfterCommit,
    SerialMissing,
)
from tests.mock_portal.clerk import SUBJECT, Clerk

SITE = f"{SUBJECT}-1"
OTHER = f"{SUBJECT}-2"


def test_an_error_strikes_as_often_as_it_is_told_after_so_many_requests() -> None:
    clerk = Clerk()
    fault = clerk.office.faults.add(Error500(step="list", times=2, after=1))
    assert [clerk.get("records").status for _ in range(5)] == [200, 500, 500, 200, 200]
    assert (fault.met, fault.struck) == (5, 2)


def test_a_fault_meant_for_one_account_leaves_the_others_alone() -> None:
    clerk = Clerk()
    other = Clerk(desk=clerk.desk, account="lingnan")
    clerk.office.faults.add(Error500(step="list", account="lingnan"))
    assert (clerk.get("records").status, other.get("records").status) == (200, 500)


def test_an_error_at_the_submission_takes_nothing_and_still_counts_the_arrival() -> None:
    clerk = Clerk()
    clerk.office.faults.add(Error500(step="submit"))
    assert clerk.file(SITE).status == 500
    assert (clerk.office.applications, len(clerk.office.arrivals)) == ([], 1)


@pytest.mark.parametrize(
    ("step", "path"),
    [
        ("list", "records"),
        ("dialog", "dialog"),
        ("form", "form"),
        ("applications", "applications"),
    ],
)
def test_the_session_is_really_dropped(step: str, path: str) -> None:
    clerk = Clerk()
    clerk.office.faults.add(SessionExpired(step=step))
    assert clerk.get(path, number=SITE).status == 401
    assert clerk.get("records").status == 401
    clerk.sign_in()
    assert clerk.get(path, number=SITE).status == 200


def test_a_session_can_expire_at_the_upload_the_submission_and_the_sign_in() -> None:
    clerk = Clerk()
    for step in ("upload", "submit", "sign_in"):
        clerk.office.faults.add(SessionExpired(step=step))
    assert clerk.sign_in().code == 0
    assert clerk.get("records").status == 401
    clerk.sign_in()
    assert clerk.upload(SITE, "营业执照副本").status == 401
    clerk.sign_in()
    assert clerk.file(SITE).status == 401
    assert clerk.office.applications == []


def test_at_the_receipt_the_application_is_in_and_the_session_gone() -> None:
    clerk = Clerk()
    clerk.office.faults.add(SessionExpired(step="receipt"))
    assert clerk.file(SITE).status == 401
    assert clerk.get("records").status == 401
    assert [one.number for one in clerk.office.applications] == [SITE]


def test_at_the_receipt_nothing_strikes_when_nothing_was_taken() -> None:
    clerk = Clerk()
    fault = clerk.office.faults.add(Error500(step="receipt"))
    assert clerk.hand_in(SITE).code == 1104
    assert fault.struck == 0


def test_a_page_can_be_maintained_refused_or_walled_off() -> None:
    clerk = Clerk()
    page = Call("GET", "guangdong", "login.html")
    assert clerk.desk.handle(page).body == {}
    for fault, status, code in ((Maintenance(step="select"), 200, 901), (Waf403(step="select"), 403, 403)):
        clerk.office.faults.add(fault)
        reply = clerk.desk.handle(page)
        assert (reply.status, reply.code) == (status, code)
        clerk.office.faults.clear()
    clerk.office.faults.add(ConnectionRefused(step="select"))
    assert clerk.desk.handle(Call("GET", "", "")).cut
    assert not clerk.desk.handle(Call("GET", "", "")).cut


def test_maintenance_between_lasts_until_it_is_cleared() -> None:
    clerk = Clerk()
    clerk.office.faults.add(MaintenanceBetween(after=2))
    assert [clerk.get("records").code for _ in range(5)] == [0, 0, 901, 901, 901]
    assert clerk.sign_in().code == 901
    clerk.office.faults.clear()
    assert clerk.get("records").code == 0


def test_a_delayed_answer_was_acted_upon() -> None:
    clerk = Clerk()
    clerk.prepare(SITE)
    clerk.office.faults.add(Delay(step="submit", seconds=3))
    reply = clerk.hand_in(SITE)
    assert (reply.delay, reply.code, len(clerk.office.applications)) == (3, 0, 1)


def test_slow_is_slow_everywhere_and_counts_a_submission_once() -> None:
    clerk = Clerk()
    clerk.prepare(SITE)
    clerk.office.faults.add(Slow(seconds=2))
    assert clerk.hand_in(SITE).delay == clerk.get("portal").delay == 2


@pytest.mark.parametrize("step", ["list", "applications"])
@pytest.mark.parametrize(("kind", "status"), [(EmptyList, 200), (TooManyRequestsAsEmptyTable, 429)])
def test_a_soft_block_looks_like_an_empty_table(kind: type[EmptyList], status: int, step: str) -> None:
    clerk = Clerk()
    clerk.accepted(SITE)
    clerk.office.faults.add(kind(step=step))
    for _ in range(3):
        reply = clerk.get("records" if step == "list" else "applications")
        assert (reply.status, reply.params["rows"], reply.params["total"]) == (status, [], 0)


@pytest.mark.parametrize("step", ["list", "applications"])
def test_an_endless_list_has_rows_on_every_page(step: str) -> None:
    clerk = Clerk()
    clerk.accepted(SITE)
    clerk.office.faults.add(EndlessList(step=step))
    for page in ("1", "2", "999999"):
        reply = clerk.get("records" if step == "list" else "applications", page=page)
        assert reply.params["rows"] and reply.params["total"] == 10_000_000


def test_a_looping_receipt_is_that_of_a_taken_application() -> None:
    clerk = Clerk()
    clerk.prepare(SITE)
    clerk.office.faults.add(LoopingReceipt())
    params = clerk.hand_in(SITE).params
    assert params["loops"] and params["serial"] == clerk.office.applications[0].serial


def test_a_lagging_list_shows_an_application_hours_later() -> None:
    clerk = Clerk()
    clerk.office.faults.add(ListLag(hours=6))
    clerk.accepted(SITE)
    assert clerk.get("applications").params["total"] == 0
    assert clerk.rows(q="知行商城")[0]["status"] == "正常"
    assert clerk.office.record_status("广东", SITE) == "注销中"
    clerk.office.advance(hours=6)
    clerk.sign_in()
    assert clerk.get("applications").params["total"] == 1
    assert clerk.rows(q="知行商城")[0]["status"] == "注销中"


def test_one_list_can_lag_alone() -> None:
    clerk = Clerk()
    clerk.office.faults.add(ListLag(step="applications"))
    clerk.accepted(SITE)
    assert clerk.get("applications").params["total"] == 0
    assert clerk.rows(q="知行商城")[0]["status"] == "注销中"


@pytest.mark.parametrize("second", [SITE, OTHER, SUBJECT])
def test_doubles_are_taken_and_offered(second: str) -> None:
    clerk = Clerk()
    clerk.office.faults.add(DuplicateAccepted())
    clerk.accepted(SITE)
    assert all(row["can_cancel"] for row in clerk.rows())
    assert clerk.file(second).code == 0
    assert [one.number for one in clerk.office.applications] == [SITE, second]


def test_the_very_same_form_sent_again_is_a_double_too() -> None:
    clerk = Clerk()
    clerk.office.faults.add(DuplicateAccepted())
    clerk.accepted(SITE)
    assert clerk.hand_in(SITE).code == 0
    first, second = clerk.office.applications
    assert first.files == second.files
    assert first.serial != second.serial
    assert clerk.hand_in(OTHER).code == 1104


def test_doubles_are_not_taken_for_what_is_cancelled() -> None:
    clerk = Clerk()
    clerk.office.faults.add("DuplicateAccepted@submit")
    clerk.office.decide(clerk.accepted(SITE), "审核通过")
    clerk.office.advance(hours=12)
    clerk.sign_in()
    assert clerk.file(SITE).code == 1050


def test_an_upload_can_say_it_is_done_and_keep_nothing() -> None:
    clerk = Clerk()
    clerk.office.faults.add(UploadToastWithoutFile())
    assert clerk.upload(SITE, "营业执照副本").body["msg"] == "上传成功"
    assert clerk.get("drafts", number=SITE).params["drafts"] == []
    clerk.upload(SITE, "营业执照副本")
    assert len(clerk.get("drafts", number=SITE).params["drafts"]) == 1


def test_a_success_page_can_lie() -> None:
    clerk = Clerk()
    clerk.office.faults.add(SuccessPageWithoutCommit())
    shown = clerk.file(SITE).params["serial"]
    assert (len(shown), clerk.office.applications) == (16, [])
    assert clerk.office.record_status("广东", SITE) == "正常"
    assert clerk.hand_in(SITE).params["serial"] != shown
    assert len(clerk.office.applications) == 1


@pytest.mark.parametrize(
    ("fault", "status", "code", "cut"),
    [
        (Error500AfterCommit(), 500, 500, False),
        (DropAfterCommit(), 200, 0, True),
        (RefusalAfterCommit(), 200, 901, False),
        (RefusalAfterCommit(code=15), 200, 15, False),
        (SerialMissing(), 200, 0, False),
    ],
    ids=lambda one: type(one).__name__ if hasattr(one, "step") else "",
)
def test_a_taken_application_can_be_answered_wrongly(fault: Error500, status: int, code: int, cut: bool) -> None:
    clerk = Clerk()
    clerk.office.faults.add(fault)
    assert clerk.hand_in(SITE).code == 1104, "nothing was taken: nothing to spoil"
    reply = clerk.file(SITE)
    assert (reply.status, reply.code, reply.cut) == (status, code, cut)
    assert "serial" not in reply.params
    assert [one.number for one in clerk.office.applications] == [SITE]
    assert clerk.hand_in(SITE).code == 1030


def test_only_a_connection_used_before_is_cut_when_so_told() -> None:
    clerk = Clerk()
    clerk.office.faults.add(DuplicateAccepted())
    clerk.office.faults.add(DropAfterCommit(reused_only=True))
    assert not clerk.file(SITE).cut
    clerk.prepare(SITE)
    body = {"number": SITE, "kind": "注销网站", "reason": "其他", "text": "网站业务已经全部停止运营", "declared": True}
    reply = clerk.desk.handle(Call("POST", "广东", "api/submit", body=body, token=clerk.token, reused=True))
    assert reply.cut
    assert len(clerk.office.applications) == 2


def test_already_in_can_be_said_of_nothing() -> None:
    clerk = Clerk()
    clerk.office.faults.add(AlreadyInWithoutApplication())
    assert clerk.file(SITE).code == 1030
    assert clerk.office.applications == []
    assert clerk.hand_in(SITE).code == 0


def test_a_second_click_fails_though_the_first_was_taken() -> None:
    clerk = Clerk()
    clerk.office.faults.add(DuplicateAccepted())
    clerk.office.faults.add(SecondClickFails())
    clerk.prepare(SITE)
    assert [clerk.hand_in(SITE).code for _ in range(3)] == [0, 1200, 1200]
    assert (len(clerk.office.applications), len(clerk.office.arrivals)) == (1, 3)
    clerk.office.advance(days=1)
    clerk.sign_in()
    assert clerk.file(SITE).code == 0


def test_every_fault_can_be_written_down() -> None:
    assert len(KINDS) == 22
    for name, kind in KINDS.items():
        assert type(parse(name)) is kind
        for step in kind.places:
            assert parse(f"{name}@{step}").step == step


def test_options_are_read_and_mistakes_are_named() -> None:
    assert parse("ListLag@list,hours=48") == ListLag(step="list", hours=48.0)
    assert parse("DropAfterCommit,reused_only") == DropAfterCommit(reused_only=True)
    assert parse("Delay@submit", times=3, account="lingnan") == Delay(step="submit", times=3, account="lingnan")
    for written in (
        "Nonsense@list",
        "Delay@nowhere",
        "Delay@submit,hours=3",
        "Delay@submit,times=many",
        "EmptyList@form",
    ):
        with pytest.raises(ValueError, match=r"\w"):
            parse(written)
