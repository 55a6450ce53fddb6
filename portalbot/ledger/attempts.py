"""Attempts: every try to file, from its INTENT on, and what is known of each.

One record key (portal origin, number, kind) has at most one open attempt (a partial unique index). Everything frozen at
INTENT is in the attempt. Before INTENT is committed nothing may be clicked; after it only a look, or a person, can say
that nothing was filed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from portalbot.ledger import tables as t
from portalbot.ledger.changes import Changes
from portalbot.ledger.database import Database
from portalbot.ledger.entry import Entry
from portalbot.ledger.errors import OneCase
from portalbot.ledger.events import Events
from portalbot.ledger.identity import Doubted, Marker
from portalbot.rules.states import BEFORE, State

_T = TypeVar("_T")
DECIDING = frozenset({"baseline", "holder", "intent_at"})
"""Columns of an attempt without which a look means nothing for it."""
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When an attempt was made whose instant cannot be read: nothing has passed since."""


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


class Attempts:
    """The attempts to file cases."""

    def __init__(self, database: Database, events: Events, changes: Changes) -> None:
        self._database = database
        self._events = events
        self._changes = changes

    def open(
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
        identity = self._database.identity
        try:
            with self._database.writing() as connection:
                if doubts := identity.doubts(connection):
                    raise Doubted(f"nothing is filed: {'; '.join(doubts)}")
                old = Entry.within(connection, case_id)
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
                    "intent_at": self._database.now(),
                    "portal_at": portal_at.isoformat() if portal_at else None,
                    "follows": _last_serial(connection, case_id),
                }
                key = connection.execute(insert(t.attempts).values(row)).inserted_primary_key
                attempt = int(key[0]) if key else 0
                values: dict[str, Any] = {"serial": None, "due_on": None, "verify_until": None}
                self._changes.make(connection, old, State.INTENT, message="about to click", step="submit", **values)
                marker = identity.mark(case_id)  # the last before the commit: until then nothing is on the disk
                connection.execute(update(t.attempts).where(t.attempts.c.id == attempt).values(marker=marker.token))
        except IntegrityError as error:
            raise AlreadyOpen(f"an attempt for the record of {case_id} is open; it is not filed again") from error
        return attempt

    def _clean_frozen(self, frozen: Mapping[str, Any]) -> dict[str, Any]:
        """Clean what people wrote; hashes and what identifies the filing stay as they are."""
        return {**frozen, **{name: self._database.cleaned(frozen[name]) for name in ("fields",) if name in frozen}}

    def note_serial(self, attempt: int, serial: str) -> None:
        """Write a serial down the moment it is read."""
        with self._database.writing() as connection:
            connection.execute(update(t.attempts).where(t.attempts.c.id == attempt).values(serial=serial))
            case_id = connection.execute(select(t.attempts.c.case_id).where(t.attempts.c.id == attempt)).scalar_one()
            connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(serial=serial))

    def note_answer(self, attempt: int, words: str, witnesses: Sequence[Mapping[str, Any]]) -> None:
        """Keep what the portal answered to a click: the words on the page, and what the network saw."""
        kept = json.dumps(self._database.cleaned(list(witnesses)), ensure_ascii=False)
        with self._database.writing() as connection:
            query = update(t.attempts).where(t.attempts.c.id == attempt)
            connection.execute(query.values(answer=words, witnesses=kept))

    def note_verdict(self, attempt: int, verdict: str) -> None:
        """Keep how sure it is that an attempt's application stands at the portal."""
        with self._database.writing() as connection:
            connection.execute(update(t.attempts).where(t.attempts.c.id == attempt).values(verdict=verdict))

    def name(self, connection: Connection, case_id: str, serial: str) -> None:
        """Write the serial of a case's open attempt down; within the transaction that writes it to the case."""
        mine = update(t.attempts).where(t.attempts.c.case_id == case_id, t.attempts.c.open)
        connection.execute(mine.values(serial=serial))

    def close(self, connection: Connection, case_id: str, why: str) -> None:
        """Close a case's open attempt, if there is one; within the transaction that changes the case."""
        query = update(t.attempts).where(t.attempts.c.case_id == case_id, t.attempts.c.open)
        connection.execute(query.values(open=False, closed_at=self._database.now(), closed_because=why))

    def open_of(self, case_id: str) -> Attempt | None:
        """Return the open attempt of a case, if there is one."""
        query = select(t.attempts).where(t.attempts.c.case_id == case_id, t.attempts.c.open)
        rows = self._database.reading(query)
        return _attempt(rows[0]) if rows else None

    def of(self, case_id: str) -> list[Attempt]:
        """Return every attempt of a case, oldest first."""
        query = select(t.attempts).where(t.attempts.c.case_id == case_id).order_by(t.attempts.c.id)
        return [_attempt(row) for row in self._database.reading(query)]

    def settle_forgotten(self, case_id: str, lost: Iterable[Marker], why: str, *, by: str) -> None:
        """Write down a person's word about an INTENT of which this ledger knows nothing, and take its mark away."""
        for marker in lost:
            with self._database.writing() as connection:
                message = f"an INTENT that this ledger has forgotten ({marker.token}): {why}"
                self._events.write(connection, case_id, "", "", message, step="settle", by=by)
            self._database.identity.forget(marker)


def _last_serial(connection: Connection, case_id: str) -> str | None:
    c = t.attempts.c
    query = select(c.serial).where(c.case_id == case_id, c.serial.is_not(None)).order_by(c.id.desc())
    return connection.execute(query).scalars().first()


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
