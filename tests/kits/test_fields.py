"""Every kind of field of every real kit: entered as a person would, read back, and held by the page."""

from typing import Any

import pytest
from playwright.sync_api import Page

from pages import recognising
from pages.controls import Control
from pages.ears import ears_of
from pages.errors import PageChanged
from pages.fields import FieldType
from pages.kits import of
from tests.kits.conftest import Opens
from tests.kits.test_galleries import KITS

FIELDS: dict[str, tuple[tuple[str, ...], Any]] = {
    "主办单位名称": (("广州知行科技有限公司",), "广州知行科技有限公司"),
    "注销原因": (("域名已过期",), "域名已过期"),
    "接入服务商": (("优刻得科技股份有限公司",), "优刻得科技股份有限公司"),
    "注销类型": (("注销网站",), "注销网站"),
    "行业类别": (("行业57",), "行业57"),
    "所在地区": (("广东省", "深圳市", "南山区"), ["广东省", "深圳市", "南山区"]),
    "单位性质": (("事业单位",), "事业单位"),
    "办理方式": (("委托办理",), "委托办理"),
    "服务内容": (("教育", "论坛"), ["教育", "论坛"]),
    "短信提醒": (("on",), True),
    "注销日期": (("2026-03-02",), "2026-03-02"),
    "证件有效期": (("2027-12-31",), "2027-12-31"),
    "网站数量": (("3",), 3),
    "联系人手机": (("13800138000",), "13800138000"),
    "情况说明": (("该网站已停止运营。\n不再提供服务。",), "该网站已停止运营。\n不再提供服务。"),
}  # fmt: skip
"""Label → what is entered, and what the page must hold then."""
NOT_IN = {"layui": {"所在地区"}}
"""What a kit has no field of: layui links three drop-downs in place of a path."""


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(5000)
    ears_of(page).patience = 5
    return page


def field(page: Page, label: str, kind: FieldType | None = None) -> Control:
    kits = of("auto")
    return recognising.control(page, page, recognising.field_of(page, (label,), kits), kits, label, kind)


@pytest.mark.parametrize("kit", KITS)
def test_every_field_is_entered_read_back_and_held(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    for label, (values, held) in FIELDS.items():
        if label in NOT_IN.get(kit, ()):
            continue
        found = field(page, label)
        assert not found.holds(values), label
        found.write(values)
        assert found.holds(values), (label, found.kit.name, found.type, found.shown())
        assert page.evaluate("label => held()[label]", label) == held, label
        assert found.kit.name in {kit.split("_")[0], "native"}


@pytest.mark.parametrize("kit", KITS)
def test_what_is_chosen_anew_takes_the_place_of_what_was(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    for label, first, second in (
        ("注销原因", "其他", "更换主体"), ("单位性质", "企业", "个人"), ("注销日期", "2026-01-31", "2025-11-09"),
    ):  # fmt: skip
        for value in (first, second):
            found = field(page, label)
            found.write((value,))
            assert found.holds((value,)), (label, found.shown())
        assert page.evaluate("label => held()[label]", label) == second
    ticks = field(page, "服务内容")
    ticks.write(("新闻", "教育"))
    ticks.write(("教育",))
    assert ticks.holds(("教育",)) and page.evaluate("held()['服务内容']") == ["教育"]


@pytest.mark.parametrize("kit", KITS)
def test_an_agreement_is_ticked_beside_its_words_which_hold_links(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    words = str(page.evaluate("shared.agreement"))
    part = next(
        item
        for each in of("auto")
        if each.checks and (item := page.locator(each.checks.item).filter(has_text=words)).filter(visible=True).count()
    )
    found = recognising.control(page, page, part, of("auto"), "承诺", "checks")
    found.tick((words,))
    found.tick((words,))
    assert page.evaluate("held()['同意承诺书']") is True


@pytest.mark.parametrize("kit", KITS)
def test_an_option_that_is_not_offered_is_said_with_those_that_are(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    ears_of(page).patience = 1
    with pytest.raises(PageChanged, match="注销原因 offers no 无此原因") as raised:
        field(page, "注销原因").write(("无此原因",))
    assert "网站不再使用" in raised.value.nearest
    assert page.evaluate("held()['注销原因']") == ""


@pytest.mark.parametrize("kit", KITS)
def test_what_the_portal_filled_in_is_read_where_it_cannot_be_changed(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    page.wait_for_function("held()['统一社会信用代码'] !== ''")
    assert field(page, "统一社会信用代码").shown() == ["91440101MA5XXXXX1X"]
