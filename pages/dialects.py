"""The dialects: where each one's journey begins. What follows, every page names itself."""

from playwright.sync_api import Page

from pages.licence import LicencePlatform
from pages.profile import Portal
from pages.province_selector import ProvinceSelector

ENTRANCES: dict[str, type[ProvinceSelector]] = {
    "modern": ProvinceSelector,
    "licence": LicencePlatform,
    "kits": ProvinceSelector,
}


def entrance_of(page: Page, portal: Portal) -> ProvinceSelector:
    """Return the page where the way into a portal begins."""
    return ENTRANCES[portal.dialect].within(page, portal)
