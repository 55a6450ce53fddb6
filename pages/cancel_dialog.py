"""The confirmation window in front of the form. It hangs under <body>, not in the list (DOMAIN §3)."""

import re
from typing import ClassVar

from playwright.sync_api import Page

from pages.base import BasePage, Need, Scope
from pages.form import FormPage
from pages.profile import Portal
from pages.submission import SubmissionPage
from pages.terms import Step
from pages.wording import exactly


class CancelDialog(BasePage):
    """Read and confirm, or dismiss; landmark: the dialog by its title."""

    step = Step.DIALOG
    part = "dialog"
    form_page: ClassVar[type[FormPage]] = SubmissionPage

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.dialog
        self.landmark = scope.get_by_role("dialog", name=exactly(words.title or ())).filter(visible=True)
        self.confirm_button = self.landmark.get_by_role("button", name=exactly(words.confirm or ()))
        self.dismiss_button = self.landmark.get_by_role("button", name=exactly(words.dismiss or ()))

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the window and both of its buttons."""
        return (
            Need("dialog.title", "dialog", self.landmark),
            Need("dialog.confirm", "button", self.confirm_button),
            Need("dialog.dismiss", "button", self.dismiss_button),
        )

    def text(self) -> str:
        """Return what the window says, on one line."""
        with self.acting():
            return " ".join(self.landmark.inner_text().split())

    def sites(self) -> int | None:
        """Return how many sites the window says will go with the 主体; None when it names no count."""
        pattern = self.portal.dialog.sites_pattern
        found = re.search(pattern, self.text()) if pattern else None
        return int(found[1]) if found else None

    def confirm(self) -> FormPage:
        """Go on to the form."""
        with self.acting():
            self.confirm_button.click()
        return self.form_page.within(self.page, self.portal).arrive()

    def dismiss(self) -> None:
        """Close the window without going on."""
        with self.acting():
            self.dismiss_button.click()
            self.landmark.wait_for(state="hidden")
