"""The old dialect over plain HTTP and at the desk: the session in the address, GBK, one post with everything in it."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

import mock_portal
from mock_portal.desk.calls import Call, Reply
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.applications import Application
from mock_portal.office.register import Site, Subject, find_province, provinces
from mock_portal.office.terms import START
from mock_portal.office.variants import families
from mock_portal.web.forms import read_line, read_parts
from mock_portal.web.server import Portal
from tests.mock_portal.clerk import GOOD_TEXT, JPG, PDF, Clerk
from tests.mock_portal.old_visitor import NAME, NEEDED, File, Visitor, files_for

SITE = Path(mock_portal.__file__).parent / "site"
OLD_PAGES = sorted([*(SITE / "legacy").glob("*.html"), *(SITE / "gov").glob("*.html")])


@pytest.fixture
def number(portal: Portal) -> str:
    return _number(portal.office)


def _number(office: PracticeOffice) -> str:
    account = office.account("吉林", NAME)
    assert account
    return f"{account.subjects[0].number}-1"


def _signed_in(portal: Portal) -> Visitor:
    visitor = Visitor(portal)
    visitor.sign_in()
    return visitor


def _filed(portal: Portal) -> Application:
    (filed,) = portal.office.applications
    return filed


# Pages


@pytest.mark.parametrize("page", OLD_PAGES, ids=lambda page: page.name)
def test_an_old_page_is_stored_and_served_in_gbk(portal: Portal, page: Path) -> None:
    folder = "gov" if page.parent.name == "gov" else "jilin"
    path = "gov/" if (folder, page.name) == ("gov", "index.html") else f"{folder}/{page.name}"
    answer = Visitor(portal, path.split("/")[0]).ask(path.split("/")[1])
    assert answer.headers["Content-Type"] == "text/html; charset=gbk"
    assert answer.data == page.read_bytes()
    assert "备案" in answer.data.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        answer.data.decode("utf-8")


def test_scripts_and_styles_of_old_pages_are_ascii_and_old() -> None:
    scripts = [*(SITE / "legacy").glob("*.js"), SITE / "gov" / "gov.js"]
    for file in (*scripts, *(SITE / "legacy").glob("*.css")):
        assert file.read_bytes().isascii(), file
    for file in scripts:
        assert not re.search(r"\b(let|const|import|async|fetch)\b(?! \.)|=>|`", _code(file)), file


def _code(script: Path) -> str:
    return re.sub(r"//.*$|/\*.*?\*/", "", script.read_text(encoding="ascii"), flags=re.MULTILINE)


def test_the_ministrys_old_page_offers_every_province(portal: Portal) -> None:
    page = (SITE / "gov" / "index.html").read_bytes().decode("gbk")
    radio = r'<input type="radio" name="province" id="(\w+)" value="\1"><label for="\1">(\w+)</label>'
    offered = re.findall(radio, page)
    assert offered == [(one.slug, one.name) for one in provinces()]
    assert Visitor(portal, "gov").ask("wording.json").data.decode("utf-8").count("选择省份") == 2


def test_the_old_portals_speak_words_of_their_own(portal: Portal) -> None:
    said = json.loads(Visitor(portal).ask("wording.json").data)
    assert (said["status.reviewing"], said["home.sign_out"]) == ("待审核", "退出")
    assert "{serial}" in said["receipt.alert"]
    assert "receipt.alert" not in json.loads(Visitor(portal, "guangdong").ask("wording.json").data)
    assert json.loads(Visitor(portal, "legacy").ask("wording.json").data)["status.reviewing"] == "审核中"


# The session


@pytest.mark.parametrize("name", families()["legacy"])
def test_a_session_stands_in_the_address_and_nowhere_else(portal: Portal, name: str) -> None:
    province = find_province(name)
    assert province
    visitor = Visitor(portal, province.slug)
    entrance = visitor.ask("")
    assert (entrance.status, entrance.page) == (303, "login.html")
    answer = visitor.sign_in(province.slug, f"{province.slug.capitalize()}-2026")
    assert (answer.status, answer.page) == (303, "main.html")
    assert f";jsessionid={visitor.token}" in answer.headers["Location"]
    assert "Set-Cookie" not in answer.headers
    assert visitor.json("records")["params"]["total"] == 3
    assert visitor.ask("api/records", token="").status == 401
    assert visitor.ask("").page == "main.html"


def test_a_cookie_is_no_session_there_and_an_address_none_elsewhere(portal: Portal) -> None:
    visitor = _signed_in(portal)
    line = http.client.HTTPConnection(portal.url.split("//")[1], timeout=10)
    line.request("GET", "/jilin/api/records", headers={"Cookie": f"SESSION={visitor.token}"})
    assert line.getresponse().status == 401
    line.close()
    clerk = Clerk(account="zhixing", desk=portal.desk)
    assert Visitor(portal, "guangdong").ask("api/records", token=clerk.token or "").status == 404


def test_signing_out_ends_the_session(portal: Portal) -> None:
    visitor = _signed_in(portal)
    answer = visitor.ask("sign_out")
    assert (answer.status, answer.page) == (303, "login.html")
    assert "Set-Cookie" not in answer.headers
    assert visitor.ask("api/records").status == 401


def test_a_refused_sign_in_comes_back_with_its_code_and_what_fills_its_words(portal: Portal) -> None:
    visitor = Visitor(portal)
    for left in (4, 3, 2, 1):
        answer = visitor.sign_in(password="错误")
        assert (answer.status, answer.page, answer.query) == (303, "login.html", {"code": "1001", "left": str(left)})
    assert visitor.sign_in(password="错误").query == {"code": "1002"}
    assert visitor.token == ""


def test_a_captcha_is_asked_for_and_answered_in_the_form(portal: Portal) -> None:
    subject = Subject("皖ICP备20200001号", "皖字号有限公司", "", "", "", "", (Site("1", "皖字", START.date()),))
    portal.office.add_account("安徽", "皖字号", "Wan-2026", [subject], captcha=True)
    visitor = Visitor(portal, "anhui")
    assert visitor.sign_in("皖字号", "Wan-2026").query["code"] == "1004"
    told = visitor.json("captcha", account="皖字号")["params"]
    assert visitor.ask(told["image"]).data.startswith(b"\x89PNG")
    shown = portal.desk.captchas.text(told["id"]) or ""
    fields = {"account": "皖字号", "password": "Wan-2026", "captcha": shown, "captcha_id": told["id"]}
    line = urlencode(fields, encoding="gbk").encode("ascii")
    assert visitor.ask("login.do", line, "application/x-www-form-urlencoded").page == "main.html"


def test_a_list_has_one_size_of_page(portal: Portal) -> None:
    sites = tuple(Site(str(nth), f"第{nth}站", START.date()) for nth in range(1, 32))
    subject = Subject("吉ICP备20200001号", "多站有限公司", "", "", "", "", sites)
    portal.office.add_account("吉林", "many", "Many-2026", [subject])
    visitor = Visitor(portal)
    visitor.sign_in("many", "Many-2026")
    for page, rows in (("1", 15), ("2", 15), ("3", 2)):
        told = visitor.json("records", page=page, size="40")["params"]
        assert (len(told["rows"]), told["total"], told["size"]) == (rows, 32, 15)
    assert visitor.json("records", q="第31站")["params"]["total"] == 1
    assert visitor.json("portal")["params"]["page_sizes"] == [15]


# The one post


def test_one_post_hands_in_fields_and_files_whole(portal: Portal, number: str) -> None:
    visitor = _signed_in(portal)
    odd = PDF + bytes(range(256)) * 40 + b"\r\n--\r\n\n\r"
    files = [(NEEDED[0], "执照 副本%22(1).pdf", odd), (NEEDED[1], "法人.JPG", JPG), (NEEDED[2], "申請書乗.pdf", PDF)]
    answer = visitor.hand_in(number, [*files, ("网站关闭通知", "", b"")], text="第一行说明足够长\r\n第二行：停止运营")
    assert (answer.status, answer.page, answer.data) == (303, "result.html", b"")
    assert f";jsessionid={visitor.token}?" in answer.headers["Location"]
    filed = _filed(portal)
    assert visitor.result(answer)["params"] == {"serial": filed.serial}
    assert (filed.number, filed.account) == (number, NAME)
    assert filed.reason.text == "第一行说明足够长\r\n第二行：停止运营"
    assert [(one.material, one.name) for one in filed.files] == [
        (NEEDED[0], '执照 副本"(1).pdf'),
        (NEEDED[1], "法人.JPG"),
        (NEEDED[2], "申請書乗.pdf"),
    ]
    for kept, (_, _, data) in zip(filed.files, files, strict=True):
        assert (kept.sha256, kept.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert [one.number for one in portal.office.arrivals] == [number]


def test_a_character_that_gbk_has_not_arrives_as_the_entity_that_browsers_make_of_it(
    portal: Portal, number: str
) -> None:
    visitor = _signed_in(portal)
    visitor.hand_in(number, [*files_for(*NEEDED[1:]), (NEEDED[0], "㐂😀.pdf", PDF)], text=f"{GOOD_TEXT}😀")
    filed = _filed(portal)
    assert filed.reason.text == f"{GOOD_TEXT}&#128512;"
    assert filed.files[-1].name == "&#13314;&#128512;.pdf"


@pytest.mark.parametrize(
    ("files", "changes", "code", "words"),
    [
        ([], {}, 1104, "缺少营业执照副本、法人身份证、注销申请书"),
        (files_for(*NEEDED[:2]), {}, 1104, "缺少注销申请书"),
        ([*files_for(), ("网站关闭通知", "x.pdf", b"text")], {}, 5010, "仅支持PDF、JPG格式"),
        ([*files_for(), ("网站关闭通知", "x.pdf", b"")], {}, 5010, "文件内容为空"),
        ([*files_for(), ("别的材料", "x.pdf", PDF)], {}, 5010, "没有这项材料"),
        ([*files_for(), (NEEDED[0], "again.pdf", PDF)], {}, 5010, "最多上传1个文件"),
        (files_for(), {"declared": ""}, 1105, "声明"),
        (files_for(), {"reason": "域名变更"}, 1103, "新域名"),
        (files_for(), {"kind": "注销主体"}, 1101, "不符"),
    ],
)
def test_a_refusal_says_why_and_leaves_no_file_behind(
    portal: Portal, number: str, files: list[File], changes: dict[str, str], code: int, words: str
) -> None:
    visitor = _signed_in(portal)
    told = visitor.result(visitor.hand_in(number, files, **changes))
    assert (told["code"], words in told["msg"]) == (code, True)
    assert visitor.json("drafts", number=number)["params"]["drafts"] == []
    assert portal.office.applications == []
    assert len(portal.office.arrivals) == 1
    assert visitor.result(visitor.hand_in(number, []))["code"] == 1104


def test_a_second_post_is_refused_and_counted(portal: Portal, number: str) -> None:
    visitor = _signed_in(portal)
    first, second = visitor.hand_in(number), visitor.hand_in(number)
    assert (visitor.result(first)["code"], visitor.result(second)["code"]) == (0, 1030)
    assert (len(portal.office.applications), len(portal.office.arrivals)) == (1, 2)
    assert visitor.json("drafts", number=number)["params"]["drafts"] == []


def test_a_result_is_for_the_session_that_asked(portal: Portal, number: str) -> None:
    visitor, other = _signed_in(portal), _signed_in(portal)
    answer = visitor.hand_in(number)
    key = answer.query["r"]
    assert visitor.result(answer)["code"] == visitor.result(answer)["code"] == 0
    assert other.ask(f"api/result?r={key}").status == 404
    assert visitor.ask("api/result?r=nothing").status == visitor.ask("api/result").status == 404
    assert visitor.ask(f"api/result?r={key}", token="").status == 401


def test_without_a_session_a_form_leads_to_the_sign_in(portal: Portal, number: str) -> None:
    answer = Visitor(portal).hand_in(number)
    assert (answer.status, answer.page) == (303, "login.html")
    assert [one.account for one in portal.office.arrivals] == [None]
    portal.office.faults.add("SessionExpired@receipt")
    answer = _signed_in(portal).hand_in(number)
    assert (answer.status, answer.page, len(portal.office.applications)) == (303, "login.html", 1)


@pytest.mark.parametrize(
    ("fault", "status", "words", "taken"),
    [
        ("Error500@submit", 500, "系统异常", 0),
        ("Waf403@submit", 403, "疑似黑客攻击", 0),
        ("Maintenance@submit", 200, "系统正在维护中", 0),
        ("Error500AfterCommit", 500, "系统异常", 1),
        ("RefusalAfterCommit", 200, "系统正在维护中", 1),
    ],
)
def test_a_post_that_fails_shows_the_page_of_that_failure(
    portal: Portal, number: str, fault: str, status: int, words: str, taken: int
) -> None:
    visitor = _signed_in(portal)
    portal.office.faults.add(fault)
    answer = visitor.hand_in(number)
    assert (answer.status, words in answer.data.decode("utf-8")) == (status, True)
    assert len(portal.office.applications) == taken


def test_a_lost_answer_leaves_the_application_in(portal: Portal, number: str) -> None:
    visitor = _signed_in(portal)
    portal.office.faults.add("DropAfterCommit")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        visitor.hand_in(number)
    assert len(portal.office.applications) == len(portal.office.arrivals) == 1


def test_an_answer_may_come_without_a_serial_or_without_an_application(portal: Portal, number: str) -> None:
    visitor = _signed_in(portal)
    portal.office.faults.add("SuccessPageWithoutCommit")
    assert visitor.result(visitor.hand_in(number))["params"]["serial"]
    assert portal.office.applications == []
    assert visitor.json("drafts", number=number)["params"]["drafts"] == []
    portal.office.faults.add("SerialMissing")
    told = visitor.result(visitor.hand_in(number))
    assert (told["code"], told["params"], len(portal.office.applications)) == (0, {}, 1)


def test_a_form_that_nobody_knows_is_404(portal: Portal) -> None:
    assert _signed_in(portal).ask("other.do", b"").status == 404
    assert Visitor(portal).ask("login.do").status == 404
    assert Visitor(portal, "guangdong").ask("login.do", b"{}").status == 404


# At the desk


def test_at_the_desk_a_submission_may_bring_itsfiles_for() -> None:
    clerk = Clerk(account=NAME)
    number = _number(clerk.office)
    clerk.upload(number, "网站关闭通知", "old.pdf")
    assert _hand_in(clerk, number, files_for()).code == 0
    assert [one.material for one in clerk.office.applications[0].files] == list(NEEDED)


def test_at_the_desk_a_refusal_empties_the_draft() -> None:
    clerk = Clerk(account=NAME)
    number = _number(clerk.office)
    assert _hand_in(clerk, number, [*files_for(), ("网站关闭通知", "x.txt", PDF)]).code == 5010
    assert clerk.get("drafts", number=number).params["drafts"] == []
    assert clerk.hand_in(number).code == 1104


def _hand_in(clerk: Clerk, number: str, files: list[File]) -> Reply:
    form = {"number": number, "kind": "注销网站", "reason": "其他", "text": GOOD_TEXT, "declared": True}
    call = Call("POST", clerk.province, "api/submit", body=form, files=tuple(files), token=clerk.token)
    return clerk.desk.handle(call)


def test_forms_are_read_in_their_charset() -> None:
    assert read_line("名=%D6%D0%26%2320013%3B&b=".encode("ascii", "replace"), "gbk")["b"] == ""
    assert read_line(f"a={quote('中', encoding='gbk')}%26%2320013%3B".encode(), "gbk") == {"a": "中&#20013;"}
    assert read_parts("multipart/form-data; boundary=x", b"") == []
    assert read_parts("text/plain", b"--x\r\n\r\n") == []
