"""With a ledger that is not the one that filed nothing is filed: deleted, replaced, put back from a copy, copied."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.database import LedgerError
from portalbot.identity import Doubted, marker_case
from portalbot.ledger import AlreadyOpen, Ledger
from portalbot.states import State
from tests.reported import fields

posix = pytest.mark.skipif(os.name != "posix", reason="an open file cannot be replaced there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


def opened(folder: Path) -> Ledger:
    return Ledger(folder / "ledger.db", who="test")


def file_one(ledger: Ledger, case_id: str) -> int:
    ledger.register(fields(case_id))
    return ledger.open_attempt(case_id, frozen={}, baseline=frozenset(), holder={})


def markers(folder: Path) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in (folder / "ledger.intents").iterdir())


def copy_of(folder: Path, to: Path) -> Path:
    """Copy a ledger as people do who know nothing of it: the file alone, while nobody has it open."""
    shutil.copy2(folder / "ledger.db", to)
    return to


def test_each_intent_leaves_an_empty_file_for_good(folder: Path) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.move("A-1", State.SUBMITTED, "", serial="1")
    ledger.move("A-1", State.CANCELLED, "")
    file_one(ledger, "A/2")
    assert markers(folder) == sorted(["A-1", marker_case("A/2")]) and ledger.doubts() == []
    assert {path.stat().st_size for path in (folder / "ledger.intents").iterdir()} == {0}
    ledger.close()


@pytest.mark.parametrize("what", ["already open", "a case that is not there", "a full disk"])
def test_an_intent_that_is_not_committed_leaves_nothing(
    folder: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    error: type[Exception] = AlreadyOpen
    if what == "a case that is not there":
        with pytest.raises(Exception, match="No row was found"):
            ledger.open_attempt("B-1", frozen={}, baseline=frozenset(), holder={})
    elif what == "already open":
        with pytest.raises(error):
            ledger.open_attempt("A-1", frozen={}, baseline=frozenset(), holder={})
    else:
        ledger.register(fields("B-1"))

        def full(*_rest: Any, **_named: Any) -> None:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))

        monkeypatch.setattr(ledger, "_event", full)
        with pytest.raises(LedgerError):
            ledger.open_attempt("B-1", frozen={}, baseline=frozenset(), holder={})
    assert markers(folder) == ["A-1"] and ledger.doubts() == []
    ledger.close()


# between runs


def deleted(folder: Path, _old: Path) -> None:
    for path in folder.glob("ledger.db*"):
        path.unlink()


def put_back(folder: Path, old: Path) -> None:
    deleted(folder, old)
    shutil.copy2(old, folder / "ledger.db")


def replaced(folder: Path, old: Path) -> None:
    other = old.parent / "other"
    other.mkdir()
    opened(other).close()
    deleted(folder, old)
    shutil.copy2(other / "ledger.db", folder / "ledger.db")


@pytest.mark.parametrize("change", [deleted, put_back, replaced])
def test_a_ledger_that_has_forgotten_a_filing_files_nothing_more(
    folder: Path, tmp_path: Path, change: Callable[[Path, Path], None]
) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.close()
    old = copy_of(folder, tmp_path / "old.db")
    ledger = opened(folder)
    file_one(ledger, "A-2")
    ledger.close()
    change(folder, old)
    ledger = opened(folder)
    assert any("A-2" in why for why in ledger.doubts())
    for case_id in ("A-2", "A-3"):
        with pytest.raises(Doubted, match="nothing is filed"):
            file_one(ledger, case_id)
    assert ledger.case("A-3").state is State.READY, "and reading goes on"
    assert "A-3" not in markers(folder)
    ledger.close()


def test_the_folder_may_be_moved_and_a_backup_be_made(folder: Path, tmp_path: Path) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.backup(tmp_path / "copy.db")
    ledger.close()
    moved = shutil.move(folder, tmp_path / "moved")
    ledger = opened(Path(moved))
    assert ledger.doubts() == []
    file_one(ledger, "A-2")
    ledger.close()


def test_a_copy_alone_is_accepted_by_a_person_or_files_nothing(folder: Path, tmp_path: Path) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.close()
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    copy_of(folder, other / "ledger.db")
    ledger = opened(other)
    with pytest.raises(Doubted, match="ledger accept"):
        file_one(ledger, "A-2")
    ledger.close()
    given = ["--by", "王敏", "--why", "换了电脑", "--data-dir", str(other)]
    done = CliRunner().invoke(app, ["ledger", "accept", *given])
    assert done.exit_code == 0, done.output
    ledger = opened(other)
    file_one(ledger, "A-2")
    ledger.close()


def test_a_ledger_of_before_that_has_filed_knows_itself_from_now_on(folder: Path) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.close()
    (folder / "ledger.id").unlink()
    shutil.rmtree(folder / "ledger.intents")
    import sqlite3

    with sqlite3.connect(folder / "ledger.db") as raw:  # as version 4 left it
        for line in ("DROP TABLE identity", "ALTER TABLE attempts DROP COLUMN marker",
                     "ALTER TABLE attempts DROP COLUMN portal_at", "ALTER TABLE events DROP COLUMN portal_at",
                     "PRAGMA user_version = 4"):  # fmt: skip
            raw.execute(line)
    raw.close()
    ledger = opened(folder)
    assert ledger.doubts() == [] and ledger.case("A-1").state is State.INTENT
    file_one(ledger, "A-2")
    ledger.close()
    assert markers(folder) == ["A-2"] and (folder / "ledger.id").is_file()


# while it is in use


@posix
@pytest.mark.parametrize("change", [deleted, put_back])
def test_a_ledger_that_goes_away_while_it_is_in_use_is_not_written_any_more(
    folder: Path, tmp_path: Path, change: Callable[[Path, Path], None]
) -> None:
    ledger = opened(folder)
    ledger.register(fields("A-1"))
    ledger.backup(tmp_path / "old.db")
    ledger.register(fields("A-2"))
    change(folder, tmp_path / "old.db")
    for act in (lambda: file_one(ledger, "A-2"), lambda: ledger.move("A-1", State.WAITING, "")):
        with pytest.raises(Doubted, match="while it is in use"):
            act()
    assert not (folder / "ledger.intents").exists()
    ledger.close()


# a person's word


def settle(folder: Path, case_id: str, *how: str) -> str:
    given = ["settle", case_id, *how, "--by", "王敏", "--why", "电话询问", "--data-dir", str(folder)]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    ("how", "state"),
    [(["--nothing-there"], State.READY), (["--serial", "2026"], State.SUBMITTED), (["--withdraw"], State.WITHDRAWN)],
)
def test_a_person_settles_what_was_forgotten_and_filing_goes_on(
    folder: Path, tmp_path: Path, how: list[str], state: State
) -> None:
    ledger = opened(folder)
    ledger.register(fields("A-1"))
    ledger.close()
    old = copy_of(folder, tmp_path / "old.db")
    ledger = opened(folder)
    ledger.open_attempt("A-1", frozen={}, baseline=frozenset(), holder={})
    ledger.close()
    put_back(folder, old)
    settle(folder, "A-1", *how)
    ledger = opened(folder)
    assert ledger.case("A-1").state is state and ledger.doubts() == []
    assert any("forgotten" in event["message"] and "王敏" in event["by"] for event in ledger.events("A-1"))
    file_one(ledger, "A-2")
    ledger.close()


def test_what_was_forgotten_with_its_case_is_settled_too(folder: Path) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.close()
    deleted(folder, folder)
    opened(folder).close()
    assert "not in this ledger" in settle(folder, "A-1", "--nothing-there")
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.close()
