"""What is wrong with the ledger or its place is said before any click."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from portalbot.ledger import data_directory
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.sqlite import VERSION
from portalbot.rules.states import State

FIRST = Path(__file__).parent.parent / "data" / "ledger-v1.sql"
FIELDS = {
    "id": "A-1", "portal": "http://127.0.0.1:8800", "number": "京ICP备09012345号", "kind": "注销主体", "account": "a",
    "user_name": "a", "province": "北京", "client": "某公司", "site_name": "", "digest": "d",
}  # fmt: skip


def test_a_ledger_of_the_first_version_is_migrated_with_all_it_knows(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(FIRST.read_text(encoding="utf-8"))
    ledger = Ledger(path, who="test")
    entries = {entry.id: entry for entry in ledger.cases.all()}
    assert entries["ZX-001"].state is State.CANCELLED and entries["ZX-001"].serial
    attempt = ledger.attempts.open_of("JH-002")
    assert attempt is not None and attempt.answer == ""
    ledger.attempts.note_answer(attempt.id, "提交成功", [])
    assert [rest.account for rest in ledger.rests.in_force()] == ["lingnan"]
    assert len(ledger.events.of("ZX-001")) > 3
    ledger.close()
    again = Ledger(path, who="test")
    assert again.attempts.open_of("JH-002") is not None
    again.close()
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_full_disk_stops_before_the_click(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db", who="test")
    ledger.cases.register(FIELDS)
    with ledger.database._engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(LedgerError, match="full"):
        ledger.attempts.open("A-1", frozen={"fields": "x" * 100_000}, baseline=frozenset(), holder={})
    assert ledger.cases.one("A-1").state is State.READY
    ledger.close()


def test_a_locked_database_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portalbot.ledger.sqlite.BUSY_SECONDS", 0.1)
    ledger = Ledger(tmp_path / "ledger.db", who="test")
    with closing(sqlite3.connect(ledger.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="locked"):
            ledger.cases.register(FIELDS)
    ledger.close()


def test_no_room_is_said_before_anything_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_directory, "LEAST_FREE", 1 << 60)
    with pytest.raises(LedgerError, match="make room"):
        data_directory.prepare(tmp_path)


MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
server:/share /mnt/nas nfs4 rw 0 0
//server/share /mnt/with\040space cifs rw 0 0
user@host: /home/u/far fuse.sshfs rw 0 0
tmpfs /tmp tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/u/data", "ext4"),
        ("/mnt/nas/agency", "nfs4"),
        ("/mnt/nas2", "ext4"),
        ("/mnt/with space/x", "cifs"),
        ("/home/u/far/data", "fuse.sshfs"),
        ("/tmp/x", "tmpfs"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_its_nearest_mount(place: str, kind: str) -> None:
    assert data_directory.of_mounts(Path(place), MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs", "cifs", "fuse.sshfs"])
def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(data_directory, "filesystem", lambda _: kind)
    with pytest.raises(LedgerError, match="network drive"):
        data_directory.prepare(tmp_path)


def test_a_backup_is_whole_while_the_ledger_is_in_use(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db", who="test")
    ledger.cases.register(FIELDS)
    ledger.backup(tmp_path / "copy.db")
    ledger.cases.move("A-1", State.WAITING, "later")
    copy = Ledger(tmp_path / "copy.db", who="test")
    assert copy.cases.one("A-1").state is State.READY
    with pytest.raises(LedgerError, match="there already"):
        ledger.backup(tmp_path / "copy.db")
    with pytest.raises(LedgerError, match="cannot be written"):
        ledger.backup(tmp_path / "no" / "copy.db")
    copy.close()
    ledger.close()
