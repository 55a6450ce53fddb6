"""备案列表: the account's records, searched, paged, and the way to 注销备案 (DOMAIN §1.1, steps 3 and 4)."""

from typing import ClassVar

from playwright.sync_api import Locator, Page

from pages import widgets
from pages.base import BasePage, Need, Scope
from pages.cancel_dialog import CancelDialog
from pages.errors import Refused
from pages.profile import Portal
from pages.readings import RecordRow, RecordsRead
from pages.terms import Step, normalise_number
from pages.wording import exactly


class RecordList(BasePage):
    """Read, search, and begin a cancellation; landmark: the heading."""

    step = Step.LIST
    part = "records"
    dialog_page: ClassVar[type[CancelDialog]] = CancelDialog

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.records
        self.landmark = self.heading(words.landmark)
        self.listing = widgets.PagedTable(scope, words, self.wait_for, portal.pace.most_pages)
        self.keyword = scope.get_by_label(exactly(words.keyword)).filter(visible=True)
        self.search_button = scope.get_by_role("button", name=exactly(words.search)).filter(visible=True)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the search and the table with its heads."""
        return (
            *super().needs(),
            *(Need(*each) for each in self.listing.needs("records")),
            Need("records.keyword", "textbox", self.keyword),
            Need("records.search", "button", self.search_button),
        )

    def settle(self) -> None:
        """Wait until the first rows have come."""
        with self.acting():
            self.listing.at_page(1)

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
            self._search_click()
            self.listing.at_page(1)
            found = self.listing.rows()
        self.raise_complaint()
        return [self._row(cells) for cells in found]

    def _search_click(self) -> None:
        widgets.click_seen(self.search_button)

    def cancel(self, number: str) -> CancelDialog:
        """Press 注销备案 beside the record with exactly this number; Refused when it is not offered there.

        A record on the first page is taken from there, as a clerk would; else the portal's search finds it.
        """
        raw = self._find(number)
        with self.acting():
            button = self._button(raw)
            if not button.count():
                raise Refused(f"the portal offers no cancellation of {number}", words="", step=self.step)
            button.click()
        return self.dialog_page.within(self.page, self.portal).arrive()

    def _row_of(self, raw: str) -> Locator:
        cell = self.scope.get_by_role("cell", name=raw, exact=True)
        return self.listing.table.get_by_role("row").filter(has=cell)

    def _button(self, raw: str) -> Locator:
        words = exactly(self.portal.records.cancel or ())
        return self._row_of(raw).get_by_role("button", name=words).filter(visible=True)

    def _find(self, number: str) -> str:
        """Bring the record with exactly this number into sight, and return how the portal writes it."""
        with self.acting():
            self.listing.at_page(1)
            raw = self._written(self.listing.rows(), number)
        if raw is None:
            self.search(number)
            with self.acting():
                raw = next((found for page in self.listing.pages() if (found := self._written(page, number))), None)
        if raw is None:
            raise Refused(f"the portal lists no record {number}", words="", step=self.step)
        return raw

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
