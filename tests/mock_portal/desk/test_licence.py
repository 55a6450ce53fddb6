"""The platform of the licences: its entrance, its form, its rules in their order, saving before submitting."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mock_portal.desk.calls import Reply
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import PLATFORM, Licence, find_province, provinces, rows_of
from mock_portal.office.rules import Refusal, Submission
from mock_portal.office.terms import Category, Kind, SiteState
from tests.mock_portal.clerk import GOOD_TEXT, PDF, SUBJECT, Clerk
from tests.mock_portal.holder import DRAFT, LIVE, MALL, NEWS, PAPERS, PLAN, PLEDGE, SITES, Holder

NOT_SO = (2002, "网站状态不符合要求：网站须已关闭或迁移")
NO_DAY = (2006, "关闭或迁移日期有误：请按YYYY-MM-DD填写，且不得晚于今天")
MISMATCH = (2001, "网站名称或ICP证书号与登记信息不一致")
NO_PLAN = (2005, "请填写终止经营业务种类和用户善后方案（不少于10个字）")
NOT_SAVED = (2007, "请先保存")
TWICE = (2011, "该证书的注销申请正在审查中，请勿重复提交")


def said(reply: Reply) -> tuple[int, str]:
    assert reply.status == 200
    assert reply.body["success"] is (reply.code == 0)
    return reply.code, str(reply.body["msg"])


def refused(holder: Holder, number: str = MALL, **changes: Any) -> tuple[int, str]:
    """Try to save and to submit a form that breaks a rule: both say the same, nothing is taken, the draft stays."""
    office, form = holder.office, holder.get("form").params
    before = office.applications
    answers = {said(holder.save(number, **changes)), said(holder.hand_in(number, **changes))}
    assert office.applications == before
    assert holder.get("form").params == form
    (answer,) = answers
    return answer


@pytest.fixture
def holder() -> Holder:
    """Return a holder whose files lie ready."""
    holder = Holder()
    holder.prepare()
    return holder


# The entrance and the register


def test_the_platform_is_an_entrance_and_no_province() -> None:
    assert find_province("licence") is find_province("电信业务") is PLATFORM
    assert PLATFORM not in provinces()
    assert PracticeOffice().variant("licence").dialect == "licence"


@pytest.mark.parametrize("account", ["zhixing_zx", "jinghua_zx"])
def test_the_seeded_holders_sign_in_and_see_their_licences(account: str) -> None:
    holder = Holder(account=account)
    found = holder.office.account("电信业务", account)
    assert found is not None and holder.office.passwords()[account] == ("电信业务", found.password)
    assert rows_of(found) == []
    assert holder.get("portal").params["unit"] == found.title == found.licences[0].unit
    rows = holder.rows()
    assert {row["number"]: row["site"] for row in rows}.items() <= SITES.items()
    assert {row["status"] for row in rows} == {"有效"}
    assert rows[0].keys() == {"site", "number", "issued_on", "status"}


def test_a_session_of_the_platform_is_none_of_a_province_and_the_other_way_round() -> None:
    holder = Holder()
    clerk = Clerk(holder.office, desk=holder.desk)
    holder.province, clerk.province = clerk.province, holder.province
    assert (holder.get("records").status, clerk.get("records").status) == (401, 401)


def test_licences_are_searched_and_paged() -> None:
    holder = Holder()
    many = [
        Licence(
            f"B2-2020{nth:04d}", f"站点{nth}", "某公司", "91440300708461136T", "某", date(2020, 1, 1), SiteState.CLOSED
        )
        for nth in range(23)
    ]
    holder.office.add_account("licence", "many", "Many-2026", (), licences=many)
    other = Holder(account="many", desk=holder.desk)
    assert other.get("records", page=3, size=10).params == {**other.get("records", page=3).params, "total": 23}
    assert len(other.rows(page=3)) == 3
    assert [row["number"] for row in other.rows(q="站点22")] == ["B2-20200022"]
    assert holder.rows(q=NEWS)[0]["issued_on"] == "2015-04-08"


def test_the_websites_acts_are_not_the_platforms_and_the_other_way_round() -> None:
    holder, clerk = Holder(), Clerk()
    assert holder.get("dialog", number=MALL).status == 404
    for path in ("stash", "save"):
        assert clerk.post(path, holder.form()).status == 404
    assert clerk.get("notice").status == 404
    assert clerk.upload(DRAFT, "营业执照副本").code == 1016


def test_a_province_neither_offers_nor_takes_licences() -> None:
    clerk = Clerk()
    site = f"{SUBJECT}-1"
    assert clerk.get("form", number=site).params["kinds"] == ["注销主体", "注销网站", "取消接入"]
    clerk.prepare(site)
    for kind in ("许可证", "ICP证书注销"):
        assert clerk.hand_in(site, kind=kind).code == 1101
    account = clerk.office.account("广东", "zhixing")
    assert account
    with pytest.raises(Refusal, match="1101"):
        clerk.office.submit(account, Submission(site, Kind.LICENCE, Category.OTHER, GOOD_TEXT, declared=True))
    assert clerk.office.applications == []


def test_a_forgotten_password_needs_the_holders_code() -> None:
    holder = Holder()
    wrong = holder.post("forgot", {"account": "zhixing_zx", "uscc": "91110000802100433B"})
    assert said(wrong) == (1005, "账号与证件信息不一致")
    right = holder.post("forgot", {"account": "zhixing_zx", "uscc": "91440300708461136t"})
    assert said(right) == (0, "重置密码的链接已发送至账号预留的手机")


# The form


def test_the_notice_says_that_it_is_irreversible_and_what_is_needed() -> None:
    notice = Holder().get("notice").params
    assert notice["title"] == "办事须知"
    assert "不可恢复" in notice["text"] and all(paper in notice["text"] for paper in PAPERS)


def test_the_form_says_who_holds_and_what_is_asked() -> None:
    form = Holder().get("form").params
    assert (form["unit"], form["uscc"]) == ("深圳市知行网络科技有限公司", "91440300708461136T")
    assert form["states"] == ["网站已关闭", "网站已迁移"]
    assert form["materials"] == ["营业执照", "法定代表人身份证"]
    assert form["materials_by_reason"] == {"网站已关闭": ["网站关闭证明"], "网站已迁移": ["网站迁移证明"]}
    assert form["materials_optional"] == ["股东会决议"]
    assert (form["drafts"], form["kept"]["site"], form["saved"]) == ([], "", False)


def test_files_are_checked_as_everywhere_and_one_form_has_one_draft() -> None:
    holder = Holder()
    assert said(holder.upload(DRAFT, "营业执照", "a.txt")) == (5010, "附件格式不符合规范：仅支持PDF、JPG格式")
    assert holder.upload(DRAFT, "营业执照副本").code == 5010
    assert holder.upload(MALL, "营业执照").code == 1016
    assert holder.get("drafts", number=MALL).code == 1016
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        assert said(holder.upload(DRAFT, "股东会决议", name)) == (0, "上传成功")
    assert "最多上传3个文件" in str(holder.upload(DRAFT, "股东会决议", "d.pdf").body["msg"])
    remove = {"number": DRAFT, "material": "股东会决议", "name": "a.pdf"}
    assert (holder.post("remove", remove).code, holder.post("remove", remove).code) == (0, 1016)
    names = [one["name"] for one in holder.get("drafts", number=DRAFT).params["drafts"]]
    assert names == ["b.pdf", "c.pdf"]


def test_what_is_put_aside_is_not_checked_and_comes_back() -> None:
    holder = Holder()
    assert said(holder.stash("不对的号", state="", since="昨天", pledge=" 我 ")) == (0, "暂存成功")
    holder.upload(DRAFT, "营业执照")
    holder.post("sign_out", {})
    holder.sign_in()
    form = holder.get("form").params
    assert form["kept"] == holder.form("不对的号", state="", since="昨天", pledge=" 我 ")
    assert [one["material"] for one in form["drafts"]] == ["营业执照"]
    assert form["saved"] is False


# The rules


@pytest.mark.parametrize(
    ("switch", "code", "words"),
    [
        ("maintenance", 901, "系统正在维护中，您的报备请求未被受理，请稍后重新报备"),
        ("closed_hours", 20, "请您在规定的时间段内进行报备"),
        ("full", 15, "已超过最大受理数量，请稍后"),
    ],
)
def test_a_switch_refuses_before_anything_else(holder: Holder, switch: str, code: int, words: str) -> None:
    setattr(holder.office, switch, True)
    assert refused(holder, "不对的号") == (code, words)


@pytest.mark.parametrize(
    "changes",
    [
        {"site": ""},
        {"site": "知行商"},
        {"site": "知行 商城"},
        {"site": "知行资讯"},
        {"number": ""},
        {"number": "粤b2-20090191"},
        {"number": "粤B2－20090191"},
        {"number": "粤B2-2009019"},
        {"number": "粤B2-20090191-1"},
        {"number": "京ICP证030173号", "site": "京华资讯"},
        {"number": SUBJECT},
    ],
)
def test_name_and_number_must_equal_the_registers(holder: Holder, changes: dict[str, str]) -> None:
    assert refused(holder, **changes, state="", since="") == MISMATCH


def test_blanks_around_name_and_number_are_no_part_of_them(holder: Holder) -> None:
    assert holder.save(site=" 知行商城 ", number=f"{MALL}　").code == 0


@pytest.mark.parametrize("state", ["网站已迁移", "", "网站运行中", "关闭"])
def test_the_declared_state_must_be_the_registers(holder: Holder, state: str) -> None:
    assert refused(holder, state=state, since="") == NOT_SO


@pytest.mark.parametrize("state", ["网站已关闭", "网站已迁移", "网站运行中"])
def test_a_running_site_is_always_refused(holder: Holder, state: str) -> None:
    assert refused(holder, LIVE, state=state) == NOT_SO


@pytest.mark.parametrize(
    "since", ["", "2026/02/01", "2026-2-1", "20260201", "2026-02-30", "2026-03-03", "２０２６-02-01", "9999-99-99"]
)
def test_the_date_must_be_one_and_not_in_the_future(holder: Holder, since: str) -> None:
    assert refused(holder, since=since, business="", text="") == NO_DAY


def test_today_is_the_offices_today(holder: Holder) -> None:
    assert holder.save(since="2026-03-02").code == 0
    holder.office.advance(days=1)
    holder.sign_in()
    assert holder.save(since="2026-03-03").code == 0


@pytest.mark.parametrize("changes", [{"business": " "}, {"text": ""}, {"text": "一二三四五六七八九"}])
def test_business_and_plan_must_be_given(changes: dict[str, str]) -> None:
    assert refused(Holder(), **changes) == NO_PLAN


def test_missing_materials_are_named_by_state() -> None:
    holder = Holder()
    assert refused(holder, pledge="") == (2003, "材料不齐全：缺少营业执照、法定代表人身份证、网站关闭证明")
    holder.prepare(MALL, "股东会决议")
    assert refused(holder, NEWS) == (2003, "材料不齐全：缺少网站迁移证明")
    assert holder.upload(DRAFT, "网站迁移证明").code == 0
    assert holder.save(NEWS).code == 0


@pytest.mark.parametrize("pledge", ["", PLEDGE[:-1], PLEDGE + " ", f" {PLEDGE}", PLEDGE.replace("，", ",")])
def test_the_pledge_must_be_copied_exactly(holder: Holder, pledge: str) -> None:
    assert refused(holder, pledge=pledge) == (2004, "承诺内容与要求不一致")


# Saving, then submitting


def test_what_was_not_saved_is_not_taken(holder: Holder) -> None:
    assert said(holder.hand_in()) == NOT_SAVED
    holder.stash()
    assert said(holder.hand_in()) == NOT_SAVED
    assert holder.office.applications == []
    assert len(holder.office.arrivals) == 2
    assert said(holder.save()) == (0, "保存成功")
    assert holder.get("form").params["saved"] is True
    assert holder.hand_in().code == 0


def test_an_edit_after_saving_must_be_saved_again(holder: Holder) -> None:
    assert holder.save().code == 0
    assert said(holder.hand_in(text=PLAN + "。")) == NOT_SAVED
    assert holder.stash(text=PLAN + "。").code == 0
    assert holder.get("form").params["saved"] is False
    assert said(holder.hand_in(text=PLAN + "。")) == NOT_SAVED
    assert holder.office.applications == []
    assert holder.save(text=PLAN + "。").code == 0
    assert holder.hand_in(text=PLAN + "。").code == 0


def test_a_file_that_changes_after_saving_must_be_saved_again(holder: Holder) -> None:
    assert holder.save().code == 0
    assert holder.upload(DRAFT, "营业执照", data=PDF + b"\n").code == 0
    assert (said(holder.hand_in()), holder.get("form").params["saved"]) == (NOT_SAVED, False)
    assert holder.upload(DRAFT, "营业执照").code == 0
    assert holder.hand_in().code == 0


def test_an_accepted_form_is_used_up(holder: Holder) -> None:
    holder.save()
    serial = str(holder.hand_in().params["serial"])
    assert serial.startswith("XK20260302") and len(serial) == 16
    form = holder.get("form").params
    assert (form["drafts"], form["kept"]["site"], form["saved"]) == ([], "", False)


def test_a_licence_in_review_is_not_taken_twice_but_another_is(holder: Holder) -> None:
    serial = str(holder.file().params["serial"])
    holder.prepare()
    assert refused(holder, state="") == TWICE
    assert holder.file(NEWS).code == 0
    holder.office.decide(serial, "退回补正", "请补充网站关闭证明")
    assert holder.file().code == 0
    assert [one.number for one in holder.office.applications] == [MALL, NEWS, MALL]


def test_a_cancelled_licence_is_refused(holder: Holder) -> None:
    holder.office.decide(str(holder.file().params["serial"]), "准予")
    holder.prepare()
    assert refused(holder)[0] == 2011
    holder.office.advance(hours=12)
    holder.sign_in()
    assert refused(holder, state="") == (2010, "该证书已注销")


def test_a_second_application_is_taken_where_doubles_are(holder: Holder) -> None:
    holder.office.faults.add("DuplicateAccepted")
    serials = {holder.file().params["serial"], holder.hand_in().params["serial"], holder.file().params["serial"]}
    assert len(serials) == len(holder.office.applications) == 3
    assert {len(one.files) for one in holder.office.applications} == {3}


@pytest.mark.parametrize(
    ("fault", "taken"), [("Error500AfterCommit", 1), ("SuccessPageWithoutCommit", 0), ("Error500@submit", 0)]
)
def test_faults_of_submitting_strike_here_too(holder: Holder, fault: str, taken: int) -> None:
    holder.save()
    holder.office.faults.add(fault)
    holder.hand_in()
    assert (len(holder.office.applications), len(holder.office.arrivals)) == (taken, 1)


@pytest.mark.parametrize(
    ("step", "path"), [("list", "records"), ("dialog", "notice"), ("form", "form"), ("applications", "applications")]
)
def test_every_page_of_the_platform_is_a_step(holder: Holder, step: str, path: str) -> None:
    holder.office.faults.add(f"Error500@{step}")
    assert (holder.get(path).status, holder.get(path).status) == (500, 200)


@pytest.mark.parametrize("path", ["stash", "save"])
def test_what_the_portal_says_was_saved_may_not_have_been(holder: Holder, path: str) -> None:
    holder.office.faults.add("UploadToastWithoutFile")
    assert holder.post(path, holder.form()).code == 0
    assert holder.get("form").params["kept"]["site"] == ""
    assert said(holder.hand_in()) == NOT_SAVED
