"""The casebook: the cases of the ledger, their states and everything that has happened to them.

A room below `ledger.py`, which adds the attempts to file. Each change is one transaction that also writes its event;
changes that `states.ALLOWED` does not know are errors.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from pages.terms import Kind
from portalbot import tables as t
from portalbot.database import OneCase
from portalbot.outbox import Outbox
from portalbot.states import BEFORE, NOTICE, Notice, State, allowed


class CaseIdReused(OneCase):
    """A case id already belongs to another record key."""


class Unreadable(OneCase):
    """What the ledger has of a case cannot be read: says which case and column."""


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
        """Make an entry of a row. Raises Unreadable for one that no program of ours wrote."""
        for column, read in _READ.items():
            try:
                if row[column] is not None:
                    read(row[column])
            except (ValueError, TypeError) as error:
                cure = "restore a backup, or settle the case with the office's word"
                raise Unreadable(f"case {row['id']} cannot be read: {column} is {row[column]!r}; {cure}") from error
        return cls(**{**row, "state": State(row["state"])})


_READ: dict[str, Callable[[Any], object]] = {
    "state": State,
    "kind": Kind,
    "updated_at": datetime.fromisoformat,
    "since": datetime.fromisoformat,
    "due_on": date.fromisoformat,
    "verify_until": datetime.fromisoformat,
}
"""How a case's columns are read by whoever follows it."""


class Casebook(Outbox):
    """The cases and their events, and what the books below have. A case that cannot be read is in no list."""

    def _entries(self, query: Any) -> list[Entry]:
        found = []
        for row in self._read(query):
            try:
                found.append(Entry.of(row))
            except Unreadable as error:
                self.unread[row["id"]] = str(error)
        return found

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
            raise OneCase(f"{self.path}: there is no case {case_id}")
        return Entry.of(rows[0])

    def cases(
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

    def note(self, case_id: str, message: str, *, step: str = "", words: str = "", evidence: str | None = None) -> None:
        """Write an event that changes no state."""
        with self._writing() as connection:
            state = self._entry(connection, case_id).state
            self._event(connection, case_id, state.value, state, step, message, words, evidence)

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
            with self._writing() as connection:
                state = self._entry(connection, case_id).state
                at = portal_at.isoformat() if portal_at else None
                told: dict[str, Any] = {"notice": notice, "key": key, "portal_at": at}
                self._event(connection, case_id, state.value, state, step, message, words, **told)
                values = {"message": message, "updated_at": self.now(), **({"words": words} if words else {})}
                connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(values))
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

    def note_seconds(self, case_id: str, seconds: float) -> None:
        """Keep how long the filing of a case took."""
        with self._writing() as connection:
            connection.execute(update(t.cases).where(t.cases.c.id == case_id).values(seconds=seconds))

    def clear_deadline(self, case_id: str, message: str) -> None:
        """Take away the end of a case's 短信核验, since it is done; what follows is said by a look."""
        with self._writing() as connection:
            values = {"verify_until": None, "message": message, "updated_at": self.now()}
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
        notice: Notice | None = None,
        **extra: Any,
    ) -> None:
        if state is not old.state and not allowed(old.state, state):
            raise OneCase(f"case {old.id} cannot change from {old.state} to {state}")
        values = {"state": state.value, "message": message, "words": words, "updated_at": self.now(), **extra}
        if state is not old.state:
            values["since"] = self.now()
            notice = notice or NOTICE.get(state)
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
        portal_at: str | None = None,
    ) -> None:
        row = {"case_id": case_id, "at": self.now(), "before": before, "after": after.value, "step": step}
        row |= {"message": message, "words": words, "by": f"{by} ({self.who})" if by else self.who}
        row |= {"notice": notice.value if notice else ""}
        connection.execute(insert(t.events).values(**row, evidence=evidence, key=key, portal_at=portal_at))

    def tally(self) -> dict[State, int]:
        """Return how many cases are in each state."""
        c = t.cases.c.state
        rows = self._read(select(c, func.count().label("n")).group_by(c))
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

    def events(self, case_id: str) -> list[RowMapping]:
        """Return what happened to a case, oldest first."""
        return self._read(select(t.events).where(t.events.c.case_id == case_id).order_by(t.events.c.id))
