"""The office's memory on disk: one SQLite file, written through to the disk before anything is answered.

Every entry is a small JSON document in a room ("filing", "decision", "draft", "account", "arrival", "sign_in",
"office"). One process holds the file at a time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_VERSION = 1


class StateError(Exception):
    """Report a state file that cannot be used, with the reason."""


class State:
    """Keep documents in a SQLite file; raise `StateError` when the file is damaged, foreign, or held by another."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        except sqlite3.Error as error:
            raise StateError(f"cannot open the state file {path}: {error}") from error
        try:
            self._prepare()
        except (sqlite3.Error, StateError) as error:
            self._base.close()
            if isinstance(error, StateError):
                raise
            raise StateError(f"cannot use the state file {path}: {error}") from error

    def _prepare(self) -> None:
        run = self._base.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA synchronous = FULL")
        run("BEGIN EXCLUSIVE")
        version = run("PRAGMA user_version").fetchone()[0]
        tables = run("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version not in (0, _VERSION) or (version == 0 and tables):
            raise StateError(f"{self.path} is a database, but not the state of a practice portal")
        run("CREATE TABLE IF NOT EXISTS kept (room TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (room, key))")
        run(f"PRAGMA user_version = {_VERSION}")
        run("COMMIT")
        broken = run("PRAGMA quick_check").fetchone()[0]
        if broken != "ok":
            raise StateError(f"the state file {self.path} is damaged: {broken}")

    def room(self, room: str) -> dict[str, Any]:
        """Return what is kept in a room, in the order in which it came in."""
        rows = self._base.execute("SELECT key, value FROM kept WHERE room = ? ORDER BY rowid", (room,))
        try:
            return {key: json.loads(value) for key, value in rows}
        except (sqlite3.Error, ValueError) as error:
            raise StateError(f"the state file {self.path} is damaged: {error}") from error

    def keep(self, changes: Mapping[tuple[str, str], Any]) -> None:
        """Keep documents by (room, key), `None` to drop one, all of them or none; on disk when this returns."""
        run = self._base.execute
        run("BEGIN")
        with self._base:
            for (room, key), value in changes.items():
                if value is None:
                    run("DELETE FROM kept WHERE room = ? AND key = ?", (room, key))
                else:
                    run(
                        "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                        (room, key, json.dumps(value, ensure_ascii=False)),
                    )

    def clear(self) -> None:
        """Forget everything."""
        self._base.execute("DELETE FROM kept")

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()
