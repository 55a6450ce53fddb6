"""The ministry's page, from which every province's sign-in is reached (DOMAIN §1.1, step 1)."""

from typing import Self

from playwright.sync_api import Locator, Page

from pages.base import BasePage, Scope
from pages.ears import ears_of
from pages.login import LoginPage
from pages.network_idle import NetworkIdle
from pages.notices import close_notices
from pages.profile import Portal
from pages.terms import Step, region_of
from pages.walking import walk


class ProvinceSelector(BasePage):
    """Choose the province; landmark: the page's heading."""

    step = Step.SELECT
    part = "select"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = self.known_by(portal.select.landmark)

    def _signed_out(self, scope: Scope) -> tuple[Locator, ...]:  # noqa: ARG002 - nobody is signed in yet
        return ()

    def open(self) -> Self:
        """Go to the portal's address; from here on its notices are closed as they come."""
        close_notices(self.page, self.outer, self.kits, self.portal)
        NetworkIdle.of(self.page)
        with self.acting():
            self.page.goto(self.portal.start)
        # what is pressed before the page's scripts are there is answered by silence
        NetworkIdle.of(self.page).wait(self.page, ears_of(self.page).patience)
        return self.arrive()

    def choose(self, province: str) -> LoginPage:
        """Enter the province's portal by the steps of the profile; without any the sign-in stands here."""
        words = self.portal.select.provinces.get(province, (province,))
        names = {"province": words[0], "region": region_of(province)}
        login = LoginPage.within(walk(self, self.portal.select.steps, names).window, self.portal)
        if steps := self.portal.sign_in.steps:
            walk(login, steps, names)
        return login.arrive()
