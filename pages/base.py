"""What every page shares: arriving at a landmark, hearing complaints, and being pictured (errors: `failures.py`).

An act that leads on waits for the next page's landmark and for every complaint together, so that a refusal is read
while its toast still stands (3 s in the kits that we know, DOMAIN §3). A landmark that stays away is
`PageChanged` with the nearest names on the page; a page still loading at the deadline is `Unavailable`.
What a page cannot do without it names in `needs`, under the profile's own keys: the doctor looks for them, and the
driver before it fills a form.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Self

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pages import skeleton, widgets
from pages.ears import ears_of
from pages.errors import PageChanged, PortalError, SignedOut, Unavailable
from pages.failures import Leaving, meaning_of, translated
from pages.profile import Portal
from pages.skeleton import Skeleton
from pages.terms import Step
from pages.watch import act
from pages.widgets import Scope
from pages.wording import exactly

__all__ = ["BasePage", "Need", "Scope"]

_SNAPSHOT = """root => {
    const document = root.ownerDocument;
    const copy = root.cloneNode(true);
    const live = [...document.querySelectorAll('input,textarea,select')];
    [...copy.querySelectorAll('input,textarea,select')].forEach((field, i) => {
        if (field.type === 'password' || field.type === 'file') { field.removeAttribute('value'); return; }
        if (field.tagName === 'TEXTAREA') field.textContent = live[i].value;
        else if (field.tagName === 'SELECT') [...field.options].forEach(option =>
            option.toggleAttribute('selected', option.value === live[i].value));
        else field.setAttribute('value', live[i].value);
        if (live[i].checked) field.setAttribute('checked', '');
    });
    copy.querySelectorAll('script,link,noscript,meta[charset]').forEach(e => e.remove());
    const rules = [...document.styleSheets].flatMap(sheet => {
        try { return [...sheet.cssRules].map(rule => rule.cssText); } catch { return []; }
    });
    const style = document.createElement('style');
    style.textContent = rules.join('\\n');
    const charset = document.createElement('meta');
    charset.setAttribute('charset', 'utf-8');
    copy.querySelector('head').append(charset, style);
    return '<!DOCTYPE html>' + copy.outerHTML;
}"""

QUALITY = 80
"""Of a picture, in per cent: every character of a form can be read, and it is half as large as a PNG."""
_LEAVINGS = 5
"""How often a page may be left while it is being read before that is said."""


@dataclass(frozen=True)
class Need:
    """Something that a page cannot do without: its key in the profile, the role that it has there, where it is."""

    key: str
    role: str
    locator: Locator


class BasePage:
    """A page of a portal, known by its landmark. `part` is its table in the profile."""

    step: ClassVar[Step]
    part: ClassVar[str]
    landmark: Locator

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        self.page = page
        self.scope = scope
        self.portal = portal

    @classmethod
    def within(cls, page: Page, portal: Portal) -> Self:
        """Return this page where the profile says that it stands: in the window, or in the iframe of a title."""
        title = getattr(portal, cls.part).frame
        return cls(page, widgets.frame(page, title) if title else page, portal)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here, once and visible, for the journey to go on."""
        return (Need(f"{self.part}.landmark", "heading", self.landmark),)

    def settle(self) -> None:
        """Wait until what comes by itself has come; by default nothing does."""

    def unmet(self, seen: Skeleton | None = None) -> list[tuple[Need, int]]:
        """Return the needs that are not met by exactly one visible element, with how many there are. Never waits.

        `seen`: what was just read here. What it shows once is not asked for again: a question each is most of the cost.
        """
        frame = getattr(self.portal, self.part).frame or ("",)
        left = [
            need
            for need in self.needs()
            if not (seen and seen.has_once(need.role, exactly(wording_at(self.portal, need.key)), frame))
        ]
        with translated(self.step):
            counted = [(need, need.locator.filter(visible=True).count()) for need in left]
        return [(need, count) for need, count in counted if count != 1]

    def arrive(self) -> Self:
        """Wait until the page is there; raises what the portal says instead, or PageChanged."""
        self.wait_for(self.landmark)
        return self

    def appears(self, what: Locator, seconds: float) -> bool:
        """Wait so long for something to be visible; say whether it came."""
        try:
            with act(seconds):
                what.filter(visible=True).first.wait_for(timeout=seconds * 1000)
        except PlaywrightTimeout:
            return False
        except PlaywrightError as error:
            raise meaning_of(error, self.step) from error
        return True

    def is_here(self) -> bool:
        """Say whether the landmark is visible now."""
        with translated(self.step):
            return self.landmark.filter(visible=True).count() > 0

    def heading(self, words: tuple[str, ...]) -> Locator:
        """Find a heading by its accepted wordings."""
        return self.scope.get_by_role("heading", name=exactly(words))

    @contextmanager
    def acting(self, seconds: float | None = None) -> Iterator[None]:
        """Translate errors of acts on this page; a field that is not there is PageChanged with its neighbours.

        `seconds`: the act's own time, where it is another than a page's.
        """
        try:
            with act(seconds):
                yield
        except PlaywrightTimeout as error:
            raise self.astray(error.message.splitlines()[0]) from error
        except PlaywrightError as error:
            raise self._after_leaving(meaning_of(error, self.step)) from error

    def _after_leaving(self, error: PortalError) -> PortalError:
        """Return what the portal says where a page was left while it was being read: a lost session, above all."""
        if isinstance(error, Leaving):
            try:
                self.appears(reduce(Locator.or_, self._complaints(self.scope)), ears_of(self.page).patience)
                self.raise_complaint()
            except PortalError as complaint:
                return complaint
        return error

    def wait_for(self, *good: Locator) -> None:
        """Wait for any of the good answers or for a complaint, whichever shows first; a complaint is raised."""
        answers = good[0]
        for other in (*good[1:], *self._complaints(self.scope)):
            answers = answers.or_(other)
        with self.acting():
            answers.filter(visible=True).first.wait_for()
        self.raise_complaint()

    def _complaints(self, scope: Scope) -> tuple[Locator, ...]:
        messages = self.portal.messages
        return (
            widgets.error_toast(scope),
            widgets.message_box(scope, messages.box_close),
            scope.get_by_text(messages.forbidden[0]),
            *self._signed_out(scope),
        )

    def _signed_out(self, scope: Scope) -> tuple[Locator, ...]:
        return (scope.get_by_role("heading", name=exactly(self.portal.sign_in.landmark)),)

    def raise_complaint(self) -> None:
        """Raise what the portal complains of, if it does, word for word."""
        for _ in range(_LEAVINGS):
            try:
                self._raise_complaint(self.scope)
                return
            except Leaving:
                with translated(self.step):
                    self.page.wait_for_load_state()
        self._raise_complaint(self.scope)

    def _raise_complaint(self, scope: Scope) -> None:
        complaints = self._complaints(scope)
        with translated(self.step):
            if not reduce(Locator.or_, complaints).filter(visible=True).count():  # nearly always: one question for all
                return
            words = widgets.first_text(*complaints[:2])
            forbidden = widgets.first_text(scope.get_by_text(self.portal.messages.forbidden[0]))
            out = any(widgets.first_text(mark) for mark in self._signed_out(scope))
        if said := forbidden or words:
            raise self.portal.complaint(said, self.step)
        if out:
            raise SignedOut("the portal asks for a sign-in", step=self.step)

    def astray(self, what: str) -> PortalError:
        """Say why something expected did not come: a complaint, a page still loading, or a changed page."""
        with translated(self.step):
            try:
                self.raise_complaint()
                if self.scope is not self.page:
                    self._raise_complaint(self.page)
            except PortalError as complaint:
                return complaint
            # A page that says so may stand in the place of ours; where ours is there, it may be a notice's words.
            instead = [self.page.get_by_text(word) for word in self.portal.messages.unavailable]
            if not self.is_here() and (said := widgets.first_text(*instead)):
                return self.portal.complaint(said, self.step)
            if widgets.first_text(widgets.loading(self.scope)):
                return Unavailable(f"the page was still loading at {self.step}", step=self.step)
        unmet = self.unmet()
        if not unmet:
            return PageChanged(f"not found at {self.step}: {what}", step=self.step)
        return self.changed(*unmet[0])

    def changed(self, need: Need, count: int, error: type[PageChanged] = PageChanged) -> PageChanged:
        """Say that something is not there once, and what comes nearest to it."""
        words = wording_at(self.portal, need.key)
        nearest = self.skeleton().nearest(need.role, words)
        what = f"not found at {self.step}: the {need.role} {'/'.join(words)} ({need.key}) is there {count} times"
        return error(what, step=self.step, nearest=tuple(dict.fromkeys(piece.name for piece in nearest)))

    def skeleton(self) -> Skeleton:
        """Read what stands in this window and in each of its iframes."""
        with translated(self.step):
            return skeleton.read(widgets.snapshots(self.page))

    def _masked(self) -> list[Locator]:
        """Return what a picture never shows: fields of passwords and of codes that are sent."""
        return [self.page.locator("input[type=password], input[autocomplete=one-time-code]")]

    def picture(self, *, uncovered: bool = False) -> bytes:
        """Return a JPEG of the whole page, password fields masked; a PNG takes twice the time.

        `uncovered`: without the green messages of uploads, which lie over what was filled in until they fade.
        """
        style = widgets.UNCOVERED if uncovered else None
        try:
            with translated(self.step):
                return self.page.screenshot(
                    full_page=True, mask=self._masked(), style=style, type="jpeg", quality=QUALITY
                )
        except Leaving as error:
            raise self._after_leaving(error) from error

    def snapshot(self) -> str:
        """Return the page as one self-contained HTML text: values in place, styles within, no scripts."""
        with translated(self.step):
            return str(self.scope.locator("html").evaluate(_SNAPSHOT))


def wording_at(portal: Portal, key: str) -> tuple[str, ...]:
    """Return the wordings under a dotted key of a profile; a key that has none stands for itself."""
    value: object = portal.model_dump()
    for name in key.split(".", 2):
        value = value.get(name) if isinstance(value, dict) else None
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (key.rsplit(".", 1)[-1],)
