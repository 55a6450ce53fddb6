"""我的申请: every application of the account with its serial number and status (DOMAIN §1.1, step 8)."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page

from pages.base import BasePage, Scope
from pages.matching import is_one_of
from pages.profile import Portal
from pages.reading_rows import list_of, read_more
from pages.readings import ApplicationRow, ApplicationsRead
from pages.targets import ColumnRead
from pages.terms import ApplicationStatus, Step, normalise_number


class Applications(BasePage):
    """Read the account's applications; landmark: the heading."""

    step = Step.APPLICATIONS
    part = "applications"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = self.known_by(portal.applications.landmark)
        self.listing = list_of(self, portal.applications)
        self._known: Mapping[str, str] = {}

    def subject(self) -> Locator:
        """Find the table."""
        return self.listing.table

    def settle(self) -> None:
        """Wait until the first rows have come."""
        with self.acting():
            self.listing.at_page(1)

    def read_all(self, known: Mapping[str, str] | None = None) -> ApplicationsRead:
        """Read every page; raises what the portal complains of.

        `known`: what is known already of applications that ended badly, by serial: status and opinion. Nobody asks for
        it again.
        """
        self._known = known or {}
        more = self._opinion if self._asks else None
        with self.acting():
            table = self.listing.read_all(more)
        self.raise_complaint()
        return ApplicationsRead(tuple(map(self._row, table.rows)), table.total, table.complete)

    @property
    def _asks(self) -> ColumnRead | None:
        """Return how an opinion is asked for, where it does not stand in a cell as it is."""
        column = self.portal.applications.columns.get("opinion")
        return column if isinstance(column, ColumnRead) else None

    def _opinion(self, index: int, cells: dict[str, str]) -> None:
        """Ask for the opinion of a row that ended badly, while it is shown."""
        status = self.portal.application_status(cells["status"])
        known = self._known.get(cells["serial"], "").partition(f"{cells['status']} ")
        if not known[0] and known[2]:
            cells["opinion"] = known[2]
        elif self._asks and status in (ApplicationStatus.REJECTED, ApplicationStatus.RETURNED):
            cells["opinion"] = read_more(self, self.listing, index, self._asks)

    def _row(self, cells: dict[str, str]) -> ApplicationRow:
        kinds = self.portal.form.kinds
        return ApplicationRow(
            serial=cells["serial"],
            number=normalise_number(cells["number"]),
            kind=next((kind for kind, words in kinds.items() if is_one_of(words, cells["kind"])), None),
            submitted_at=cells.get("submitted_at", ""),
            status=self.portal.application_status(cells["status"]),
            raw_status=cells["status"],
            opinion=cells.get("opinion", ""),
        )
