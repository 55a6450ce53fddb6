"""短信核验: who gets a code and when, what is answered to it, what an application that waits for it is meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mock_portal.calls import Call
from mock_portal.control import Control
from mock_portal.faults import DuplicateAccepted, Error500, SessionExpired
from mock_portal.office import Office
from mock_portal.register import Subject
from mock_portal.state import State
from mock_portal.terms import START
from mock_portal.working_days import WorkingDays
from tests.mock.citizen import TRACK, Citizen
from tests.mock.clerk import Clerk

WRONG = "您的短信核验失败,请输入正确的信息"
LATE = "短信核验超时，申请已退回"
TOO_OFTEN = "短信核验错误次数超过上限，申请已退回"


class Filed:
    """Hold an application that was taken in 河南: the clerk's, the two persons', its serial."""

    def __init__(self, kind: str = "注销主体", office: Office | None = None) -> None:
        self.clerk = Clerk(office, "henan")
        self.office = self.clerk.office
        [account] = self.office.accounts("河南")
        self.subject: Subject = account.subjects[0]
        site = self.subject.sites[0]
        assert site.person
        self.head = Citizen(self.clerk.desk, self.subject.person)
        self.keeper = Citizen(self.clerk.desk, site.person)
        self.number = self.subject.number if kind == "注销主体" else f"{self.subject.number}-1"
        self.serial = self.clerk.accepted(self.number, kind=kind)

    @property
    def status(self) -> str:
        return self.office.application(self.serial).status.value

    @property
    def opinion(self) -> str:
        return self.office.application(self.serial).opinion

    def sent(self) -> Filed:
        self.office.advance(minutes=8)
        return self


# who, and when


def test_codes_go_out_eight_minutes_after_the_application_was_taken() -> None:
    filed = Filed()
    filed.office.advance(minutes=7)
    assert (filed.office.verifications.messages, filed.status) == ([], "待短信核验")
    filed.office.advance(minutes=1)
    sent = filed.office.verifications.messages
    assert [one.mobile for one in sent] == [filed.head.person.mobile, filed.keeper.person.mobile]
    assert len({one.code for one in sent}) == 2
    assert all(len(one.code) == 6 and one.code.isdigit() and one.serial == filed.serial for one in sent)
    assert {one.at for one in sent} == {START + timedelta(minutes=8)}


def test_a_site_asks_its_own_person_and_the_end_of_an_access_nobody() -> None:
    filed = Filed("注销网站").sent()
    assert [one.mobile for one in filed.office.verifications.messages] == [filed.keeper.person.mobile]
    assert filed.keeper.person.mobile != filed.head.person.mobile
    access = Filed("取消接入").sent()
    assert (access.office.verifications.all, access.office.verifications.messages) == ([], [])
    assert access.status == "审核中"


def test_other_provinces_send_nothing() -> None:
    clerk = Clerk()
    clerk.accepted("粤ICP备12345678号")
    clerk.office.advance(hours=1)
    assert (clerk.office.verifications.all, clerk.office.verifications.messages) == ([], [])


def test_one_person_in_both_roles_is_asked_once() -> None:
    filed = Filed()
    plain = replace(filed.subject, number="豫ICP备20209999号", sites=(replace(filed.subject.sites[0], person=None),))
    filed.office.add_account("河南", "plain", "Plain-2026", [plain])
    clerk = Clerk(account="plain", desk=filed.clerk.desk)
    serial = clerk.accepted(plain.number)
    assert [len(one.people) for one in filed.office.verifications.all if one.serial == serial] == [1]


def test_the_same_seed_draws_the_same_codes() -> None:
    def codes(seed: int) -> list[str]:
        return [one.code for one in Filed(office=Office(seed)).sent().office.verifications.messages]

    assert codes(5) == codes(5) != codes(6)


# what is answered


def test_the_last_of_two_persons_completes_it_and_the_review_begins() -> None:
    filed = Filed().sent()
    said = filed.keeper.enter()
    assert (said.code, said.body["msg"]) == (0, "您的短信核验完成,请等待其他核验人进行短信核验")
    assert filed.status == "待短信核验"
    assert filed.keeper.enter().body["msg"] == "您的短信核验已完成,无需重复提交"
    filed.office.advance(hours=5)
    assert filed.head.enter().body["msg"] == "您的短信核验已全部完成,该请求将提交管局审核"
    assert filed.status == "审核中"


def test_working_days_of_the_review_count_from_the_last_code() -> None:
    filed = Filed("注销网站").sent()
    filed.office.advance(hours=20)
    filed.keeper.enter()
    entered = filed.office.now
    filed.office.advance(days=3)
    decided = filed.office.application(filed.serial)
    assert decided.status == "审核通过" and decided.decided_at
    assert decided.decided_at.time() == entered.time()
    assert 1 <= (decided.decided_at - entered).days <= 3
    assert filed.keeper.enter().code == 3002


def test_the_letter_at_the_end_may_be_small() -> None:
    filed = Filed("注销网站").sent()
    assert filed.keeper.person.last_six.endswith("X")
    assert filed.keeper.enter(last_six=filed.keeper.person.last_six.lower()).code == 0


def test_everything_must_be_right_at_once() -> None:
    filed = Filed().sent()
    assert filed.head.enter(filed.keeper.code()).body["msg"] == WRONG
    assert filed.head.enter(last_six=filed.keeper.person.last_six).body["msg"] == WRONG
    assert filed.head.enter(mobile="13900000000").body["msg"] == WRONG
    assert filed.head.enter("").code == 3006
    assert [one.wrong for one in filed.office.verifications.all] == [2]
    assert filed.head.enter().code == 0


def test_a_code_is_nothing_before_it_was_sent() -> None:
    filed = Filed("注销网站")
    ahead = Filed("注销网站").sent()
    assert ahead.serial == filed.serial
    assert filed.keeper.enter(ahead.keeper.code()).body["msg"] == WRONG
    assert filed.keeper.resend().body["msg"] == WRONG
    filed.sent()
    assert filed.keeper.enter().code == 0


def test_five_wrong_entries_are_borne_and_the_sixth_returns_the_application() -> None:
    filed = Filed().sent()
    for person in (filed.head, filed.keeper, filed.head, filed.keeper, filed.keeper):
        assert person.wrong().body["msg"] == WRONG
        assert filed.status == "待短信核验"
    assert filed.head.wrong().body["msg"] == TOO_OFTEN
    assert (filed.status, filed.opinion) == ("退回", TOO_OFTEN)
    assert filed.office.record_status("河南", filed.number) == "正常"
    assert filed.head.enter().body["msg"] == TOO_OFTEN
    assert filed.head.resend().body["msg"] == TOO_OFTEN
    assert filed.status == "退回"


def test_after_24_hours_no_code_is_taken_and_the_office_returns_it_at_the_next_full_hour() -> None:
    filed = Filed("注销网站").sent()
    filed.office.advance(hours=23, minutes=59)
    assert filed.status == "待短信核验"
    filed.office.advance(minutes=1)
    assert filed.keeper.enter().body["msg"] == LATE
    assert filed.keeper.resend().body["msg"] == LATE
    assert (filed.status, filed.office.record_status("河南", filed.number)) == ("待短信核验", "注销中")
    filed.office.advance(minutes=51)
    assert filed.status == "待短信核验"
    filed.office.advance(minutes=1)
    assert (filed.status, filed.opinion) == ("退回", LATE)
    assert filed.office.record_status("河南", filed.number) == "正常"
    assert filed.keeper.enter().body["msg"] == LATE


def test_one_of_two_in_time_is_not_enough() -> None:
    filed = Filed().sent()
    filed.head.enter()
    filed.office.advance(hours=25)
    assert filed.status == "退回"
    assert filed.head.enter().body["msg"] == filed.keeper.enter().body["msg"] == LATE


def test_a_new_code_makes_the_old_one_void_and_there_are_three() -> None:
    filed = Filed("注销网站").sent()
    first = filed.keeper.code()
    for _ in range(3):
        said = filed.keeper.resend()
        assert (said.code, said.body["msg"]) == (0, "短信验证码已重新发送")
    assert filed.keeper.resend().body["msg"] == "重发次数已到上限"
    assert [one.voided for one in filed.keeper.messages()] == [True, True, True, False]
    assert len({one.code for one in filed.keeper.messages()}) == 4
    assert filed.keeper.enter(first).body["msg"] == WRONG
    assert filed.keeper.enter().code == 0
    assert filed.keeper.resend().body["msg"] == "您的短信核验已完成,无需重复提交"


def test_a_new_code_gives_no_more_time_and_wants_the_right_person() -> None:
    filed = Filed("注销网站").sent()
    assert filed.keeper.resend(last_six="000000").body["msg"] == WRONG
    assert filed.keeper.resend(last_six="").code == 3006
    assert len(filed.keeper.messages()) == 1
    filed.office.advance(hours=23)
    assert filed.keeper.resend().code == 0
    filed.office.advance(hours=2)
    assert filed.status == "退回"


def test_on_one_phone_with_several_applications_the_code_decides() -> None:
    filed = Filed("注销网站")
    other = replace(filed.subject, number="豫ICP备20208888号")
    filed.office.add_account("河南", "other", "Other-2026", [other])
    second = Clerk(account="other", desk=filed.clerk.desk).accepted(f"{other.number}-1")
    filed.sent()
    codes = {one.serial: one.code for one in filed.keeper.messages()}
    assert filed.keeper.enter(codes[filed.serial]).body["msg"].startswith("您的短信核验已全部完成")
    assert [filed.office.application(one).status for one in (filed.serial, second)] == ["审核中", "待短信核验"]
    for _ in range(6):
        filed.keeper.wrong()
    assert [filed.office.application(one).status for one in (filed.serial, second)] == ["审核中", "退回"]


def test_what_the_office_has_sent_back_by_hand_takes_no_code() -> None:
    filed = Filed("注销网站").sent()
    filed.office.decide(filed.serial, "退回", "请重新上传营业执照")
    assert filed.keeper.enter().body["msg"].endswith("申请已退回")
    assert filed.opinion == "请重新上传营业执照"


# the slider


def test_without_a_slider_moved_by_a_hand_nothing_is_taken() -> None:
    filed = Filed("注销网站").sent()
    citizen = filed.keeper
    unmoved = str(citizen.ask("GET", "slider").params["token"])
    for token in ("", "made up", unmoved):
        assert citizen.enter(slider=token).code == 3005
    assert (filed.status, filed.office.verifications.all[0].wrong) == ("待短信核验", 0)
    assert citizen.enter().code == 0


def test_a_slider_serves_one_answer() -> None:
    citizen = Filed("注销网站").sent().keeper
    token = citizen.slide()
    assert citizen.enter("000000", slider=token).code == 3001
    assert citizen.enter(slider=token).code == 3005


@pytest.mark.parametrize(
    "track",
    [
        None,
        "moved",
        [],
        [[0, 0], [1, 100]],
        TRACK[:-1],
        TRACK[3:],
        [[0, 0], *([[0.98, 5 * n] for n in range(1, 9)]), [1, 50]],
        [[share, 0] for share, _ in TRACK],
        [[share, -time] for share, time in TRACK],
        [*TRACK[:5], [0.5, 10], *TRACK[6:]],
        [["0", 0], *TRACK[1:]],
        [[0], *TRACK[1:]],
    ],
)
def test_a_track_that_no_hand_leaves_uses_the_slider_up(track: object) -> None:
    citizen = Filed("注销网站").sent().keeper
    token = str(citizen.ask("GET", "slider").params["token"])
    assert citizen.ask("POST", "slider", token=token, track=track).code == 3005
    assert citizen.ask("POST", "slider", token=token, track=TRACK).code == 3005
    assert citizen.enter(slider=token).code == 3005


# what waits counts


def test_an_application_that_waits_is_open() -> None:
    filed = Filed("注销网站").sent()
    assert filed.clerk.rows()[1]["status"] == "注销中"
    assert filed.clerk.file(filed.number).code == 1030
    assert filed.clerk.file(f"{filed.subject.number}-2").code == 1099
    assert filed.clerk.file(filed.subject.number).code == 1043
    whole = Filed().sent()
    assert whole.clerk.file(whole.number).code == 1027
    assert whole.clerk.file(f"{whole.number}-1").code == 1042


def test_a_second_application_by_a_fault_has_codes_of_its_own() -> None:
    filed = Filed("注销网站")
    filed.office.faults.add(DuplicateAccepted())
    again = filed.clerk.accepted(filed.number)
    filed.sent()
    assert {one.serial for one in filed.keeper.messages()} == {filed.serial, again}
    assert len({one.code for one in filed.keeper.messages()}) == 2
    filed.keeper.resend()
    assert [one.voided for one in filed.keeper.messages()] == [True, True, False, False]


# faults, nights, memory


def test_faults_strike_at_the_check_and_no_session_is_lost_there() -> None:
    filed = Filed("注销网站").sent()
    filed.office.faults.add("Error500@verify")
    filed.office.faults.add(Error500(step="verify", after=1))
    assert filed.keeper.enter().status == 500
    assert filed.status == "待短信核验"
    filed.office.faults.clear()
    filed.office.faults.add(SessionExpired(step="*", times=None))
    assert filed.keeper.enter().code == 0
    with pytest.raises(ValueError, match="not at 'verify'"):
        filed.office.faults.add("SessionExpired@verify")


def test_at_the_ministry_there_is_nothing_else_to_ask_for() -> None:
    filed = Filed()
    for path in ("sign_in", "forgot", "find", "submit"):
        assert filed.head.ask("POST", path).status == 404
    assert filed.head.ask("GET", "portal").code == 0
    assert filed.clerk.post("verify", {}).status == 404


def test_by_night_every_page_and_request_is_maintenance() -> None:
    filed = Filed("注销网站").sent()
    filed.office.nights = (22, 6)
    for hours, code in ((12, 0), (1, 901), (7, 901), (1, 0)):
        filed.office.advance(hours=hours)
        filed.clerk.sign_in()
        filed.office.advance(minutes=1)
        assert filed.clerk.get("records").code == code, filed.office.now
        for province, path in (("河南", "login.html"), ("", ""), ("吉林", "login.html"), ("", "api/slider")):
            assert filed.clerk.desk.handle(Call("GET", province, path)).code == code, (filed.office.now, path)
    filed.office.nights = (8, 18)
    assert filed.clerk.get("records").code == 0
    filed.office.advance(hours=2)
    assert filed.clerk.get("records").code == 901
    filed.office.reset()
    assert filed.office.nights is None
    for hours in ((6, 6), (-1, 6), (22, 24)):
        with pytest.raises(ValueError, match="different hours"):
            filed.office.nights = hours


def test_the_check_is_as_durable_as_the_application(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    filed = Filed(office=Office(state=state))
    begun = filed.office.verifications.all
    state.close()

    state = State(tmp_path / "state.db")
    filed.office = Office(state=state)
    assert filed.office.verifications.all == begun
    desk = Clerk(filed.office, "henan").desk
    filed.head.desk = filed.keeper.desk = desk
    filed.sent().head.enter()
    filed.keeper.resend()
    for _ in range(5):
        filed.keeper.wrong()
    filed.office.holidays = {date(2026, 3, 4)}
    filed.office.workdays = [date(2026, 3, 8)]
    before = filed.office.verifications.all, filed.office.verifications.messages
    state.close()

    state = State(tmp_path / "state.db")
    office = Office(state=state)
    assert (office.verifications.all, office.verifications.messages) == before
    assert office.holidays == frozenset({date(2026, 3, 4)})
    assert office.workdays == frozenset({date(2026, 3, 8)})
    keeper = Citizen(Clerk(office, "henan").desk, filed.keeper.person)
    assert keeper.wrong().body["msg"] == TOO_OFTEN
    state.close()

    state = State(tmp_path / "state.db")
    office = Office(state=state)
    assert office.application(filed.serial).status == "退回"
    office.reset()
    assert (office.verifications.all, office.verifications.messages) == ([], [])
    assert office.holidays == frozenset()
    state.close()


# the list, the days for a correction, the calendar


def test_what_is_cancelled_vanishes_where_the_portal_lists_no_such_thing() -> None:
    clerk = Clerk(account="neimenggu")
    numbers = [row["number"] for row in clerk.rows()]
    clerk.office.decide(clerk.accepted(numbers[1]), "审核通过")
    assert [row["status"] for row in clerk.rows()] == ["备案有效", "注销受理中", "备案有效"]
    clerk.office.advance(hours=12)
    clerk.sign_in()
    assert [row["number"] for row in clerk.rows()] == [numbers[0], numbers[2]]
    assert clerk.get("records").params["total"] == 2
    assert clerk.office.record_status("内蒙古", numbers[1]) == "已注销"
    assert clerk.file(numbers[1]).code == 1050
    clerk.office.decide(clerk.accepted(numbers[0]), "审核通过")
    clerk.office.advance(hours=12)
    clerk.sign_in()
    assert (clerk.rows(), clerk.get("records").params["total"]) == ([], 0)
    assert [row["status"] for row in clerk.get("applications").params["rows"]] == ["管局已同意"] * 2


@pytest.mark.parametrize(("status", "opinion"), [("退回", "请补充"), ("审核不通过", "网站仍可访问")])
def test_a_correction_is_taken_for_ten_working_days(status: str, opinion: str) -> None:
    filed = Filed("注销网站")
    filed.office.decide(filed.serial, status, opinion)
    filed.office.advance(days=14)
    filed.clerk.sign_in()
    again = filed.clerk.accepted(filed.number)
    filed.office.decide(again, status, opinion)
    filed.office.advance(days=14, minutes=1)
    filed.clerk.sign_in()
    said = filed.clerk.file(filed.number)
    assert (said.code, said.body["msg"]) == (1107, "已超过补正期限，请联系管局")
    assert filed.clerk.file(f"{filed.subject.number}-2").code == 0
    assert len(filed.office.applications) == 3


def test_elsewhere_a_correction_is_taken_at_any_time() -> None:
    clerk = Clerk()
    clerk.office.decide(clerk.accepted("粤ICP备12345678号-1"), "退回")
    clerk.office.advance(days=300)
    clerk.sign_in()
    assert clerk.file("粤ICP备12345678号-1").code == 0


def test_holidays_are_not_worked_and_some_weekends_are() -> None:
    begun = datetime(2026, 3, 2, 9)
    days = WorkingDays(frozenset({date(2026, 3, 3), date(2026, 3, 4)}), frozenset({date(2026, 3, 7)}))
    assert [days.later(begun, n).day for n in range(5)] == [2, 5, 6, 7, 9]
    assert [WorkingDays().later(begun, n).day for n in range(6)] == [2, 3, 4, 5, 6, 9]


def test_a_review_counts_by_the_offices_calendar() -> None:
    clerk = Clerk()
    clerk.accepted("粤ICP备12345678号-1")
    clerk.office.holidays = {START.date() + timedelta(days=n) for n in range(1, 5)}
    clerk.office.advance(days=6)
    assert clerk.office.applications[0].status == "审核中"
    clerk.office.advance(days=3)
    assert clerk.office.applications[0].status == "审核通过"


def test_the_control_reads_messages_and_sets_calendar_and_nights() -> None:
    filed = Filed("注销网站").sent()
    control = Control(filed.clerk.desk)
    [message] = control.handle("GET", "messages", {})[1]
    assert message == {
        "mobile": filed.keeper.person.mobile,
        "code": filed.keeper.code(),
        "at": "2026-03-02T09:08:00+08:00",
        "serial": filed.serial,
        "voided": False,
    }
    [check] = control.handle("GET", "verifications", {})[1]
    assert (check["serial"], check["wrong"], check["people"][0]["role"]) == (filed.serial, 0, "网站负责人")
    given = {"holidays": ["2026-10-01"], "workdays": ["2026-10-10"]}
    assert control.handle("POST", "calendar", given) == (200, given)
    assert control.handle("POST", "calendar", {"holidays": []}) == (200, {**given, "holidays": []})
    wrong: dict[str, Any]
    for wrong in ({"holidays": "2026-10-01"}, {"holidays": ["never"]}, {"holidays": None}, {"feasts": []}):
        assert control.handle("POST", "calendar", wrong)[0] == 400
    assert control.handle("POST", "nights", {"from": 22, "to": 6}) == (200, {"from": 22, "to": 6})
    assert control.handle("GET", "nights", {}) == (200, {"from": 22, "to": 6})
    assert filed.office.nights == (22, 6)
    for wrong in ({"from": 22}, {"from": 1, "to": 1}, {"from": "late", "to": 6}):
        assert control.handle("POST", "nights", wrong)[0] == 400
    assert control.handle("POST", "nights", {}) == (200, None)
