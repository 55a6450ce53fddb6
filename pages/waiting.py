"""Waiting for what only a look can tell: how a kit's parts stand together, what is said in a native window meanwhile.

Where one locator's coming or going is waited for, Playwright does it itself. What needs several looks is looked for
again and again, with a deadline; between two looks Playwright hears what the browser has to say. No `sleep` stands in
for a condition here: it ends the moment the look says so.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

from pages.ears import ears_of
from pages.failures import unless_leaving

Found = TypeVar("Found")
BETWEEN = 50
"""Milliseconds between two looks."""


def _nothing() -> None:
    """Do nothing between two looks."""


def come(
    page: Page, look: Callable[[], Found], meanwhile: Callable[[], object] = _nothing, seconds: float | None = None
) -> Found | None:
    """Look until there is something, and return it; None when the time is up (absent: the window's patience).

    A page that is being left shows nothing: the one that comes is looked at. `meanwhile` is done after each look that
    found nothing: it raises what the portal says instead. Raises what the look raises, and Playwright's errors.
    """
    until = time.monotonic() + (ears_of(page).patience if seconds is None else seconds)
    while not (found := unless_leaving(look)):
        meanwhile()
        if time.monotonic() > until:
            return None
        page.wait_for_timeout(BETWEEN)
    return found
