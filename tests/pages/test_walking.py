"""Steps of a profile on plain pages: each act, what goes beside it, and what is said where one does not go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route
from pydantic import TypeAdapter

from pages.catalogue import load_profile
from pages.ears import ears_of
from pages.errors import NoWay, PageChanged, Refused
from pages.record_list import RecordList
from pages.steps import Steps
from pages.walking import walk

PORTAL = load_profile(Path(__file__).parents[1] / "kits" / "gallery.toml")
HTML = """<!doctype html><meta charset=utf-8><h1>备案列表</h1>
<p>省份 <select><option>请选择</option><option>广东</option><option>北京</option></select></p>
<table><tr><td>备案号：</td><td><input id=number></td></tr></table>
<label><input type=checkbox id=agreed> 我已阅读</label>
<p onmouseover="shown.hidden = false">更多</p><ul id=shown hidden><li onclick="did('注销网站')">注销网站</li></ul>
<details><summary onclick="did('菜单')">备案管理</summary><a href="#" onclick="did('我的备案')">我的备案</a></details>
<button id=late disabled onclick="did('晚')">稍后</button>
<p id=mask>加载中</p>
<a href="/next" target=_blank>新窗口</a>
<button onclick="did(confirm('确定要注销吗？') ? '是' : '否')">注销</button>
<button onclick="alert('会话已过期')">过期</button>
<label><input type=radio style="position:absolute;width:0;height:0" onchange="did('账号')"><b>账号登录</b></label>
<div id=cover role=dialog aria-label="系统升级公告" hidden style="position:fixed;inset:0;background:#fff">今晚升级</div>
<button onclick="did('一')">同名</button><button onclick="did('二')">同名</button>
<script>const acts = []; function did(what) { acts.push(what); }
setTimeout(() => { late.disabled = false; mask.remove(); }, 400);</script>"""

Walks = Callable[..., Page]


@pytest.fixture
def walks(page: Page) -> Walks:
    """Return what goes steps on the page, with what stands in braces."""
    page.set_default_timeout(2500)
    ears_of(page).patience = 2.5

    def answered(route: Route) -> None:
        body = "<h1>下一页</h1>" if route.request.url.endswith("/next") else HTML
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=body)

    page.context.route("**/*", answered)
    page.goto("http://127.0.0.1:1/")

    def goes(*steps: object, **names: str) -> Page:
        on = RecordList.within(page, PORTAL)
        return walk(on, TypeAdapter(Steps).validate_python(list(steps)), names).window

    return goes


def did(page: Page) -> list[str]:
    return list(page.evaluate("acts"))


def test_each_act_is_done_when_its_thing_is_ready(walks: Walks, page: Page) -> None:
    walks(
        {"choose": {"beside": "省份"}, "option": "{province}"},
        {"fill": "备案号", "text": "{number}"},
        province="广东",
        number="1",
    )
    assert page.locator("select").evaluate("e => e.value") == "广东" and page.locator("#number").input_value() == "1"
    walks({"check": "我已阅读"}, {"check": "我已阅读"})
    assert page.locator("#agreed").is_checked()
    walks({"hover": "更多"}, "{kind}", {"wait": "加载中", "gone": True}, "稍后", kind="注销网站")
    assert did(page) == ["注销网站", "晚"]


def test_a_menu_that_is_open_is_not_pressed_again(walks: Walks, page: Page) -> None:
    walks("备案管理", "我的备案")
    walks("备案管理", "我的备案")
    assert did(page) == ["菜单", "我的备案", "我的备案"]


@pytest.mark.parametrize(("answer", "heard"), [("yes", "是"), ("no", "否")])
def test_a_native_question_of_an_act_is_answered_as_the_step_says(
    walks: Walks, page: Page, answer: str, heard: str
) -> None:
    walks({"click": "注销", "answer": answer, "says": "确定要注销"})
    assert did(page) == [heard]


def test_what_opens_becomes_the_page(walks: Walks, page: Page) -> None:
    other = walks({"click": "新窗口", "window": True}, {"wait": {"text": "下一页"}})
    assert other is not page and other.url.endswith("/next")


@pytest.mark.parametrize("step", ["账号登录", {"check": {"role": "radio", "name": "账号登录"}}])
def test_a_mark_that_a_kit_hides_is_pressed_at_its_label(walks: Walks, page: Page, step: object) -> None:
    walks(step)
    assert did(page) == ["账号"]


def test_a_window_that_nobody_named_and_that_lies_over_a_step_is_named_with_its_cure(walks: Walks, page: Page) -> None:
    page.evaluate("cover.hidden = false")
    with pytest.raises(NoWay, match=r"click 注销.*a window '系统升级公告' lies over the page.*\[\[notices\]\] there"):
        walks("注销")
    assert did(page) == []


def test_an_optional_step_is_done_only_if_its_thing_is_there(walks: Walks, page: Page) -> None:
    walks({"click": "没有", "optional": True}, {"click": "注销网站", "optional": True}, "稍后")
    assert did(page) == ["晚"]


def test_what_is_not_there_once_is_said_with_what_comes_nearest(walks: Walks) -> None:
    with pytest.raises(PageChanged, match="稍候 is there 0 times; nearest on the page: 稍后"):
        walks("稍候")
    with pytest.raises(PageChanged, match="同名 is there 2 times"):
        walks("同名")
    walks({"click": {"role": "button", "name": "同名", "nth": 2}})


def test_what_the_portal_says_instead_is_raised(walks: Walks) -> None:
    with pytest.raises(Refused, match="会话已过期"):
        walks("过期", "没有这个")
