"""What a portal keeps in a page of ours besides cookies: read before a click, and brought back into a fresh context.

A portal knows its visitor by a cookie, by what lies in the page's storage, or by an address; a fresh tab of the same
browser has the first alone. Nothing of it is kept anywhere but in memory.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Frame, Page, Route

from pages.errors import PortalError
from pages.failures import translated

_READ = "() => [location.origin, {...localStorage}, {...sessionStorage}]"
_WRITE = """([local, session]) => {
    for (const [name, value] of Object.entries(local)) localStorage.setItem(name, value);
    for (const [name, value] of Object.entries(session)) sessionStorage.setItem(name, value);
}"""
_BLANK = "/portalbot-is-coming-back"
"""A page of ours at the portal's origin, which is never asked for there."""


@dataclass(frozen=True)
class Session:
    """What lies in a page's storage, by origin: (local, of the tab)."""

    storage: dict[str, tuple[dict[str, str], dict[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page) -> "Session":
        """Read it of a page and all its frames; what a frame does not show (a blank one, a sandboxed) is left out."""
        found: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
        for frame in page.frames:
            origin, local, session = _read(frame)
            if local or session:
                found[origin] = (local, session)
        return cls(found)

    def bring_back(self, page: Page) -> None:
        """Put it into a fresh page of another context; the portal is not asked for anything."""
        with translated("session"):
            for origin, kept in self.storage.items():
                page.route(f"{origin}{_BLANK}", _blank)
                page.goto(f"{origin}{_BLANK}")
                page.evaluate(_WRITE, list(kept))
                page.unroute(f"{origin}{_BLANK}")


def _blank(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<!doctype html>")


def _read(frame: Frame) -> tuple[str, dict[str, str], dict[str, str]]:
    if not urlsplit(frame.url).netloc:
        return "", {}, {}
    try:
        with translated("session"):
            origin, local, session = frame.evaluate(_READ)
    except PortalError:  # a page may refuse its storage (sandbox, a setting of the site)
        return "", {}, {}
    return str(origin), dict(local), dict(session)
