"""What a look at the portal means for one case: one pure function, the table of DESIGN «What once means».

Input is what a *complete look* showed and what the ledger knows; output is one verdict. Nothing here reads a
clock, a page or a database, so every row of the table is a test. "Before INTENT" means that no attempt of the
case is open; "after INTENT" that one is, whose click may or may not have reached the portal.

One row is better than the design's: after INTENT a single closed application that was not there before the click
does not count as nothing, but is adopted as ours. A rejection that came before any look is so known with its reason,
and is mended by a person's resubmission instead of being filed again unseen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pages.readings import ApplicationRow, RecordRow
from pages.terms import ApplicationStatus, Kind, RecordStatus, subject_of


class Do(StrEnum):
    """What follows for the case."""

    FILE = "file"
    ADOPT = "adopt"
    HOLD = "hold"
    PERSON = "person"
    REFUSE = "refuse"
    ENDED = "ended"
    STAY = "stay"
    RELEASE = "release"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Look:
    """What was read in one account. `complete`: every page was read, counts agree, and nothing looks like a block."""

    records: tuple[RecordRow, ...]
    applications: tuple[ApplicationRow, ...]
    complete: bool
    why_not: str = ""


@dataclass(frozen=True)
class Sought:
    """The record key's number and kind, and what the ledger knows about the case.

    `known` are serials in the ledger that belong to other attempts; `baseline` the serials that were visible for
    this number when the open attempt was frozen (empty before INTENT); `serial` one already read for it. `lag_passed`
    is None where nobody knows: the portal tells no time, and ours proves nothing. `unread`
    names what was frozen and cannot be read. `ends_as`: how a record reads once an application of a kind was carried
    out, where it does not read cancelled.
    """

    number: str
    kind: Kind
    known: frozenset[str] = frozenset()
    after_intent: bool = False
    baseline: frozenset[str] = frozenset()
    serial: str | None = None
    lag_passed: bool | None = True
    holder_dead: bool = True
    unread: tuple[str, ...] = ()
    ends_as: Mapping[Kind, RecordStatus] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What to do, why (for people), and the application it is about."""

    do: Do
    why: str
    application: ApplicationRow | None = None
    contradicted: bool = field(default=False)


def judge(look: Look, sought: Sought) -> Verdict:
    """Return what a look means for the case."""
    if not look.complete:
        return Verdict(Do.NOTHING, f"the look was not complete: {look.why_not}")
    if sought.unread:
        what = "、".join(sought.unread)
        return Verdict(Do.PERSON, f"what was kept at the click cannot be read ({what}): nothing can be concluded")
    unread = next((a for a in _of_subject(look, sought) if a.status is None or a.kind is None), None)
    if unread is not None:
        word = unread.raw_status if unread.status is None else "its kind"
        return Verdict(
            Do.PERSON, f"application {unread.serial} reads {word!r}, which the profile does not know", unread
        )
    return _after(look, sought) if sought.after_intent else _before(look, sought)


def _of_subject(look: Look, sought: Sought) -> list[ApplicationRow]:
    subject = subject_of(sought.number)
    return [row for row in look.applications if subject_of(row.number) == subject]


def _open(rows: Iterable[ApplicationRow]) -> list[ApplicationRow]:
    return [row for row in rows if row.status is not None and row.status.open]


def _same(look: Look, sought: Sought) -> list[ApplicationRow]:
    return [row for row in look.applications if row.number == sought.number and row.kind == sought.kind]


def _record(look: Look, number: str) -> RecordRow | None:
    return next((row for row in look.records if row.number == number), None)


def _carried_out(look: Look, sought: Sought, row: ApplicationRow) -> bool:
    """Say whether an approved application has come to its end: its record reads as it leaves it, or is gone."""
    record = _record(look, row.number)
    cancelled = RecordStatus.CANCELLED
    ends = {cancelled, sought.ends_as.get(row.kind, cancelled) if row.kind else cancelled}
    ended = record is None or record.status in ends
    return row.status is ApplicationStatus.APPROVED and ended


def _before(look: Look, sought: Sought) -> Verdict:
    candidates = [row for row in _open(_same(look, sought)) if row.serial not in sought.known]
    record = _record(look, sought.number)
    if len(candidates) > 1:
        return Verdict(Do.PERSON, f"{len(candidates)} open applications stand for this record", candidates[0])
    if record and record.status is RecordStatus.CANCELLED:
        return Verdict(Do.ENDED, "the record already reads cancelled; not filed by us")
    if candidates:
        return Verdict(Do.ADOPT, f"found, not filed by us: application {candidates[0].serial}", candidates[0])
    if record is None:
        return Verdict(Do.REFUSE, "the portal lists no such record in this account")
    if record.status is None:
        return Verdict(Do.PERSON, f"the record reads {record.raw_status!r}, which the profile does not know")
    others = [row for row in _open(_of_subject(look, sought)) if not _carried_out(look, sought, row)]
    if others:
        other = others[0]
        return Verdict(
            Do.HOLD, f"{other.kind} {other.number} ({other.serial}) of the same subject {_stands(look, other)}", other
        )
    if record.status is RecordStatus.CANCELLING:
        return Verdict(Do.PERSON, "the record reads 注销中, but no application is to be seen")
    if record.status is RecordStatus.CHANGING:
        return Verdict(Do.HOLD, f"the record reads {record.raw_status}: it is filed when the change has ended")
    return Verdict(Do.FILE, "nothing stands in the way")


def _stands(look: Look, row: ApplicationRow) -> str:
    """Return how an application that holds others stands, in words."""
    record = _record(look, row.number)
    if row.status is ApplicationStatus.APPROVED and record:
        return f"is approved, and its record reads {record.raw_status} (its end here? the profile says so: ends_as)"
    return "is in review"


def _after(look: Look, sought: Sought) -> Verdict:
    same = [row for row in _same(look, sought) if row.serial not in sought.known]
    fresh = [row for row in same if row.serial not in sought.baseline]
    candidates = _open(fresh)
    mine = next((row for row in same if sought.serial and row.serial == sought.serial), None)
    if len(candidates) > 1:
        serials = ", ".join(row.serial for row in candidates)
        return Verdict(Do.PERSON, f"{len(candidates)} applications stand for this record: {serials}", contradicted=True)
    if mine is not None:
        return Verdict(Do.ADOPT, f"application {mine.serial} is ours", mine)
    if candidates:
        if sought.serial:
            why = f"the receipt said {sought.serial}, the portal lists {candidates[0].serial}"
            return Verdict(Do.PERSON, why, candidates[0], contradicted=True)
        return Verdict(Do.ADOPT, f"application {candidates[0].serial} is ours", candidates[0])
    if len(_open(same)):
        return Verdict(Do.PERSON, "an application from before our click stands open: it is somebody else's")
    if len(fresh) == 1 and not sought.serial:
        return Verdict(Do.ADOPT, f"application {fresh[0].serial} is ours, and has been closed already", fresh[0])
    return _after_nothing(look, sought)


def _after_nothing(look: Look, sought: Sought) -> Verdict:
    record = _record(look, sought.number)
    if record is None:
        return Verdict(Do.PERSON, "the record is gone from the list, and no application is to be seen")
    if record.status is RecordStatus.CANCELLED:
        return Verdict(Do.ENDED, "the record reads cancelled; no serial is to be seen")
    if sought.lag_passed is None:
        why = "nothing is to be seen, and the portal does not tell the time (Date): nobody knows whether its list lags"
        return Verdict(Do.PERSON, why)
    if record.status is RecordStatus.CANCELLING:
        if sought.lag_passed:
            return Verdict(Do.PERSON, "the record reads 注销中, but no application is to be seen")
        return Verdict(Do.STAY, "the record reads 注销中; the list may lag")
    if record.status is None:
        return Verdict(Do.PERSON, f"the record reads {record.raw_status!r}, which the profile does not know")
    if not sought.lag_passed:
        return Verdict(Do.STAY, "nothing is to be seen yet; the list may lag")
    if sought.serial:
        return Verdict(Do.PERSON, f"the receipt said {sought.serial}, but no application is to be seen")
    if not sought.holder_dead:
        return Verdict(
            Do.STAY, "the process that clicked may still be alive, or was on another machine: a person must settle it"
        )
    return Verdict(Do.RELEASE, "no application came of it; it may be filed again")


class Sureness(StrEnum):
    """How sure it is, from all witnesses together, that an application of ours stands."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"


def weigh(verdict: Verdict, *, serial: str | None, said_accepted: bool, statuses: Iterable[int]) -> Sureness:
    """Weigh the witnesses of one click: the look, the serial and words on the page, the network's statuses.

    The look decides: an application that is listed is confirmed, whatever page and network said. Without it, a page
    that speaks of success is likely right when the network agrees, and contradicted when it does not.
    """
    if verdict.contradicted:
        return Sureness.CONTRADICTED
    if verdict.do is Do.ADOPT:
        return Sureness.CONFIRMED
    if not (serial or said_accepted):
        return Sureness.UNKNOWN
    answered = list(statuses)
    if verdict.do is Do.PERSON or any(not 200 <= status < 400 for status in answered):
        return Sureness.CONTRADICTED
    return Sureness.LIKELY if answered else Sureness.UNKNOWN
