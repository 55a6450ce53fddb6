"""The ministry's page: a region from which every province's entrance is reached (DOMAIN §1.1, step 1)."""

from typing import ClassVar, Self

from playwright.sync_api import Locator, Page

from pages.base import BasePage, Need, Scope
from pages.ears import ears_of
from pages.login import LoginPage
from pages.matching import exactly
from pages.network_idle import NetworkIdle
from pages.notices import close_notices
from pages.profile import Portal
from pages.targets import landmark_words
from pages.terms import Step, region_of
from pages.walking import walk


class ProvinceSelector(BasePage):
    """Choose the province; landmark: the region's heading."""

    step = Step.SELECT
    part = "select"
    login_page: ClassVar[type[LoginPage]] = LoginPage

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = self.known_by(portal.select.landmark)
        self.region = scope.get_by_role("region", name=exactly(landmark_words(portal.select.landmark)))

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the region, and the way into the portal's own province."""
        if self.portal.select.steps:
            return super().needs()
        names = [self.portal.province] if self.portal.province else []
        entrances = [Need(f"select.provinces.{name}", "link", self._entrance(name)) for name in names]
        return (*super().needs(), Need("select.landmark", "region", self.region), *entrances)

    def open(self) -> Self:
        """Go to the portal's address; from here on its notices are closed as they come."""
        close_notices(self.page, self.outer, self.kits, self.portal)
        if self.portal.described:
            NetworkIdle.of(self.page)
        with self.acting():
            self.page.goto(self.portal.start)
        if self.portal.described:  # what is pressed before the page's scripts are there is answered by silence
            NetworkIdle.of(self.page).wait(self.page, ears_of(self.page).patience)
        return self.arrive()

    def provinces(self) -> list[str]:
        """Return the names of the entrances that are offered."""
        with self.acting():
            return [text.strip() for text in self.region.get_by_role("link").all_inner_texts()]

    def choose(self, province: str) -> LoginPage:
        """Enter the province's portal, by the steps of the profile or by the province's link."""
        page = self.page
        if steps := self.portal.select.steps:
            words = self.portal.select.provinces.get(province, (province,))
            page = walk(self, steps, {"province": words[0], "region": region_of(province)}).window
        else:
            with self.acting():
                self._entrance(province).click()
        login = self.login_page.within(page, self.portal)
        if steps := self.portal.sign_in.steps:
            walk(login, steps, {"province": province, "region": region_of(province)})
        return login.arrive()

    def _entrance(self, province: str) -> Locator:
        words = self.portal.select.provinces.get(province, (province,))
        return self.region.get_by_role("link", name=exactly(words))
