"""备案列表: the account's records, searched, paged, and the way to 注销备案 (DOMAIN §1.1, steps 3 and 4)."""

from playwright.sync_api import Locator, Page

from pages.base import BasePage, Need, Scope
from pages.cancel_dialog import Asked, CancelDialog, FormAtOnce
from pages.errors import PageChanged, Refused
from pages.listing import KitList
from pages.profile import Cause, Portal
from pages.reading_rows import list_of
from pages.readings import RecordRow, RecordsRead
from pages.steps import bare_number
from pages.terms import Kind, Reason, Step, is_site_number, normalise_number, subject_of
from pages.walking import walk


class RecordList(BasePage):
    """Read, search, and begin a cancellation; landmark: the heading."""

    step = Step.LIST
    part = "records"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.records
        self.landmark = self.known_by(words.landmark)
        self.listing = list_of(self, words)
        self.keyword = self.find(words.keyword, "field") if words.keyword else None
        self.search_button = self.find(words.search, "button") if words.search else None

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the search, where there is one. The heads are looked for when the list is read."""
        search = [("keyword", "textbox", self.keyword), ("search", "button", self.search_button)]
        return (
            *super().needs(),
            *(Need(f"records.{key}", role, found) for key, role, found in search if found is not None),
        )

    def subject(self) -> Locator:
        """Find the table."""
        return self.listing.table

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
        if self.keyword is None or self.search_button is None:
            raise PageChanged("the profile names no search of the records", step=self.step)
        with self.acting():
            self.listing.settle()
            self.keyword.fill(keyword)
            self.listing.click(self.search_button)
            self.listing.at_page(1)
            found = self.listing.rows()
        self.raise_complaint()
        return [self._row(cells) for cells in found]

    def cancel(self, number: str, kind: Kind | None = None, cause: Cause | None = None) -> CancelDialog:
        """Begin the cancellation of the record with exactly this number; Refused when it is not offered there.

        A record on the first page is taken from there, as a clerk would; else the portal's search finds it. On go the
        steps of the profile for this kind.
        """
        self._find(number)
        return self._by_steps(self.listing, number, kind, cause)

    def _by_steps(self, listing: KitList, number: str, kind: Kind | None, cause: Cause | None) -> CancelDialog:
        steps = self.portal.records.act.get(kind or "*") or self.portal.records.act.get("*")
        if not steps:
            raise PageChanged(f"the profile says no way from a record to {kind or 'the form'}", step=self.step)
        with self.acting():
            rows = listing.rows()
            index = next(i for i, row in enumerate(rows) if self._is(row, number))
            found = listing.row(index)
        names = {
            "number": number,
            "bare_number": bare_number(number),
            "subject": subject_of(number),
            "kind": (self.portal.form.kinds.get(kind) or (kind,))[0] if kind else "",
            "reason": self._reason(cause),
            "site": rows[index].get("site", ""),
        }
        gone = walk(self, steps, names, found)
        dialog = CancelDialog.within(gone.window, self.portal)
        dialog.asked = Asked(number, kind, names)
        if not self.portal.dialog.title:
            dialog = FormAtOnce(gone.window, dialog.scope, self.portal, dialog.asked, gone.said)
        return dialog.arrive()

    def _reason(self, cause: Cause | None) -> str:
        """Return what the portal calls a cause; empty where none is given."""
        form = self.portal.form
        words = form.reasons.get(cause) if isinstance(cause, Reason) else None
        return (words or (cause or "",))[0]

    def _is(self, row: dict[str, str], number: str) -> bool:
        """Say whether a row is the record of this number, or a site under it where the list shows sites alone."""
        found = normalise_number(row["number"])
        by_sites = self.portal.records.subject == "by_sites"
        return found == number or (by_sites and not is_site_number(number) and found.startswith(f"{number}-"))

    def _find(self, number: str) -> str:
        """Bring the record with exactly this number into sight, and return how the portal writes it."""
        with self.acting():
            self.listing.at_page(1)
            raw = self._written(self.listing.rows(), number)
        if raw is None:
            if self.keyword is not None:
                self.search(number)
            with self.acting():
                raw = next((found for page in self.listing.pages() if (found := self._written(page, number))), None)
        if raw is None:
            raise Refused(f"the portal lists no record {number}", words="", step=self.step)
        return raw

    def _written(self, rows: list[dict[str, str]], number: str) -> str | None:
        """Return how the portal writes this very number in one of the rows."""
        return next((row["number"] for row in rows if self._is(row, number)), None)

    def _row(self, cells: dict[str, str]) -> RecordRow:
        return RecordRow(
            site=cells["site"],
            number=normalise_number(cells["number"]),
            filed_on=cells.get("filed_on", ""),
            status=self.portal.record_status(cells["status"]),
            raw_status=cells["status"],
        )
