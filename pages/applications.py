"""我的申请: every application of the account with its serial number and status (DOMAIN §1.1, step 8)."""

from playwright.sync_api import Page

from pages import widgets
from pages.base import BasePage, Need, Scope
from pages.profile import Portal
from pages.readings import ApplicationRow, ApplicationsRead
from pages.terms import Step, normalise_number


class Applications(BasePage):
    """Read the account's applications; landmark: the heading."""

    step = Step.APPLICATIONS
    part = "applications"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = self.heading(portal.applications.landmark)
        self.listing = widgets.PagedTable(scope, portal.applications, self.wait_for, portal.pace.most_pages)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the table with its heads."""
        return (*super().needs(), *(Need(*each) for each in self.listing.needs("applications")))

    def settle(self) -> None:
        """Wait until the first rows have come."""
        with self.acting():
            self.listing.at_page(1)

    def read_all(self) -> ApplicationsRead:
        """Read every page; raises what the portal complains of."""
        with self.acting():
            table = self.listing.read_all()
        self.raise_complaint()
        return ApplicationsRead(tuple(map(self._row, table.rows)), table.total, table.complete)

    def _row(self, cells: dict[str, str]) -> ApplicationRow:
        kinds = self.portal.form.kinds
        return ApplicationRow(
            serial=cells["serial"],
            number=normalise_number(cells["number"]),
            kind=next((kind for kind, words in kinds.items() if cells["kind"] in words), None),
            submitted_at=cells["submitted_at"],
            status=self.portal.application_status(cells["status"]),
            raw_status=cells["status"],
            opinion=cells["opinion"],
        )
