"""The sites, each with its office as on its first day; skipped where the kits' files are not at hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.kits.portals.by_hand import BY_HAND
from tests.kits.portals.by_hand.person import ByHand
from tests.kits.portals.server import SITES, KitPortal, office_of


@pytest.fixture(scope="module", params=SITES)
def running(request: pytest.FixtureRequest, vendor: Path) -> Iterator[KitPortal]:
    """Return a site that listens, for as long as there are tests of it."""
    with KitPortal(office_of(request.param), vendor, request.param) as portal:
        yield portal


@pytest.fixture
def site(running: KitPortal) -> KitPortal:
    """Return the site with its office as seeded, nobody signed in."""
    running.reset()
    return running


@pytest.fixture
def plain_page(context: BrowserContext) -> Page:
    """Return a page to which nobody listens but whoever sits before it."""
    page = context.new_page()
    page.set_default_timeout(8000)
    return page


@pytest.fixture
def person(plain_page: Page, site: KitPortal) -> ByHand:
    """Return somebody who knows the way through the site."""
    return BY_HAND[site.site](plain_page, site.url, site.office.variant("广东").words)
