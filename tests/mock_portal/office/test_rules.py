"""What the office refuses, with the official codes and words, in the order in which it asks."""

from typing import Any

import pytest

from mock_portal.office.variants import Rules
from tests.mock_portal.clerk import JPG, PDF, SUBJECT, Clerk

SITE_1, SITE_2, SITE_11 = f"{SUBJECT}-1", f"{SUBJECT}-2", f"{SUBJECT}-11"

MOST = Rules.max_bytes


def refused(clerk: Clerk, number: str, **changes: Any) -> tuple[int, str]:
    before = clerk.office.applications
    reply = clerk.hand_in(number, **changes)
    assert clerk.office.applications == before
    assert reply.status == 200
    assert reply.body["success"] is False
    return reply.code, str(reply.body["msg"])


@pytest.mark.parametrize(
    ("switch", "code", "words"),
    [
        ("maintenance", 901, "系统正在维护中，您的报备请求未被受理，请稍后重新报备"),
        ("closed_hours", 20, "请您在规定的时间段内进行报备"),
        ("full", 15, "已超过最大受理数量，请稍后"),
    ],
)
def test_a_switch_refuses_everything(switch: str, code: int, words: str) -> None:
    clerk = Clerk()
    clerk.prepare(SITE_1)
    setattr(clerk.office, switch, True)
    assert refused(clerk, SITE_1) == (code, words)
    setattr(clerk.office, switch, False)
    assert clerk.hand_in(SITE_1).code == 0


@pytest.mark.parametrize("number", ["", f"{SUBJECT}-3", f"{SUBJECT}-", "粤ICP备1234567号", "京ICP备09012345号"])
def test_a_number_that_is_not_ones_own_does_not_exist(number: str) -> None:
    clerk = Clerk()
    assert refused(clerk, number) == (1016, "数据不存在")
    assert clerk.get("form", number=number).code == 1016
    assert clerk.get("dialog", number=number).code == 1016
    assert clerk.upload(number, "营业执照副本").code == 1016


def test_a_number_is_not_the_one_that_begins_like_it() -> None:
    clerk = Clerk()
    clerk.accepted(SITE_1)
    assert {row["number"]: row["status"] for row in clerk.rows()} == {
        SUBJECT: "正常",
        SITE_1: "注销中",
        SITE_2: "正常",
        SITE_11: "正常",
    }


def test_the_same_subject_twice_is_1027() -> None:
    clerk = Clerk()
    clerk.accepted(SUBJECT)
    assert refused(clerk, SUBJECT) == (1027, "注销主体冲突，无需重复提交该主体的注销申请")


def test_the_same_site_twice_is_1030_also_with_another_kind() -> None:
    clerk = Clerk()
    clerk.accepted(SITE_1)
    assert refused(clerk, SITE_1) == (1030, "注销网站冲突，无需重复提交该网站的注销申请")
    assert refused(clerk, SITE_1, kind="取消接入")[0] == 1030


def test_a_site_of_a_subject_that_is_going_is_1042() -> None:
    clerk = Clerk()
    clerk.accepted(SUBJECT)
    assert refused(clerk, SITE_2) == (1042, "主体正在注销中，不允许注销网站")


def test_a_subject_whose_site_is_going_is_1043() -> None:
    clerk = Clerk()
    clerk.accepted(SITE_1)
    assert refused(clerk, SUBJECT) == (1043, "网站正在注销中，不允许注销主体")


def test_one_application_in_review_per_subject_is_1099() -> None:
    clerk = Clerk()
    serial = clerk.accepted(SITE_1)
    assert refused(clerk, SITE_2) == (1099, "该主体已有正在审核中的申请，请待审核结束后再提交")
    clerk.office.decide(serial, "审核不通过", "请补充说明")
    assert clerk.file(SITE_2).code == 0


def test_what_is_cancelled_stays_cancelled_1049_and_1050() -> None:
    clerk = Clerk()
    clerk.office.decide(clerk.accepted(SITE_1), "审核通过")
    assert refused(clerk, SITE_1)[0] == 1030
    clerk.office.advance(hours=12)
    clerk.sign_in()
    assert refused(clerk, SITE_1) == (1050, "网站已注销，您的请求被拒绝")
    clerk.office.decide(clerk.accepted(SUBJECT), "审核通过")
    clerk.office.advance(hours=12)
    clerk.sign_in()
    assert refused(clerk, SUBJECT) == (1049, "主体已注销，您的请求被拒绝")
    assert refused(clerk, SITE_2)[0] == 1049


@pytest.mark.parametrize(
    ("number", "kind"),
    [(SUBJECT, "注销网站"), (SUBJECT, "取消接入"), (SITE_1, "注销主体"), (SITE_1, "别的"), (SITE_1, "")],
)
def test_the_kind_must_fit_the_number(number: str, kind: str) -> None:
    assert refused(Clerk(), number, kind=kind) == (1101, "注销类型与备案号不符")


@pytest.mark.parametrize(
    "changes", [{"reason": ""}, {"reason": "不想要了"}, {"text": ""}, {"text": "一二三四五六七八九"}]
)
def test_the_reason_must_be_one_and_say_something(changes: dict[str, str]) -> None:
    assert refused(Clerk(), SITE_1, **changes)[0] == 1102


def test_conditional_fields_are_named_when_they_are_missing() -> None:
    clerk = Clerk()
    assert refused(clerk, SITE_1, reason="域名变更") == (1103, "请填写新域名")
    assert refused(clerk, SITE_1, reason="备案信息错误") == (1103, "请填写错误内容、正确内容")
    assert refused(clerk, SITE_1, reason="备案信息错误", wrong="甲") == (1103, "请填写正确内容")


def test_missing_materials_are_named() -> None:
    clerk = Clerk()
    assert refused(clerk, SITE_1) == (1104, "材料不齐全：缺少营业执照副本、法人身份证、注销申请书")
    clerk.prepare(SITE_1)
    assert refused(clerk, SITE_1, reason="公司解散/注销") == (1104, "材料不齐全：缺少公司注销证明")
    assert refused(clerk, SITE_1, reason="域名变更", new_domain="zhixing.cn") == (
        1104,
        "材料不齐全：缺少新域名注册证书",
    )
    assert clerk.upload(SITE_1, "公司注销证明", "proof.jpg", JPG).code == 0
    assert clerk.hand_in(SITE_1, reason="公司解散/注销").code == 0


def test_files_of_another_number_do_not_count() -> None:
    clerk = Clerk()
    clerk.prepare(SITE_2)
    assert refused(clerk, SITE_1)[0] == 1104


@pytest.mark.parametrize("declared", [False, None, "", "true", 1])
def test_the_declaration_must_be_ticked(declared: object) -> None:
    clerk = Clerk()
    clerk.prepare(SITE_1)
    assert refused(clerk, SITE_1, declared=declared)[0] == 1105


@pytest.mark.parametrize("kind", ["注销网站", "取消接入"])
def test_a_right_form_is_taken_whole(kind: str) -> None:
    clerk = Clerk()
    clerk.prepare(SITE_11, "新域名注册证书", "网站关闭通知")
    serial = clerk.hand_in(SITE_11, kind=kind, reason="域名变更", new_domain=" zhixing.cn ").params["serial"]
    (taken,) = clerk.office.applications
    assert (taken.serial, taken.number, taken.kind, taken.status) == (serial, SITE_11, kind, "审核中")
    assert (taken.province, taken.account, taken.reason.new_domain) == ("广东", "zhixing", "zhixing.cn")
    assert [one.size for one in taken.files] == [len(PDF)] * 5
    assert clerk.get("drafts", number=SITE_11).params["drafts"] == []


@pytest.mark.parametrize(
    ("name", "data", "detail"),
    [
        ("scan.png", PDF, "仅支持PDF、JPG格式"),
        ("scan.pdf", JPG, "仅支持PDF、JPG格式"),
        ("scan.jpg", PDF, "仅支持PDF、JPG格式"),
        ("scan", PDF, "仅支持PDF、JPG格式"),
        ("scan.pdf", b"hello", "仅支持PDF、JPG格式"),
        ("scan.pdf", b"", "文件内容为空"),
        ("scan.pdf", PDF + b"0" * MOST, "文件不得超过5MB"),
        ("执" * 97 + ".pdf", PDF, "文件名不得超过100个字符"),
    ],
)
def test_a_file_that_is_not_allowed_is_5010_with_the_reason(name: str, data: bytes, detail: str) -> None:
    clerk = Clerk()
    reply = clerk.upload(SITE_1, "营业执照副本", name, data)
    assert (reply.code, reply.body["msg"]) == (5010, f"附件格式不符合规范：{detail}")
    assert clerk.get("drafts", number=SITE_1).params["drafts"] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.PDF", PDF), ("a.jpeg", JPG), ("执" * 96 + ".pdf", PDF), ("a.pdf", PDF.ljust(MOST))],
)
def test_a_file_at_the_edge_of_what_is_allowed_is_taken(name: str, data: bytes) -> None:
    clerk = Clerk()
    assert clerk.upload(SITE_1, "营业执照副本", name, data).body["msg"] == "上传成功"
    listed = {"material": "营业执照副本", "name": name, "size": len(data)}
    assert clerk.get("form", number=SITE_1).params["drafts"] == [listed]


def test_drafts_survive_signing_out_and_can_be_removed() -> None:
    clerk = Clerk()
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        assert clerk.upload(SITE_1, "法人身份证", name).code == 0
    assert "最多上传3个文件" in str(clerk.upload(SITE_1, "法人身份证", "d.pdf").body["msg"])
    assert clerk.upload(SITE_1, "法人身份证", "b.pdf", PDF + b"\n").code == 0
    clerk.post("sign_out", {})
    assert clerk.get("drafts", number=SITE_1).status == 401
    clerk.sign_in()
    drafts = clerk.get("drafts", number=SITE_1).params["drafts"]
    assert {one["name"]: one["size"] for one in drafts} == {"a.pdf": len(PDF), "b.pdf": len(PDF) + 1, "c.pdf": len(PDF)}
    remove = {"number": SITE_1, "material": "法人身份证", "name": "b.pdf"}
    assert clerk.post("remove", remove).code == 0
    assert clerk.post("remove", remove).code == 1016
    assert len(clerk.get("drafts", number=SITE_1).params["drafts"]) == 2


def test_an_unknown_material_is_refused() -> None:
    assert Clerk().upload(SITE_1, "结婚证").code == 5010
