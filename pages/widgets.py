"""Widgets of the bundled portal's pages; besides `kits/` the only module that may find by class.

Toasts, hand-made boxes, loading masks and drop-downs of Vue 2 / Element UI portals (DOMAIN §3) carry no
roles of their own. Everything else is found by role, label or text in the page classes.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from pages.errors import PageChanged
from pages.finding import Scope
from pages.kits import element
from pages.matching import exactly, is_one_of
from pages.wording import Listing

_CELLS = "rows => rows.filter(r => r.getClientRects().length).map(r => [...r.cells].map(c => c.innerText.trim()))"
_SEEN = """target => {
    const box = target.getBoundingClientRect();
    const near = Math.min(8, box.width / 2);
    for (const x of [box.width / 2, near, box.width - near]) {
        const found = target.ownerDocument.elementFromPoint(box.left + x, box.top + box.height / 2);
        if (found && target.contains(found)) return { x, y: box.height / 2 };
    }
    return null;
}"""
"""Where in an element, from its corner, nothing lies over it: the middle, its left end, its right end, or nowhere."""


@contextmanager
def loading_anew(page: Page) -> Iterator[None]:
    """Wait after an act until an iframe of the page has begun to show something new: the old is gone then."""
    with page.expect_event("framenavigated", lambda frame: frame.parent_frame is not None):
        yield


def snapshots(page: Page) -> list[tuple[str, str]]:
    """Return the ARIA snapshot of the window and of each of its iframes, with the iframe's title ("": the window)."""
    found = [("", page.locator("body").aria_snapshot())]
    for inside in page.frames:
        if inside is not page.main_frame and not inside.is_detached():
            owner = inside.frame_element()
            found.append((owner.get_attribute("title") or "", inside.locator("body").aria_snapshot()))
    return found


def error_toast(scope: Scope) -> Locator:
    """Find the red message that fades after a few seconds."""
    return scope.locator(element.ERROR)


UNCOVERED = f"{element.SUCCESS} {{ visibility: hidden !important; }}"
"""A style for a picture: the green messages of uploads lie over the form for 3 s each."""


def success_toast(scope: Scope) -> Locator:
    """Find the green message that fades after a few seconds."""
    return scope.locator(element.SUCCESS)


def slider_at(scope: Scope, value: str) -> Locator:
    """Find a slider that stands at a value."""
    return scope.locator(f'[aria-valuenow="{value}"]')


def message_box(scope: Scope, close: tuple[str, ...]) -> Locator:
    """Find the hand-made box over a mask, known by its closing button (it has no role)."""
    return scope.locator(".modal-box").filter(has=scope.get_by_role("button", name=exactly(close)))


def loading(scope: Scope) -> Locator:
    """Find the mask that covers a part while its data is on the way."""
    return scope.locator(element.MASK).filter(visible=True)


def first_text(*candidates: Locator) -> str:
    """Return the text of the first visible candidate on one line; empty when none is visible. Never waits."""
    for candidate in candidates:
        texts = candidate.filter(visible=True).all_inner_texts()
        if texts:
            return " ".join(texts[0].split())
    return ""


def click_seen(what: Locator) -> None:
    """Click something where it can be seen. A toast fades after 3 s and lies over the middle of what is below it till
    then; a clerk clicks beside it. Where nothing of it can be seen, this waits as every click does.
    """
    what.click(position=what.evaluate(_SEEN))


def choose(scope: Scope, box: Locator, option: tuple[str, ...]) -> None:
    """Choose in a drop-down: its options hang under <body>, not beside the field."""
    click_seen(box)
    scope.get_by_role("listbox").filter(visible=True).get_by_role("option", name=exactly(option)).click()


@dataclass(frozen=True)
class Table:
    """What a paged table showed: one dict a row (our column names → raw text), and the portal's own total."""

    rows: tuple[dict[str, str], ...]
    total: int

    @property
    def complete(self) -> bool:
        """Say whether as many rows were read as the portal counts."""
        return len(self.rows) == self.total


class PagedTable:
    """A table with a pager. While a page loads the old rows stay under the mask; only settled rows are read.

    `wait_for` is its page's: what the portal says in the table's place is heard at once, not at the deadline.
    `most`: pages that are read of it.
    """

    def __init__(self, scope: Scope, words: Listing, wait_for: Callable[[Locator], None], most: int) -> None:
        if not (words.table and words.following and words.total_pattern and words.page_pattern):
            raise ValueError("a table is read by its name where its pager has words")
        self.scope = scope
        self.most = most
        self.total_pattern, self.page_pattern = words.total_pattern, words.page_pattern
        self.heads = {name: head for name, head in words.columns.items() if isinstance(head, tuple)}
        self.words = words
        self.wait_for = wait_for
        self.table = scope.get_by_role("table", name=exactly(words.table)).filter(visible=True)
        self.counted = scope.get_by_text(re.compile(self.total_pattern)).filter(visible=True)
        self.page_size = scope.get_by_label(exactly(words.page_size)).filter(visible=True) if words.page_size else None
        self.following = scope.get_by_role("button", name=exactly(words.following)).filter(visible=True)

    def needs(self, part: str) -> list[tuple[str, str, Locator]]:
        """Return what the table cannot do without: (key in the profile, role, where it is)."""
        found = [(f"{part}.table", "table", self.table), (f"{part}.following", "button", self.following)]
        if self.page_size:
            found.append((f"{part}.page_size", "combobox", self.page_size))
        heads = self.table.get_by_role("columnheader")
        for name, words in self.heads.items():
            found.append((f"{part}.columns.{name}", "columnheader", heads.filter(has_text=exactly(words))))
        return found

    def settle(self) -> None:
        """Wait until no mask covers the table."""
        self.wait_for(self.table)
        self._unmasked()

    def _unmasked(self) -> None:
        loading(self.scope).first.wait_for(state="hidden")

    def at_page(self, number: int) -> None:
        """Wait until the pager stands at a page and its rows have come; `rows` sees whether the table is ours."""
        mark = re.sub(r"\([^)]*\)", str(number), self.page_pattern, count=1)
        self.wait_for(self.scope.get_by_text(re.compile(mark)))
        self._unmasked()

    def rows(self) -> list[dict[str, str]]:
        """Read the rows that are shown; raises PageChanged when a column of the profile is not among the heads."""
        cells = self.table.get_by_role("row").evaluate_all(_CELLS)
        heads = [str(text) for text in (cells[0] if cells else [])]
        index: dict[str, int] = {}
        for name, words in self.heads.items():
            at = next((i for i, head in enumerate(heads) if is_one_of(words, head)), None)
            if at is None:
                raise PageChanged(f"the table has no column {'/'.join(words)}", step="list", nearest=tuple(heads))
            index[name] = at
        return [{name: row[at] for name, at in index.items()} for row in cells[1:] if len(row) == len(heads)]

    def total(self) -> int:
        """Read the portal's own count."""
        found = re.search(self.total_pattern, self.counted.first.inner_text())
        if not found:
            raise PageChanged("the table shows no total", step="list")
        return int(found[1])

    def pages(self) -> Iterator[list[dict[str, str]]]:
        """Read page after page from the one shown to the last, or to as many as may be read."""
        self.at_page(1)
        yield from self._onward()

    def _onward(self) -> Iterator[list[dict[str, str]]]:
        for number in range(1, self.most + 1):
            yield self.rows()
            if number == self.most or self.following.is_disabled():
                return
            self.following.click()
            self.at_page(number + 1)

    def read_all(self) -> Table:
        """Read every page, and the total that the portal gives; with the largest page size where one page is short.

        A list that would not end within the pages that may be read, or that goes on past its own total, is left at
        once: it is not complete either way.
        """
        self.at_page(1)
        if self.page_size and self.words.largest_page and not self.following.is_disabled():
            self.page_size.select_option(label=self.words.largest_page[0])
            self.at_page(1)
        rows: list[dict[str, str]] = []
        for page in self._onward():
            rows += page
            total = self.total()
            if len(rows) > total or total > self.most * len(page):
                break
        return Table(rows=tuple(rows), total=self.total())
