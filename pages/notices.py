"""Notices that may lie over any page: closed as a clerk would, before they cover an act, and no complaints."""

from contextlib import suppress

from playwright.sync_api import Locator, Page

from pages import finding, hearing
from pages.errors import PortalError
from pages.failures import translated
from pages.finding import Scope
from pages.kits.kit import Kit
from pages.matching import exactly
from pages.profile import Portal
from pages.targets import Target, words_of
from pages.wording import Notice


def close_notices(page: Page, scope: Scope, kits: tuple[Kit, ...], portal: Portal) -> None:
    """Close the portal's announcements whenever they stand in the way of an act on this window."""
    for notice in portal.notices:

        def close(_lying: Locator, one: Notice = notice) -> None:
            _close(scope, kits, one)

        page.add_locator_handler(there(scope, kits, notice), close)


def but_notices(boxes: Locator, scope: Scope, portal: Portal) -> Locator:
    """Leave the announcements out of some boxes: they are no complaints."""
    for notice in portal.notices:
        boxes = boxes.filter(has_not=scope.get_by_text(exactly(words_of(notice.there))))
    return boxes


def there(scope: Scope, kits: tuple[Kit, ...], notice: Notice) -> Locator:
    """Find an announcement: a window by its title, or what a target names."""
    if isinstance(notice.there, Target):
        return finding.find(scope, notice.there, "text").filter(visible=True).first
    return hearing.innermost(hearing.window(scope, kits, notice.there))


def _close(scope: Scope, kits: tuple[Kit, ...], notice: Notice) -> None:
    """Press what closes an announcement; one that is closing by now may go under the pointer."""
    if notice.close is None:
        hearing.tidy(scope, kits)
        return
    within = finding.to_press(there(scope, kits, notice), notice.close)
    button = within if within.count() else finding.to_press(scope, notice.close)
    if button.count():
        with suppress(PortalError), translated("notice"):
            button.first.click(timeout=hearing.CLOSING)
