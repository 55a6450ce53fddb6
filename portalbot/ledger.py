"""The ledger: what has happened to every case. It is the truth; whatever runs the work is only a messenger.

A *record key* is (portal origin, number, kind). A case id belongs to one record key for ever; one record key
has at most one open attempt (a partial unique index). Everything frozen at INTENT is in the attempt. Each
change is one transaction that also writes its event; changes that `states.ALLOWED` does not know are errors.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from portalbot import tables as t
from portalbot.casebook import Casebook, CaseIdReused, Entry
from portalbot.database import LedgerError, OneCase
from portalbot.identity import Doubted, Marker
from portalbot.states import BEFORE, ENDED, Notice, State

_T = TypeVar("_T")
DECIDING = frozenset({"baseline", "holder", "intent_at"})
"""Columns of an attempt without which a look means nothing for it."""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When an attempt was made whose instant cannot be read: nothing has passed since."""

__all__ = ["AlreadyOpen", "Attempt", "CaseIdReused", "Doubted", "Entry", "Ledger", "LedgerError"]


class AlreadyOpen(OneCase):
    """An attempt for this record key is open: nothing may be filed for it."""


@dataclass(frozen=True)
class Attempt:
    """One try to file, frozen at INTENT.

    `portal_at`: what the portal's own clock said last before it (None: it does not say). `unread`: its columns that
    cannot be read; nothing is concluded by itself where one of DECIDING is among them.
    """

    id: int
    case_id: str
    number: str
    kind: str
    serial: str | None
    baseline: frozenset[str]
    holder: Mapping[str, Any]
    frozen: Mapping[str, Any]
    intent_at: datetime
    answer: str
    verdict: str | None
    witnesses: tuple[Mapping[str, Any], ...]
    follows: str | None = None
    unread: tuple[str, ...] = ()
    portal_at: datetime | None = None


class Ledger(Casebook):
    """The ledger of one data directory: its cases, their attempts and events, and what the books below have."""

    def move(
        self,
        case_id: str,
        state: State,
        message: str,
        *,
        step: str = "",
        words: str = "",
        serial: str | None = None,
        origin: str | None = None,
        evidence: str | None = None,
        by: str | None = None,
        notice: Notice | None = None,
    ) -> Entry:
        """Change a case's state, and write the event; an end (cancelled, rejected, …) closes its open attempt."""
        given = {"serial": serial, "origin": origin}
        extra: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        with self._writing() as connection:
            old = self._entry(connection, case_id)
            told: dict[str, Any] = {"message": message, "step": step, "words": words, "by": by}
            self._change(connection, old, state, **told, evidence=evidence, notice=notice, **extra)
            if serial is not None:  # found by a look: a later attempt empties the case's own column, never this one
                mine = update(t.attempts).where(t.attempts.c.case_id == case_id, t.attempts.c.open)
                connection.execute(mine.values(serial=serial))
            if state in ENDED | {State.REJECTED, State.RETURNED, State.REFUSED, State.READY}:
                self._close_attempts(connection, case_id, state.value)
            return self._entry(connection, case_id)

    def open_attempt(
        self,
        case_id: str,
        *,
        frozen: Mapping[str, Any],
        baseline: frozenset[str],
        holder: Any,
        portal_at: datetime | None = None,
    ) -> int:
        """Commit INTENT: from here on only a look (or a person) can say that nothing was filed.

        Raises AlreadyOpen when an attempt for the record key is open, or the case is past filing, and Doubted where
        this may not be the right ledger (`identity.py`).
        """
        try:
            with self._writing() as connection:
                if doubts := self.identity.doubts(lambda query: connection.execute(query).mappings()):
                    raise Doubted(f"nothing is filed: {'; '.join(doubts)}")
                old = self._entry(connection, case_id)
                if old.state not in BEFORE:
                    raise AlreadyOpen(f"case {case_id} is {old.state}; it is not filed again")
                row = {
                    "case_id": case_id,
                    "portal": old.portal,
                    "user_name": old.user_name,
                    "number": old.number,
                    "kind": old.kind,
                    "frozen": json.dumps(self._clean_frozen(frozen), ensure_ascii=False),
                    "baseline": json.dumps(sorted(baseline)),
                    "holder": json.dumps(holder),
                    "open": True,
                    "intent_at": self.now(),
                    "portal_at": portal_at.isoformat() if portal_at else None,
                    "follows": self._last_serial(connection, case_id),
                }
                key = connection.execute(insert(t.attempts).values(row)).inserted_primary_key
                attempt = int(key[0]) if key else 0
                values: dict[str, Any] = {"serial": None, "due_on": None, "verify_until": None}
                self._change(connection, old, State.INTENT, message="about to click", step="submit", **values)
                marker = self.identity.mark(case_id)  # the last before the commit: until then nothing is on the disk
                connection.execute(update(t.attempts).where(t.attempts.c.id == attempt).values(marker=marker.token))
        except IntegrityError as error:
            raise AlreadyOpen(f"an attempt for the record of {case_id} is open; it is not filed again") from error
        return attempt

    def _clean_frozen(self, frozen: Mapping[str, Any]) -> dict[str, Any]:
        """Clean what people wrote; hashes and what identifies the filing stay as they are."""
        return {**frozen, **{name: self.cleaned(frozen[name]) for name in ("fields",) if name in frozen}}

    def _last_serial(self, connection: Connection, case_id: str) -> str | None:
        c = t.attempts.c
        query = select(c.serial).where(c.case_id == case_id, c.serial.is_not(None)).order_by(c.id.desc())
        return connection.execute(query).scalars().first()

    def note_serial(self, attempt: int, serial: str) -> None:
        """Write a serial down the moment it is read."""
        with self._writing() as connection:
            connection.execute(update(t.attempts).where(t.attempts.c.id == attempt).values(serial=serial))
            case_id = connection.execute(select(t.attempts.c.case_id).where(t.attempts.c.id == attempt)).scalar_one()
            connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(serial=serial))

    def note_answer(self, attempt: int, words: str, witnesses: Sequence[Mapping[str, Any]]) -> None:
        """Keep what the portal answered to a click: the words on the page, and what the network saw."""
        kept = json.dumps(self.cleaned(list(witnesses)), ensure_ascii=False)
        with self._writing() as connection:
            query = update(t.attempts).where(t.attempts.c.id == attempt)
            connection.execute(query.values(answer=words, witnesses=kept))

    def note_verdict(self, attempt: int, verdict: str) -> None:
        """Keep how sure it is that an attempt's application stands at the portal."""
        with self._writing() as connection:
            connection.execute(update(t.attempts).where(t.attempts.c.id == attempt).values(verdict=verdict))

    def open_attempt_of(self, case_id: str) -> Attempt | None:
        """Return the open attempt of a case, if there is one."""
        query = select(t.attempts).where(t.attempts.c.case_id == case_id, t.attempts.c.open)
        rows = self._read(query)
        return _attempt(rows[0]) if rows else None

    def attempts(self, case_id: str) -> list[Attempt]:
        """Return every attempt of a case, oldest first."""
        query = select(t.attempts).where(t.attempts.c.case_id == case_id).order_by(t.attempts.c.id)
        return [_attempt(row) for row in self._read(query)]

    def _close_attempts(self, connection: Connection, case_id: str, why: str) -> None:
        query = update(t.attempts).where(t.attempts.c.case_id == case_id, t.attempts.c.open)
        connection.execute(query.values(open=False, closed_at=self.now(), closed_because=why))

    def serials(self, portal: str, user_name: str) -> dict[str, str]:
        """Return every serial that the ledger knows of a portal account: serial → case id."""
        c = t.cases.c
        query = select(c.serial, c.id).where(c.portal == portal, c.user_name == user_name, c.serial.is_not(None))
        known = {row["serial"]: row["id"] for row in self._read(query)}
        a = t.attempts.c
        older = select(a.serial, a.case_id).where(a.portal == portal, a.user_name == user_name, a.serial.is_not(None))
        return {row["serial"]: row["case_id"] for row in self._read(older)} | known

    def settle_forgotten(self, case_id: str, lost: Iterable[Marker], why: str, *, by: str) -> None:
        """Write down a person's word about an INTENT of which this ledger knows nothing, and take its mark away."""
        for marker in lost:
            with self._writing() as connection:
                message = f"an INTENT that this ledger has forgotten ({marker.token}): {why}"
                row = {"case_id": case_id, "at": self.now(), "before": "", "after": "", "step": "settle"}
                connection.execute(insert(t.events).values(**row, message=message, by=f"{by} ({self.who})"))
            self.identity.forget(marker)

    def accept(self, why: str, *, by: str) -> None:
        """Take this ledger for the right one from now on, by a person's word."""
        with self._writing() as connection:
            self._tell(connection, "", f"accepted by {by} as the right ledger: {why}")
        self.identity.accept()

    def decide(self, case_id: str, state: State, why: str, *, by: str, serial: str | None = None) -> Entry:
        """Write down a person's decision about a case that no look can settle; `by` is the person's name.

        `serial`: the application is this one. READY: nothing is there, it may be filed again. WITHDRAWN: never.
        """
        if serial is not None and (attempt := self.open_attempt_of(case_id)):
            self.note_serial(attempt.id, serial)
            self.note_verdict(attempt.id, f"settled by {by}")
        return self.move(case_id, state, why, step="settle", serial=serial, by=by)


def _attempt(row: RowMapping) -> Attempt:
    """Make an attempt of a row; what cannot be read counts as unread, and the rest stands."""
    unread: list[str] = []

    def read(column: str, kind: type[_T], none: _T) -> _T:
        try:
            found = json.loads(row[column]) if row[column] else none
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, kind):
            return found
        unread.append(column)
        return none

    seen = read("witnesses", list, [])
    witnesses = tuple(each for each in seen if isinstance(each, dict))
    baseline, holder, frozen = read("baseline", list, []), read("holder", dict, {}), read("frozen", dict, {})
    if not all(isinstance(frozen.get(part, {}), dict) for part in ("fields", "files")):
        frozen = {}
        unread.append("frozen")
    try:
        intent_at = datetime.fromisoformat(row["intent_at"])
    except ValueError:
        intent_at = _NEVER
        unread.append("intent_at")
    try:
        portal_at = datetime.fromisoformat(row["portal_at"]) if row["portal_at"] else None
    except ValueError:
        portal_at = None
    if len(witnesses) < len(seen):
        unread.append("witnesses")
    return Attempt(
        id=row["id"],
        case_id=row["case_id"],
        number=row["number"],
        kind=row["kind"],
        serial=row["serial"],
        baseline=frozenset(map(str, baseline)),
        holder=holder,
        frozen=frozen,
        intent_at=intent_at,
        answer=row["answer"],
        verdict=row["verdict"],
        witnesses=witnesses,
        follows=row["follows"],
        unread=tuple(unread),
        portal_at=portal_at,
    )
