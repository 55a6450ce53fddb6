"""What days do: records that vanish from a list, corrections that come in time, reviews that count working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from mock_portal.office.terms import START
from mock_portal.office.working_days import WorkingDays
from tests.mock_portal.clerk import Clerk
from tests.mock_portal.filed import Filed


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
