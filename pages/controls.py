"""Fields, whatever kit drew them: entered as a person would, and read back (PORTALS §3, §4).

In: the part of a page that holds one field, and the kits that it may be of. Each type is written in one way for all
kits; where a kit has its parts, the kit says. What a field keeps is compared by the caller (`Control.holds`).
"""

import re
import time
from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from pages.calendars import numbers, pick
from pages.errors import PageChanged, PortalError
from pages.failures import translated
from pages.fields import FieldType
from pages.finding import Scope
from pages.kits.kit import Choosing, Kit, Marks
from pages.matching import exactly, is_one_of
from pages.terms import Step
from pages.waiting import come
from pages.widgets import click_seen

_TEXTS = """all => all.map(e =>
    e.tagName === 'SELECT' ? [...e.selectedOptions].map(o => o.text).join() : e.value ?? e.innerText)"""
_ON = "(item, on) => item.matches(on)"
_SCROLL = """option => {
    const scrolls = box => box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== 'visible';
    let box = option.parentElement;
    while (box && !scrolls(box)) box = box.parentElement;
    if (box) { box.scrollTop += Math.max(40, box.clientHeight * .7); box.dispatchEvent(new Event('scroll')); }
}"""
"""Scrolls the list of options on: long ones are drawn in part."""
_ICONS = re.compile("[\ue000-\uf8ff]")
"""Signs of the private area, with which fonts of icons are written."""
TYPED_AFTER = 0.6
"""Seconds after which what is sought is typed, where a drop-down can be searched."""
OPTION_MILLISECONDS = 2000
"""How long an option that is there is tried to be pressed before the drop-down is opened again."""


@dataclass(frozen=True)
class Control:
    """One field: the part of the page that holds it, its kit, and what it is."""

    page: Page
    scope: Scope
    part: Locator
    kit: Kit
    type: FieldType
    name: str

    def write(self, values: tuple[str, ...]) -> None:
        """Enter or choose values: one, or the levels of a path, or several ticks. Raises Playwright's errors."""
        match self.type:
            case "select":
                self._select(values)
            case "path":
                self._path(values)
            case "radio":
                self._mark(self.kit.radio, values, alone=True)
            case "checks":
                self._mark(self.kit.checks, values, alone=False)
            case "switch":
                self._switch(values != ("",))
            case "date":
                self._date(values[0])
            case _:
                box = self.box()
                box.fill(values[0])
                box.blur()

    def holds(self, values: tuple[str, ...]) -> bool:
        """Say whether the field kept what was entered."""
        shown = self.shown()
        match self.type:
            case "select":
                return any(is_one_of(values, one) for one in shown)
            case "path":
                return any([each.strip() for each in one.split("/")] in (list(values), [values[-1]]) for one in shown)
            case "radio" | "checks":
                return len(shown) == len(values) and all(any(is_one_of((v,), one) for one in shown) for v in values)
            case "switch":
                return bool(shown) == (values != ("",))
            case "date":
                return any(numbers(one) == numbers(values[0]) for one in shown)
            case "number":
                return any(one and float(one) == float(values[0]) for one in shown)
        return shown == [values[0]]

    def shown(self) -> list[str]:
        """Return what the field shows now: its text, what is chosen, the words of what is ticked."""
        match self.type:
            case "select" | "path":
                own = self.part.and_(self.scope.locator(self._choosing().shown))
                found = own.or_(self.part.locator(self._choosing().shown)).evaluate_all(_TEXTS)
                return [text for each in found if (text := " ".join(str(each).split()))]
            case "radio":
                return self._marked(self.kit.radio, "radio")
            case "checks":
                return self._marked(self.kit.checks, "checkbox")
            case "switch":
                marks = self.kit.switch
                return ["on"] if marks and self.part.locator(f":is({marks.item}):is({marks.on})").count() else []
        return [self.box().input_value().replace("\r\n", "\n")]

    def offered(self) -> tuple[str, ...]:
        """Return what may be ticked or marked here; nothing of other fields."""
        marks = {"radio": self.kit.radio, "checks": self.kit.checks}.get(self.type)
        return tuple(_text(each) for each in self._items(marks).all()) if marks else ()

    def box(self) -> Locator:
        """Find what is typed into."""
        own = self.part.and_(self.scope.locator("input, textarea"))
        return own.or_(self.part.locator("input:not([type=hidden]), textarea")).filter(visible=True).first

    # choosing

    def _choosing(self) -> Choosing:
        found = self.kit.path if self.type == "path" else self.kit.select
        if found is None:
            raise PageChanged(f"{self.kit.name} draws no {self.type}", step=Step.FORM)
        return found

    def _select(self, words: tuple[str, ...]) -> None:
        if self.kit.name == "native":
            field = self.part.and_(self.scope.locator("select")).or_(self.part.locator("select")).first
            offered = [str(each).strip() for each in field.locator("option").all_inner_texts()]
            label = next((each for each in offered if is_one_of(words, each)), None)
            if label is None:
                raise PageChanged(f"{self.name} offers no {'/'.join(words)}", step=Step.FORM, nearest=tuple(offered))
            field.select_option(label=label)
            return
        choosing = self._choosing()
        click_seen(self._opener())
        for _ in range(2):  # options that have just come may be drawn anew under the pointer
            if self._pressed(self._offered(self.scope.locator(choosing.option), words)):
                return
        self._offered(self.scope.locator(choosing.option), words).click()

    def _opener(self) -> Locator:
        return self.part.locator(self._choosing().opener).filter(visible=True).first

    def _pressed(self, option: Locator) -> bool:
        try:
            with translated(Step.FORM):
                option.click(timeout=OPTION_MILLISECONDS)
        except PortalError:  # drawn anew under the pointer: the caller looks for it again, and at last without this
            return False
        return True

    def _path(self, values: tuple[str, ...]) -> None:
        choosing = self._choosing()
        click_seen(self._opener())
        for level, value in enumerate(values):
            column = self.scope.locator(choosing.column).nth(level)
            self._offered(column.locator(choosing.option), (value,)).click()

    def _offered(self, options: Locator, words: tuple[str, ...]) -> Locator:
        """Wait for an option: it may come late, have to be searched for, or stand further down than is drawn."""
        pattern = exactly(words)
        drawn = options.filter(visible=True)
        search = self.part.locator("input").first
        begun = opened = time.monotonic()
        typed = self.type == "path"

        def look() -> Locator | None:
            for wanted in (drawn.filter(has_text=pattern), drawn.filter(has=self.scope.get_by_text(pattern))):
                if wanted.count():
                    return wanted.first
            return None

        def go_on() -> None:
            nonlocal typed, opened
            if not typed and time.monotonic() - begun > TYPED_AFTER and search.count() and search.is_editable():
                search.fill(words[0])
                typed = True
            elif drawn.count():
                with suppress(PortalError), translated(Step.FORM):
                    drawn.last.evaluate(_SCROLL, timeout=OPTION_MILLISECONDS)
                opened = time.monotonic()
            elif not typed and time.monotonic() - opened > TYPED_AFTER:  # drawn anew, it is closed
                click_seen(self._opener())
                opened = time.monotonic()

        if (found := come(self.page, look, go_on)) is None:
            offered = tuple(text.strip() for text in drawn.all_inner_texts()[:10])
            raise PageChanged(f"{self.name} offers no {'/'.join(words)}", step=Step.FORM, nearest=offered)
        return found

    # marking

    def _mark(self, marks: Marks | None, values: tuple[str, ...], *, alone: bool) -> None:
        role = "radio" if alone else "checkbox"
        if marks is None or self.kit.name == "native":
            for value in values:
                self.part.get_by_role("radio" if alone else "checkbox", name=exactly((value,))).check()
            if not alone:
                for name in set(self._marked(marks, role)) - set(values):
                    self.part.get_by_role("checkbox", name=name, exact=True).uncheck()
            return
        for item in self._items(marks).all():
            wanted = any(is_one_of((value,), _text(item)) for value in values)
            if wanted != bool(item.evaluate(_ON, marks.on)) and (wanted or not alone):
                box = item.locator(marks.box).first if marks.box else item
                click_seen(box)

    def _marked(self, marks: Marks | None, role: str) -> list[str]:
        if marks is None or self.kit.name == "native":
            every = self.part.get_by_role("radio" if role == "radio" else "checkbox").all()
            return [_name_of(each) for each in every if each.is_checked()]
        return [_text(item) for item in self._items(marks).all() if item.evaluate(_ON, marks.on)]

    def _items(self, marks: Marks) -> Locator:
        own = self.part.and_(self.scope.locator(marks.item))
        return own.or_(self.part.locator(marks.item)).filter(visible=True)

    def _switch(self, on: bool) -> None:
        marks = self.kit.switch
        if marks is None:
            raise PageChanged(f"{self.kit.name} draws no switch", step=Step.FORM)
        if bool(self.shown()) != on:
            click_seen(self._items(marks).first)

    def tick(self, words: tuple[str, ...]) -> None:
        """Tick the one box that carries words; raises PageChanged where it does not stay ticked."""
        marks = self.kit.checks
        if marks is None or self.kit.name == "native":
            box = self.part.get_by_role("checkbox").or_(self.part.and_(self.scope.get_by_role("checkbox"))).first
            box.check()
            return
        item = self._items(marks)
        item = item.first if item.count() == 1 else item.filter(has_text=exactly(words)).first
        if not item.evaluate(_ON, marks.on):
            click_seen(item.locator(marks.box).first if marks.box else item)
        if not item.evaluate(_ON, marks.on):
            raise PageChanged(f"{self.name} does not stay ticked", step=Step.FORM)

    # dates

    def _date(self, iso: str) -> None:
        box = self.box()
        if box.is_editable() and (self.kit.date is None or self.kit.date.typed):
            box.fill(iso)
            box.press("Enter")
            box.blur()
            if self.holds((iso,)) or self.kit.date is None:
                return
        if self.kit.date is None:
            raise PageChanged(f"{self.name} takes no date by typing", step=Step.FORM)
        for last in (False, True):  # a calendar that is drawn anew may close under the pointer
            click_seen(box)
            try:
                with translated(Step.FORM):
                    pick(self.scope, self.kit.date, iso, self.name)
                return
            except PortalError:
                if last:
                    raise


def _text(item: Locator) -> str:
    said = _ICONS.sub("", item.inner_text()) or item.get_attribute("title") or ""
    return " ".join(said.split())


def _name_of(field: Locator) -> str:
    return str(field.evaluate("e => [...(e.labels ?? [])].map(l => l.innerText.trim())[0] || e.ariaLabel || e.value"))
