"""The page of a report in a browser: what it shows, filters and says, and that no word in it becomes markup."""

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portalbot.reporting.report.page import as_html
from portalbot.rules.local_time import SHANGHAI
from tests.reported import HOSTILE, SERIAL, some_rows

NOW = datetime(2026, 3, 3, 9, 30, tzinfo=SHANGHAI)


@pytest.fixture
def shown(page: Page, tmp_path: Path) -> Page:
    """Return the page of six cases, opened as a file."""
    file = tmp_path / "report.html"
    file.write_bytes(as_html(some_rows(tmp_path), NOW))
    page.goto(file.as_uri())
    return page


def test_it_counts_filters_and_tells(shown: Page) -> None:
    table = shown.get_by_role("table")
    rows = table.get_by_role("row").filter(has=shown.get_by_role("rowheader"))
    expect(rows).to_have_count(6)
    expect(shown.locator(".todo li")).to_have_count(3)
    shown.get_by_role("button", name="1 审核不通过").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("岭南甲子贸易有限公司")
    expect(shown.locator("#shown")).to_have_text("1 / 6")
    shown.get_by_role("button", name="清除").click()
    expect(rows).to_have_count(6)
    shown.get_by_role("combobox", name="账号").select_option("lingnan")
    shown.get_by_role("combobox", name="状态").select_option("held")
    expect(rows).to_have_count(1)
    shown.get_by_role("button", name="清除").click()
    shown.get_by_label("查找").fill("岭南 A-2")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").click()
    story = shown.locator("details[open]")
    expect(story).to_contain_text("驳回 材料不清晰，请重新上传")
    expect(story.get_by_text("2026-03-02 12:00").first).to_be_visible()


def test_it_speaks_both_languages(shown: Page) -> None:
    expect(shown.get_by_role("heading", name="需要处理")).to_be_visible()
    shown.get_by_role("button", name="English").click()
    expect(shown.get_by_role("heading", name="What needs somebody")).to_be_visible()
    expect(shown.get_by_role("heading", name="需要处理")).to_have_count(0)
    expect(shown.get_by_role("combobox", name="State").locator("option", has_text="rejected")).to_have_count(1)
    assert shown.locator("html").get_attribute("lang") == "en"


def test_its_pictures_are_in_it_and_can_be_enlarged(shown: Page) -> None:
    shown.get_by_role("link", name="A-1").click()
    picture = shown.locator("figure img")
    expect(picture).to_have_count(1)
    picture.scroll_into_view_if_needed()
    shown.wait_for_function("document.querySelector('figure img').naturalWidth === 1000")
    shown.get_by_role("button", name="回执").click()
    expect(shown.get_by_role("dialog").get_by_role("img", name="回执")).to_be_visible()


def test_no_word_of_a_portal_or_case_file_becomes_markup(shown: Page) -> None:
    assert shown.title() == "备案注销办理报告 2026-03-03 09:30"
    assert shown.locator("script").count() == 1 and shown.locator("b b, img[src=x], [onerror]").count() == 0
    assert HOSTILE in (shown.locator("table").text_content() or "")
    shown.get_by_role("combobox", name="账号").select_option(HOSTILE)
    expect(shown.locator("tr.case:visible")).to_have_count(1)


def test_its_own_policy_stops_a_script_that_slipped_through(page: Page, tmp_path: Path) -> None:
    broken = as_html(some_rows(tmp_path), NOW).decode().replace("</main>", f"{HOSTILE}</main>")
    file = tmp_path / "report.html"
    file.write_text(broken, encoding="utf-8")
    page.goto(file.as_uri())
    page.get_by_role("button", name="English").click()
    assert page.title() == "备案注销办理报告 2026-03-03 09:30"
    assert page.locator("script").count() == 2, "it is there, and has not run"


def test_it_asks_nothing_of_any_network(page: Page, tmp_path: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    file = tmp_path / "report.html"
    file.write_bytes(as_html(some_rows(tmp_path), NOW))
    page.goto(file.as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_it_fits_a_phone(shown: Page) -> None:
    shown.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for width in (1280, 901, 390):
        shown.set_viewport_size({"width": width, "height": 844})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
    expect(shown.locator("tr.case", has_text=SERIAL).get_by_text("流水号")).to_be_visible()


def test_paper_has_every_history(shown: Page) -> None:
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(shown.locator("details[open]")).to_have_count(6)
    shown.emulate_media(media="print")
    expect(shown.get_by_role("button", name="English")).to_have_count(0)
    shown.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(shown.locator("details[open]")).to_have_count(0)


def test_what_the_bound_leaves_out_is_said(page: Page, tmp_path: Path) -> None:
    page.set_content(as_html(some_rows(tmp_path), NOW, most_bytes=10).decode())
    page.get_by_role("link", name="A-1").click()
    expect(page.locator("details[open]")).to_contain_text("另有 1 张图片未放入")
