"""The register: accounts, the subjects that they look after, their sites, and the provinces."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from mock_portal.office.terms import SiteState, Standing

SITE = Path(__file__).parent.parent / "site"


@dataclass(frozen=True)
class Person:
    """Describe somebody who answers for a record; `last_six` is the end of the identity card's number."""

    name: str
    mobile: str
    last_six: str


@dataclass(frozen=True)
class Site:
    """Describe one website under a subject; `suffix` is what follows the hyphen in its number.

    `person` is the 网站负责人, where that is not the subject's own.
    """

    suffix: str
    name: str
    filed_on: date
    standing: Standing = Standing.NORMAL
    person: Person | None = None


@dataclass(frozen=True)
class Subject:
    """Describe the owner of a record (主体): its bare number, its papers, its websites."""

    number: str
    unit: str
    uscc: str
    legal_person: str
    last_six: str
    mobile: str
    sites: tuple[Site, ...]
    standing: Standing = Standing.NORMAL

    @property
    def person(self) -> Person:
        """Return the 主体负责人, who is the legal person here."""
        return Person(self.legal_person, self.mobile, self.last_six)

    @property
    def filed_on(self) -> date:
        """Return the day of the first filing."""
        return min((site.filed_on for site in self.sites), default=date(2010, 1, 1))


@dataclass(frozen=True)
class Licence:
    """Describe an ICP licence (ICP证): its number, the website that it is for, its holder, what is true of the site."""

    number: str
    site: str
    unit: str
    uscc: str
    legal_person: str
    issued_on: date
    state: SiteState


@dataclass(frozen=True)
class Account:
    """Describe a sign-in at one province's portal, or, with licences in place of subjects, at the platform."""

    province: str
    name: str
    password: str
    subjects: tuple[Subject, ...]
    captcha: bool = False
    display_name: str = ""
    licences: tuple[Licence, ...] = ()

    @property
    def title(self) -> str:
        """Return the name that the personal centre shows."""
        return self.display_name or (self.subjects or self.licences)[0].unit


@dataclass(frozen=True)
class Row:
    """Give one line of an account's record list: a subject (no site) or one of its websites."""

    subject: Subject
    site: Site | None

    @property
    def number(self) -> str:
        """Return the number as the list shows it."""
        return f"{self.subject.number}-{self.site.suffix}" if self.site else self.subject.number

    @property
    def name(self) -> str:
        """Return the website's name, for a subject its unit's."""
        return self.site.name if self.site else self.subject.unit

    @property
    def filed_on(self) -> date:
        """Return the filing date."""
        return self.site.filed_on if self.site else self.subject.filed_on

    @property
    def standing(self) -> Standing:
        """Return how the record stood before any application."""
        return self.site.standing if self.site else self.subject.standing


@dataclass(frozen=True)
class Province:
    """Name a province: in Chinese, by its one-character short name, and in addresses."""

    name: str
    short: str
    slug: str


PLATFORM = Province("电信业务", "证", "licence")
"""The platform of the licences: an entrance of its own beside the provinces', and none of them."""


@cache
def provinces() -> tuple[Province, ...]:
    """Read the 31 provinces from the ministry page's own data."""
    raw = json.loads((SITE / "provinces.json").read_text(encoding="utf-8"))
    return tuple(Province(one["name"], one["short"], one["slug"]) for one in raw)


@cache
def find_province(name_or_slug: str) -> Province | None:
    """Find a province, or the platform, by its name or by its slug."""
    return next((one for one in (*provinces(), PLATFORM) if name_or_slug in (one.name, one.slug)), None)


def rows_of(account: Account) -> list[Row]:
    """List an account's records: every subject followed by its websites, in the order of the register."""
    return [Row(subject, site) for subject in account.subjects for site in (None, *subject.sites)]


def subject_from(raw: Mapping[str, Any]) -> Subject:
    """Read a subject with its sites from JSON data; raise `KeyError`, `TypeError` or `ValueError` for what is none."""
    sites = [
        Site(
            one["suffix"],
            one["name"],
            date.fromisoformat(one["filed_on"]),
            person=Person(**one["person"]) if one.get("person") else None,
        )
        for one in raw["sites"]
    ]
    return Subject(
        raw["number"], raw["unit"], raw["uscc"], raw["legal_person"], raw["last_six"], raw["mobile"], tuple(sites)
    )
