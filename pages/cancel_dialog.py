"""The confirmation window in front of the form. It hangs under <body>, not in the list (DOMAIN §3)."""

import re

from playwright.sync_api import Page

from pages.base import BasePage, Scope
from pages.profile import Portal
from pages.submission import SubmissionPage
from pages.terms import Step
from pages.wording import exactly


class CancelDialog(BasePage):
    """Read and confirm, or dismiss; landmark: the dialog by its title."""

    step = Step.DIALOG

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = page.get_by_role("dialog", name=exactly(portal.dialog.title)).filter(visible=True)
        self.confirm_button = self.landmark.get_by_role("button", name=exactly(portal.dialog.confirm))
        self.dismiss_button = self.landmark.get_by_role("button", name=exactly(portal.dialog.dismiss))

    def text(self) -> str:
        """Return what the window says, on one line."""
        with self.acting():
            return " ".join(self.landmark.inner_text().split())

    def sites(self) -> int | None:
        """Return how many sites the window says will go with the 主体; None when it names no count."""
        found = re.search(self.portal.dialog.sites_pattern, self.text())
        return int(found[1]) if found else None

    def confirm(self) -> SubmissionPage:
        """Go on to the form."""
        with self.acting():
            self.confirm_button.click()
        return SubmissionPage(self.page, self.scope, self.portal).arrive()

    def dismiss(self) -> None:
        """Close the window without going on."""
        with self.acting():
            self.dismiss_button.click()
            self.landmark.wait_for(state="hidden")
