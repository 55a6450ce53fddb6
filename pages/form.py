"""What every form of a cancellation shares: its check before anything is entered, uploads, and the one click.

`attach` reads back what the server behind the page kept. `ready` is a trial click: it proves that the button could be
pressed, and presses nothing. `submit` clicks once and reports what came; it never concludes that nothing happened.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Protocol, TypeVar

from playwright.sync_api import FilePayload, Locator, Page

from pages import widgets
from pages.base import BasePage, Need, Scope
from pages.errors import FormChanged, PageChanged, PortalError, Refused, SignedOut
from pages.failures import translated
from pages.matching import exactly
from pages.profile import Portal
from pages.readings import Answer, Attached, Entry, Shown
from pages.requests import fits
from pages.skeleton import Skeleton
from pages.terms import Material, Step

_SENT_BY_GET = """button => {
    const form = button.form, own = name => button.getAttribute(`form${name}`) ?? form?.getAttribute(name);
    const sent = form && own('action') && (own('method') ?? 'get').toLowerCase() === 'get';
    return sent ? new URL(own('action'), document.baseURI).pathname : '';
}"""
"""The path that the button's form is sent to by GET; '' where it is sent otherwise, or by a script alone."""
Term = TypeVar("Term", bound=StrEnum)
_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


def file_payload(name: str, data: bytes) -> FilePayload:
    """Return a file as Playwright sends it: its name, type and bytes."""
    mime = _TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    return {"name": name, "mimeType": mime, "buffer": data}


class Fillable(Protocol):
    """What can be filled in by parts."""

    def fill(self, entry: Entry) -> None:
        """Enter what is to be entered."""

    def clear(self) -> None:
        """Remove the files that lie there."""

    def attach(self, material: Material, name: str, data: bytes) -> None:
        """Hand in one file."""

    def declare(self) -> None:
        """Do what is asked for at the end."""


def in_order(
    form: Fillable, entry: Entry, files: Mapping[Material, tuple[str, bytes]], uploading: Callable[[], None]
) -> None:
    """Fill in the fields, then hand in the files in place of what lay there, then declare."""
    form.fill(entry)
    uploading()
    form.clear()
    for material, (name, data) in files.items():
        form.attach(material, name, data)
    form.declare()


class FormPage(BasePage, ABC):
    """Check, attach, submit; landmark: the heading of the form. What is filled in is its dialect's."""

    step = Step.FORM
    part = "form"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.form
        self.landmark = self.known_by(words.landmark)
        self.submit_button = self.find(words.submit, "button")
        self.receipt = self.known_by(portal.receipt.landmark)

    @abstractmethod
    def shown(self) -> Shown:
        """Read what the form says of the record; raises PageChanged when it says nothing of it."""

    def enter(self, entry: Entry, files: Mapping[Material, tuple[str, bytes]], uploading: Callable[[], None]) -> None:
        """Fill in, hand in the files, and do what the form asks for at its end; `uploading` is called before files."""
        in_order(self, entry, files, uploading)

    @abstractmethod
    def fill(self, entry: Entry) -> None:
        """Enter what is to be entered, then read every bit of it back."""

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the fields of the profile's own, the materials always asked for, the button."""
        always = self.portal.materials.get("always", ())
        return (
            *super().needs(),
            *(Need(f"form.materials.{each}", "group", self.material(each)) for each in always),
            *(Need(f"form.extra_fields.{label}", "textbox", self.extra(label)) for label in self._extras()),
            Need("form.submit", "button", self.submit_button),
        )

    def _extras(self) -> tuple[str, ...]:
        return tuple(self.portal.form.extra_fields)

    def extra(self, label: str) -> Locator:
        """Find a field that this portal asks for besides."""
        return self.scope.get_by_label(exactly((label,))).filter(visible=True)

    def check(self) -> None:
        """See that everything is here, and that nothing is demanded that the profile does not know.

        Raises FormChanged; nothing has been entered then.
        """
        seen = self.skeleton()
        if unmet := self.unmet(seen):
            raise self.changed(*unmet[0], FormChanged)
        if unknown := self.demanded(seen):
            raise FormChanged(f"the form demands {'、'.join(unknown)}, which the profile does not know", step=self.step)
        self.check_sending()

    def check_sending(self) -> None:
        """See that a form which is sent by GET is named as what files; nobody would guard it otherwise."""
        with self.acting():
            if not self.submit_button.count():
                return  # a wizard shows it on its last page
            path = str(self.submit_button.evaluate(_SENT_BY_GET))
        sends = self.portal.form.sends
        if path and not (sends and fits(sends, "GET", path)):
            cure = f'name it: form.sends = "GET {path}"'
            raise FormChanged(f"the form is sent by GET to {path}, which no guard takes for a filing; {cure}")

    def demanded(self, seen: Skeleton) -> list[str]:
        """Return the fields of what was read here that are marked as mandatory and stand nowhere in the profile."""
        known = [re.compile(exactly(words)) for words in _wordings(self.portal.form.model_dump())]
        known += [exactly((label,)) for label in self._extras()]
        return sorted(name for name in seen.mandatory if not any(pattern.match(name) for pattern in known))

    def refuse_unwritable(self, entry: Entry, *names: str) -> None:
        """Refuse what the portal's character set cannot carry: it would be posted as entities, and look right here.

        `names`: of the files.
        """
        if bad := "".join(dict.fromkeys(self.portal.cannot_take("".join(entry.written)))):
            said = f"the portal ({self.portal.charset}) cannot take {'、'.join(bad)}; write it otherwise"
            raise Refused(said, words=said)  # the case's own text: another one is needed
        for name in names:
            if bad := self.portal.cannot_take(name):
                said = f"the portal ({self.portal.charset}) cannot take {'、'.join(bad)} in {name}; rename the file"
                raise Refused(said, words=said)

    def keep_extra(self, entry: Entry) -> None:
        """Enter what this portal asks for besides, and read it back."""
        with self.acting():
            for label, value in entry.extra.items():
                self.extra(label).fill(value)
                self.kept(self.extra(label), value)

    def kept(self, box: Locator, value: str) -> None:
        """Read a typed field back; raises PageChanged when it holds something else."""
        found = box.input_value().replace("\r\n", "\n")
        if found != value:
            raise PageChanged(f"the form kept {found!r} instead of {value!r}", step=self.step)

    # materials

    def material(self, material: Material) -> Locator:
        """Find the part of the form for one material. Raises Refused for one that the profile has no label for."""
        return self.scope.get_by_role("group", name=exactly(self.label_of(self.portal.form.materials, material)))

    def label_of(self, labels: Mapping[Term, tuple[str, ...]], term: Term) -> tuple[str, ...]:
        """Return what the portal calls one of our terms; raises Refused where the profile has no word for it."""
        if words := labels.get(term):
            return words
        known = "、".join(labels)
        raise Refused(f"the form of {self.portal.name} has no place for {term}, only for {known}", step=self.step)

    @contextmanager
    def placing(self, material: Material) -> Iterator[None]:
        """Send a file in here: where that fails because the form shows no place for the material, that is said."""
        try:
            yield
        except PageChanged as error:
            offered = self.offered()
            if material in offered:
                raise
            what = f"the form shows no place for {material}"
            raise PageChanged(what, step=Step.UPLOAD, nearest=tuple(map(str, offered))) from error

    def attached(self, material: Material) -> list[Attached]:
        """Return the files that the portal lists for a material."""
        with self.acting():
            texts = self.material(material).get_by_role("listitem").filter(visible=True).all_inner_texts()
        return [self._attached(text) for text in texts]

    def _attached(self, text: str) -> Attached:
        pattern = self.portal.form.size_pattern
        size = re.search(pattern, text) if pattern else None
        return Attached(name=_as_drawn(text.split("\n")[0]), size=int(size[1]) if size else None)

    def offered(self) -> list[Material]:
        """Return the materials for which the form has a place now."""
        with self.acting():
            known = self.portal.form.materials
            return [material for material in known if self.material(material).filter(visible=True).count()]

    def clear(self) -> None:
        """Remove what lies in the form from before: what is filed must be the very bytes that we send."""
        names = tuple(word for words in self.portal.form.materials.values() for word in words)
        with self.acting():
            lying = self.scope.get_by_role("group", name=exactly(names)).get_by_role("listitem").filter(visible=True)
            if not lying.count():
                return
        for material in self.offered():
            self.remove_all(material)

    def remove_all(self, material: Material) -> None:
        """Remove what lies there for one material."""
        words = self.portal.form.remove or ()
        with self.acting():
            items = self.material(material).get_by_role("listitem").filter(visible=True)
            while left := items.count():
                items.first.get_by_role("button", name=exactly(words)).click()
                items.nth(left - 1).wait_for(state="hidden")

    def attach(self, material: Material, name: str, data: bytes) -> None:
        """Send one file through the form's own widget; done when the portal lists it with its size."""
        group = self.material(material)
        words = self.portal.form.choose_file or ()
        with self.placing(material), self.acting():
            with self.page.expect_file_chooser() as chooser:
                group.get_by_role("button", name=exactly(words)).click()
            chooser.value.set_files(file_payload(name, data))
        self.wait_for(group.get_by_role("listitem").filter(has_text=name))
        found = self.attached(material)
        if not any(each.name == _as_drawn(name) and each.size in (None, len(data)) for each in found):
            raise PageChanged(f"the portal lists {found} instead of {name} with {len(data)} bytes", step=Step.UPLOAD)

    @abstractmethod
    def declare(self) -> None:
        """Do what the form asks for at its end, before the button: a tick, a pledge, a save."""

    def subject(self) -> Locator:
        """Find what was filled in; on the receipt its heading and its serial."""
        if not self.shows_receipt():
            facts = self.scope.get_by_role("definition").or_(self.scope.get_by_role("listitem"))
            return self.scope.locator("input, textarea, select").or_(facts)
        with translated(self.step):
            serial = self.serial_in(self.outer.locator("body").inner_text())
        return self.receipt.or_(self.outer.get_by_text(serial)) if serial else self.receipt

    def aside(self) -> str:
        """Leave green messages out of a picture wherever they stand, unless one of them says the serial."""
        with translated(self.step):
            said = widgets.success_toast(self.outer).all_inner_texts()
        return super().aside() + ("" if any(map(self.serial_in, said)) else widgets.UNCOVERED)

    def shows_receipt(self) -> bool:
        """Say whether the receipt stands on this page."""
        with translated(self.step):
            return self.receipt.filter(visible=True).count() > 0

    # the click

    def ready(self) -> None:
        """Try the click without clicking: the button is there, one, visible, enabled and not covered."""
        with self.acting():
            self.submit_button.click(trial=True)

    def submit(self, deadline: float) -> Answer:
        """Click 提交 once and wait up to `deadline` seconds for what comes. Never clicks again, never raises."""
        try:
            with self.acting(deadline):
                self.submit_button.click(timeout=deadline * 1000)
                came = self.receipt.or_(self.known_by(self.portal.records.landmark))
                for complaint in self._complaints(self.outer):
                    came = came.or_(complaint)
                came.filter(visible=True).first.wait_for(timeout=deadline * 1000)
                return self._answer()
        except SignedOut as error:
            return Answer(None, error.words or "401", error=error)
        except PortalError as error:
            return Answer(None, error.words, error=error)

    def _answer(self) -> Answer:
        if self.receipt.filter(visible=True).count():
            return Answer(self.serial_in(self.outer.locator("body").inner_text()), self.receipt_words(), receipt=True)
        self.raise_complaint()
        return Answer(None, widgets.first_text(self.known_by(self.portal.records.landmark)))

    def receipt_words(self) -> str:
        """Return the words of the receipt's heading."""
        return widgets.first_text(self.receipt)

    def serial_in(self, text: str) -> str | None:
        """Return the serial that a text names, by the profile's pattern."""
        pattern = self.portal.receipt.serial_pattern
        found = re.search(pattern, text) if pattern else None
        return found[1] if found else None


def _as_drawn(name: str) -> str:
    """Return a name as a page shows it: one blank for any number of blanks, and none at its ends."""
    return " ".join(name.split())


def _wordings(value: object) -> list[tuple[str, ...]]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in _wordings(each)]
    if isinstance(value, tuple | list) and value and all(isinstance(each, str) for each in value):
        return [tuple(value)]
    return []
