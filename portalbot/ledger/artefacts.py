"""Artefacts: the hash of everything that was kept, each entry chained to the one before.

A link's hash covers the link before it, so that no entry can be changed, left out or put in between without every
later one showing it. What proves the files is the ledger; what proves the ledger is a link that somebody else has:
each dossier carries one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database

FIRST = "0" * 64
"""What the first link is chained to."""


@dataclass(frozen=True)
class Artefact:
    """One file that was kept: of which case or account, its path within the evidence folder, its hash and its link."""

    id: int
    subject: str
    path: str
    sha256: str
    size: int
    at: str
    link: str


def link_of(before: str, row: Mapping[str, Any]) -> str:
    """Return the link of an entry: SHA-256 over the link before and the entry's own columns."""
    names = ("subject", "path", "sha256", "size", "at")
    text = json.dumps([before, *(row[name] for name in names)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Artefacts:
    """The hashes of evidence."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, subject: str, path: str, sha256: str, size: int) -> None:
        """Write down the hash of a file that was kept, chained to the last one."""
        row = {"subject": subject, "path": path, "sha256": sha256, "size": size, "at": self._database.now()}
        with self._database.writing() as connection:
            query = select(t.artefacts.c.link).order_by(t.artefacts.c.id.desc()).limit(1)
            before = connection.execute(query).scalars().first() or FIRST
            connection.execute(insert(t.artefacts).values(**row, link=link_of(before, row)))

    def of(self, subject: str) -> list[Artefact]:
        """Return what was kept of a case or account, oldest first."""
        query = select(t.artefacts).where(t.artefacts.c.subject == subject).order_by(t.artefacts.c.id)
        return [Artefact(**row) for row in self._database.reading(query)]

    def last_link(self) -> str:
        """Return the chain's last link."""
        rows = self._database.reading(select(t.artefacts.c.link).order_by(t.artefacts.c.id.desc()).limit(1))
        return str(rows[0]["link"]) if rows else FIRST

    def broken_link(self) -> Artefact | None:
        """Return the first entry whose link does not follow from the one before; None where the chain is whole."""
        before = FIRST
        for row in self._database.reading(select(t.artefacts).order_by(t.artefacts.c.id)):
            if row["link"] != link_of(before, dict(row)):
                return Artefact(**row)
            before = row["link"]
        return None
