"""The list that a profile describes, and what a row of it says only when it is asked."""

from playwright.sync_api import Locator

from pages import finding, hearing
from pages.base import BasePage
from pages.listing import KitList
from pages.targets import ColumnRead
from pages.waiting import come
from pages.wording import Listing

_ATTRIBUTE = "(e, name) => [e, ...e.querySelectorAll('*')].map(each => each.getAttribute(name)).find(Boolean)"


def list_of(page: BasePage, words: Listing) -> KitList:
    """Return a page's list."""
    most = page.portal.pace.most_pages
    return KitList(page.page, page.scope, words, page.kits, page.raise_complaint, most)


def read_more(page: BasePage, listing: KitList, index: int, how: ColumnRead) -> str:
    """Return what a row says when it is pointed at, unfolded or opened; empty where it says nothing."""
    with page.acting():
        if how.unfold:
            return _told(listing.unfolded(index), how)
        if how.opens is not None:
            row = next(each for each in listing.row(index) if finding.to_press(each, how.opens).count())
            finding.to_press(row, how.opens).first.click()
            said = come(page.page, lambda: _told(page.scope.locator("html"), how), page.raise_complaint) or ""
            hearing.tidy(page.scope, page.kits)
            return said
        return _tooltip(page, listing, index, how)


def _told(root: Locator, how: ColumnRead) -> str:
    if how.read is None:
        return " ".join(root.inner_text().split())
    return next(iter(finding.read(root, how.read)), "")


def _tooltip(page: BasePage, listing: KitList, index: int, how: ColumnRead) -> str:
    cell = listing.cell(index, how.head or ())
    if how.attribute:
        own = cell.evaluate(
            "(e, name) => [e, ...e.querySelectorAll('*')].map(x => x.getAttribute(name)).find(Boolean)", how.attribute
        )
        return " ".join(str(own or "").split())
    page.page.mouse.move(0, 0)
    tips = hearing.tips(page.scope, page.kits)
    tips.first.wait_for(state="hidden")
    inside = cell.locator("xpath=descendant-or-self::*[not(*)]").filter(visible=True)
    (inside.first if inside.count() else cell).hover()
    tips.first.wait_for()
    return " ".join(tips.first.inner_text().split())
