"""What the office knows of every application, and of who came to its doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from mock_portal.office.terms import Category, Kind, SiteState, Status


@dataclass(frozen=True)
class Reason:
    """Hold the reason as it was given; of a licence the site's state, and what is to become of the users.

    `extra` is what the portal asked for besides (the names of `terms.EXTRA_FIELDS`).
    """

    category: Category | SiteState
    text: str
    new_domain: str = ""
    wrong: str = ""
    right: str = ""
    since: str = ""
    business: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KeptFile:
    """Describe a file that the office has; `size` in bytes."""

    material: str
    name: str
    sha256: str
    size: int


LICENCE_DRAFT = "licence"
"""Where the files of the licence form lie: an account fills in one such form at a time, whatever the licence."""


@dataclass(frozen=True)
class KeptForm:
    """Hold the licence form as it was put aside; `saved` names the content that was last checked and saved, if any."""

    fields: Mapping[str, str] = field(default_factory=dict)
    saved: str = ""


@dataclass(frozen=True)
class Filing:
    """Hold an application as it was accepted."""

    serial: str
    province: str
    account: str
    number: str
    kind: Kind
    reason: Reason
    files: tuple[KeptFile, ...]
    submitted_at: datetime

    @property
    def draft(self) -> tuple[str, str, str]:
        """Return where its files lay before it was taken: province, account, number."""
        return self.province, self.account, LICENCE_DRAFT if self.kind is Kind.LICENCE else self.number

    def document(self) -> dict[str, Any]:
        """Return the filing as JSON data."""
        return {**asdict(self), "submitted_at": self.submitted_at.isoformat()}


@dataclass(frozen=True)
class Decision:
    """Hold the review's end."""

    status: Status
    opinion: str
    at: datetime

    def document(self) -> list[str]:
        """Return the decision as JSON data."""
        return [self.status.value, self.opinion, self.at.isoformat()]


@dataclass(frozen=True)
class Application(Filing):
    """Show an application as the office sees it at this moment of its clock."""

    status: Status
    opinion: str
    decided_at: datetime | None = None

    def document(self) -> dict[str, Any]:
        """Return the application as JSON data."""
        decided = self.decided_at.isoformat() if self.decided_at else None
        return {**super().document(), "decided_at": decided}


@dataclass(frozen=True)
class Arrival:
    """Note that a submission arrived, whatever became of it."""

    time: datetime
    province: str
    account: str | None
    number: str


@dataclass(frozen=True)
class SignIn:
    """Note an attempt to sign in."""

    time: datetime
    province: str
    account: str
    ok: bool


def filing_from(raw: Mapping[str, Any]) -> Filing:
    """Read a filing from JSON data."""
    reason, kind = dict(raw["reason"]), Kind(raw["kind"])
    category = (SiteState if kind is Kind.LICENCE else Category)(reason["category"])
    return Filing(
        **{
            **raw,
            "kind": kind,
            "reason": Reason(**{**reason, "category": category}),
            "files": tuple(KeptFile(**one) for one in raw["files"]),
            "submitted_at": datetime.fromisoformat(raw["submitted_at"]),
        }
    )


def drawn(*seeds: object) -> int:
    """Draw a number that depends on nothing but the seeds."""
    return int.from_bytes(sha256("|".join(map(str, seeds)).encode("utf-8")).digest()[:8], "big")
