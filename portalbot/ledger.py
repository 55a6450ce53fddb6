"""The ledger: what has happened to every case. It is the truth; whatever runs the work is only a messenger.

A *record key* is (portal origin, number, kind). A case id belongs to one record key for ever; one record key
has at most one open attempt (a partial unique index). Everything frozen at INTENT is in the attempt. Each
change is one transaction that also writes its event; changes that `states.ALLOWED` does not know are errors.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from portalbot import tables as t
from portalbot.database import LedgerError
from portalbot.outbox import Outbox
from portalbot.states import BEFORE, ENDED, NOTICE, Notice, State, allowed


class CaseIdReused(LedgerError):
    """A case id already belongs to another record key."""


class AlreadyOpen(LedgerError):
    """An attempt for this record key is open: nothing may be filed for it."""


@dataclass(frozen=True)
class Entry:
    """One case as the ledger has it."""

    id: str
    portal: str
    number: str
    kind: str
    account: str
    user_name: str
    province: str
    client: str
    site_name: str
    digest: str
    state: State
    message: str
    words: str
    serial: str | None
    origin: str
    seconds: float | None
    updated_at: str
    since: str
    due_on: str | None
    verify_until: str | None

    @classmethod
    def of(cls, row: RowMapping) -> "Entry":
        """Make an entry of a row."""
        return cls(**{**row, "state": State(row["state"])})


@dataclass(frozen=True)
class Attempt:
    """One try to file, frozen at INTENT."""

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


class Ledger(Outbox):
    """The ledger of one data directory: its cases, their attempts and events, and what the books below have."""

    # cases

    def register(self, fields: Mapping[str, Any]) -> Entry:
        """Enter a case, or update one that is not filed yet; returns it as it stands.

        `fields` are the columns id … digest of an Entry. Raises CaseIdReused. A second id for a record key that
        another case has not finished with is entered as `blocked`.
        """
        with self._writing() as connection:
            old = connection.execute(select(t.cases).where(t.cases.c.id == fields["id"])).mappings().first()
            twin = self._twin(connection, fields)
            if old is None:
                state, message = State.READY, ""
                if twin:
                    state, message = State.BLOCKED, f"same record as {twin}"
                row = {**fields, "state": state.value, "message": message}
                row |= {"updated_at": self.now(), "since": self.now()}
                connection.execute(insert(t.cases).values(row))
                self._event(connection, fields["id"], "", state, "", message or "entered")
            else:
                self._update(connection, Entry.of(old), fields, twin)
            return Entry.of(connection.execute(select(t.cases).where(t.cases.c.id == fields["id"])).mappings().one())

    def _twin(self, connection: Connection, fields: Mapping[str, Any]) -> str | None:
        c = t.cases.c
        query = select(c.id).where(
            c.portal == fields["portal"],
            c.number == fields["number"],
            c.kind == fields["kind"],
            c.id != fields["id"],
            c.state != State.BLOCKED.value,
            c.state != State.WITHDRAWN.value,
        )
        return connection.execute(query).scalars().first()

    def _update(self, connection: Connection, old: Entry, fields: Mapping[str, Any], twin: str | None) -> None:
        key = ("portal", "number", "kind")
        if any(getattr(old, name) != fields[name] for name in key):
            was = f"{old.kind} {old.number} at {old.portal}"
            now = f"{fields['kind']} {fields['number']} at {fields['portal']}"
            raise CaseIdReused(f"case {old.id} belongs to {was} and cannot be used for {now}; give it another id")
        if old.state not in BEFORE:
            return
        changed = old.digest != fields["digest"]
        if twin and old.state is not State.BLOCKED:
            self._change(connection, old, State.BLOCKED, message=f"same record as {twin}")
        elif (old.state is State.BLOCKED and not twin) or (old.state is State.REFUSED and changed):
            self._change(connection, old, State.READY, message="its content changed" if changed else "")
        if changed:
            voided = update(t.approvals).where(t.approvals.c.case_id == old.id).values(void=True)
            connection.execute(voided)
        values = {name: value for name, value in fields.items() if name not in ("id", *key)}
        connection.execute(update(t.cases).where(t.cases.c.id == old.id).values(values))

    def case(self, case_id: str) -> Entry:
        """Return one case; raises LedgerError when there is none of that id."""
        rows = self._read(select(t.cases).where(t.cases.c.id == case_id))
        if not rows:
            raise LedgerError(f"{self.path}: there is no case {case_id}")
        return Entry.of(rows[0])

    def cases(self, portal: str | None = None, user_name: str | None = None) -> list[Entry]:
        """Return the cases, all or those of one portal account, in the order of their entry."""
        query = select(t.cases).order_by(t.cases.c.account, t.cases.c.id)
        if portal is not None:
            query = query.where(t.cases.c.portal == portal)
        if user_name is not None:
            query = query.where(t.cases.c.user_name == user_name)
        return [Entry.of(row) for row in self._read(query)]

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
        seconds: float | None = None,
        by: str | None = None,
    ) -> Entry:
        """Change a case's state, and write the event; an end (cancelled, rejected, …) closes its open attempt."""
        extra = {"serial": serial, "origin": origin, "seconds": seconds}
        extra = {name: value for name, value in extra.items() if value is not None}
        with self._writing() as connection:
            old = self._entry(connection, case_id)
            self._change(
                connection, old, state, message=message, step=step, words=words, evidence=evidence, by=by, **extra
            )
            if serial is not None:  # found by a look: a later attempt empties the case's own column, never this one
                mine = update(t.attempts).where(t.attempts.c.case_id == case_id, t.attempts.c.open)
                connection.execute(mine.values(serial=serial))
            if state in ENDED | {State.REJECTED, State.RETURNED, State.REFUSED, State.READY}:
                self._close_attempts(connection, case_id, state.value)
            return self._entry(connection, case_id)

    def note(self, case_id: str, message: str, *, step: str = "", words: str = "", evidence: str | None = None) -> None:
        """Write an event that changes no state."""
        with self._writing() as connection:
            state = self._entry(connection, case_id).state
            self._event(connection, case_id, state.value, state, step, message, words, evidence)

    def tell_once(self, case_id: str, key: str, message: str, notice: Notice | None = None, *, step: str = "") -> bool:
        """Write an event that is told once for its key, e.g. `overdue/<serial>`; says whether it is new."""
        try:
            with self._writing() as connection:
                state = self._entry(connection, case_id).state
                self._event(connection, case_id, state.value, state, step, message, notice=notice, key=key)
        except IntegrityError:
            return False
        return True

    def told(self, case_id: str, key: str) -> RowMapping | None:
        """Return the event of a key, if it was told."""
        c = t.events.c
        found = self._read(select(t.events).where(c.case_id == case_id, c.key == key))
        return found[0] if found else None

    def set_dates(self, case_id: str, *, due_on: str | None = None, verify_until: str | None = None) -> None:
        """Keep when a case's review should be through (a date), and until when it can be verified by SMS (UTC)."""
        dates = {"due_on": due_on, "verify_until": verify_until}
        values = {name: value for name, value in dates.items() if value is not None}
        with self._writing() as connection:
            connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(values))

    def _entry(self, connection: Connection, case_id: str) -> Entry:
        return Entry.of(connection.execute(select(t.cases).where(t.cases.c.id == case_id)).mappings().one())

    def _change(
        self,
        connection: Connection,
        old: Entry,
        state: State,
        *,
        message: str = "",
        step: str = "",
        words: str = "",
        evidence: str | None = None,
        by: str | None = None,
        **extra: Any,
    ) -> None:
        if state is not old.state and not allowed(old.state, state):
            raise LedgerError(f"case {old.id} cannot change from {old.state} to {state}")
        values = {"state": state.value, "message": message, "words": words, "updated_at": self.now(), **extra}
        notice: Notice | None = None
        if state is not old.state:
            values["since"] = self.now()
            notice = NOTICE.get(state)
        connection.execute(update(t.cases).where(t.cases.c.id == old.id).values(values))
        self._event(connection, old.id, old.state.value, state, step, message, words, evidence, by, notice=notice)

    def _event(
        self,
        connection: Connection,
        case_id: str,
        before: str,
        after: State,
        step: str,
        message: str,
        words: str = "",
        evidence: str | None = None,
        by: str | None = None,
        notice: Notice | None = None,
        key: str | None = None,
    ) -> None:
        row = {"case_id": case_id, "at": self.now(), "before": before, "after": after.value, "step": step}
        row |= {"message": message, "words": words, "by": f"{by} ({self.who})" if by else self.who}
        row |= {"notice": notice.value if notice else ""}
        connection.execute(insert(t.events).values(**row, evidence=evidence, key=key))

    def events(self, case_id: str) -> list[RowMapping]:
        """Return what happened to a case, oldest first."""
        return self._read(select(t.events).where(t.events.c.case_id == case_id).order_by(t.events.c.id))

    # attempts

    def open_attempt(self, case_id: str, *, frozen: Mapping[str, Any], baseline: frozenset[str], holder: Any) -> int:
        """Commit INTENT: from here on only a look (or a person) can say that nothing was filed.

        Raises AlreadyOpen when an attempt for the record key is open, or the case is past filing.
        """
        try:
            with self._writing() as connection:
                old = self._entry(connection, case_id)
                if old.state not in BEFORE:
                    raise AlreadyOpen(f"case {case_id} is {old.state}; it is not filed again")
                row = {
                    "case_id": case_id,
                    "portal": old.portal,
                    "user_name": old.user_name,
                    "number": old.number,
                    "kind": old.kind,
                    "frozen": json.dumps(frozen, ensure_ascii=False),
                    "baseline": json.dumps(sorted(baseline)),
                    "holder": json.dumps(holder),
                    "open": True,
                    "intent_at": self.now(),
                    "follows": self._last_serial(connection, case_id),
                }
                key = connection.execute(insert(t.attempts).values(row)).inserted_primary_key
                values: dict[str, Any] = {"serial": None, "due_on": None, "verify_until": None}
                self._change(connection, old, State.INTENT, message="about to click", step="submit", **values)
                return int(key[0]) if key else 0
        except IntegrityError as error:
            raise AlreadyOpen(f"an attempt for the record of {case_id} is open; it is not filed again") from error

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
        kept = json.dumps(list(witnesses), ensure_ascii=False)
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

    def decide(self, case_id: str, state: State, why: str, *, by: str, serial: str | None = None) -> Entry:
        """Write down a person's decision about a case that no look can settle; `by` is the person's name.

        `serial`: the application is this one. READY: nothing is there, it may be filed again. WITHDRAWN: never.
        """
        if serial is not None and (attempt := self.open_attempt_of(case_id)):
            self.note_serial(attempt.id, serial)
            self.note_verdict(attempt.id, f"settled by {by}")
        return self.move(case_id, state, why, step="settle", serial=serial, by=by)


def _attempt(row: RowMapping) -> Attempt:
    return Attempt(
        id=row["id"],
        case_id=row["case_id"],
        number=row["number"],
        kind=row["kind"],
        serial=row["serial"],
        baseline=frozenset(json.loads(row["baseline"])),
        holder=json.loads(row["holder"]),
        frozen=json.loads(row["frozen"]),
        intent_at=datetime.fromisoformat(row["intent_at"]),
        answer=row["answer"],
        verdict=row["verdict"],
        witnesses=tuple(json.loads(row["witnesses"] or "[]")),
        follows=row["follows"],
    )
