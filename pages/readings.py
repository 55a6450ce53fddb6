"""What pages read and are given, as plain values. No Playwright in this module."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pages.errors import PortalError
from pages.terms import ApplicationStatus, Kind, Reason, RecordStatus, SiteState


@dataclass(frozen=True)
class RecordRow:
    """One record as the portal shows it; `status` is None for a word that the profile does not know."""

    site: str
    number: str
    filed_on: str
    status: RecordStatus | None
    raw_status: str


@dataclass(frozen=True)
class RecordsRead:
    """All records, and whether as many were read as the portal counts."""

    rows: tuple[RecordRow, ...]
    total: int
    complete: bool


@dataclass(frozen=True)
class ApplicationRow:
    """One application as the portal shows it; `status` and `kind` are None for words that the profile does not know."""

    serial: str
    number: str
    kind: Kind | None
    submitted_at: str
    status: ApplicationStatus | None
    raw_status: str
    opinion: str


@dataclass(frozen=True)
class ApplicationsRead:
    """All applications, and whether as many were read as the portal counts."""

    rows: tuple[ApplicationRow, ...]
    total: int
    complete: bool


@dataclass(frozen=True)
class Entry:
    """What is to be entered: one cancellation. `cause`: its reason, or what became of a licence's site.

    `values`: every field of the case by its dotted name (`pages.fields.FROM_CASE`).
    """

    kind: Kind
    number: str
    cause: Reason | SiteState
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """What the form says of the record; None for what it leaves to be typed."""

    unit: str | None
    site: str | None
    number: str | None


@dataclass(frozen=True)
class Answer:
    """What came after the click: the serial (if one was shown) and the words; `error` where none came in time."""

    serial: str | None
    words: str
    receipt: bool = False
    error: PortalError | None = field(default=None, compare=False)
