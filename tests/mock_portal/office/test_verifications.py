"""短信核验: who gets a code and when, what is answered to it, what an application that waits for it is meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.state import State
from mock_portal.office.terms import START
from tests.mock_portal.citizen import Citizen
from tests.mock_portal.clerk import Clerk
from tests.mock_portal.filed import LATE, TOO_OFTEN, WRONG, Filed

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
        return [one.code for one in Filed(office=PracticeOffice(seed)).sent().office.verifications.messages]

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


def test_the_check_is_as_durable_as_the_application(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    filed = Filed(office=PracticeOffice(state=state))
    begun = filed.office.verifications.all
    state.close()

    state = State(tmp_path / "state.db")
    filed.office = PracticeOffice(state=state)
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
    office = PracticeOffice(state=state)
    assert (office.verifications.all, office.verifications.messages) == before
    assert office.holidays == frozenset({date(2026, 3, 4)})
    assert office.workdays == frozenset({date(2026, 3, 8)})
    keeper = Citizen(Clerk(office, "henan").desk, filed.keeper.person)
    assert keeper.wrong().body["msg"] == TOO_OFTEN
    state.close()

    state = State(tmp_path / "state.db")
    office = PracticeOffice(state=state)
    assert office.application(filed.serial).status == "退回"
    office.reset()
    assert (office.verifications.all, office.verifications.messages) == ([], [])
    assert office.holidays == frozenset()
    state.close()
