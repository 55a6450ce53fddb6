"""Going a way that a profile describes in steps (`steps.py`): one act after the other, each when its thing is there.

Nothing is decided here: what a step presses stands in the profile, and the profile was refused if that is what files.
A menu that is open already is not pressed again: it would close.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from pages import finding, hearing, recognising
from pages.base import BasePage
from pages.ears import GLANCE, ears_of
from pages.errors import NoWay, PageChanged, Unavailable
from pages.failures import translated
from pages.finding import Scope
from pages.kits import of
from pages.steps import Steps, StepTo, filled
from pages.targets import Target, words_of
from pages.waiting import come

POINTED = 3
"""How often something is pointed at, for what shows then."""
SOON = 2.0
"""Seconds in which what shows while something is pointed at is there, and can be pressed."""
_NESTED = "all => all.every(each => all[0].contains(each))"
_MARK_IN_LABEL = "e => e.matches('input[type=radio], input[type=checkbox]') && e.closest('label') !== null"
"""A mark that a kit hides behind its label: that is what is pressed."""
_OPENED = "(e, css) => e.closest(css) !== null"


@dataclass(frozen=True)
class Gone:
    """Where a way ended: the window, and what the portal asked natively on it ("": nothing)."""

    window: Page
    said: str = ""


def walk(page: BasePage, steps: Steps, names: Mapping[str, str], row: tuple[Locator, ...] = ()) -> Gone:
    """Do steps on a page, in a row where they say so; return where they end.

    Raises PageChanged for what does not come, and what the portal says instead.
    """
    way = _Way(page, dict(names), row)
    before: StepTo | None = None
    for step in steps:
        try:
            with page.acting():
                way.do_while_pointing(before, step) if before and before.act == "hover" else way.do(step)
        except NoWay:
            raise
        except PageChanged as error:
            what = f"a step of the profile does not go: {step.act} {'/'.join(words_of(step.thing))}: {error.message}"
            raise NoWay(what, step=error.step, nearest=error.nearest) from error
        before = step
    return Gone(way.window, way.said)


class _Way:
    def __init__(self, page: BasePage, names: dict[str, str], row: tuple[Locator, ...]) -> None:
        self.page = page
        self.window = page.page
        self.scope: Scope = page.scope
        self.outer: Scope = page.outer
        self.names = names
        self.row = row
        self.kits = of(page.portal.kit)
        self.said = ""

    def do_while_pointing(self, pointed: StepTo, step: StepTo) -> None:
        """Do an act on what shows while something is pointed at; it is gone again when the page scrolls or redraws."""
        thing = named(step.thing, self.names)
        for _ in range(POINTED - 1):
            try:
                with translated(self.page.step):  # tried only: nothing is pressed twice
                    self._there(thing, step, SOON).click(trial=True, timeout=SOON * 1000)
                break
            except (Unavailable, PageChanged):
                self.window.mouse.move(0, 0)
                self.do(pointed)
        self.do(step)

    def do(self, step: StepTo) -> None:
        """Do one act."""
        thing = named(step.thing, self.names)
        if step.optional and not self._shows(thing, step):
            return
        match step.act:
            case "wait":
                self._wait(thing, gone=step.gone)
            case "choose" | "fill":
                self._enter(step, thing)
            case "hover":
                self._there(thing, step).hover()
            case "check":
                self._check(thing, step)
            case _:
                self._press(step, self._there(thing, step))

    def _scopes(self, step: StepTo) -> tuple[Scope, ...]:
        return self.row if step.in_row else (self.scope,)

    def _found(self, thing: tuple[str, ...] | Target, step: StepTo) -> Locator | None:
        for scope in self._scopes(step):
            found = finding.to_press(scope, thing)
            count = found.count()
            if not count and isinstance(thing, Target):  # a mark of no size, which its label stands for
                found = finding.find(scope, thing, "press")
                count = int(found.count() == 1 and bool(found.evaluate(_MARK_IN_LABEL)))
            if count == 1 or (count and found.evaluate_all(_NESTED)):
                one = found.first
                return one.locator("xpath=ancestor::label[1]") if one.evaluate(_MARK_IN_LABEL) else one
        return None

    def _shows(self, thing: tuple[str, ...] | Target, step: StepTo) -> bool:
        def shows() -> bool:
            return any(finding.to_press(scope, thing).count() for scope in self._scopes(step))

        return come(self.window, shows, seconds=GLANCE) is not None

    def _there(self, thing: tuple[str, ...] | Target, step: StepTo, seconds: float | None = None) -> Locator:
        """Wait until exactly one visible thing answers; raises what the portal says instead."""
        found = come(self.window, lambda: self._found(thing, step), self.page.raise_complaint, seconds)
        if found is None:
            counts = [finding.to_press(scope, thing).count() for scope in self._scopes(step)]
            raise self._missing(thing, max(counts, default=0))
        return found

    def _missing(self, thing: tuple[str, ...] | Target, count: int) -> PageChanged:
        words = words_of(thing)
        nearest = tuple(piece.name for piece in self.page.skeleton().nearest("button", words))
        what = f"a step of the profile does not go: {'/'.join(words)} is there {count} times"
        return NoWay(what, step=self.page.step, nearest=nearest)

    def _press(self, step: StepTo, target: Locator) -> None:
        opened = hearing.joined(kit.opened for kit in self.kits)
        if target.evaluate(_OPENED, opened):
            return
        ears = ears_of(self.window)
        with ExitStack() as stack:
            heard = None
            if step.says:
                ears.forget()
                heard = stack.enter_context(ears.expecting(*step.says, accept=step.answer == "yes"))
            if step.window:
                with self.window.context.expect_page() as opening:
                    target.click()
                self.window = opening.value
                self.scope = self.outer = self.window
            else:
                target.click()
            if heard and not come(self.window, lambda: heard.heard, self.page.raise_complaint):
                raise PageChanged(f"the portal did not ask {'/'.join(step.says or ())}", step=self.page.step)
            if heard:
                self.said = heard.heard

    def _wait(self, thing: tuple[str, ...] | Target, *, gone: bool) -> None:
        found = finding.find(self.scope, thing, "text").filter(visible=True).first
        if gone:
            found.wait_for(state="hidden")
        elif self.window is self.page.page:
            self.page.wait_for(found)
        else:
            found.wait_for()

    def _check(self, thing: tuple[str, ...] | Target, step: StepTo) -> None:
        if isinstance(thing, Target):
            self._there(thing, step).check()
            return
        part = self._field(thing)
        ticked = recognising.control(self.window, self.outer, part, self.kits, thing[0], "checks")
        ticked.tick(thing)

    def _enter(self, step: StepTo, thing: tuple[str, ...] | Target) -> None:
        texts = step.option if step.act == "choose" else (step.text or "",)
        values = tuple(filled(each, self.names) for each in texts or ())
        name = "/".join(words_of(thing))
        field = recognising.control(self.window, self.outer, self._field(thing), self.kits, name)
        field.write(values)
        if not field.holds(values):
            raise PageChanged(f"{name} kept {field.shown()} instead of {values[0]}", step=self.page.step)

    def _field(self, thing: tuple[str, ...] | Target) -> Locator:
        return field_there(self.page, self.scope, thing)


def field_there(page: BasePage, scope: Scope, thing: tuple[str, ...] | Target) -> Locator:
    """Wait for the field that words stand beside, or that a target names; raises what the portal says instead."""
    why = PageChanged("no field was looked for", step=page.step)

    def look() -> Locator | None:
        nonlocal why
        try:
            with translated(page.step):
                return recognising.field_of(scope, thing, page.kits, page.outer)
        except PageChanged as error:  # not there yet, or the page is being drawn anew
            why = error
            return None

    found = come(page.page, look, page.raise_complaint)
    if found is None:
        raise why
    return found


def named(thing: tuple[str, ...] | Target, names: Mapping[str, str]) -> tuple[str, ...] | Target:
    """Return a thing with what stands in braces in its words replaced."""
    if not isinstance(thing, Target):
        return tuple(filled(word, dict(names)) for word in thing)
    changed: dict[str, object] = {}
    for key in ("name", "text", "label", "placeholder", "beside", "after"):
        if words := getattr(thing, key):
            changed[key] = tuple(filled(word, dict(names)) for word in words)
    if thing.within is not None:
        changed["within"] = named(thing.within, names)
    return thing.model_copy(update=changed)
