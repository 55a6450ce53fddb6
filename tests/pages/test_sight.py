"""What passes over a page does not lie over what its picture is for: seen by where things are drawn, on any sheet."""

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, FloatRect, Page

from mock_portal.desk.practice_office import PracticeOffice
from pages.home import Home
from pages.profile import Portal
from pages.submission import SubmissionPage
from portalbot.browser.printing import Sheet
from portalbot.evidence.inert import inert
from tests.support import green

SERIAL = "2026030242041778"
BOX = "position:absolute;left:430px;width:420px;top:150px;height:60px;background:#f0f9eb"
OVER = {
    "el-message": "<div style='position:fixed;top:120px;left:50%;transform:translateX(-50%);width:420px;padding:40px;"
    "background:#f0f9eb'>上传成功</div>",
    "layui msg": "<div style='position:fixed;top:150px;left:30%;width:40%;height:64px;background:rgba(0,0,0,.6)'><div>"
    "上传成功</div></div>",
    "bootstrap toast, lets clicks pass": "<div style='position:fixed;inset:0;pointer-events:none'><div style="
    f"'{BOX}'>上传成功</div></div>",
    "antd message, absolute": f"<div style='{BOX}'>上传成功</div>",
    "a window that closes": "<div style='position:fixed;inset:0;background:rgba(0,0,0,.5)'></div><div style="
    f"'position:fixed;inset:0'><div style='{BOX}'>上传成功</div></div>",
    "a loading mask": "<div style='position:absolute;inset:0;background:rgba(255,255,255,.9)'>上传成功</div>",
    "a notice that stays": "<div style='position:sticky;margin-top:-120px;bottom:0;height:110px;background:#eee'>"
    "上传成功</div>",
}
"""What kits lay over a page, each with words of its own."""


def receipt(over: str) -> str:
    return (
        "<html><head><style>body{margin:0;background:#fff}main{text-align:center;padding-top:100px;height:200px}"
        f"</style></head><body><main><h2>提交成功</h2><p>流水号：<span>{SERIAL}</span></p></main>{over}</body></html>"
    )


COVERED = """serial => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!node.data.includes(serial)) continue;
        range.selectNodeContents(node);
        const box = range.getBoundingClientRect();
        for (let x = box.left + 1; x < box.right; x += 5) {
            const top = document.elementFromPoint(x, box.top + box.height / 2);
            if (top !== node.parentElement) return top ? top.outerHTML.slice(0, 80) : 'out of sight';
        }
        return '';
    }
    return 'no serial';
}"""
"""What lies over the serial; '' for nothing."""


def at(page: Page, portal: Portal, over: str) -> SubmissionPage:
    page.set_content(receipt(OVER.get(over, over)))
    return SubmissionPage(page, page, portal)


def drawn_at(where: FloatRect, picture: bytes) -> Image.Image:
    """Return a part of a picture, in greys."""
    right, bottom = where["x"] + where["width"], where["y"] + where["height"]
    return (
        Image.open(io.BytesIO(picture)).convert("L").crop((int(where["x"]), int(where["y"]), int(right), int(bottom)))
    )


def brightness(drawn: Image.Image) -> tuple[int, int]:
    """Return the darkest and the brightest grey of a picture."""
    least, most = drawn.getextrema()
    assert isinstance(least, int) and isinstance(most, int)
    return least, most


def serial_in_print(pdf: bytes) -> Image.Image:
    """Return how the first sheet draws the serial: found where its text stands."""
    sheet = pdfium.PdfDocument(pdf)[0]
    text = sheet.get_textpage()
    found = text.search(SERIAL).get_next()
    assert found
    boxes: list[Any] = [text.get_charbox(found[0] + place) for place in range(found[1])]
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    bottom, top = min(box[1] for box in boxes) - 1, max(box[3] for box in boxes) + 1
    drawn: Image.Image = sheet.render(scale=2).to_pil().convert("L")
    height = sheet.get_height()
    return drawn.crop((int(left * 2), int((height - top) * 2), int(right * 2), int((height - bottom) * 2)))


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Sheet]:
    sheet = Sheet(browser)
    yield sheet
    sheet.close()


@pytest.mark.parametrize("over", OVER)
def test_nothing_lies_over_the_serial_in_a_picture_a_kept_page_or_a_print(
    page: Page, portal: Portal, sheet: Sheet, over: str
) -> None:
    bare = at(page, portal, "").picture(uncovered=True)
    where = page.get_by_text(SERIAL).bounding_box()
    assert where
    form = at(page, portal, over)
    assert page.evaluate(COVERED, SERIAL) or "clicks pass" in over, "or this test would see nothing"
    pictures = [drawn_at(where, each) for each in (bare, form.picture(uncovered=True))]
    assert brightness(ImageChops.difference(*pictures))[1] < 60
    kept = inert(form.snapshot().encode())
    page.set_content(kept.decode())
    for width in (1280, 794, 400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(COVERED, SERIAL) == ""
    assert "上传成功" in page.locator("body").inner_text(), "what lay over it is not lost"
    drawn = serial_in_print(sheet.print_pdf(kept.decode()))
    assert brightness(drawn)[1] == 255 and brightness(drawn)[0] < 60, "black on white"
    assert drawn.histogram()[255] > sum(drawn.histogram()[100:250]), "no colour lies over it"


def test_a_receipt_that_a_message_says_and_a_watermark_stay(page: Page, portal: Portal) -> None:
    said = "<div id=said style='position:fixed;top:0;background:#f0f9eb'><p>流水号：2026030200000001</p></div>"
    mark = "<div id=mark style='position:fixed;inset:0;pointer-events:none;opacity:.1'>深圳市知行</div>"
    page.set_content(f"<html><head></head><body><h2>提交成功</h2>{said}{mark}</body></html>")
    form = SubmissionPage(page, page, portal)
    shown: list[int] = []
    page.expose_function("seen", lambda count: shown.append(count))
    page.evaluate("new MutationObserver(all => seen(all.length)).observe(document.body, "
                  "{subtree: true, attributes: true, attributeFilter: ['data-portalbot-over']})")  # fmt: skip
    form.picture(uncovered=True)
    assert shown == []


def test_after_a_picture_the_page_is_as_it_was(page: Page, portal: Portal) -> None:
    form = at(page, portal, "el-message")
    before = page.content()
    form.picture(uncovered=True)
    assert page.content() == before


def test_what_lies_over_a_frame_is_not_in_the_picture_of_what_stands_in_it(page: Page, portal: Portal) -> None:
    inside = receipt("").replace('"', "&quot;")
    frame = f'<iframe title=work style="border:0;width:1280px;height:400px" srcdoc="{inside}"></iframe>'
    page.set_content(f"<body style='margin:0'>{frame}{OVER['el-message']}</body>")
    scope = page.frame_locator("iframe")
    scope.get_by_text(SERIAL).wait_for()
    form = SubmissionPage(page, scope, portal)
    where = scope.get_by_text(SERIAL).bounding_box()
    assert where
    assert brightness(drawn_at(where, form.picture(uncovered=True)))[1] > 250


def test_the_practice_portals_receipt_is_kept_without_the_messages_of_uploads(
    home: Home, office: PracticeOffice
) -> None:
    form = home.records().cancel("粤ICP备12345678号-1").confirm()
    page, serial = form.page, "2026030299999999"
    page.goto(f"{page.url.split('#')[0]}#/receipt?serial={serial}")
    form.receipt.wait_for()
    page.evaluate(
        "async () => { for (let i = 0; i < 5; i++) (await import('./kit.js')).toast('上传成功', 'success'); }"
    )
    page.wait_for_function(
        "[...document.querySelectorAll('.el-message')].every(e => getComputedStyle(e).opacity === '1')"
    )
    assert "el-message" in page.evaluate(COVERED, serial)
    assert green(form.picture()) > 3000
    assert green(form.picture(uncovered=True)) < 2000, "the tick is green"
    page.set_content(inert(form.snapshot().encode()).decode())
    assert page.evaluate(COVERED, serial) == "" and office.arrivals == []
