"""The form of a cancellation before anything is entered: what it says, what it lacks, and what it would file.

For the driver, which compares it with the case and enters nothing in a form that is otherwise, and for the doctor, who
names what is missing with what stands there instead. What is entered, and the one click, is `submission.py`.
"""

import re
from abc import ABC
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Page

from pages import finding, hearing, recognising, widgets
from pages.base import BasePage, Need, Scope
from pages.errors import FormChanged, PageChanged, Refused
from pages.failures import translated
from pages.fields import Fill
from pages.matching import exactly
from pages.profile import Portal
from pages.readings import Entry, Shown
from pages.requests import fits
from pages.skeleton import Skeleton
from pages.targets import Target, all_of, words_of
from pages.terms import Kind, Step, normalise_number
from pages.waiting import come

_SENT_BY_GET = """button => {
    const form = button.form, own = name => button.getAttribute(`form${name}`) ?? form?.getAttribute(name);
    const sent = form && own('action') && (own('method') ?? 'get').toLowerCase() === 'get';
    return sent ? new URL(own('action'), document.baseURI).pathname : '';
}"""
"""The path that the button's form is sent to by GET; '' where it is sent otherwise, or by a script alone."""
LONGEST_CAPTION = 40
"""Characters of what may be a label."""


@dataclass(frozen=True)
class Asked:
    """What a form was opened for: the record's number, the kind, and what stands in braces in the profile's words."""

    number: str
    kind: Kind | None
    names: Mapping[str, str] = field(default_factory=dict)


class FormPage(BasePage, ABC):
    """What the form says and what it lacks; landmark: as the profile says."""

    step = Step.FORM
    part = "form"

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.words = portal.form
        self.landmark = self.known_by(self.words.landmark)
        self.submit_button = finding.pressed(scope, self.words.submit)
        self.receipt = finding.find(self.outer, all_of(portal.receipt.landmark)[0], "heading")
        self.asked: Asked | None = None
        self._said_before: tuple[str, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        """Return what stands in braces in the profile's words."""
        return self.asked.names if self.asked else {}

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here before anything is entered: the button too, unless it is a wizard's last page.

        The fields are looked for by `check`.
        """
        button = () if self._is_wizard else (Need("form.submit", "button", self.submit_button),)
        return (*BasePage.needs(self), *button)

    def unmet(self, seen: Skeleton | None = None) -> list[tuple[Need, int]]:
        """Return the needs that are not met; a second button that files is one of them, what stands in it is none."""
        found = super().unmet(seen)
        for need in self.needs():
            if need.key == "form.submit" and all(each.key != need.key for each, _ in found):
                with self.acting():
                    count = finding.times(self.scope, self.words.submit)
                found += [(need, count)] if count != 1 else []
        return found

    @property
    def _is_wizard(self) -> bool:
        return any(each.step for each in self.words.fill)

    def arrive(self) -> Self:
        """Wait for the form, until nothing of it is on the way and what it says of the record has come."""
        super().arrive()
        self._said_before = self._standing()
        come(self.page, self._told, self.raise_complaint)  # where it does not come, `shown` says what is missing
        return self

    def _told(self) -> bool:
        with translated(self.step):
            if hearing.busy(self.outer, self.kits).count():
                return False
            things = [thing for thing in (self.words.unit, self.words.number) if thing is not None]
            return all(any(self._read(thing)) for thing in things if self._is_asked(thing))

    def _is_asked(self, thing: object) -> bool:
        subject = self.asked is not None and self.asked.kind is Kind.SUBJECT
        return not (thing is self.words.number and subject and self.words.subject is not None)

    def _read(self, thing: tuple[str, ...] | Target) -> list[str]:
        return finding.read(self.root, thing)

    def check(self) -> None:
        """See that the fields which are always there are here, and that nothing unknown is demanded.

        Raises FormChanged; nothing has been entered then.
        """
        seen = self.skeleton()
        if unmet := self.unmet(seen):
            raise self.changed(*unmet[0], FormChanged)
        if unknown := self.demanded(seen):
            raise FormChanged(f"the form demands {'、'.join(unknown)}, which the profile does not know", step=self.step)
        self.check_sending()
        for each, why in self.missing():
            raise FormChanged(f"form.fill {each.name}: {why}", step=self.step, nearest=tuple(self.captions()[:20]))

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

    def missing(self) -> list[tuple[Fill, str]]:
        """Return the fields that should always be here and are not, each with why; never waits.

        What stands on a wizard's other pages comes to light there, before the click.
        """
        found = []
        for each in self.words.fill:
            if each.step:
                break
            if self._is_always_there(each):
                try:
                    with self.acting():
                        recognising.field_of(self.scope, self._thing(each), self.kits, self.outer)
                except PageChanged as error:
                    found.append((each, error.message))
        return found

    def limits(self) -> list[tuple[Fill, int]]:
        """Return how many characters the page's fields take, of those that are there now and say so."""
        found = []
        for each in self.words.fill:
            if each.value is True or not (each.value or each.text) or not self._is_always_there(each):
                continue
            with suppress(PageChanged), self.acting():
                part = recognising.field_of(self.scope, self._thing(each), self.kits, self.outer)
                box = part.locator("input, textarea").or_(part.and_(self.scope.locator("input, textarea"))).first
                most = box.get_attribute("maxlength") if box.count() else None
                found += [(each, int(most))] if most and most.isdigit() and int(most) > 0 else []
        return found

    def captions(self) -> list[str]:
        """Return the words beside which fields stand here, as the kits draw them."""
        css = hearing.joined(f".{kit.item}" for kit in self.kits if kit.item)
        with self.acting():
            items = self.root.locator(f":is({css}) label, label, th, td, dt").filter(visible=True).all_inner_texts()
        said = (" ".join(each.split()).strip("*＊ ：:") for each in items)
        return [each for each in dict.fromkeys(said) if 0 < len(each) <= LONGEST_CAPTION]

    def untold(self) -> list[tuple[str, str]]:
        """Return what the profile says that the form tells of the record, and it does not, each with why."""
        found = []
        for key in ("unit", "site", "number"):
            thing = getattr(self.words, key)
            try:
                if thing is not None and self._one(thing) is None:
                    found.append((key, f"the form does not say {'/'.join(words_of(thing))}"))
            except PageChanged as error:
                found.append((key, error.message))
        return found

    def _is_always_there(self, each: Fill) -> bool:
        """Say whether a field is there with every reason: one of files as its materials are demanded."""
        if each.files and not set(each.files) & set(self.portal.materials.get("always", ())):
            return False
        return each.when.holds("", "") and not each.optional and each.value is not True

    def demanded(self, seen: Skeleton) -> list[str]:
        """Return what is marked as mandatory and stands in no field of the profile."""
        known = [exactly(each.label) for each in self.words.fill if each.label]
        return sorted(name for name in seen.mandatory if not any(pattern.match(name) for pattern in known))

    def shown(self) -> Shown:
        """Read what the form says of the record; what the profile does not name is None."""
        subject = self.asked is not None and self.asked.kind is Kind.SUBJECT
        number = self.words.subject if subject and self.words.subject is not None else self.words.number
        site = None if subject else self.words.site
        found = [self._one(thing) for thing in (self.words.unit, site, number)]
        return Shown(unit=found[0], site=found[1], number=normalise_number(found[2]) if found[2] else None)

    def _one(self, thing: tuple[str, ...] | Target | None) -> str | None:
        if thing is None:
            return None
        with self.acting():
            found = list(dict.fromkeys(filter(None, self._read(thing))))
        if len(found) != 1:
            what = f"the form says {len(found)} things of {'/'.join(words_of(thing))}"
            raise PageChanged(what, step=self.step, nearest=tuple(found))
        return found[0]

    def _thing(self, each: Fill) -> tuple[str, ...] | Target:
        return each.at if each.at is not None else each.label or ()

    def _standing(self) -> tuple[str, ...]:
        with translated(self.step):
            said = hearing.under_fields(self.outer, self.kits).filter(visible=True).all_inner_texts()
        return tuple(" ".join(each.split()) for each in said if each.strip())

    def refuse_unwritable(self, entry: Entry, *names: str) -> None:
        """Refuse what the portal's character set cannot carry: it would be posted as entities, and look right here.

        `names`: of the files.
        """
        if bad := self.portal.cannot_take("".join(entry.values.values())):
            said = f"the portal ({self.portal.charset}) cannot take {'、'.join(bad)}; write it otherwise"
            raise Refused(said, words=said)  # the case's own text: another one is needed
        for name in names:
            if bad := self.portal.cannot_take(name):
                said = f"the portal ({self.portal.charset}) cannot take {'、'.join(bad)} in {name}; rename the file"
                raise Refused(said, words=said)

    # what came

    def shows_receipt(self) -> bool:
        """Say whether the receipt stands on this page."""
        with translated(self.step):
            return self.receipt.filter(visible=True).count() > 0

    def receipt_words(self) -> str:
        """Return the words of the receipt."""
        return widgets.first_text(self.receipt)

    def serial_in(self, text: str) -> str | None:
        """Return the serial that a text names, by the profile's pattern."""
        pattern = self.portal.receipt.serial_pattern
        found = re.search(pattern, text) if pattern else None
        return found[1] if found else None
