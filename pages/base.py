"""What every page shares: arriving at a landmark, hearing complaints, and one translation of Playwright's errors.

An act that leads on waits for the good answer and for every complaint together, so that a refusal is read
while its toast still stands (3 s in the kits that we know, DOMAIN §3). A landmark that stays away is
`PageChanged` with the nearest names on the page; a page still loading at the deadline is `Unavailable`.
"""

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Self

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FrameLocator, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pages import widgets
from pages.errors import BrowserGone, PageChanged, PortalError, SignedOut, Unavailable
from pages.profile import Portal
from pages.terms import Step
from pages.wording import exactly

Scope = Page | FrameLocator

_NAMES = """() => [...document.querySelectorAll('h1,h2,h3,button,label,a,th,legend,[role=dialog],[aria-label]')]
    .filter(e => e.getClientRects().length)
    .map(e => (e.getAttribute('aria-label') || e.innerText || '').trim()).filter(t => t && t.length < 60)"""

_SNAPSHOT = """() => {
    const copy = document.documentElement.cloneNode(true);
    const live = [...document.querySelectorAll('input,textarea,select')];
    [...copy.querySelectorAll('input,textarea,select')].forEach((field, i) => {
        if (field.type === 'password' || field.type === 'file') { field.removeAttribute('value'); return; }
        if (field.tagName === 'TEXTAREA') field.textContent = live[i].value;
        else field.setAttribute('value', live[i].value);
        if (live[i].checked) field.setAttribute('checked', '');
    });
    copy.querySelectorAll('script,link,noscript').forEach(e => e.remove());
    const rules = [...document.styleSheets].flatMap(sheet => {
        try { return [...sheet.cssRules].map(rule => rule.cssText); } catch { return []; }
    });
    const style = document.createElement('style');
    style.textContent = rules.join('\\n');
    copy.querySelector('head').append(style);
    return '<!DOCTYPE html>' + copy.outerHTML;
}"""


class _Leaving(Unavailable):
    """The page was left while it was being read."""


@contextmanager
def translated(step: str) -> Iterator[None]:
    """Turn Playwright's errors into ours, for acts outside a page class too (one home for this translation)."""
    try:
        yield
    except PlaywrightTimeout as error:
        raise Unavailable(f"no answer in time at {step}", step=step) from error
    except PlaywrightError as error:
        raise _meaning_of(error, step) from error


def _meaning_of(error: PlaywrightError, step: str) -> PortalError:
    text = error.message
    if any(sign in text for sign in ("closed", "crashed", "Connection closed", "Target page")):
        return BrowserGone(f"the browser went away at {step}", step=step)
    if "Execution context was destroyed" in text:
        return _Leaving(f"the page was left while it was being read at {step}", step=step)
    if "net::" in text:
        return Unavailable(f"the portal does not answer at {step}: {text.splitlines()[0]}", step=step)
    return PageChanged(f"the page is not as its profile says at {step}: {text.splitlines()[0]}", step=step)


class BasePage:
    """A page of a portal, known by its landmark."""

    step: ClassVar[Step]
    landmark: Locator

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        self.page = page
        self.scope = scope
        self.portal = portal

    def arrive(self) -> Self:
        """Wait until the page is there; raises what the portal says instead, or PageChanged."""
        self.wait_for(self.landmark)
        return self

    def is_here(self) -> bool:
        """Say whether the landmark is visible now."""
        with translated(self.step):
            return self.landmark.filter(visible=True).count() > 0

    def heading(self, words: tuple[str, ...]) -> Locator:
        """Find a heading by its accepted wordings."""
        return self.scope.get_by_role("heading", name=exactly(words))

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Translate errors of acts on this page; a field that is not there is PageChanged with its neighbours."""
        try:
            yield
        except PlaywrightTimeout as error:
            raise self.astray(error.message.splitlines()[0]) from error
        except PlaywrightError as error:
            raise _meaning_of(error, self.step) from error

    def wait_for(self, *good: Locator) -> None:
        """Wait for any of the good answers or for a complaint, whichever shows first; a complaint is raised."""
        answers = good[0]
        for other in (*good[1:], *self._complaints()):
            answers = answers.or_(other)
        with self.acting():
            answers.filter(visible=True).first.wait_for()
        self.raise_complaint()

    def _complaints(self) -> tuple[Locator, ...]:
        messages = self.portal.messages
        return (
            widgets.error_toast(self.page),
            widgets.message_box(self.page, messages.box_close),
            self.page.get_by_text(messages.forbidden[0]),
            *self._signed_out(),
        )

    def _signed_out(self) -> tuple[Locator, ...]:
        return (self.page.get_by_role("heading", name=exactly(self.portal.sign_in.landmark)),)

    def raise_complaint(self) -> None:
        """Raise what the portal complains of, if it does, word for word."""
        try:
            self._raise_complaint()
        except _Leaving:
            with translated(self.step):
                self.page.wait_for_load_state()
            self._raise_complaint()

    def _raise_complaint(self) -> None:
        with translated(self.step):
            words = widgets.first_text(*self._complaints()[:2])
            forbidden = widgets.first_text(self.page.get_by_text(self.portal.messages.forbidden[0]))
            out = any(widgets.first_text(mark) for mark in self._signed_out())
        if said := forbidden or words:
            raise self.portal.complaint(said, self.step)
        if out:
            raise SignedOut("the portal asks for a sign-in", step=self.step)

    def clear_complaints(self) -> None:
        """Close the box that stands over the page and let toasts fade, so that what comes next is heard afresh."""
        box = widgets.message_box(self.page, self.portal.messages.box_close)
        with self.acting():
            if box.filter(visible=True).count():
                box.get_by_role("button", name=exactly(self.portal.messages.box_close)).click()
                box.first.wait_for(state="hidden")
            widgets.error_toast(self.page).filter(visible=True).first.wait_for(state="hidden")

    def astray(self, what: str) -> PortalError:
        """Say why something expected did not come: a complaint, a page still loading, or a changed page."""
        with translated(self.step):
            try:
                self.raise_complaint()
            except PortalError as complaint:
                return complaint
            if widgets.first_text(widgets.loading(self.page)):
                return Unavailable(f"the page was still loading at {self.step}", step=self.step)
            names = [str(name) for name in self.page.evaluate(_NAMES)]
        sought = " ".join(part for part in what.split('"') if part)
        nearest = tuple(dict.fromkeys(difflib.get_close_matches(sought, names, n=3, cutoff=0.1) or names[:3]))
        return PageChanged(f"not found at {self.step}: {what}", step=self.step, nearest=nearest)

    def picture(self) -> bytes:
        """Return a PNG of the whole page as it stands, password fields masked."""
        with translated(self.step):
            return self.page.screenshot(full_page=True, mask=[self.page.locator("input[type=password]")])

    def snapshot(self) -> str:
        """Return the page as one self-contained HTML text: values in place, styles within, no scripts."""
        with translated(self.step):
            return str(self.page.evaluate(_SNAPSHOT))
