"""The service's heartbeat: whether somebody looks by themselves, when next, and what troubles them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from portalbot.ledger import tables as t
from portalbot.ledger.database import Database


@dataclass(frozen=True)
class Beat:
    """How the service last reported: who it is, its sweeps, when it means to look next, and what troubles it."""

    host: str
    pid: int
    started_at: str
    beat_at: str
    sweep_began_at: str | None
    sweep_ended_at: str | None
    next_at: str | None
    trouble: str


class Service:
    """The one service of a ledger, as it reports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, **values: Any) -> None:
        """Write the service's heartbeat down; `values` are the columns that change, `started_at` begins anew."""
        with self._database.writing() as connection:
            row = {**values, "beat_at": self._database.now()}
            if "started_at" in values:
                connection.execute(delete(t.service))
                connection.execute(insert(t.service).values(row))
            else:
                connection.execute(update(t.service).values(row))

    def last_beat(self) -> Beat | None:
        """Return the service's last heartbeat; None where none ever ran."""
        names = Beat.__dataclass_fields__
        rows = self._database.reading(select(t.service))
        return Beat(**{name: rows[0][name] for name in names}) if rows else None
