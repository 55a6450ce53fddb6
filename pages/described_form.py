"""A form that its profile describes field by field, before anything is entered: what it says, and what it lacks.

For the driver, which compares it with the case and enters nothing in a form that is otherwise, and for the doctor,
who names what is missing with what stands there instead.
"""

from abc import ABC
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Page

from pages import controls, finding, hearing
from pages.base import BasePage, Need, Scope
from pages.errors import FormChanged, PageChanged
from pages.failures import translated
from pages.fields import Fill
from pages.form import FormPage
from pages.matching import exactly
from pages.profile import Portal
from pages.readings import Shown
from pages.skeleton import Skeleton
from pages.targets import Target, all_of, words_of
from pages.terms import Kind, normalise_number
from pages.waiting import come
from pages.wording import FilledForm

LONGEST_CAPTION = 40
"""Characters of what may be a label."""


@dataclass(frozen=True)
class Asked:
    """What a form was opened for: the record's number, the kind, and what stands in braces in the profile's words."""

    number: str
    kind: Kind | None
    names: Mapping[str, str] = field(default_factory=dict)


class DescribedForm(FormPage, ABC):
    """What the form says and what it lacks; landmark: as the profile says."""

    words: FilledForm

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        if not isinstance(portal.form, FilledForm):
            raise TypeError(f"{portal.name} does not describe its form field by field")
        self.words = portal.form
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
        wizard = any(each.step for each in self.words.fill)
        button = () if wizard else (Need("form.submit", "button", self.submit_button),)
        return (*BasePage.needs(self), *button)

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
        super().check()
        for each, why in self.missing():
            raise FormChanged(f"form.fill {each.name}: {why}", step=self.step, nearest=tuple(self.captions()[:20]))

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
                        controls.field_of(self.scope, self._thing(each), self.kits, self.outer)
                except PageChanged as error:
                    found.append((each, error.message))
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
