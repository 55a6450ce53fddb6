"""个人中心: the frame around everything behind sign-in, with the ways to its pages."""

from contextlib import nullcontext
from typing import ClassVar, Self

from playwright.sync_api import Locator, Page

from pages import hearing, widgets
from pages.applications import Applications
from pages.base import BasePage, Need, Scope
from pages.ears import ears_of
from pages.filled_form import FilledFormPage
from pages.matching import exactly
from pages.network_idle import NetworkIdle
from pages.notices import close_notices
from pages.profile import Portal
from pages.record_list import RecordList
from pages.session import Session
from pages.steps import Steps
from pages.terms import Step
from pages.walking import walk
from pages.wording import FilledForm, Place


class Home(BasePage):
    """Go to 备案列表 or 我的申请; landmark: the heading of the frame. `address`: where it stood after the sign-in."""

    step = Step.LIST
    part = "home"
    record_list: ClassVar[type[RecordList]] = RecordList
    applications_page: ClassVar[type[Applications]] = Applications

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.home
        self.landmark = self.known_by(words.landmark)
        self.to_records = scope.get_by_role("link", name=exactly(words.records or ())).filter(visible=True)
        self.to_applications = scope.get_by_role("link", name=exactly(words.applications or ())).filter(visible=True)
        self.notice = scope.get_by_role("dialog", name=exactly(words.notice or ()))
        self.notice_close = self.notice.get_by_role("button", name=exactly(words.notice_close or ()))
        self.address = ""

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the ways to both lists."""
        words = self.portal.home
        records = () if words.to_records else (Need("home.records", "link", self.to_records),)
        applications = () if words.to_applications else (Need("home.applications", "link", self.to_applications),)
        return (*super().needs(), *records, *applications)

    def close_notices(self) -> None:
        """Close the portal's announcement whenever it stands in the way of an act, as a clerk would."""
        if self.portal.home.notice:
            self.page.add_locator_handler(self.notice, self._close_notice)

    def _close_notice(self, _notice: Locator) -> None:
        self.notice_close.click()

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
        again.close_notices()
        again.address = self.address
        return again

    def records(self) -> RecordList:
        """Open 备案列表."""
        self._go(self.portal.home.to_records, self.to_records, self.portal.records)
        return self.record_list.within(self.page, self.portal).arrive()

    def applications(self) -> Applications:
        """Open 我的申请."""
        self._go(self.portal.home.to_applications, self.to_applications, self.portal.applications)
        return self.applications_page.within(self.page, self.portal).arrive()

    def _go(self, steps: Steps, link: Locator, to: Place) -> None:
        if not steps:
            with self.acting():
                link.click()
            return
        if to.frame:  # the list that it opens with is on its way into the same frame
            NetworkIdle.of(self.page).wait(self.page, ears_of(self.page).patience)
        self._leave()
        with self.acting(), widgets.loading_anew(self.page) if to.frame else nullcontext():  # the old page is gone then
            walk(self, steps, {})

    def _leave(self) -> None:
        """Leave what lies over the page from before: an open form by its own way out, everything else by its ×."""
        ears_of(self.page).forget()
        form = self.portal.form
        if isinstance(form, FilledForm) and form.leave:
            open_form = FilledFormPage.within(self.page, self.portal)
            if open_form.is_here():
                walk(open_form, form.leave, {})
        with self.acting():
            hearing.tidy(self.scope, self.kits)
