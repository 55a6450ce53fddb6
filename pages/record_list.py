"""备案列表: the account's records, searched, paged, and the way to 注销备案 (DOMAIN §1.1, steps 3 and 4)."""

from playwright.sync_api import Page

from pages import widgets
from pages.base import BasePage, Scope
from pages.cancel_dialog import CancelDialog
from pages.errors import Refused
from pages.profile import Portal
from pages.readings import RecordRow, RecordsRead
from pages.terms import Step, normalise_number
from pages.wording import exactly


class RecordList(BasePage):
    """Read, search, and begin a cancellation; landmark: the heading."""

    step = Step.LIST

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.records
        self.landmark = self.heading(words.landmark)
        self.listing = widgets.PagedTable(page, scope, words)
        self.keyword = scope.get_by_label(exactly(words.keyword)).filter(visible=True)
        self.search_button = scope.get_by_role("button", name=exactly(words.search)).filter(visible=True)

    def read_all(self) -> RecordsRead:
        """Read every page of the list; raises what the portal complains of."""
        with self.acting():
            table = self.listing.read_all()
        self.raise_complaint()
        return RecordsRead(tuple(map(self._row, table.rows)), table.total, table.complete)

    def search(self, keyword: str) -> list[RecordRow]:
        """Let the portal search by site name or number; returns the first page of what it finds."""
        with self.acting():
            self.listing.settle()
            self.keyword.fill(keyword)
            self.search_button.click()
            self.listing.at_page(1)
            found = self.listing.rows()
        self.raise_complaint()
        return [self._row(cells) for cells in found]

    def cancel(self, number: str) -> CancelDialog:
        """Press 注销备案 beside the record with exactly this number; Refused when it is not offered there.

        A record on the first page is taken from there, as a clerk would; else the portal's search finds it.
        """
        with self.acting():
            self.listing.at_page(1)
            raw = self._written(self.listing.rows(), number)
        if raw is None:
            self.search(number)
            with self.acting():
                raw = next((found for page in self.listing.pages() if (found := self._written(page, number))), None)
        if raw is None:
            raise Refused(f"the portal lists no record {number}", words="", step=self.step)
        with self.acting():
            cell = self.scope.get_by_role("cell", name=raw, exact=True)
            row = self.listing.table.get_by_role("row").filter(has=cell)
            button = row.get_by_role("button", name=exactly(self.portal.records.cancel)).filter(visible=True)
            if not button.count():
                raise Refused(f"the portal offers no cancellation of {number}", words="", step=self.step)
            button.click()
        return CancelDialog(self.page, self.scope, self.portal).arrive()

    def _written(self, rows: list[dict[str, str]], number: str) -> str | None:
        """Return how the portal writes this very number in one of the rows."""
        return next((row["number"] for row in rows if normalise_number(row["number"]) == number), None)

    def _row(self, cells: dict[str, str]) -> RecordRow:
        return RecordRow(
            site=cells["site"],
            number=normalise_number(cells["number"]),
            filed_on=cells["filed_on"],
            status=self.portal.record_status(cells["status"]),
            raw_status=cells["status"],
        )
