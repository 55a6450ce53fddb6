"""The bundled portal's modern pages are no softer than the kit whose look they have.

The practice portal's own pages and the same parts drawn by the real Element UI 2 show the same words; a browser reads
of both what a bot could hold on to by role and name. They are walked through by one hand, by the kit's classes.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from mock_portal.desk.calls import Call
from mock_portal.office.words import base_words
from mock_portal.web.connection import COOKIE
from mock_portal.web.server import Portal
from tests.kits.server import Galleries
from tests.support import PASSWORDS

ACCOUNT = "lingnan"
WORDS = base_words("modern")
SIZES = [10, 20, 30, 40]
FILE: Any = {"name": "营业执照.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF"}
PARTS = (
    "table", "pager", "sizes", "pager in the middle", "empty table", "dialog", "facts", "radio group", "radio chosen",
    "select", "select open", "select chosen", "input", "textarea", "upload", "upload with a file", "optional upload",
    "message", "checkbox", "checkbox ticked",
)  # fmt: skip
_ICON = re.compile("[\ue000-\uf8ff]")
"""What the kit's icon font draws; ours draws icons as shapes, which no text stands for."""

Snapshots = dict[str, str]


def read(part: Locator) -> str:
    """Return the snapshot of the one of these that is shown, without icons and what is left of their lines."""
    lines = [
        re.sub(r"(?<=\S) +", " ", _ICON.sub("", line)).replace(' ""', "").rstrip()
        for line in part.filter(visible=True).aria_snapshot().split("\n")
    ]
    kept = [line for line in lines if line.strip() != "- text:"]
    return "\n".join(
        line if _depth(below) > _depth(line) else line.removesuffix(":")
        for line, below in zip(kept, [*kept[1:], ""], strict=True)
    )


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


class Walk:
    """Go through a portal's pages and read their parts; `seen` has what was read."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seen: Snapshots = {}

    def all(self, address: str) -> Snapshots:
        """Begin at the list, end in a form that is filled in."""
        self.page.goto(address)
        self._empty_list()
        self.page.reload()
        self._list()
        self._form()
        return self.seen

    def _shown(self, css: str) -> Locator:
        return self.page.locator(css).filter(visible=True)

    def _item(self, words: str) -> Locator:
        named = self.page.get_by_text(words, exact=True)
        return self.page.locator(".el-form-item", has=named).filter(visible=True)

    def _chooses(self, box: Locator, part: str) -> None:
        box.locator(".el-input__inner").click()
        options = self._shown("body > .el-select-dropdown")
        options.wait_for()
        self.seen[part] = read(options)
        options.locator(".el-select-dropdown__item").nth(1).click()
        options.wait_for(state="hidden")

    def _empty_list(self) -> None:
        self._shown(".el-table__row").first.wait_for()
        self._shown(".el-input__inner:not([readonly])").fill("没有")
        self._shown(".el-button").filter(has_text=WORDS["records.search"]).click()
        self._shown(".el-table__empty-text").wait_for()
        self.seen["empty table"] = read(self.page.locator(".el-table"))

    def _list(self) -> None:
        self._shown(".el-table__row").first.wait_for()
        self.page.locator(".el-loading-mask").filter(visible=True).wait_for(state="hidden")
        self.seen["table"] = read(self.page.locator(".el-table"))
        pager = self.page.locator(".el-pagination")
        self.seen["pager"] = read(pager)
        pager.locator(".number").nth(4).click()
        pager.locator(".active", has_text="5").wait_for()
        self.seen["pager in the middle"] = read(pager)
        self._chooses(pager, "sizes")
        self._shown(".el-table__fixed-right .el-button").first.click()
        dialog = self._shown(".el-dialog__wrapper")
        dialog.wait_for()
        self.seen["dialog"] = read(dialog)
        dialog.locator(".el-button--primary").click()

    def _form(self) -> None:
        kind, reason = self._item(WORDS["cancel.kind"]), self._item(WORDS["cancel.reason"])
        kind.locator(".el-radio").first.wait_for()
        self.seen["facts"] = read(self.page.locator(".el-descriptions"))
        self.seen["radio group"] = read(kind)
        kind.locator(".el-radio").last.click()
        self.seen["radio chosen"] = read(kind)
        self.seen["select"] = read(reason)
        self._chooses(reason, "select open")
        self.seen["select chosen"] = read(reason)
        self.seen["input"] = read(self._item(WORDS["cancel.new_domain"]))
        text = self._item(WORDS["cancel.text"])
        text.locator("textarea").fill("域名已变更")
        self.seen["textarea"] = read(text)
        declaration = self._item(WORDS["cancel.declaration"])
        self.seen["checkbox"] = read(declaration)
        declaration.locator(".el-checkbox").click()
        self.seen["checkbox ticked"] = read(declaration)
        self._uploads()

    def _uploads(self) -> None:
        material = self._item(WORDS["material.licence"])
        self.seen["upload"] = read(material)
        self.seen["optional upload"] = read(self._item(WORDS["cancel.optional"]))
        material.locator("input").set_input_files(FILE)
        material.locator(".el-upload-list__item.is-success").wait_for()
        self.seen["message"] = read(self.page.locator(".el-message"))
        self.seen["upload with a file"] = read(material)


@pytest.fixture(scope="module")
def visit(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """Return the one context in which all pages are read."""
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def both(vendor: Path, practice_server: Portal, visit: BrowserContext) -> tuple[Snapshots, Snapshots]:
    """Return what is read of our own pages, and of those that the real kit draws."""
    practice_server.office.reset()
    body = {"account": ACCOUNT, "password": PASSWORDS[ACCOUNT]}
    token = practice_server.desk.handle(Call("POST", "广东", "api/sign_in", body=body)).token
    assert token

    def told(path: str, **query: str) -> Any:
        return practice_server.desk.handle(Call("GET", "广东", f"api/{path}", query, token=token)).params

    records = told("records", page="1", size=str(SIZES[0]))
    number = records["rows"][0]["number"]  # first of the list whatever its page's size is
    given = {
        "words": dict(WORDS), "records": records, "sizes": SIZES,
        "dialog": told("dialog", number=number), "form": told("form", number=number),
    }  # fmt: skip
    url = f"{practice_server.url}/guangdong/"
    visit.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    ours = Walk(visit.new_page()).all(f"{url}home.html")
    page = visit.new_page()
    page.add_init_script(f"window.given = {json.dumps(given)}")
    with Galleries(vendor) as galleries:
        return ours, Walk(page).all(f"{galleries.url}/element_parts.html")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_our_pages_reads_as_the_kits_own(part: str, both: tuple[Snapshots, Snapshots]) -> None:
    ours, real = both
    assert ours[part] == real[part]


def test_every_part_that_is_read_is_compared(both: tuple[Snapshots, Snapshots]) -> None:
    ours, real = both
    assert set(ours) == set(real) == set(PARTS)
