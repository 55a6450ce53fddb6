"""Cases: what is to be filed and followed, and where each stands.

A case id belongs to one record key (portal origin, number, kind) for ever. Each change is one transaction that also
writes its event; changes that `states.ALLOWED` does not know are errors. A case that cannot be read is in no list.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from portalbot.ledger import tables as t
from portalbot.ledger.approvals import Approvals
from portalbot.ledger.attempts import Attempts
from portalbot.ledger.changes import Changes
from portalbot.ledger.database import Database
from portalbot.ledger.entry import Entry, Unreadable
from portalbot.ledger.errors import OneCase
from portalbot.ledger.events import Events
from portalbot.rules.states import BEFORE, ENDED, Notice, State


class CaseIdReused(OneCase):
    """A case id already belongs to another record key."""


class Cases:
    """The cases. `unread`: those that could not be read when they were asked for, each with why."""

    def __init__(
        self, database: Database, events: Events, changes: Changes, attempts: Attempts, approvals: Approvals
    ) -> None:
        self._database = database
        self._events = events
        self._changes = changes
        self._attempts = attempts
        self._approvals = approvals
        self.unread: dict[str, str] = {}

    # what stands

    def one(self, case_id: str) -> Entry:
        """Return one case; raises LedgerError when there is none of that id."""
        rows = self._database.reading(select(t.cases).where(t.cases.c.id == case_id))
        if not rows:
            raise OneCase(f"{self._database.path}: there is no case {case_id}")
        return Entry.of(rows[0])

    def all(
        self,
        portal: str | None = None,
        user_name: str | None = None,
        states: Collection[State] | None = None,
        case_id: str | None = None,
    ) -> list[Entry]:
        """Return the cases, all or those of one portal account, in some states, or of one id; by account and id."""
        query = select(t.cases).order_by(t.cases.c.account, t.cases.c.id)
        if portal is not None:
            query = query.where(t.cases.c.portal == portal)
        if user_name is not None:
            query = query.where(t.cases.c.user_name == user_name)
        if case_id is not None:
            query = query.where(t.cases.c.id == case_id)
        if states is not None:
            query = query.where(t.cases.c.state.in_(sorted(states)))
        return self._entries(query)

    def tally(self) -> dict[State, int]:
        """Return how many cases are in each state."""
        c = t.cases.c.state
        rows = self._database.reading(select(c, func.count().label("n")).group_by(c))
        known = {each.value for each in State}
        return {State(row["state"]): int(row["n"]) for row in rows if row["state"] in known}

    def oldest(self, states: Collection[State], most: int) -> list[Entry]:
        """Return so many cases in some states, at most, those first that have been in them the longest."""
        query = select(t.cases).where(t.cases.c.state.in_(sorted(states))).order_by(t.cases.c.since).limit(most)
        return self._entries(query)

    def next_dates(self, column: str, states: Collection[State], most: int) -> list[Entry]:
        """Return so many cases in some states, at most, whose `due_on` or `verify_until` comes first."""
        at = t.cases.c[column]
        query = select(t.cases).where(t.cases.c.state.in_(sorted(states)), at.is_not(None)).order_by(at).limit(most)
        return self._entries(query)

    def serials(self, portal: str, user_name: str) -> dict[str, str]:
        """Return every serial that the ledger knows of a portal account: serial → case id."""
        c = t.cases.c
        query = select(c.serial, c.id).where(c.portal == portal, c.user_name == user_name, c.serial.is_not(None))
        known = {row["serial"]: row["id"] for row in self._database.reading(query)}
        a = t.attempts.c
        older = select(a.serial, a.case_id).where(a.portal == portal, a.user_name == user_name, a.serial.is_not(None))
        return {row["serial"]: row["case_id"] for row in self._database.reading(older)} | known

    def _entries(self, query: Any) -> list[Entry]:
        found = []
        for row in self._database.reading(query):
            try:
                found.append(Entry.of(row))
            except Unreadable as error:
                self.unread[row["id"]] = str(error)
        return found

    # what changes

    def register(self, fields: Mapping[str, Any]) -> Entry:
        """Enter a case, or update one that is not filed yet; returns it as it stands.

        `fields` are the columns id … digest of an Entry. Raises CaseIdReused. A second id for a record key that
        another case has not finished with is entered as `blocked`.
        """
        with self._database.writing() as connection:
            old = connection.execute(select(t.cases).where(t.cases.c.id == fields["id"])).mappings().first()
            twin = _twin(connection, fields)
            if old is None:
                state, message = State.READY, ""
                if twin:
                    state, message = State.BLOCKED, f"same record as {twin}"
                row = {**fields, "state": state.value, "message": message}
                row |= {"updated_at": self._database.now(), "since": self._database.now()}
                connection.execute(insert(t.cases).values(row))
                self._events.write(connection, fields["id"], "", state, message or "entered")
            else:
                self._update(connection, Entry.of(old), fields, twin)
            return Entry.within(connection, fields["id"])

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
            self._changes.make(connection, old, State.BLOCKED, message=f"same record as {twin}")
        elif (old.state is State.BLOCKED and not twin) or (old.state is State.REFUSED and changed):
            self._changes.make(connection, old, State.READY, message="its content changed" if changed else "")
        if changed:
            self._approvals.void(connection, old.id)
        values = {name: value for name, value in fields.items() if name not in ("id", *key)}
        connection.execute(update(t.cases).where(t.cases.c.id == old.id).values(values))

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
        with self._database.writing() as connection:
            old = Entry.within(connection, case_id)
            told: dict[str, Any] = {"message": message, "step": step, "words": words, "by": by}
            self._changes.make(connection, old, state, **told, evidence=evidence, notice=notice, **extra)
            if serial is not None:  # found by a look: a later attempt empties the case's own column, never this one
                self._attempts.name(connection, case_id, serial)
            if state in ENDED | {State.REJECTED, State.RETURNED, State.REFUSED, State.READY}:
                self._attempts.close(connection, case_id, state.value)
            return Entry.within(connection, case_id)

    def decide(self, case_id: str, state: State, why: str, *, by: str, serial: str | None = None) -> Entry:
        """Write down a person's decision about a case that no look can settle; `by` is the person's name.

        `serial`: the application is this one. READY: nothing is there, it may be filed again. WITHDRAWN: never.
        """
        if serial is not None and (attempt := self._attempts.open_of(case_id)):
            self._attempts.note_verdict(attempt.id, f"settled by {by}")
        return self.move(case_id, state, why, step="settle", serial=serial, by=by)

    def note(self, case_id: str, message: str, *, step: str = "", words: str = "", evidence: str | None = None) -> None:
        """Write an event that changes no state."""
        with self._database.writing() as connection:
            state = Entry.within(connection, case_id).state
            told: dict[str, Any] = {"step": step, "words": words, "evidence": evidence}
            self._events.write(connection, case_id, state, state, message, **told)

    def tell_once(
        self,
        case_id: str,
        key: str,
        message: str,
        notice: Notice | None = None,
        *,
        step: str = "",
        words: str = "",
        portal_at: datetime | None = None,
    ) -> bool:
        """Write an event that is told once for its key, e.g. `overdue/<serial>`, and make it the case's message.

        Says whether it is new; one that was told before changes nothing.
        """
        try:
            with self._database.writing() as connection:
                state = Entry.within(connection, case_id).state
                told: dict[str, Any] = {"notice": notice, "key": key, "portal_at": portal_at}
                self._events.write(connection, case_id, state, state, message, step=step, words=words, **told)
                values = {"message": message, "updated_at": self._database.now(), **({"words": words} if words else {})}
                connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(values))
        except IntegrityError:
            return False
        return True

    def set_dates(self, case_id: str, *, due_on: str | None = None, verify_until: str | None = None) -> None:
        """Keep when a case's review should be through (a date), and until when it can be verified by SMS (UTC)."""
        dates = {"due_on": due_on, "verify_until": verify_until}
        values = {name: value for name, value in dates.items() if value is not None}
        with self._database.writing() as connection:
            connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(values))

    def note_seconds(self, case_id: str, seconds: float) -> None:
        """Keep how long the filing of a case took."""
        with self._database.writing() as connection:
            connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(seconds=seconds))

    def clear_deadline(self, case_id: str, message: str) -> None:
        """Take away the end of a case's 短信核验, since it is done; what follows is said by a look."""
        with self._database.writing() as connection:
            values = {"verify_until": None, "message": message, "updated_at": self._database.now()}
            connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(values))


def _twin(connection: Connection, fields: Mapping[str, Any]) -> str | None:
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
