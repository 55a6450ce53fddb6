"""Widgets of the bundled portal's pages; besides `kits/` the only module that may find by class.

Toasts, hand-made boxes, loading masks and drop-downs of Vue 2 / Element UI portals (DOMAIN §3) carry no
roles of their own. Everything else is found by role, label or text in the page classes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from pages.finding import Scope

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


def slider_at(scope: Scope, value: str) -> Locator:
    """Find a slider that stands at a value."""
    return scope.locator(f'[aria-valuenow="{value}"]')


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


@dataclass(frozen=True)
class Table:
    """What a paged table showed: one dict a row (our column names → raw text), and the portal's own total."""

    rows: tuple[dict[str, str], ...]
    total: int

    @property
    def complete(self) -> bool:
        """Say whether as many rows were read as the portal counts."""
        return len(self.rows) == self.total
