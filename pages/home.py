"""个人中心: the frame around everything behind sign-in, with the ways to its pages."""

from contextlib import nullcontext
from typing import Self

from playwright.sync_api import Page

from pages import hearing, widgets
from pages.applications import Applications
from pages.base import BasePage, Scope
from pages.ears import ears_of
from pages.network_idle import NetworkIdle
from pages.notices import close_notices
from pages.profile import Portal
from pages.record_list import RecordList
from pages.session import Session
from pages.steps import Steps
from pages.submission import SubmissionPage
from pages.terms import Step
from pages.walking import walk
from pages.wording import Place


class Home(BasePage):
    """Go to 备案列表 or 我的申请; landmark: the heading of the frame. `address`: where it stood after the sign-in."""

    step = Step.LIST
    part = "home"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = self.known_by(portal.home.landmark)
        self.address = ""

    def session(self) -> Session:
        """Return what the portal keeps in this page besides cookies."""
        return Session.of(self.page)

    def reopened(self, page: Page) -> Self:
        """Come back here in a fresh page that knows the same session; raises what the portal says instead."""
        again = type(self).within(page, self.portal)
        close_notices(page, again.outer, again.kits, again.portal)
        NetworkIdle.of(page)
        with self.acting():
            page.goto(self.address)
        again.arrive()
        again.address = self.address
        return again

    def records(self) -> RecordList:
        """Open 备案列表."""
        self._go(self.portal.home.to_records, self.portal.records)
        return RecordList.within(self.page, self.portal).arrive()

    def applications(self) -> Applications:
        """Open 我的申请."""
        self._go(self.portal.home.to_applications, self.portal.applications)
        return Applications.within(self.page, self.portal).arrive()

    def _go(self, steps: Steps, to: Place) -> None:
        if to.frame:  # the list that it opens with is on its way into the same frame
            NetworkIdle.of(self.page).wait(self.page, ears_of(self.page).patience)
        self._leave()
        with self.acting(), widgets.loading_anew(self.page) if to.frame else nullcontext():  # the old page is gone then
            walk(self, steps, {})

    def _leave(self) -> None:
        """Leave what lies over the page from before: an open form by its own way out, everything else by its ×."""
        ears_of(self.page).forget()
        if leave := self.portal.form.leave:
            open_form = SubmissionPage.within(self.page, self.portal)
            if open_form.is_here():
                walk(open_form, leave, {})
        with self.acting():
            hearing.tidy(self.scope, self.kits)
