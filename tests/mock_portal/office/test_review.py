"""What becomes of an application, and how lists show it."""

from datetime import timedelta

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.terms import START
from tests.mock_portal.clerk import SUBJECT, Clerk

SITE = f"{SUBJECT}-1"


def test_a_review_ends_after_one_to_three_working_days_and_the_record_goes_12_hours_later() -> None:
    clerk = Clerk()
    serial = clerk.accepted(SITE)
    office = clerk.office
    assert (office.application(serial).status, office.record_status("广东", SITE)) == ("审核中", "注销中")
    office.advance(days=3)
    seen = office.application(serial)
    assert seen.status == "审核通过"
    assert seen.decided_at is not None
    days = (seen.decided_at - seen.submitted_at).days
    assert 1 <= days <= 3
    office.advance(hours=12)
    assert office.record_status("guangdong", SITE) == "已注销"
    assert office.record_status("广东", SUBJECT) == "正常"


def test_12_hours_are_12_hours() -> None:
    clerk = Clerk()
    clerk.office.decide(clerk.accepted(SITE), "审核通过")
    clerk.office.advance(hours=11, minutes=59)
    assert clerk.office.record_status("广东", SITE) == "注销中"
    clerk.office.advance(minutes=1)
    assert clerk.office.record_status("广东", SITE) == "已注销"


def test_a_record_that_is_being_changed_is_not_cancelled_before_the_change_has_ended() -> None:
    clerk = Clerk()
    assert clerk.office.change_record("guangdong", SITE) == "变更办理中"
    shown = {row["number"]: (row["status"], row["can_cancel"]) for row in clerk.get("records").params["rows"]}
    assert shown[SITE] == ("变更办理中", False)
    assert clerk.file(SITE).code == 1108 and clerk.office.applications == []
    assert clerk.office.change_record("广东", SITE, changing=False) == "正常"
    clerk.accepted(SITE)
    assert clerk.office.change_record("广东", SITE) == "注销中", "what is under way shows before a change"
    with pytest.raises(KeyError):
        clerk.office.change_record("广东", "粤ICP备1号")


@pytest.mark.parametrize(("province", "after"), [("湖南", "正常"), ("四川", "已注销")])
def test_what_becomes_of_a_record_whose_access_was_cancelled_is_the_provinces_rule(province: str, after: str) -> None:
    office = PracticeOffice()
    account = next(one for one in office.accounts(province) if not one.captcha)
    clerk = Clerk(office, account.name)
    site = f"{account.subjects[0].number}-1"
    words = office.variant(province).words
    asked = {"kind": words("kind.access"), "reason": words("category.stopped")}
    office.decide(clerk.accepted(site, **asked), "审核通过")
    assert office.record_status(province, site) == "注销中"
    office.advance(hours=12)
    assert office.record_status(province, site) == after


def test_a_weekend_is_no_working_day() -> None:
    clerk = Clerk(account="lingnan")
    clerk.office.advance(days=4)
    clerk.sign_in()
    serials = [clerk.accepted(f"粤ICP备2020000{nth}号") for nth in range(101, 121)]
    clerk.office.advance(days=2)
    assert {clerk.office.application(one).status.value for one in serials} == {"审核中"}
    clerk.office.advance(days=3)
    ends = {clerk.office.application(one).decided_at for one in serials}
    assert ends == {START + timedelta(days=days) for days in (7, 8, 9)}


def test_a_vague_reason_is_rejected_and_the_record_is_as_before() -> None:
    clerk = Clerk()
    clerk.accepted(SITE, text="网站不再使用,申请注销备案")
    clerk.office.advance(days=5)
    clerk.sign_in()
    (row,) = clerk.get("applications").params["rows"]
    assert (row["status"], row["opinion"]) == ("审核不通过", "注销原因不具体，请说明网站停止运营的具体原因")
    assert clerk.office.record_status("广东", SITE) == "正常"
    assert clerk.file(SITE).code == 0


def test_a_subject_takes_its_sites_along() -> None:
    clerk = Clerk()
    clerk.office.decide(clerk.accepted(SUBJECT), "审核通过")
    assert {row["status"] for row in clerk.rows()} == {"注销中"}
    assert not any(row["can_cancel"] for row in clerk.rows())
    clerk.office.advance(hours=13)
    clerk.sign_in()
    assert {row["status"] for row in clerk.rows()} == {"已注销"}
    assert clerk.get("form", number=SUBJECT).params["sites"] == 0


def test_a_review_can_be_ended_by_hand_but_not_begun_again() -> None:
    clerk = Clerk()
    serial = clerk.accepted(SITE)
    clerk.office.decide(serial, "退回", "请重新上传营业执照")
    assert clerk.get("applications").params["rows"][0]["opinion"] == "请重新上传营业执照"
    assert clerk.office.record_status("广东", SITE) == "正常"
    with pytest.raises(ValueError, match="ends with"):
        clerk.office.decide(serial, "审核中")
    with pytest.raises(KeyError):
        clerk.office.decide("0", "审核通过")


def test_the_same_seed_draws_the_same_serials_and_reviews() -> None:
    def story(seed: int) -> list[object]:
        clerk = Clerk(PracticeOffice(seed=seed), "lingnan")
        serials = [clerk.accepted(f"粤ICP备2020000{nth}号") for nth in range(101, 106)]
        clerk.office.advance(days=1)
        return [serials, [one.status for one in clerk.office.applications]]

    assert story(7) == story(7)
    assert story(7)[0] != story(8)[0]


def test_serials_have_16_digits_begin_with_the_day_and_are_unique() -> None:
    clerk = Clerk(account="lingnan")
    serials = [clerk.accepted(f"粤ICP备2020000{nth}号") for nth in range(101, 141)]
    assert len(set(serials)) == 40
    assert all(one.isdigit() and len(one) == 16 and one.startswith("20260302") for one in serials)


def test_lists_are_paged_searched_and_counted() -> None:
    clerk = Clerk(account="lingnan")
    everything = [row["number"] for page in range(1, 4) for row in clerk.rows(page=page, size=40)]
    assert len(everything) == len(set(everything)) == clerk.get("records").params["total"]
    assert clerk.get("records", size=7).params["size"] == 10
    assert clerk.rows(page=99) == []
    assert [row["number"] for row in clerk.rows(q="2020000105号-")] == [
        f"粤ICP备2020000105号-{nth}" for nth in (1, 2, 3)
    ]
    assert [row["site"] for row in clerk.rows(q="戊辰商")] == ["戊辰商城"]
    assert clerk.get("records", q="无此网站").params["total"] == 0


def test_applications_are_listed_newest_first_and_only_ones_own() -> None:
    office = PracticeOffice()
    clerk = Clerk(office, "lingnan")
    mine = [clerk.accepted(f"粤ICP备2020000{nth}号") for nth in range(101, 113)]
    Clerk(office).accepted(SITE)
    answer = clerk.get("applications", size=10).params
    assert [row["serial"] for row in answer["rows"]] == mine[:-11:-1]
    assert answer["total"] == 12
    assert answer["rows"][0]["submitted_at"] == "2026-03-02 09:00"


def test_the_confirmation_names_the_record() -> None:
    clerk = Clerk()
    text = clerk.get("dialog", number=SITE).params["text"]
    assert text == f"您确定要注销“知行商城”({SITE})的备案吗？注销后不可恢复。"
    assert clerk.get("dialog", number=SUBJECT).params["text"].endswith("该主体下共有3个网站，将一并注销。")


def test_the_clock_only_goes_forward() -> None:
    office = PracticeOffice()
    assert office.now == START
    assert office.advance(days=1, hours=2, minutes=3) == START + timedelta(days=1, hours=2, minutes=3)
    with pytest.raises(ValueError, match="forward"):
        office.advance(minutes=-1)
