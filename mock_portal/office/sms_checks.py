"""短信核验 as the office keeps it: who is asked about an application, what was sent to whom, who has answered.

A check is as durable as the application that it belongs to; what it comes to is `verifications.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mock_portal.office.register import Person, Row
from mock_portal.office.terms import Kind, Role

ROLES_BY_KIND = {Kind.SUBJECT: (Role.SUBJECT, Role.SITE), Kind.SITE: (Role.SITE,)}
"""Who gets a code, where a portal sends any; for a kind that is not here nobody does."""

SENT_AFTER = timedelta(minutes=8)
"""How long after an application was taken its codes go out."""

VALID = timedelta(hours=24)
"""How long the codes of an application may be entered; one sent anew is valid no longer than the first."""

WRONG_ALLOWED = 5
"""How many wrong entries an application bears, those of all its persons together; one more returns it."""

RESENT_AT_MOST = 3
"""How often a person can ask for a new code."""


@dataclass(frozen=True)
class Asked:
    """Describe one person who is asked, and when they answered; `resent` counts the codes that were sent anew."""

    role: Role
    name: str
    mobile: str
    last_six: str
    verified_at: datetime | None = None
    resent: int = 0


@dataclass(frozen=True)
class Check:
    """Describe the check of one application."""

    serial: str
    sent_at: datetime
    people: tuple[Asked, ...]
    wrong: int = 0

    @property
    def done_at(self) -> datetime | None:
        """Return when the last person answered; `None` while anybody has not."""
        answers = [one.verified_at for one in self.people]
        return None if None in answers else max(one for one in answers if one)

    @property
    def deadline(self) -> datetime:
        """Return until when codes are taken."""
        return self.sent_at + VALID

    @property
    def swept_at(self) -> datetime:
        """Return when the office returns what was not verified in time: at the next full hour, not before."""
        hour = self.deadline.replace(minute=0, second=0, microsecond=0)
        return hour if hour == self.deadline else hour + timedelta(hours=1)

    def asked(self, mobile: str) -> Asked | None:
        """Return the person of a phone."""
        return next((one for one in self.people if one.mobile == mobile), None)

    def with_person(self, changed: Asked) -> Check:
        """Return the check with one person's part changed."""
        return replace(self, people=tuple(changed if one.mobile == changed.mobile else one for one in self.people))

    def document(self) -> dict[str, Any]:
        """Return the check as JSON data."""
        people = [{**asdict(one), "verified_at": _written(one.verified_at)} for one in self.people]
        return {**asdict(self), "sent_at": _written(self.sent_at), "people": people}


@dataclass(frozen=True)
class Message:
    """Describe one message to a phone; a voided one has been replaced by another."""

    mobile: str
    code: str
    at: datetime
    serial: str
    voided: bool = False

    def document(self) -> dict[str, Any]:
        """Return the message as JSON data."""
        return {**asdict(self), "at": _written(self.at)}


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def people_of(kind: Kind, row: Row) -> tuple[Asked, ...]:
    """Return who is asked about a record: one phone is asked once, whatever roles its owner has."""
    found: dict[str, Asked] = {}
    for role in ROLES_BY_KIND.get(kind, ()):
        for person in _persons(role, row):
            found.setdefault(person.mobile, Asked(role, person.name, person.mobile, person.last_six))
    return tuple(found.values())


def _persons(role: Role, row: Row) -> list[Person]:
    if role is Role.SUBJECT:
        return [row.subject.person]
    sites = [row.site] if row.site else row.subject.sites
    return [site.person or row.subject.person for site in sites]


def check_from(raw: Mapping[str, Any]) -> Check:
    """Read a check from JSON data."""
    people = tuple(
        Asked(**{**one, "role": Role(one["role"]), "verified_at": _read(one["verified_at"])}) for one in raw["people"]
    )
    return Check(**{**raw, "sent_at": datetime.fromisoformat(raw["sent_at"]), "people": people})


def message_from(raw: Mapping[str, Any]) -> Message:
    """Read a message from JSON data."""
    return Message(**{**raw, "at": datetime.fromisoformat(raw["at"])})


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
