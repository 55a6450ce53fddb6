"""With a ledger that is not the one that filed nothing is filed: deleted, replaced, put back from a copy, copied."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.identity import Doubted, Marker, marker_case
from portalbot.ledger.ledger import AlreadyOpen, Ledger
from portalbot.machine.private_files import make_file
from portalbot.rules.states import State
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
    ledger.cases.register(fields(case_id))
    return ledger.attempts.open(case_id, frozen={}, baseline=frozenset(), holder={})


def markers(folder: Path) -> list[str]:
    return sorted(path.name.partition(".")[0] for path in (folder / "ledger.intents").iterdir())


def copy_of(folder: Path, to: Path) -> Path:
    """Copy a ledger as people do who know nothing of it: the file alone, while nobody has it open."""
    shutil.copy2(folder / "ledger.db", to)
    return to


def test_each_intent_leaves_an_empty_file_for_good(folder: Path) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    ledger.cases.move("A-1", State.SUBMITTED, "", serial="1")
    ledger.cases.move("A-1", State.CANCELLED, "")
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
            ledger.attempts.open("B-1", frozen={}, baseline=frozenset(), holder={})
    elif what == "already open":
        with pytest.raises(error):
            ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={})
    else:
        ledger.cases.register(fields("B-1"))

        def full(*_rest: Any, **_named: Any) -> None:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))

        monkeypatch.setattr(ledger.events, "write", full)
        with pytest.raises(LedgerError):
            ledger.attempts.open("B-1", frozen={}, baseline=frozenset(), holder={})
    assert markers(folder) == ["A-1"] and ledger.doubts() == []
    ledger.close()


def test_the_file_of_an_intent_is_on_the_disk_before_the_intent_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, bool, int]] = []

    def noted(path: Path, data: bytes, *, durable: bool = False) -> None:
        with sqlite3.connect(folder / "ledger.db") as beside:
            [(count,)] = beside.execute("select count(*) from attempts")
        beside.close()
        made.append((path.name.partition(".")[0], durable, count))
        make_file(path, data, durable=durable)

    ledger = opened(folder)
    monkeypatch.setattr("portalbot.ledger.identity.make_file", noted)
    file_one(ledger, "A-1")
    assert made == [("A-1", True, 0)]
    ledger.close()


def test_what_stands_beside_a_ledger_and_is_no_id_is_another_ledgers(folder: Path) -> None:
    opened(folder).close()
    (folder / "ledger.id").write_bytes(b"\xff\xfe\x00")
    ledger = opened(folder)
    assert ["is another ledger's" in why for why in ledger.doubts()] == [True]
    ledger.close()


def test_what_was_forgotten_may_be_settled_by_two_people_at_once(folder: Path) -> None:
    ledger = opened(folder)
    ledger.cases.register(fields("A-1"))
    lost = Marker("A-1", "0" * 32)
    for _ in range(2):
        ledger.attempts.settle_forgotten("A-1", [lost], "电话询问", by="王敏")
    told = [event for event in ledger.events.of("A-1") if "forgotten" in event["message"]]
    assert [(event["before"], event["after"], event["step"]) for event in told] == [("", "", "settle")] * 2
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
    assert ledger.cases.one("A-3").state is State.READY, "and reading goes on"
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
    with sqlite3.connect(folder / "ledger.db") as raw:  # as version 4 left it
        for line in ("DROP TABLE identity", "ALTER TABLE attempts DROP COLUMN marker",
                     "ALTER TABLE attempts DROP COLUMN portal_at", "ALTER TABLE events DROP COLUMN portal_at",
                     "PRAGMA user_version = 4"):  # fmt: skip
            raw.execute(line)
    raw.close()
    ledger = opened(folder)
    assert ledger.doubts() == [] and ledger.cases.one("A-1").state is State.INTENT
    file_one(ledger, "A-2")
    ledger.close()
    assert markers(folder) == ["A-2"] and (folder / "ledger.id").is_file()


@pytest.mark.parametrize(
    ("beside", "what"), [("other", "ledger.id beside it is another ledger's"), (None, "ledger.id is not there")]
)
def test_what_speaks_against_a_ledger_is_said_with_its_cure(folder: Path, beside: str | None, what: str) -> None:
    ledger = opened(folder)
    file_one(ledger, "A-1")
    if beside:
        (folder / "ledger.id").write_text(beside, encoding="ascii")
    else:
        (folder / "ledger.id").unlink()
    for marker in ("A-8", "A-9"):
        (folder / "ledger.intents" / f"{marker}.{'0' * 31}{marker[-1]}").touch(0o600)
    other, forgotten = ledger.doubts()
    assert f"may be a copy, or another ledger ({what}); put back the one that belongs here" in other
    assert "portalbot ledger accept --by NAME --why TEXT" in other
    assert (
        "knows nothing of filings that were begun from here (A-8、A-9): it was put back from an older copy" in forgotten
    )
    assert forgotten.endswith("ask the office what became of each, then: portalbot settle CASE")
    ledger.close()


# while it is in use


@posix
@pytest.mark.parametrize(
    ("change", "what"), [(deleted, "it is gone from its place"), (put_back, "another file lies in its place")]
)
def test_a_ledger_that_goes_away_while_it_is_in_use_is_not_written_any_more(
    folder: Path, tmp_path: Path, change: Callable[[Path, Path], None], what: str
) -> None:
    ledger = opened(folder)
    ledger.cases.register(fields("A-1"))
    ledger.backup(tmp_path / "old.db")
    ledger.cases.register(fields("A-2"))
    change(folder, tmp_path / "old.db")
    for act in (lambda: file_one(ledger, "A-2"), lambda: ledger.cases.move("A-1", State.WAITING, "")):
        with pytest.raises(Doubted, match=f"{what} while it is in use.*put it back, and start the program again"):
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
    ledger.cases.register(fields("A-1"))
    ledger.close()
    old = copy_of(folder, tmp_path / "old.db")
    ledger = opened(folder)
    ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={})
    ledger.close()
    put_back(folder, old)
    settle(folder, "A-1", *how)
    ledger = opened(folder)
    assert ledger.cases.one("A-1").state is state and ledger.doubts() == []
    assert any("forgotten" in event["message"] and "王敏" in event["by"] for event in ledger.events.of("A-1"))
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
