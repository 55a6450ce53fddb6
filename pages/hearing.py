"""What a page says and what lies over it, whatever kit drew it: messages, boxes, windows, masks, tips.

A message that fades is read while it stands; a box that opens unasked is a complaint like it. What stays is closed
before the next act (`tidy`), by its ×, never by an answer.
"""

from collections.abc import Iterable
from contextlib import suppress

from playwright.sync_api import Locator

from pages.errors import PortalError
from pages.failures import translated
from pages.finding import Scope, text_of
from pages.kits.kit import Kit, Windows
from pages.matching import exactly

_CLOSE_BY = "position() <= 3 and not(self::html or self::body or self::main)"
CLOSING = 2000
"""Milliseconds in which a window is gone after its × was pressed."""
MOST = 10
"""Windows that lie over one another, at most: more are not closed."""


def joined(parts: Iterable[str]) -> str:
    """Return the CSS of any of some parts; of nothing, where there is none."""
    return ", ".join(filter(None, parts)) or ":not(*)"


def bad(scope: Scope, kits: tuple[Kit, ...]) -> Locator:
    """Find the messages that something went wrong."""
    return scope.locator(joined(kit.said.bad for kit in kits))


def good(scope: Scope, kits: tuple[Kit, ...]) -> Locator:
    """Find the messages that something went well."""
    return scope.locator(joined(kit.said.good for kit in kits))


def without_good(kits: tuple[Kit, ...]) -> str:
    """Return a style for a picture: the messages that something went well lie over what it is kept for."""
    return joined(kit.said.good for kit in kits) + " { visibility: hidden !important; }"


def under_fields(scope: Scope, kits: tuple[Kit, ...]) -> Locator:
    """Find what stands under fields that are filled in wrongly, and messages that stand in the page."""
    return scope.locator(joined([kit.said.under for kit in kits] + [kit.said.inline for kit in kits]))


def busy(scope: Scope, kits: tuple[Kit, ...]) -> Locator:
    """Find what covers a part while its data is on the way."""
    return scope.locator(joined(kit.busy for kit in kits)).filter(visible=True)


def boxes(scope: Scope, kits: tuple[Kit, ...]) -> Locator:
    """Find the small windows that say or ask something."""
    return scope.locator(joined(one.box for one in _windows(kits)))


def own_box(scope: Scope, title: tuple[str, ...], close: tuple[str, ...]) -> Locator:
    """Find a window that a portal made by hand, without a role or a kit: a title and, close by, what closes it."""
    said = [f"{text_of(each)}/ancestor::*[{_CLOSE_BY}][{text_of(shut)}][1]" for each in title for shut in close]
    return scope.locator("xpath=" + " | ".join(said))


def tips(scope: Scope, kits: tuple[Kit, ...]) -> Locator:
    """Find what shows while something is pointed at."""
    return scope.locator(joined(kit.tip for kit in kits)).filter(visible=True)


def window(scope: Scope, kits: tuple[Kit, ...], titles: tuple[str, ...]) -> Locator:
    """Find a window over the page by its title: by its role, or as a kit draws it."""
    pattern = exactly(titles)
    found = scope.get_by_role("dialog", name=pattern).or_(scope.get_by_role("alertdialog", name=pattern))
    for each in _windows(kits):
        titled = scope.locator(each.title).filter(has_text=pattern)
        found = found.or_(scope.locator(each.window).filter(has=titled))
    return found.filter(visible=True)


def titles(scope: Scope, kits: tuple[Kit, ...]) -> list[str]:
    """Return the titles of the windows that lie over the page, by their roles and as kits draw them."""
    drawn = [f":is({one.window}) :is({one.title})" for one in _windows(kits)]
    named = scope.get_by_role("dialog").filter(visible=True)
    said = [each.get_attribute("aria-label") or "" for each in named.all()]
    said += scope.locator(joined(drawn)).filter(visible=True).all_inner_texts()
    return list(dict.fromkeys(" ".join(each.split()) for each in said if each.strip()))


def innermost(found: Locator) -> Locator:
    """Return the last of what was found: a kit's window within the frame that has its role."""
    return found.last


def tidy(scope: Scope, kits: tuple[Kit, ...]) -> None:
    """Close what lies over the page, the uppermost first: windows by their ×, messages that stay by theirs."""
    closes = scope.locator(joined([one.close for one in _windows(kits)] + [kit.said.close for kit in kits]))
    for _ in range(MOST):
        there = closes.filter(visible=True)
        if not (count := there.count()):
            return
        with suppress(PortalError), translated("tidy"):  # one that is going by itself may be gone under the pointer
            there.last.click(timeout=CLOSING)
            there.nth(count - 1).wait_for(state="hidden", timeout=CLOSING)


def tidy_messages(scope: Scope, kits: tuple[Kit, ...]) -> None:
    """Close the messages that stay, where they can be closed; those that fade are left to."""
    for each in scope.locator(joined(kit.said.close for kit in kits)).filter(visible=True).all():
        each.click()


def _windows(kits: tuple[Kit, ...]) -> list[Windows]:
    return [kit.windows for kit in kits if kit.windows]
