"""Lists, rows, facts, messages and windows of every real kit, read and used through the page classes."""

import pytest
from playwright.sync_api import Page

from pages import finding, hearing
from pages.applications import Applications
from pages.ears import ears_of
from pages.errors import PageChanged, Refused
from pages.kits import of
from pages.listing import KitList
from pages.record_list import RecordList
from pages.steps import StepTo
from pages.terms import RecordStatus
from pages.walking import walk
from tests.kits.conftest import Opens, a_portal
from tests.kits.server import ROWS
from tests.kits.test_galleries import KITS, presses

PORTAL = a_portal("gallery")


@pytest.fixture
def page(page: Page) -> Page:
    page.set_default_timeout(5000)
    ears_of(page).patience = 5
    return page


def records(page: Page) -> RecordList:
    return RecordList.within(page, PORTAL).arrive()


@pytest.mark.parametrize("kit", KITS)
def test_a_list_of_many_pages_is_read_whole_however_late_each_comes(kit: str, gallery: Opens) -> None:
    read = records(gallery(kit, delay=300)).read_all()
    assert (len(read.rows), read.total, read.complete) == (ROWS, ROWS, True)
    assert [row.number for row in read.rows] == [f"粤ICP备2021034567号-{n}" for n in range(1, ROWS + 1)]
    assert {row.status for row in read.rows} == {RecordStatus.NORMAL, RecordStatus.CANCELLED, RecordStatus.CANCELLING}
    assert all(row.site and row.filed_on.count("-") == 2 for row in read.rows)


@pytest.mark.parametrize("kit", KITS)
def test_a_list_without_a_count_is_whole_when_it_has_come_to_its_end(kit: str, gallery: Opens) -> None:
    listing = Applications.within(gallery(kit), PORTAL).listing
    table = listing.read_all()
    assert (len(table.rows), table.complete) == (2, True)


@pytest.mark.parametrize("kit", KITS)
@pytest.mark.parametrize("index", [0, 6])
def test_what_is_pressed_in_a_row_is_that_rows_own(kit: str, gallery: Opens, index: int) -> None:
    page = gallery(kit)
    found = records(page)
    assert isinstance(found.listing, KitList)
    found.listing.settle()
    number = found.listing.rows()[index]["number"]
    row = found.listing.row(index)
    walk(found, (StepTo(click=("查看",), in_row=True),), {}, row)
    opens = StepTo(click=("更多",), in_row=True) if kit == "layui" else StepTo(hover=("更多",), in_row=True)
    walk(found, (opens, StepTo(click=("取消接入",))), {}, row)
    assert page.evaluate("heard") == {f"查看 {number}": 1, f"取消接入 {number}": 1}


@pytest.mark.parametrize("kit", KITS)
def test_a_table_that_is_not_there_is_said_with_the_heads_that_are(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    ears_of(page).patience = 1
    other = PORTAL.model_copy(
        update={"records": PORTAL.records.model_copy(update={"columns": {"number": ("没有此列",)}})}
    )
    with pytest.raises(PageChanged, match="no table has the columns 没有此列") as raised:
        RecordList.within(page, other).read_all()
    assert "备案号" in raised.value.nearest


@pytest.mark.parametrize("kit", KITS)
def test_facts_are_read_wherever_a_kit_puts_them(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    root = page.locator("html")
    for words, fact in (("主体备案号", "粤ICP备2021034567号"), ("通信地址", "广东省广州市天河区体育西路1号")):
        assert set(finding.facts(root, (words,))) == {fact}, words
    page.wait_for_function("held()['统一社会信用代码'] !== ''")
    assert finding.facts(root, ("统一社会信用代码",)) == ["91440101MA5XXXXX1X"]
    assert finding.facts(root, ("没有这个词",)) == []


@pytest.mark.parametrize("kit", KITS)
def test_what_went_wrong_is_heard_word_for_word_and_what_went_well_is_no_complaint(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    found = records(page)
    presses(page, "成功提示")
    hearing.good(page, found.kits).first.wait_for()
    found.raise_complaint()
    presses(page, "错误提示")
    with pytest.raises(Refused) as raised:
        found.wait_for(page.get_by_text("这里没有这句话"))
    assert raised.value.words


@pytest.mark.parametrize("kit", KITS)
def test_a_window_is_found_by_its_title_and_what_lies_over_the_page_is_closed(kit: str, gallery: Opens) -> None:
    page = gallery(kit)
    kits = of("auto")
    presses(page, "系统提示")
    window = hearing.innermost(hearing.window(page, kits, ("系统提示",)))
    window.wait_for()
    assert "材料已齐全" in window.inner_text()
    finding.to_press(window, ("确定",)).first.click()
    page.wait_for_function("heard['系统提示确定'] === 1")
    presses(page, "填写信息")
    hearing.innermost(hearing.window(page, kits, ("填写信息",))).wait_for()
    hearing.tidy(page, kits)
    assert not hearing.window(page, kits, ("填写信息",)).count()
    assert page.evaluate("heard['确定'] ?? 0") == 0, "left by its ×, not by an answer"
