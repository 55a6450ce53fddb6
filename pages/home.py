"""个人中心: the frame around everything behind sign-in, with the ways to its pages."""

from typing import ClassVar, Self

from playwright.sync_api import Locator, Page

from pages.applications import Applications
from pages.base import BasePage, Need, Scope
from pages.profile import Portal
from pages.record_list import RecordList
from pages.session import Session
from pages.terms import Step
from pages.wording import exactly


class Home(BasePage):
    """Go to 备案列表 or 我的申请; landmark: the heading of the frame. `address`: where it stood after the sign-in."""

    step = Step.LIST
    part = "home"
    record_list: ClassVar[type[RecordList]] = RecordList
    applications_page: ClassVar[type[Applications]] = Applications

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.home
        self.landmark = self.heading(words.landmark)
        self.to_records = scope.get_by_role("link", name=exactly(words.records)).filter(visible=True)
        self.to_applications = scope.get_by_role("link", name=exactly(words.applications)).filter(visible=True)
        self.notice = scope.get_by_role("dialog", name=exactly(words.notice))
        self.notice_close = self.notice.get_by_role("button", name=exactly(words.notice_close))
        self.address = ""

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the ways to both lists."""
        return (
            *super().needs(),
            Need("home.records", "link", self.to_records),
            Need("home.applications", "link", self.to_applications),
        )

    def close_notices(self) -> None:
        """Close the portal's announcement whenever it stands in the way of an act, as a clerk would."""
        self.page.add_locator_handler(self.notice, self._close_notice)

    def _close_notice(self, _notice: Locator) -> None:
        self.notice_close.click()

    def session(self) -> Session:
        """Return what the portal keeps in this page besides cookies."""
        return Session.of(self.page)

    def reopened(self, page: Page) -> Self:
        """Come back here in a fresh page that knows the same session; raises what the portal says instead."""
        with self.acting():
            page.goto(self.address)
        again = type(self).within(page, self.portal).arrive()
        again.close_notices()
        again.address = self.address
        return again

    def records(self) -> RecordList:
        """Open 备案列表."""
        with self.acting():
            self.to_records.click()
        return self.record_list.within(self.page, self.portal).arrive()

    def applications(self) -> Applications:
        """Open 我的申请."""
        with self.acting():
            self.to_applications.click()
        return self.applications_page.within(self.page, self.portal).arrive()
