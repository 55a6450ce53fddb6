"""Replaced words: for every province and for single ones, from a file and in a test, and what is said of mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.variants import families, variant_of
from mock_portal.office.wording import Replaced, Wording, WordingError, read_wording
from mock_portal.web.server import Portal
from tests.mock_portal.clerk import SUBJECT, Clerk
from tests.mock_portal.office.test_state import ask, failing, program

MIXED: Replaced = {
    "login.submit": "登 入",
    "广东": {"cancel.submit": "递交", "login.submit": "进入"},
    "jiangsu": {"status.reviewing": "在办"},
    "电信业务": {"cancel.stash": "先存着"},
}


def written(folder: Path, content: Any) -> str:
    """Write a wording file, JSON unless it is text or bytes already, and return its name."""
    file = folder / "wording.json"
    text = content if isinstance(content, str | bytes) else json.dumps(content, ensure_ascii=False)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(file)


def test_words_are_replaced_in_every_province_and_in_single_ones() -> None:
    office = PracticeOffice(wording=Wording(MIXED))

    def said(province: str, key: str) -> str:
        return office.variant(province).words(key)

    assert (said("广东", "login.submit"), said("beijing", "login.submit")) == ("进入", "登 入")
    assert (said("jilin", "login.submit"), said("licence", "login.submit")) == ("登 入", "登 入")
    assert (said("guangdong", "cancel.submit"), said("beijing", "cancel.submit")) == ("递交", "提交")
    assert (said("江苏", "status.reviewing"), said("山东", "status.reviewing")) == ("在办", "待管局审核")
    assert (said("江苏", "login.title"), said("江苏", "login.submit")) == ("账户登录", "登 入")
    assert said("licence", "cancel.stash") == "先存着"


def test_a_familys_words_stay_where_nothing_is_said() -> None:
    office = PracticeOffice(wording=Wording({"广东": {"cancel.submit": "递交"}}))
    for names in families().values():
        for name in names:
            changed = {"cancel.submit": "递交"} if name == "广东" else {}
            assert office.variant(name).words.all() == variant_of(name).words.all() | changed


def test_a_provinces_own_word_goes_before_what_is_for_all_in_either_order() -> None:
    replaced: Replaced = {"login.submit": "甲", "广东": {"login.submit": "乙"}}
    for mapping in (replaced, dict(reversed(list(replaced.items())))):
        wording = Wording(mapping)
        assert (wording.of("广东"), wording.of("北京")) == ({"login.submit": "乙"}, {"login.submit": "甲"})


def test_the_name_and_the_slug_are_one_province() -> None:
    wording = Wording({"广东": {"login.submit": "甲"}, "guangdong": {"login.title": "乙"}})
    assert wording.of("广东") == {"login.submit": "甲", "login.title": "乙"}


def test_a_portal_shows_replaced_words_on_its_pages_and_reads_them_at_its_desk() -> None:
    with Portal(wording={"广东": {"kind.site": "网站注销", "status.reviewing": "在办"}}) as portal:
        port = int(portal.url.rsplit(":", 1)[1])
        assert ask(port, "GET", "/guangdong/wording.json")["kind.site"] == "网站注销"
        assert ask(port, "GET", "/beijing/wording.json")["kind.site"] == "注销网站"
        assert ask(port, "GET", "/modern/wording.json")["kind.site"] == "注销网站"
        clerk = Clerk(desk=portal.desk)
        assert clerk.file(f"{SUBJECT}-1").code == 1101
        assert clerk.hand_in(f"{SUBJECT}-1", kind="网站注销").code == 0
        assert clerk.get("applications").params["rows"][0]["status"] == "在办"


@pytest.mark.parametrize(
    ("replaced", "reason"),
    [
        ({"cancel.submitt": "递交"}, "no such wording: cancel.submitt; the nearest is cancel.submit"),
        ({"广东": {"logn.title": "登录"}}, "广东: no such wording: logn.title; the nearest is login.title"),
        ({"广东": {"cancel.stash": "暂存"}}, "广东: no such wording: cancel.stash; the nearest is cancel."),
        ({"guangdon": {"login.title": "登录"}}, "no such province: guangdon; the nearest is guangdong"),
        ({"黑龙": {}}, "no such province: 黑龙; the nearest is 黑龙江"),
        ({"登录": "登 入"}, "no such wording: 登录; the nearest is "),
        ({"广东": "登 入"}, "广东 is a province: its words are an object, not '登 入'"),
        ({"login.title": 5}, "login.title: a word is a text, not 5"),
        ({"login.title": None}, "login.title: a word is a text, not None"),
        ({"北京": {"login.title": " "}}, "北京: login.title: a word is a text, not ' '"),
        ({"code.1001": "还有{n}次"}, "code.1001: no such gap: {n}; it has {left}"),
        ({"login.title": "{who}登录"}, "login.title: no such gap: {who}; it has none"),
        ({"code.1001": "还有{left次"}, "code.1001: '还有{left次' cannot be filled in"),
    ],
)
def test_what_cannot_be_is_named(replaced: dict[str, Any], reason: str, tmp_path: Path) -> None:
    with pytest.raises(WordingError) as found:
        Portal(wording=replaced)
    assert str(found.value).startswith(reason)
    file = written(tmp_path, replaced)
    with pytest.raises(WordingError) as found:
        read_wording(Path(file))
    assert str(found.value).startswith(f"the wording file {file}: {reason}")


def test_a_word_may_leave_gaps_out() -> None:
    words = PracticeOffice(wording=Wording({"code.1001": "账号或密码错误"})).variant("广东").words
    assert words("code.1001", left=4) == "账号或密码错误"


def test_an_office_comes_with_its_own_words() -> None:
    with pytest.raises(ValueError, match="its own state and words"):
        Portal(PracticeOffice(), wording={"login.submit": "登 入"})


def test_words_can_be_replaced_from_the_command_line(tmp_path: Path) -> None:
    with program("--wording", written(tmp_path, MIXED)) as (_, port):
        said = ask(port, "GET", "/guangdong/wording.json")
        assert (said["login.submit"], said["cancel.submit"]) == ("进入", "递交")
        assert ask(port, "GET", "/beijing/wording.json")["login.submit"] == "登 入"


def test_a_file_may_begin_as_windows_writes_it(tmp_path: Path) -> None:
    file = written(tmp_path, b"\xef\xbb\xbf" + json.dumps(MIXED).encode())
    assert read_wording(Path(file)).everywhere == {"login.submit": "登 入"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"cancel.submitt": "递交"}, ": no such wording: cancel.submitt; the nearest is cancel.submit"),
        ({"黑龙": {"cancel.submit": "递交"}}, ": no such province: 黑龙; the nearest is 黑龙江"),
        ("{'login.submit': 1}", " is no JSON: "),
        ("[]", " is no JSON object"),
        ("广东".encode("gbk"), " is no JSON: "),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_line(tmp_path: Path, content: Any, reason: str) -> None:
    file = written(tmp_path, content)
    said = failing("--port", "0", "--wording", file)
    assert said.startswith(f"mock_portal: the wording file {file}{reason}")
    assert said.count("\n") == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing.json")
    reason = f"cannot read the wording file {missing}: No such file or directory"
    assert failing("--wording", missing) == f"mock_portal: {reason}\n"
