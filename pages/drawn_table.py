"""A table as a kit draws it, known by its column heads; heads may be a table of their own, columns be drawn twice."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Locator

from pages.errors import PageChanged
from pages.finding import Scope
from pages.kits.kit import Kit, Tables
from pages.matching import is_one_of

_HEADS = """(tables, css) => tables.map(table => {
    const heads = [...table.querySelectorAll(css)], grid = [];
    const rows = [...new Set(heads.map(head => head.parentElement))];
    rows.forEach((row, y) => {
        let x = 0;
        for (const head of heads.filter(each => each.parentElement === row)) {
            while (grid[y]?.[x] !== undefined) x++;
            for (let down = 0; down < (head.rowSpan || 1); down++) for (let on = 0; on < (head.colSpan || 1); on++)
                (grid[y + down] ??= [])[x + on] = (head.innerText.trim() || head.textContent.trim());
        }
    });
    return [...(grid[rows.length - 1] ?? [])].map(head => head ?? '');
})"""
"""The heads of each table, as they stand over its cells: of split heads the lower ones."""
_ROWS = """(table, css) => {
    const said = cell => cell.innerText.trim() || cell.textContent.trim();
    return [...table.querySelectorAll(css)].filter(row => row.getClientRects().length)
        .map(row => [...row.children].map(said));
}"""


@dataclass(frozen=True)
class DrawnTable:
    """One table: its parts as its kit names them, where it is, the heads over its cells."""

    tables: Tables
    root: Locator
    heads: tuple[str, ...]

    def rows(self) -> list[list[str]]:
        """Read the cells of every row that is shown."""
        return [list(map(str, row)) for row in self.root.evaluate(_ROWS, self.tables.rows)]

    def row(self, index: int) -> tuple[Locator, ...]:
        """Find a row of those shown, wherever the kit draws it: fixed columns lie over the others."""
        copies = self.tables.copies or (self.tables.rows,)
        return tuple(self.root.locator(each).filter(visible=True).nth(index) for each in copies)

    def cell(self, index: int, head: tuple[str, ...]) -> Locator:
        """Find a cell of a row of those shown, by the head of its column."""
        at = next(i for i, each in enumerate(self.heads) if is_one_of(head, each))
        main = self.root.locator(self.tables.rows).filter(visible=True).nth(index)
        for row in (main, *self.row(index)):  # where another copy shows the column, this one has its content hidden
            cell = row.locator(f"xpath=*[{at + 1}]").filter(visible=True)
            if cell.locator("xpath=descendant-or-self::*[not(*)]").filter(visible=True).count():
                return cell.first
        raise PageChanged(f"no cell stands under {head[0]}", step="list")

    def unfolded(self, index: int) -> Locator:
        """Unfold a row, and return what shows then."""
        unfold = self.tables.unfold
        if not unfold:
            raise PageChanged("this list has no rows that unfold", step="list")
        shown = self.root.locator(self.tables.unfolded).filter(visible=True)
        before = shown.count()
        next(row for row in self.row(index) if row.locator(unfold).count()).locator(unfold).first.click()
        shown.nth(before).wait_for()
        at = self.root.locator(self.tables.rows).filter(visible=True).nth(index)
        return at.locator("xpath=following-sibling::*[1]")


def drawn(
    scope: Scope, kits: tuple[Kit, ...], heads: Mapping[str, tuple[str, ...]], before: DrawnTable | None = None
) -> DrawnTable | None:
    """Find the table that has all of these heads, if there is one; the kit that drew it before is asked first."""
    every = [kit.tables for kit in kits if kit.tables]
    if before:
        every.sort(key=lambda tables: tables is not before.tables)
    for tables in every:
        roots = scope.locator(tables.root).filter(visible=True)
        for at, over in enumerate(roots.evaluate_all(_HEADS, tables.heads)):
            if all(any(is_one_of(words, head) for head in over) for words in heads.values()):
                return DrawnTable(tables, roots.nth(at), tuple(map(str, over)))
    return None


def heads_there(scope: Scope, kits: tuple[Kit, ...]) -> tuple[str, ...]:
    """Return every head of every table that is shown."""
    every = [
        str(head)
        for tables in (kit.tables for kit in kits if kit.tables)
        for heads in scope.locator(tables.root).filter(visible=True).evaluate_all(_HEADS, tables.heads)
        for head in heads
        if head
    ]
    return tuple(dict.fromkeys(every))
