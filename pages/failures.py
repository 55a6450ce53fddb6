"""One translation of Playwright's errors into ours, for the acts of every page and for those outside a page.

An answer that stays away is Unavailable, a window that died BrowserGone, and everything else a page that is not as its
profile says.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pages.errors import BrowserGone, PageChanged, PortalError, Unavailable
from pages.watch import Close, act, was_ended


class Leaving(Unavailable):
    """The page was left while it was being read."""


@contextmanager
def translated(step: str, seconds: float | None = None, close: Close | None = None) -> Iterator[None]:
    """Do an act, and turn Playwright's errors into ours; for acts outside a page class too (their one home).

    `seconds`: the act's own time, where it is another than a page's; `close`: what ends it from outside (`watch.py`).
    """
    try:
        with act(seconds, close):
            yield
    except PlaywrightTimeout as error:
        raise Unavailable(f"no answer in time at {step}", step=step) from error
    except PlaywrightError as error:
        raise meaning_of(error, step) from error


def is_ours(error: Exception) -> bool:
    """Say whether Playwright was asked in a wrong way: a fault of ours, which it tells by an error of its own class."""
    return isinstance(error, PlaywrightError)


def is_leaving(error: PlaywrightError) -> bool:
    """Say whether a page was left while it was being read: the next one is on its way."""
    return any(sign in error.message for sign in ("Execution context was destroyed", "Frame was detached"))


Found = TypeVar("Found")


def unless_leaving(look: Callable[[], Found]) -> Found | None:
    """Return what a look finds; None where the page was left meanwhile."""
    try:
        return look()
    except Leaving:
        return None
    except PlaywrightError as error:
        if is_leaving(error):
            return None
        raise


SHORT = 200
"""Characters of what the browser says, at most: it may quote a whole selector."""


def meaning_of(error: PlaywrightError, step: str) -> PortalError:
    """Return what an error of Playwright means at a step."""
    text = error.message
    if was_ended():
        return Unavailable(f"the page came to no end at {step}, and was closed", step=step)
    if any(sign in text for sign in ("closed", "crashed", "Connection closed", "Target page")):
        return BrowserGone(f"the browser went away at {step}", step=step)
    if is_leaving(error):
        return Leaving(f"the page was left while it was being read at {step}", step=step)
    if "net::" in text:
        return Unavailable(f"the portal does not answer at {step}: {text.splitlines()[0]}", step=step)
    return PageChanged(f"the page is not as its profile says at {step}: {text.splitlines()[0][:SHORT]}", step=step)
