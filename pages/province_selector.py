"""The ministry's page: a region from which every province's entrance is reached (DOMAIN §1.1, step 1)."""

from playwright.sync_api import Page

from pages.base import BasePage, Scope
from pages.login import LoginPage
from pages.profile import Portal
from pages.terms import Step
from pages.wording import exactly


class ProvinceSelector(BasePage):
    """Choose the province; landmark: the region's heading."""

    step = Step.SELECT

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = self.heading(portal.select.landmark)
        self.region = scope.get_by_role("region", name=exactly(portal.select.landmark))

    def open(self) -> "ProvinceSelector":
        """Go to the portal's address."""
        with self.acting():
            self.page.goto(self.portal.address or "")
        return self.arrive()

    def provinces(self) -> list[str]:
        """Return the names of the entrances that are offered."""
        with self.acting():
            return [text.strip() for text in self.region.get_by_role("link").all_inner_texts()]

    def choose(self, province: str) -> LoginPage:
        """Enter the province's portal."""
        words = self.portal.select.provinces.get(province, (province,))
        with self.acting():
            self.region.get_by_role("link", name=exactly(words)).click()
        return LoginPage(self.page, self.scope, self.portal).arrive()
