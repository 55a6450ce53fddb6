"""What every page shares: arriving at a landmark, hearing complaints, and being pictured (errors: `failures.py`).

An act that leads on waits for the next page's landmark and for every complaint together, so that a refusal is read
while its toast still stands (3 s in the kits that we know, DOMAIN §3). A landmark that stays away is
`PageChanged` with the nearest names on the page; a page still loading at the deadline is `Unavailable`.
What a page cannot do without it names in `needs`, under the profile's own keys: the doctor looks for them, and the
driver before it fills a form.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Self

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from pages import finding, hearing, sight, skeleton, snapshot, widgets
from pages.ears import GLANCE, ears_of
from pages.errors import PageChanged, PortalError, SignedOut, Unavailable
from pages.failures import Leaving, meaning_of, translated
from pages.finding import Scope
from pages.kits import of
from pages.matching import exactly, says
from pages.notices import but_notices
from pages.profile import Portal
from pages.skeleton import Skeleton
from pages.targets import Target, all_of, frame_title, words_of
from pages.terms import Step
from pages.watch import act

__all__ = ["BasePage", "Need", "Scope"]

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
        self.kits = of(portal.kit)

    @classmethod
    def within(cls, page: Page, portal: Portal) -> Self:
        """Return this page where the profile says that it stands: in the window, or in the iframe of a title."""
        place = getattr(portal, cls.part)
        scope: Scope = finding.frame_in(page, place.frame) if place.frame else page
        within = getattr(place, "within", None)
        if isinstance(within, Target):
            scope = finding.find(scope, within, "text").filter(visible=True).first
        elif within:
            scope = hearing.innermost(hearing.window(scope, of(portal.kit), within))
        return cls(page, scope, portal)

    @property
    def outer(self) -> Scope:
        """Return the whole document that this page stands in: where messages come and drop-downs hang."""
        if not isinstance(self.scope, Locator):
            return self.scope
        frame = getattr(self.portal, self.part).frame
        return finding.frame_in(self.page, frame) if frame else self.page

    @property
    def root(self) -> Locator:
        """Return the element in which everything of this page stands."""
        return self.scope if isinstance(self.scope, Locator) else self.scope.locator("html")

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here, once and visible, for the journey to go on."""
        return (Need(f"{self.part}.landmark", "heading", self.landmark),)

    def settle(self) -> None:
        """Wait until what comes by itself has come; by default nothing does."""

    def unmet(self, seen: Skeleton | None = None) -> list[tuple[Need, int]]:
        """Return the needs that are not met by exactly one visible element, with how many there are. Never waits.

        `seen`: what was just read here. What it shows once is not asked for again: a question each is most of the cost.
        """
        place = getattr(self.portal, self.part).frame
        frame = frame_title(place) if place else ("",)
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
        for other in all_of(getattr(self.portal, self.part).landmark)[1:]:
            self.wait_for(self.known_by(other))
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

    def known_by(self, landmark: tuple[str, ...] | Target | tuple[Target, ...]) -> Locator:
        """Find what a page is known by: a heading of these words, or what a table names (the first of several)."""
        return finding.find(self.scope, all_of(landmark)[0], "heading")

    def find(self, thing: tuple[str, ...] | Target, role: str) -> Locator:
        """Find a thing that is visible, in the role that its place demands."""
        return finding.find(self.scope, thing, role).filter(visible=True)

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
                self.appears(reduce(Locator.or_, self._complaints(self.outer)), ears_of(self.page).patience)
                self.raise_complaint()
            except PortalError as complaint:
                return complaint
        return error

    def wait_for(self, *good: Locator) -> None:
        """Wait for any of the good answers or for a complaint, whichever shows first; a complaint is raised."""
        answers = good[0]
        for other in (*good[1:], *self._complaints(self.outer)):
            answers = answers.or_(other)
        until = time.monotonic() + ears_of(self.page).patience
        while not self.appears(answers, GLANCE):  # a native window may say something meanwhile
            self.raise_complaint()
            if time.monotonic() > until:
                raise self.astray("nothing came in time")
        self.raise_complaint()

    def _complaints(self, scope: Scope) -> tuple[Locator, ...]:
        messages = self.portal.messages
        boxes = hearing.boxes(scope, self.kits).or_(hearing.own_box(scope, messages.box_title, messages.box_close))
        said = (hearing.bad(scope, self.kits), but_notices(boxes, scope, self.portal))
        return (*said, scope.get_by_text(messages.forbidden[0]), *self._signed_out(scope))

    def _signed_out(self, scope: Scope) -> tuple[Locator, ...]:
        return (finding.find(scope, all_of(self.portal.sign_in.landmark)[0], "heading"),)

    def raise_complaint(self) -> None:
        """Raise what the portal complains of, if it does, word for word."""
        for _ in range(_LEAVINGS):
            try:
                self._raise_complaint(self.outer)
                return
            except Leaving:
                with translated(self.step):
                    self.page.wait_for_load_state()
        self._raise_complaint(self.outer)

    def _raise_complaint(self, scope: Scope) -> None:
        self._raise_heard()
        complaints = self._complaints(scope)
        with translated(self.step):
            if not reduce(Locator.or_, complaints).filter(visible=True).count():  # nearly always: one question for all
                return
            words = widgets.first_text(*complaints[:2])
            forbidden = widgets.first_text(scope.get_by_text(self.portal.messages.forbidden[0]))
            out = any(widgets.first_text(mark) for mark in self._signed_out(scope))
        if (said := forbidden or words) and not says(self.portal.messages.no_complaint, said):
            raise self.portal.complaint(said, self.step)
        if out:
            raise SignedOut("the portal asks for a sign-in", step=self.step)

    def _raise_heard(self) -> None:
        """Raise what a native window said unasked, where that is a complaint."""
        ears = ears_of(self.page)
        heard = [said for said in ears.unexpected if not says(self.portal.messages.no_complaint, said)]
        ears.forget()
        if heard:
            raise self.portal.complaint(heard[0], self.step)

    def astray(self, what: str) -> PortalError:
        """Say why something expected did not come: a complaint, a page still loading, or a changed page."""
        with translated(self.step):
            try:
                self.raise_complaint()
                if self.outer is not self.page:
                    self._raise_complaint(self.page)
            except PortalError as complaint:
                return complaint
            # A page that says so may stand in the place of ours; where ours is there, it may be a notice's words.
            instead = [self.page.get_by_text(word) for word in self.portal.messages.unavailable]
            if not self.is_here() and (said := widgets.first_text(*instead)):
                return self.portal.complaint(said, self.step)
            if hearing.busy(self.outer, self.kits).count():
                return Unavailable(f"the page was still loading at {self.step}", step=self.step)
        if over := self._lying_over():
            cure = f'name it: [[notices]] there = "{over}", close = "…"'
            return PageChanged(f"a window {over!r} lies over the page at {self.step}; {cure}", step=self.step)
        unmet = self.unmet()
        if not unmet:
            return PageChanged(f"not found at {self.step}: {what}", step=self.step)
        return self.changed(*unmet[0])

    def _lying_over(self) -> str:
        """Return the title of a window over the page that stands nowhere in the profile; empty where there is none."""
        with translated(self.step):
            over = hearing.titles(self.outer, self.kits)
        known = self.portal.model_dump_json()
        return next((title for title in over if json.dumps(title, ensure_ascii=False)[1:-1] not in known), "")

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

    def subject(self) -> Locator:
        """Find what a picture of this page is kept for: nothing that passes may lie over it there."""
        return self.landmark

    def aside(self) -> str:
        """Return the style of an uncovered picture."""
        return sight.ASIDE

    def picture(self, *, uncovered: bool = False) -> bytes:
        """Return a JPEG of the whole page, password fields masked; a PNG takes twice the time.

        `uncovered`: without what lies over that which it is kept for (`sight.py`).
        """
        bare = sight.uncovered(self.subject()) if uncovered else nullcontext()
        style = self.aside() if uncovered else None
        try:
            with translated(self.step), bare:
                return self.page.screenshot(
                    full_page=True, mask=self._masked(), style=style, type="jpeg", quality=QUALITY
                )
        except Leaving as error:
            raise self._after_leaving(error) from error

    def snapshot(self) -> str:
        """Return the page as one self-contained HTML text: values in place, styles within, no scripts.

        What floats over the page or sticks to an edge of the window stands in the text's flow there: it covers nothing
        on any sheet or window, and can be read.
        """
        with translated(self.step), sight.uncovered(self.subject()):
            return snapshot.of(self.outer.locator("html"))


def value_at(portal: Portal, key: str) -> object:
    """Return what stands under a dotted key of a profile; None for nothing."""
    value: object = portal
    for name in key.split(".", 2):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
    return value


def wording_at(portal: Portal, key: str) -> tuple[str, ...]:
    """Return the wordings under a dotted key of a profile; a key that has none stands for itself."""
    value = value_at(portal, key)
    if isinstance(value, Target):
        return value.words
    several = [each for each in value if isinstance(each, str | Target)] if isinstance(value, list | tuple) else []
    return tuple(word for each in several for word in ((each,) if isinstance(each, str) else words_of(each))) or (
        key.rsplit(".", 1)[-1],
    )
