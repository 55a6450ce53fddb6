"""What is none of ours in a data directory is neither opened nor followed: links, pipes, another user's files."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.evidence.store import Evidence
from portalbot.ledger import data_directory
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import Ledger
from portalbot.machine.locks import account_lock
from portalbot.machine.logs import LogFile
from portalbot.machine.private_files import Foreign, make_folder, read, write
from portalbot.machine.settings import AccountSecret, Settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="posix only: elsewhere rights come from the folder above")
OUTSIDE = b"not ours"
IN_IT = (
    "ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.id", "practice.db", "ledger.intents", "evidence", "logs",
    "logs/today.jsonl", "locks", "locks/account.lock", "doctor", "doctor/x.json", "anything",
)  # fmt: skip


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    file = tmp_path / "outside"
    file.write_bytes(OUTSIDE)
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = make_folder(tmp_path / "data")
    for name in data_directory.INNER:
        make_folder(folder / name)
    return folder


def clear(place: Path) -> Path:
    if place.is_dir():
        place.rmdir()
    return place


@pytest.mark.parametrize("name", IN_IT)
def test_a_link_in_a_data_directory_is_refused_untouched(data: Path, outside: Path, name: str) -> None:
    clear(data / name).symlink_to(outside)
    with pytest.raises(LedgerError, match="it is a link"):
        data_directory.prepare(data)
    assert outside.read_bytes() == OUTSIDE and (data / name).is_symlink()


@pytest.mark.parametrize("name", IN_IT)
def test_a_pipe_in_a_data_directory_is_refused_and_not_waited_at(data: Path, name: str) -> None:
    os.mkfifo(clear(data / name))
    with pytest.raises(LedgerError, match=r"no regular file|no folder"):
        data_directory.prepare(data)


@pytest.mark.parametrize("name", IN_IT)
def test_what_belongs_to_another_user_is_refused(data: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place = data / name
    if not place.exists():
        place.write_bytes(b"")
    lstat = Path.lstat

    def of_somebody_else(path: Path) -> os.stat_result:
        found = lstat(path)
        return os.stat_result((*found[:4], found.st_uid + 1, *found[5:10])) if path == place else found

    monkeypatch.setattr(Path, "lstat", of_somebody_else)
    with pytest.raises(LedgerError, match="another user"):
        data_directory.prepare(data)


def test_a_data_directory_that_is_anothers_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    with pytest.raises(LedgerError, match="another user"):
        data_directory.prepare(data)


def test_a_ledger_is_not_opened_through_a_link(tmp_path: Path, data: Path) -> None:
    Ledger(tmp_path / "elsewhere.db", who="test").close()
    before = (tmp_path / "elsewhere.db").read_bytes()
    (data / "ledger.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises((LedgerError, Foreign), match="it is a link"):
        Ledger(data / "ledger.db", who="test")
    assert (tmp_path / "elsewhere.db").read_bytes() == before


def test_nothing_is_kept_locked_logged_or_read_through_a_link(data: Path, outside: Path) -> None:
    """Put there after the directory was looked at: each room looks again at what it opens."""
    elsewhere = make_folder(outside.parent / "elsewhere")
    evidence = Evidence.of(Settings(data_dir=data, accounts={"a": AccountSecret(password=SecretStr("a-password"))}))
    make_folder(evidence.folder)
    evidence.folder_of("A").symlink_to(elsewhere)
    with pytest.raises(Foreign):
        evidence.keep("A", "a.png", b"x")
    (data / "logs" / "a.jsonl").symlink_to(outside)
    said: list[str] = []
    LogFile(data / "logs" / "a.jsonl", str, said.append).write('"x"')
    assert "it is a link" in said[0], "the work goes on without a log file"
    (data / "read.json").symlink_to(outside)
    with pytest.raises(Foreign):
        read(data / "read.json")
    write(data / "read.json", b"{}")
    assert not (data / "read.json").is_symlink(), "what is written takes the link's place"
    clear(data / "locks").symlink_to(elsewhere)
    with pytest.raises((Foreign, LedgerError)), account_lock(data, "http://x", "u"):
        pass
    assert outside.read_bytes() == OUTSIDE and not list(elsewhere.iterdir())


def test_a_command_names_what_is_none_of_ours(data: Path, outside: Path) -> None:
    (data / "ledger.db").symlink_to(outside)
    done = CliRunner().invoke(app, ["status", "--data-dir", str(data)])
    assert done.exit_code == 2 and "ledger.db" in done.output and "it is a link" in done.output
    assert outside.read_bytes() == OUTSIDE
