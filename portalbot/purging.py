"""Deleting what is not needed any more of cases that ended long ago: evidence, and personal data in the ledger.

What stays are the ledger's facts: numbers, serials, states, events, hashes, who approved, and the client's name. What
goes: the case's evidence and fitted copies, names and numbers of persons in what was frozen at INTENT and in the
approved plans, names of files, bodies of the portal's answers, and personal numbers in events. What was overwritten
is gone from the database's file and its journal too. Backups, reports and dossiers made before are not reached.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import Connection, select, update

from portalbot import tables as t
from portalbot.book import Book
from portalbot.evidence import Evidence, safe_name
from portalbot.scrub import mask_personal
from portalbot.states import ENDED

GONE = "[purged]"
PERSONS = ("name", "mobile", "last_six", "legal_person", "legal_person_last_six", "by")
"""Fields of persons within `responsible`, `client` and `authorised`; a client's own name stays."""


@dataclass(frozen=True)
class Ended:
    """A case that ended long enough ago, in the book that has it; `kept`: why it cannot be purged."""

    book: Book
    case: str
    since: str
    folders: tuple[Path, ...]
    kept: str = ""

    def size(self) -> tuple[int, int]:
        """Return how many files would go, and their bytes."""
        files = [path for folder in self.folders for path in folder.rglob("*") if path.is_file()]
        return len(files), sum(path.stat().st_size for path in files)


def ended_cases(
    books: Sequence[Book], evidence: Evidence, older_than: timedelta, only: str | None = None
) -> Iterator[Ended]:
    """Yield the cases that ended longer ago. A case whose id another book still works with is kept, and says so."""
    c = t.cases.c
    states = [state.value for state in ENDED]
    for book in books:
        before = _before(book.clock(), older_than)
        query = select(c.id, c.since).where(c.state.in_(states), c.since <= before).order_by(c.since, c.id)
        for row in book.rows(query if only is None else query.where(c.id == only)):
            case = row["id"]
            others = select(c.id).where(c.id == case, c.state.not_in(states))
            busy = any(other.rows(others) for other in books if other is not book)
            folders = (evidence.folder_of(case), evidence.folder.parent / "fitted" / safe_name(case))
            why = "the other ledger (practice or real) works with a case of this id, and shares its evidence"
            yield Ended(book, case, row["since"], folders, why if busy else "")


def purge(ended: Ended) -> None:
    """Delete a case's evidence and personal data. Raises LedgerError, OSError; may be run again after either."""
    for folder in ended.folders:
        if folder.is_dir():
            shutil.rmtree(folder)
    with ended.book.rewriting() as connection:
        _attempts(connection, ended.case)
        _approvals(connection, ended.case)
        for table, key in ((t.cases, t.cases.c.id), (t.events, t.events.c.case_id)):
            _texts(connection, table, key == ended.case)
        ended.book.tell_of_case(connection, ended.case, "evidence and personal data were purged")


def old_pictures(accounts: Iterable[str], evidence: Evidence, now: datetime, older_than: timedelta) -> list[Path]:
    """Return what was kept of accounts (sign-in, lists, traces) longer ago."""
    edge = (now - older_than).timestamp()
    folders = [evidence.folder_of(account) for account in accounts]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())
            if path.is_file() and path.stat().st_mtime <= edge]  # fmt: skip


def _before(now: datetime, older_than: timedelta) -> str:
    return (now - older_than).isoformat(timespec="microseconds")


def _attempts(connection: Connection, case: str) -> None:
    c = t.attempts.c
    for row in list(connection.execute(select(c.id, c.frozen, c.witnesses).where(c.case_id == case)).mappings()):
        frozen = _table(row["frozen"])
        fields = frozen.get("fields", {})
        for part in (fields.get("client"), fields.get("authorised"), *fields.get("responsible", ())):
            _forget_person(part or {}, client=part is fields.get("client"))
        fields["materials"] = {name: _ending(path) for name, path in fields.get("materials", {}).items()}
        for file in frozen.get("files", {}).values():
            file["name"] = _ending(file.get("name", ""))
        values: dict[str, Any] = {"frozen": json.dumps(frozen, ensure_ascii=False)}
        if row["witnesses"]:
            values["witnesses"] = _without_bodies(row["witnesses"])
        connection.execute(update(t.attempts).where(c.id == row["id"]).values(values))


def _table(text: str) -> dict[str, Any]:
    """Return a table of JSON; an empty one for what cannot be read: nobody knows whose names stand in it."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _without_bodies(witnesses: str) -> str:
    """Return witnesses without what was answered; none for what cannot be read."""
    try:
        seen = [{**witness, "body": GONE} for witness in json.loads(witnesses)]
    except (ValueError, TypeError):
        seen = []
    return json.dumps(seen, ensure_ascii=False)


def _forget_person(part: dict[str, Any], *, client: bool) -> None:
    for name in PERSONS:
        if part.get(name) and not (client and name == "name"):
            part[name] = GONE


def _ending(name: str) -> str:
    return f"{GONE}{PurePath(name).suffix}"


def _approvals(connection: Connection, case: str) -> None:
    """Take the case's line out of every approved plan, that of other cases too."""
    c = t.approvals.c
    start = f"  {case}  "
    for row in list(connection.execute(select(c.id, c.plan).where(c.plan.contains(start, autoescape=True))).mappings()):
        lines = [f"{start}{GONE}" if line.startswith(start) else line for line in row["plan"].split("\n")]
        connection.execute(update(t.approvals).where(c.id == row["id"]).values(plan="\n".join(lines)))


def _texts(connection: Connection, table: Any, which: Any) -> None:
    c = table.c
    for row in list(connection.execute(select(c.id, c.message, c.words).where(which)).mappings()):
        masked = {name: mask_personal(row[name]) for name in ("message", "words")}
        if any(masked[name] != row[name] for name in masked):
            connection.execute(update(table).where(c.id == row["id"]).values(masked))
