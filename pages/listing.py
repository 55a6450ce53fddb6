"""Lists as kits draw them: a table known by its column heads, or cards; pagers; what a row shows only when asked.

While a page loads the old rows stay under a mask or stay as they are; so rows are read when nothing is on the way any
more and the pager stands where it should. A list that counts itself must count what was read; one that does not is
whole when its pager has come to its end.
"""

import re
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import Locator, Page

from pages import finding, hearing
from pages.drawn_table import DrawnTable, drawn, heads_there
from pages.ears import ears_of
from pages.errors import PageChanged
from pages.finding import Scope
from pages.kits.kit import Kit, Pager
from pages.matching import is_one_of, says
from pages.network_idle import NetworkIdle
from pages.targets import ColumnRead, Target
from pages.waiting import come
from pages.widgets import Table, click_seen
from pages.wording import Listing

_NEAREST = """(list, { pagers, tables }) => {
    const seen = each => each.getClientRects().length > 0;
    const follows = (one, other) => one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    const all = [...list.ownerDocument.querySelectorAll(pagers)];
    const lists = [...list.ownerDocument.querySelectorAll(tables)].filter(seen).filter(each => !each.contains(list)
        && !list.contains(each) && !each.querySelector(pagers));
    const after = all.find(each => seen(each) && (list.contains(each) || follows(list, each)));
    const others = lists.filter(each => !after || follows(list, each) && follows(each, after));
    return after && !others.length ? all.indexOf(after) : lists.length ? -1 : all.findIndex(seen);
}"""
"""Which of a document's pagers is a list's: in it, or the next one after it, before any other list; or the only one."""
COUNTED = 2.0
"""Seconds after which a list that counts rows and shows none is taken as it is: not whole."""
CALM = 0.1
"""Seconds without anything under way after which a list has come: its rows are drawn by then."""


class KitList:
    """A list of a page. `wait` raises what the portal complains of; `most`: pages that are read of it."""

    def __init__(
        self, page: Page, scope: Scope, words: Listing, kits: tuple[Kit, ...], complain: Callable[[], None], most: int
    ) -> None:
        self.page = page
        self.scope = scope
        self.words = words
        self.kits = kits
        self.most = most
        self._complain = complain
        self._found: DrawnTable | None = None
        self._paged: tuple[Pager, Locator] | None = None

    # finding

    @property
    def heads(self) -> dict[str, tuple[str, ...]]:
        """Return the heads that the profile names, by our names of the columns."""
        found = {}
        for name, column in self.words.columns.items():
            head = column.head if isinstance(column, ColumnRead) else column
            if head and not isinstance(head, Target):
                found[name] = head
        return found

    @property
    def table(self) -> Locator:
        """Find the list, for a picture."""
        if self.words.rows is not None:
            return self._cards()
        found = self._table()
        return found.root if found else self.scope.locator("table").filter(visible=True)

    def _cards(self) -> Locator:
        return finding.find(self.scope, self.words.rows or (), "text").filter(visible=True)

    def _table(self) -> DrawnTable | None:
        found = drawn(self.scope, self.kits, self.heads, self._found)
        self._found = found or self._found
        return found

    def _there(self) -> DrawnTable:
        """Return the table; raises PageChanged with the heads that there are where none is ours."""
        found = self._table()
        if found is None:
            raise self._astray()
        return found

    def _pager(self) -> tuple[Pager, Locator] | None:
        """Find the list's pager; once for all that is asked of a page that has come."""
        if self._paged is None:
            self._paged = self._pager_there()
        return self._paged

    def _pager_there(self) -> tuple[Pager, Locator] | None:
        at = (self._found.root if self._found else self.table).first
        for pager in (kit.pager for kit in self.kits if kit.pager):
            if self.scope.locator(pager.root).filter(visible=True).count():
                tables = hearing.joined(kit.tables.root for kit in self.kits if kit.tables and kit.name != "native")
                sought = {"pagers": pager.root, "tables": f"{tables}, table:not(:is({tables}) table)"}
                if not at.count():  # an empty list: the pager that is to be seen
                    return pager, self.scope.locator(pager.root).filter(visible=True).first
                which = int(at.evaluate(_NEAREST, sought))
                if which >= 0:
                    return pager, self.scope.locator(pager.root).nth(which)
        return None

    # reading

    def settle(self) -> None:
        """Wait until the list is there and nothing of it is on the way."""
        self._paged = None
        NetworkIdle.of(self.page).wait(self.page, ears_of(self.page).patience, CALM)
        begun = time.monotonic()
        if not come(self.page, lambda: self._settled(time.monotonic() - begun), self._complain):
            raise self._astray()

    def _settled(self, waited: float) -> bool:
        if hearing.busy(self.scope, self.kits).count():
            return False
        if self.words.rows is not None:
            return bool(self._cards().count()) or self.total() == 0
        found = self._table()
        if found is None:
            return False
        rows = found.rows()
        if any(len(row) == 1 and says(self.words.loading, row[0]) for row in rows):
            return False
        return bool(rows) or waited > COUNTED or not self.total()

    def _astray(self) -> PageChanged:
        if self.words.rows is not None:
            return PageChanged("the list shows no rows", step="list")
        heads = "、".join(words[0] for words in self.heads.values())
        return PageChanged(f"no table has the columns {heads}", step="list", nearest=heads_there(self.scope, self.kits))

    def at_page(self, number: int) -> None:
        """Wait until the pager stands at a page, where it says so, and its rows have come."""
        if number == 1:
            self.settle()
            self._begin()
            return
        if not come(self.page, lambda: self._at() in (None, number), self._complain):
            raise PageChanged(f"the list stands at page {self._at()} instead of {number}", step="list")
        self.settle()

    def _begin(self) -> None:
        """Go to the first page, where the list stands at another: a way to it that it is on already loads nothing."""
        if self._at() in (None, 1):
            return
        found = self._pager()
        if found is None or not found[0].first:
            return
        self.click(found[1].locator(found[0].first).filter(visible=True).first)
        self.settle()

    def _at(self) -> int | None:
        if self.words.page_pattern:
            said = re.search(self.words.page_pattern, self.scope.locator("body").inner_text(), re.MULTILINE)
            return int(said[1]) if said else None
        found = self._pager()
        if found is None:
            return None
        current = found[1].locator(found[0].current).first
        number = re.search(r"\d+", current.inner_text()) if current.count() else None
        return int(number[0]) if number else None

    def rows(self) -> list[dict[str, str]]:
        """Read the rows that are shown, by our names of the columns; PageChanged where no table has the heads."""
        if self.words.rows is not None:
            return [self._card(card) for card in self._cards().all()]
        found = self._there()
        at = {
            name: next(i for i, head in enumerate(found.heads) if is_one_of(words, head))
            for name, words in self.heads.items()
        }
        last = max(at.values())
        return [{name: row[i] for name, i in at.items()} for row in found.rows() if len(row) > last]

    def _card(self, card: Locator) -> dict[str, str]:
        things = {name: each for name, each in self.words.columns.items() if not isinstance(each, ColumnRead)}
        read = {name: finding.read(card, thing) for name, thing in things.items()}
        return {name: found[0] if found else "" for name, found in read.items()}

    def total(self) -> int | None:
        """Read the portal's own count; None where it counts nothing."""
        if not self.words.total_pattern:
            return None
        found = self._pager()
        others = hearing.joined(kit.pager.root for kit in self.kits if kit.pager)
        if found is None and self.scope.locator(others).filter(visible=True).count():
            return None  # what is counted there is another list
        where = found[1] if found else self.scope.locator("body")
        count = re.search(self.words.total_pattern, where.inner_text()) if where.count() else None
        return int(count[1]) if count else None

    def pages(self) -> Iterator[list[dict[str, str]]]:
        """Read page after page from the first to the last, or to as many as may be read."""
        self.at_page(1)
        yield from self._onward()

    def _onward(self) -> Iterator[list[dict[str, str]]]:
        for number in range(1, self.most + 1):
            yield self.rows()
            if number == self.most or (following := self._following()) is None:
                return
            self.click(following)
            self.at_page(number + 1)

    def click(self, way: Locator) -> None:
        """Press what loads other rows; `settle` waits until they have begun to come."""
        click_seen(way)
        NetworkIdle.of(self.page).stir()

    def _following(self) -> Locator | None:
        """Return the way to the next page; None where there is none."""
        if self.words.following:
            way = finding.to_press(self.scope, self.words.following)
            return way.first if way.count() and way.first.is_enabled() else None
        found = self._pager()
        if found is None:
            return None
        way = found[1].locator(found[0].following).filter(visible=True)
        ended = not way.count() or way.first.evaluate("(e, css) => e.matches(css)", found[0].ended)
        return None if ended else way.first

    def read_all(self, more: "Callable[[int, dict[str, str]], None] | None" = None) -> Table:
        """Read every page; `more` is called for each row while it is shown, with its place on the page."""
        self.at_page(1)
        self._enlarge()
        rows: list[dict[str, str]] = []
        total = None
        for page in self._onward():
            for index, row in enumerate(page):
                if more:
                    more(index, row)
            rows += page
            total = self.total()
            if total is not None and (len(rows) > total or total > self.most * max(1, len(page))):
                break
        ended = total is not None or self._following() is None
        return Table(rows=tuple(rows), total=total if total is not None else len(rows) if ended else len(rows) + 1)

    def _enlarge(self) -> None:
        """Let a page have as many rows as it may, where one page is short: so fewer are asked for."""
        found = self._pager()
        if found is None or not found[0].size or self._following() is None:
            return
        size = found[1].locator(found[0].size).filter(visible=True)
        if size.count() != 1:
            return
        native = size.locator("select")
        kit = next(kit for kit in self.kits if kit.pager is found[0])
        if native.count():
            native.select_option(index=native.locator("option").count() - 1)
        elif kit.select:
            size.locator(kit.select.opener).filter(visible=True).first.click()
            options = self.scope.locator(kit.select.option).filter(visible=True)
            options.first.wait_for()
            options.last.click()
        NetworkIdle.of(self.page).stir()
        self.at_page(1)

    # one row

    def row(self, index: int) -> tuple[Locator, ...]:
        """Find a row of those shown, wherever the kit draws it: fixed columns lie over the others."""
        return (self._cards().nth(index),) if self.words.rows is not None else self._there().row(index)

    def cell(self, index: int, head: tuple[str, ...]) -> Locator:
        """Find a cell of a row of those shown, by the head of its column."""
        return self._there().cell(index, head)

    def unfolded(self, index: int) -> Locator:
        """Unfold a row, and return what shows then."""
        return self._there().unfolded(index)
