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

from portalbot.evidence.scrub import mask_personal
from portalbot.evidence.store import Evidence, safe_name
from portalbot.ledger.ledger import Ledger

GONE = "[purged]"
PERSONS = ("name", "mobile", "last_six", "legal_person", "legal_person_last_six", "by")
"""Fields of persons within `responsible`, `client` and `authorised`; a client's own name stays."""


@dataclass(frozen=True)
class Ended:
    """A case that ended long enough ago, in the ledger that has it; `kept`: why it cannot be purged."""

    ledger: Ledger
    case: str
    since: str
    folders: tuple[Path, ...]
    kept: str = ""

    def size(self) -> tuple[int, int]:
        """Return how many files would go, and their bytes."""
        files = [path for folder in self.folders for path in folder.rglob("*") if path.is_file()]
        return len(files), sum(path.stat().st_size for path in files)


def ended_cases(
    ledgers: Sequence[Ledger], evidence: Evidence, older_than: timedelta, only: str | None = None
) -> Iterator[Ended]:
    """Yield the cases that ended longer ago. A case whose id another ledger still works with is kept, and says so."""
    for ledger in ledgers:
        for case, since in ledger.purging.ended(older_than, only):
            busy = any(other.purging.under_way(case) for other in ledgers if other is not ledger)
            folders = (evidence.folder_of(case), evidence.folder.parent / "fitted" / safe_name(case))
            why = "the other ledger (practice or real) works with a case of this id, and shares its evidence"
            yield Ended(ledger, case, since, folders, why if busy else "")


def purge(ended: Ended) -> None:
    """Delete a case's evidence and personal data. Raises LedgerError, OSError; may be run again after either."""
    for folder in ended.folders:
        if folder.is_dir():
            shutil.rmtree(folder)
    start = f"  {ended.case}  "
    ended.ledger.purging.rewrite(
        ended.case,
        frozen=_without_persons,
        witnesses=_without_bodies,
        plans=(start, lambda plan: _without_line(plan, start)),
        text=mask_personal,
    )


def old_pictures(accounts: Iterable[str], evidence: Evidence, now: datetime, older_than: timedelta) -> list[Path]:
    """Return what was kept of accounts (sign-in, lists, traces) longer ago."""
    edge = (now - older_than).timestamp()
    folders = [evidence.folder_of(account) for account in accounts]
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())
            if path.is_file() and path.stat().st_mtime <= edge]  # fmt: skip


def _without_persons(text: str) -> str:
    """Return what was frozen at INTENT without names and numbers of persons, and without names of files."""
    frozen = _table(text)
    fields = frozen.get("fields", {})
    for part in (fields.get("client"), fields.get("authorised"), *fields.get("responsible", ())):
        _forget_person(part or {}, client=part is fields.get("client"))
    fields["materials"] = {name: _ending(path) for name, path in fields.get("materials", {}).items()}
    for file in frozen.get("files", {}).values():
        file["name"] = _ending(file.get("name", ""))
    return json.dumps(frozen, ensure_ascii=False)


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


def _without_line(plan: str, start: str) -> str:
    """Return an approved plan without the lines that begin so."""
    return "\n".join(f"{start}{GONE}" if line.startswith(start) else line for line in plan.split("\n"))
