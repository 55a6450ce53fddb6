"""The ledger's file: durable, of a known version, for its user alone, and never silently replaced."""

import os
import sqlite3
import stat
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from portalbot.ledger import sqlite
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.sqlite import VERSION
from portalbot.rules.states import State
from tests.ledger.entries import fields, raw


def test_every_connection_is_durable(ledger: Ledger) -> None:
    for _ in range(2):
        with (
            ledger.database._engine.connect() as one,
            ledger.database._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as two,
        ):
            for connection, names in ((one, ("journal_mode", "synchronous")), (two, ("journal_mode", "synchronous"))):
                found = [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]
                assert found == ["wal", 2]


def test_a_reader_does_not_wait_for_a_writer(ledger: Ledger, path: Path) -> None:
    ledger.cases.register(fields())
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert ledger.cases.one("A-1").state is State.READY
    assert time.monotonic() - started < 2
    writer.execute("ROLLBACK")
    writer.close()


def test_what_was_written_is_there_when_the_ledger_is_opened_again(ledger: Ledger, path: Path) -> None:
    entry = ledger.cases.register(fields())
    again = Ledger(path, who="next")
    assert again.cases.one("A-1") == entry
    again.close()


def test_the_schema_version_is_written_down(ledger: Ledger, path: Path) -> None:
    assert raw(path, "PRAGMA user_version") == [(VERSION,)]


def test_a_ledger_of_a_newer_version_is_refused_and_left_as_it_is(ledger: Ledger, path: Path) -> None:
    ledger.close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(LedgerError, match=r"newer version.*update portalbot") as caught:
        Ledger(path, who="old")
    assert str(path) in str(caught.value)
    assert raw(path, "PRAGMA user_version") == [(VERSION + 1,)]


def test_an_older_ledger_is_migrated_step_by_step(ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.cases.register(fields())
    ledger.close()
    monkeypatch.setattr(sqlite, "VERSION", VERSION + 1)
    monkeypatch.setitem(sqlite.MIGRATIONS, VERSION, lambda one: one.execute(text("update cases set client = 'new'")))
    again = Ledger(path, who="next")
    assert again.cases.one("A-1").client == "new"
    assert raw(path, "PRAGMA user_version") == [(VERSION + 1,)]
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are posix")
def test_the_ledger_is_for_its_user_alone(ledger: Ledger, path: Path) -> None:
    ledger.cases.register(fields())
    files = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert files and set(files.values()) == {0o600}, files
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_path_that_cannot_be_written_is_a_ledger_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(LedgerError, match="--data-dir"):
        Ledger(tmp_path / "data" / "ledger.db", who="test")


def test_a_folder_in_the_ledgers_place_is_a_ledger_error(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").mkdir()
    with pytest.raises(LedgerError, match=r"ledger\.db"):
        Ledger(tmp_path / "ledger.db", who="test")


def test_a_file_that_is_no_database_is_a_ledger_error_and_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(LedgerError, match="damaged"):
        Ledger(path, who="test")
    assert path.read_bytes() == b"no database at all " * 100


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such names")
def test_a_folder_with_odd_characters_gets_the_ledger_where_it_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "客户 a?b#c%20d" / "ledger.db"
    ledger = Ledger(path, who="test")
    ledger.cases.register(fields())
    ledger.close()
    assert raw(path, "select id from cases") == [("A-1",)]
    assert [each.name for each in tmp_path.iterdir()] == ["客户 a?b#c%20d"]
