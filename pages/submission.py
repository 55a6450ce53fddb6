"""The form of a cancellation: filled in the order of its profile, read back, sent with one click.

What is asked of a field stands in `fields.py`, how one is entered in `controls.py`. A wizard's steps stand among the
fields; a refusal may come at any of them. After the last entry the page's own errors are read: with one, nothing is
sent. The answer that the portal asks for after the button belongs to the one click.
"""

from collections.abc import Callable, Mapping

from playwright.sync_api import Locator, Page

from pages import finding, hearing, recognising
from pages.base import Scope
from pages.clicked_form import FADES, ClickedForm
from pages.controls import Control
from pages.errors import NotTaken, PageChanged
from pages.failures import translated
from pages.fields import FieldType, Fill
from pages.finding import Scope as AnyScope
from pages.matching import exactly
from pages.profile import Portal
from pages.readings import Entry
from pages.steps import filled
from pages.terms import Material, Reason, Step
from pages.uploads import Uploads
from pages.waiting import come
from pages.walking import field_there, walk

Files = Mapping[Material, tuple[str, bytes]]


class SubmissionPage(ClickedForm):
    """Fill and submit, as the profile says."""

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self._files: Files = {}
        self._uploads = Uploads(self, self._control, lambda: self.names)

    # entering

    def enter(self, entry: Entry, files: Files, uploading: Callable[[], None] = lambda: None) -> None:
        """Fill in everything, files too, in the order of the profile; then read what the page finds wrong with it."""
        self.refuse_unwritable(entry, *(name for name, _ in files.values()))
        cause = entry.cause
        left = set(files)
        for each in self.words.fill:
            if not each.when.holds(entry.kind, cause):
                continue
            if each.files:
                if not self._files:
                    uploading()
                mine = [material for material in each.files if material in files]
                if mine:
                    self._uploads.empty(each)
                for material in mine:
                    self._uploads.send(each, *files[material])
                    self._files = {**self._files, material: files[material]}
                    left.discard(material)
            elif each.step:
                self._uploads.stay()
                walk(self, each.step, self.names)
                self._refused(each.name)
            elif not each.keep:
                self._enter(each, entry)
        self._uploads.stay()
        if left:
            raise PageChanged(f"the form has no place for {'、'.join(sorted(left))}", step=Step.UPLOAD)
        self._refused("the form")

    def fill(self, entry: Entry) -> None:
        """Enter what is to be entered, without files."""
        self.enter(entry, {})

    def _enter(self, each: Fill, entry: Entry) -> None:
        if each.value is True:
            self._tick(each)
            return
        value = filled(each.text, dict(self.names)) if each.text is not None else entry.values.get(str(each.value), "")
        values = self._words_for(each, value, entry)
        if not values:
            if not each.optional:
                why = (
                    f"the profile has no word for {value}" if value else f"the case says nothing for it ({each.value})"
                )
                raise PageChanged(f"{each.name}: {why}", step=self.step)
            return
        if each.type == "press":
            self._press(each, values)
            return
        found = self._control(each)
        with self.acting():
            found.write(values)
        self._kept(found, values)

    def _words_for(self, each: Fill, value: str, entry: Entry) -> tuple[str, ...]:
        """Return what is entered for a value: by the field's own map, or by the form's words for kinds and reasons."""
        if not each.map and each.value == "reason.category" and isinstance(entry.cause, Reason):
            return self.words.reasons.get(entry.cause, ())[:1]
        if not each.map and each.value == "kind" and entry.kind in self.words.kinds:
            return self.words.kinds[entry.kind][:1]
        return each.words_for(value)

    def _kept(self, found: Control, values: tuple[str, ...]) -> None:
        with self.acting():
            if not come(self.page, lambda: found.holds(values), self.raise_complaint):
                shown = "、".join(found.shown())
                what = f"{found.name} kept {shown!r} instead of {'、'.join(values)!r}"
                raise PageChanged(what, step=self.step, nearest=found.offered())

    def _control(self, each: Fill) -> Control:
        part = field_there(self, self.scope, self._thing(each))
        with self.acting():
            return recognising.control(self.page, self.outer, part, self.kits, each.name, each.type)

    def _tick(self, each: Fill) -> None:
        words = each.label or ()
        part = come(self.page, lambda: self._box(each), self.raise_complaint)
        if part is None:
            raise PageChanged(f"there is nothing to tick that says {words[0]}", step=self.step)
        with self.acting():
            kind: FieldType = "switch" if each.type == "switch" else "checks"
            found = recognising.control(self.page, self.outer, part, self.kits, each.name, kind)
            if kind == "switch":
                found.write(("on",))
            else:
                found.tick(words)

    def _box(self, each: Fill) -> Locator | None:
        """Find what is ticked: a box that carries the words, or the one beside them."""
        words = each.label or ()
        with self.acting():
            for kit in self.kits:
                if kit.checks and each.type != "switch":
                    item = self.scope.locator(kit.checks.item).filter(visible=True).filter(has_text=exactly(words))
                    if item.count() == 1:
                        return item
            named = self.scope.get_by_role("checkbox", name=exactly(words))
            if named.count() == 1:
                return named
            try:
                return recognising.field_of(self.scope, self._thing(each), self.kits, self.outer)
            except PageChanged:
                return None

    def _press(self, each: Fill, values: tuple[str, ...]) -> None:
        for value in values:
            with self.acting():
                finding.to_press(self._around(each), (value,)).first.click()
        if each.kept is not None:
            self.wait_for(self.find(each.kept, "text"))

    def _around(self, each: Fill) -> AnyScope:
        label = self.scope.get_by_text(exactly(each.label or ())).filter(visible=True)
        around = label.locator("xpath=ancestor::*[position()<=2]").last
        return around if label.count() == 1 else self.scope

    # for a picture

    def subject(self) -> Locator:
        """Find what was filled in; on the receipt its heading and its serial."""
        if not self.shows_receipt():
            return self.scope.locator("input, textarea, select").filter(visible=True)
        with translated(self.step):
            serial = self.serial_in(self.outer.locator("body").inner_text())
        return self.receipt.or_(self.outer.get_by_text(serial)) if serial else self.receipt

    def aside(self) -> str:
        """Leave green messages out of a picture wherever they stand, unless one of them says the serial."""
        with translated(self.step):
            said = hearing.good(self.outer, self.kits).all_inner_texts()
        return super().aside() + ("" if any(map(self.serial_in, said)) else hearing.without_good(self.kits))

    # errors

    def _refused(self, where: str) -> None:
        """Raise what the page says is wrong with what was entered: under a field, in a message."""
        with translated(self.step):
            right = come(self.page, lambda: not self._wrong(), self.raise_complaint, FADES)
        self.raise_complaint()
        if not right and (words := self._wrong()):
            raise NotTaken(f"{where} is not taken, and nothing was sent", words=words, step=self.step)
