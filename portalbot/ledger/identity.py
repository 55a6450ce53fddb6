"""Whether this ledger is the very one that everything was written into: with another one nothing is filed.

A ledger that was deleted, replaced, or put back from an older copy has forgotten what was filed since, and everything
looks as if it could be filed again. Three things tell:

- within a process the path is held against the open file: another file there, or none, and nothing more is written;
- across processes a random id stands in the ledger and in a file beside it (`ledger.id`);
- before an INTENT is committed it leaves an empty file beside the ledger (`ledger.intents/`), for good. One without its
  attempt means that the attempt was forgotten, or that the program was killed in that very moment: only a person who
  asks the office knows, and says so with `portalbot settle`.

The whole folder may be moved. A copy of the ledger alone has to be accepted by a person (`portalbot ledger accept`).
"""

import os
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from portalbot.ledger import tables as t
from portalbot.ledger.errors import LedgerError
from portalbot.machine.private_files import make_file, make_folder, opened, read, write

Read = Callable[[Any], Iterable[Any]]
_MARKER = re.compile(r"(.+)\.([0-9a-f]{32})")


class Doubted(LedgerError):
    """Nothing is filed with this ledger before a person has cleared up whether it is the right one."""


@dataclass(frozen=True)
class Marker:
    """What an INTENT left beside the ledger: its case, as its file is called, and the attempt's own token."""

    case: str
    token: str

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return f"{self.case}.{self.token}"


def marker_case(case_id: str) -> str:
    """Return a case's id as it stands in a file's name."""
    return "".join(char if char.isalnum() or char in "-_" else f"%{ord(char):x}" for char in case_id)


class Identity:
    """What tells a ledger from another one. `read` asks the database for rows."""

    def __init__(self, path: Path, read_rows: Read) -> None:
        self._path = path
        self._file = path.with_suffix(".id")
        self._folder = path.with_suffix(".intents")
        self._read = read_rows
        self._open = opened(path, os.O_RDONLY)
        self._key = _key(os.fstat(self._open))

    def close(self) -> None:
        """Let go of the file."""
        if self._open >= 0:
            os.close(self._open)
            self._open = -1

    def settle_id(self, connection: Connection) -> None:
        """Give a new ledger its id, and write it beside one that has nothing to lose yet; within a transaction."""
        mine = connection.execute(select(t.identity.c.id)).scalars().first()
        if mine is None:
            mine = self._beside() or secrets.token_hex(16)
            connection.execute(insert(t.identity).values(id=mine))
        marked = connection.execute(select(t.attempts.c.id).where(t.attempts.c.marker.is_not(None)).limit(1)).first()
        if not self._beside() and marked is None:
            write(self._file, f"{mine}\n".encode())

    def accept(self) -> None:
        """Take this ledger for the right one from now on, by a person's word."""
        write(self._file, f"{self._mine(self._read)}\n".encode())

    def check_place(self) -> None:
        """Raise Doubted where the path leads to another file by now, or to none."""
        try:
            there = _key(self._path.stat())
        except OSError:
            there = None
        if there != self._key:
            what = "another file lies in its place" if there else "it is gone from its place"
            cure = "put it back, and start the program again"
            raise Doubted(f"{self._path}: {what} while it is in use; nothing more is written into it; {cure}")

    def doubts(self, connection: Connection | None = None) -> list[str]:
        """Return what speaks against filing with this ledger, each with its cure.

        `connection`: a transaction that nobody else writes beside. Without one, an INTENT of another process that is
        being committed at this moment has its mark already, and no attempt yet.
        """
        asked: Read = self._read if connection is None else lambda query: connection.execute(query).mappings()
        found = []
        mine, beside = self._mine(asked), self._beside()
        if mine != beside:
            what = f"{self._file.name} beside it is another ledger's" if beside else f"{self._file.name} is not there"
            cure = "put back the one that belongs here, or accept this: portalbot ledger accept --by NAME --why TEXT"
            found.append(f"{self._path} may be a copy, or another ledger ({what}); {cure}")
        if lost := self.unknown(read_rows=asked):
            cases = "、".join(dict.fromkeys(each.case for each in lost))
            what = "it was put back from an older copy, or the program was killed in that very moment"
            cure = "ask the office what became of each, then: portalbot settle CASE"
            found.append(f"{self._path} knows nothing of filings that were begun from here ({cases}): {what}; {cure}")
        return found

    def unknown(self, case_id: str | None = None, read_rows: Read | None = None) -> list[Marker]:
        """Return what INTENTs left that have no attempt here, all or those of one case."""
        names = sorted(path.name for path in self._folder.iterdir()) if self._folder.is_dir() else []
        markers = [Marker(match[1], match[2]) for match in map(_MARKER.fullmatch, names) if match]
        c = t.attempts.c
        rows = (read_rows or self._read)(select(c.marker).where(c.marker.is_not(None)))
        known = {row["marker"] for row in rows}
        lost = [each for each in markers if each.token not in known]
        return [each for each in lost if case_id is None or each.case == marker_case(case_id)]

    def mark(self, case_id: str) -> Marker:
        """Leave an empty file for an INTENT that is about to be committed, on the disk when this returns."""
        self.check_place()
        marker = Marker(marker_case(case_id), secrets.token_hex(16))
        make_file(make_folder(self._folder) / marker.name, b"", durable=True)
        return marker

    def forget(self, marker: Marker) -> None:
        """Take a marker away: of an INTENT that was surely not committed, or that a person has settled."""
        (self._folder / marker.name).unlink(missing_ok=True)

    def _mine(self, read_rows: Read) -> str:
        rows = list(read_rows(select(t.identity.c.id)))
        return str(rows[0]["id"]) if rows else ""

    def _beside(self) -> str:
        try:
            return read(self._file).decode("ascii", "replace").strip()
        except FileNotFoundError:
            return ""


def _key(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
