"""The confirmation window in front of the form. It hangs under <body>, not in the list (DOMAIN §3)."""

import re
from typing import Self

from playwright.sync_api import Locator, Page

from pages import finding, hearing
from pages.base import BasePage, Need, Scope
from pages.form import Asked
from pages.profile import Portal
from pages.submission import SubmissionPage
from pages.terms import Step
from pages.walking import walk

__all__ = ["Asked", "CancelDialog", "FormAtOnce"]


class CancelDialog(BasePage):
    """Read and confirm, or dismiss; landmark: the dialog by its title."""

    step = Step.DIALOG
    part = "dialog"
    asked: Asked | None = None

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.dialog
        title = words.title or ()
        self.landmark = hearing.innermost(hearing.window(scope, self.kits, title))
        self.confirm_button = finding.pressed(self.landmark, words.confirm or ())
        self.dismiss_button = finding.pressed(self.landmark, words.dismiss or ())

    def arrive(self) -> Self:
        """Wait until it is there; raises what the portal says instead, or PageChanged."""
        self.wait_for(self.landmark)
        return self

    def _complaints(self, scope: Scope) -> tuple[Locator, ...]:
        """Return what may complain here: a box over the page is what is waited for."""
        found = super()._complaints(scope)
        return (found[0], scope.locator(":not(*)"), *found[2:])

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

    def confirm(self) -> SubmissionPage:
        """Go on to the form."""
        with self.acting():
            finding.to_press(self.landmark, self.portal.dialog.confirm or ()).click()
            self.landmark.wait_for(state="hidden")
        return self.form()

    def form(self) -> SubmissionPage:
        """Arrive at the form."""
        form = SubmissionPage.within(self.page, self.portal)
        form.asked = self.asked
        return form.arrive()

    def dismiss(self) -> None:
        """Close the window without going on."""
        with self.acting():
            finding.to_press(self.landmark, self.portal.dialog.dismiss or ()).click()
            self.landmark.wait_for(state="hidden")


class FormAtOnce(CancelDialog):
    """No window in front of the form: the steps from the record lead to it. `said`: what was asked natively on them."""

    def __init__(self, page: Page, scope: Scope, portal: Portal, asked: Asked | None, said: str = "") -> None:
        super().__init__(page, scope, portal)
        self.asked = asked
        self.said = said
        self.landmark = SubmissionPage.within(page, portal).landmark

    def needs(self) -> tuple[Need, ...]:
        """Return nothing: there is no window."""
        return ()

    def text(self) -> str:
        """Return what was asked on the way; nothing where nothing was."""
        return self.said

    def confirm(self) -> SubmissionPage:
        """Be at the form."""
        return self.form()

    def dismiss(self) -> None:
        """Leave the form by its own way out."""
        if leave := self.portal.form.leave:
            walk(SubmissionPage.within(self.page, self.portal), leave, {})
