"""Sessions, wrong passwords, CAPTCHAs, forgotten accounts."""

import pytest

from mock_portal.desk.calls import Call
from mock_portal.desk.desk import Desk
from mock_portal.desk.practice_office import PracticeOffice
from tests.mock_portal.clerk import Clerk


def test_the_fifth_wrong_password_locks_the_account_also_for_the_right_one() -> None:
    clerk = Clerk()
    said = [str(clerk.sign_in("wrong").body["msg"]) for _ in range(5)]
    assert said[0] == "账号或密码错误，您还可以尝试4次"
    assert said[3] == "账号或密码错误，您还可以尝试1次"
    assert said[4] == "账号已锁定，请联系管局"
    assert clerk.sign_in().code == 1002
    assert [one.ok for one in clerk.office.sign_ins] == [True, *[False] * 6]


def test_a_right_password_forgives_the_wrong_ones() -> None:
    clerk = Clerk()
    for _ in range(3):
        clerk.sign_in("wrong")
    assert clerk.sign_in().code == 0
    assert clerk.sign_in("wrong").body["msg"] == "账号或密码错误，您还可以尝试4次"


def test_an_unknown_account_is_not_told_from_a_wrong_password() -> None:
    desk = Desk(PracticeOffice())
    reply = desk.handle(Call("POST", "北京", "api/sign_in", body={"account": "zhixing", "password": "Zhixing-2026"}))
    assert reply.body["msg"] == "账号或密码错误，您还可以尝试4次"
    assert desk.office.sign_ins[0].province == "北京"


def test_a_session_ends_after_half_an_hour_without_a_request() -> None:
    clerk = Clerk()
    for _ in range(3):
        clerk.office.advance(minutes=30)
        assert clerk.get("records").status == 200
    clerk.office.advance(minutes=31)
    assert clerk.get("records").status == 401
    assert clerk.get("records").code == 401


@pytest.mark.parametrize("path", ["records", "applications", "dialog", "form", "drafts"])
def test_nothing_is_shown_without_a_session_of_that_province(path: str) -> None:
    clerk = Clerk()
    for province, token in (("guangdong", None), ("guangdong", "guess"), ("beijing", clerk.token)):
        reply = clerk.desk.handle(Call("GET", province, f"api/{path}", token=token))
        assert (reply.status, reply.params) == (401, {})


def test_a_submission_without_a_session_arrives_and_is_not_taken() -> None:
    clerk = Clerk()
    clerk.token = None
    assert clerk.hand_in("粤ICP备12345678号-1").status == 401
    assert [(one.number, one.account) for one in clerk.office.arrivals] == [("粤ICP备12345678号-1", None)]
    assert clerk.office.applications == []


def test_a_reset_of_the_office_ends_every_session() -> None:
    clerk = Clerk()
    clerk.office.reset()
    assert clerk.get("records").status == 401


def test_the_portal_tells_who_is_signed_in_and_what_is_announced() -> None:
    clerk = Clerk()
    clerk.office.notice = "今晚维护"
    told = clerk.get("portal").params
    assert told == {
        "province": "广东",
        "time": "2026-03-02 09:00",
        "notice": "今晚维护",
        "account": "zhixing",
        "unit": "深圳市知行网络科技有限公司",
        "page_sizes": [10, 20, 30, 40],
        "file_types": [".pdf", ".jpg", ".jpeg"],
        "extra_fields": [],
        "drift": [],
    }
    clerk.post("sign_out", {})
    assert clerk.get("portal").params["account"] is None


def captcha(clerk: Clerk) -> tuple[str, str]:
    told = clerk.get("captcha", account="pujiang").params
    assert told["needed"] is True
    assert told["image"] == f"api/captcha.png?id={told['id']}"
    text = clerk.desk.captchas.text(told["id"])
    assert text
    return told["id"], text


def test_a_captcha_is_asked_drawn_and_answered_once() -> None:
    clerk = Clerk(account="pujiang")
    assert clerk.token is None
    assert clerk.sign_in().code == 1004
    id_, text = captcha(clerk)
    picture = clerk.get("captcha.png", id=id_).data
    assert picture is not None
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert clerk.sign_in(captcha_id=id_, captcha=text.lower()).code == 0
    assert clerk.sign_in(captcha_id=id_, captcha=text).code == 1003
    assert clerk.get("captcha.png", id=id_).status == 404


def test_a_wrong_captcha_is_used_up_and_costs_no_try() -> None:
    clerk = Clerk(account="pujiang")
    id_, text = captcha(clerk)
    assert clerk.sign_in(captcha_id=id_, captcha="?").code == 1003
    assert clerk.sign_in(captcha_id=id_, captcha=text).code == 1003
    id_, text = captcha(clerk)
    assert clerk.sign_in("wrong", captcha_id=id_, captcha=text).body["msg"] == "账号或密码错误，您还可以尝试4次"


def test_other_accounts_need_none() -> None:
    assert Clerk().get("captcha", account="zhixing").params == {"needed": False, "id": "", "image": ""}


def test_captchas_are_drawn_from_the_seed() -> None:
    assert captcha(Clerk(account="pujiang")) == captcha(Clerk(account="pujiang"))


def test_a_reset_message_goes_to_the_phone_on_file() -> None:
    clerk = Clerk()
    said = clerk.post("forgot", {"account": "zhixing", "last_six": "01234x"})
    assert said.body["msg"] == "重置短信已发送至 138****8000"
    assert clerk.post("forgot", {"account": "zhixing", "last_six": "000000"}).code == 1005
    assert clerk.post("forgot", {"account": "nobody", "last_six": "01234X"}).code == 1005


def test_an_account_is_found_by_its_units_code() -> None:
    clerk = Clerk()
    assert clerk.post("find", {"uscc": "91440300708461136T"}).body["msg"] == "您的账号为 zh****g"
    assert clerk.post("find", {"uscc": "91110000802100433B"}).code == 1006
