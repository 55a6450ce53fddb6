"""One open attempt a record, whoever tries; and its serial, written at once."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portalbot.ledger.ledger import AlreadyOpen, Ledger
from portalbot.rules.states import AT_PORTAL, State
from tests.ledger.entries import NUMBER, PORTAL, attempt, fields, moved, raw
from tests.reported import NOON


def in_another_process(path: Path, query: str) -> str:
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])"
    done = subprocess.run([sys.executable, "-I", "-c", code, path, query], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def race(ledgers: list[Ledger], ids: tuple[str, ...]) -> list[str]:
    """Let a thread a ledger open an attempt at the same moment; returns how each fared, sorted."""
    start = threading.Barrier(len(ledgers))
    fared: list[str] = []

    def run(ledger: Ledger, case_id: str) -> None:
        start.wait()
        try:
            attempt(ledger, case_id)
            fared.append("in")
        except AlreadyOpen:
            fared.append("kept out")

    threads = [threading.Thread(target=run, args=pair) for pair in zip(ledgers, ids, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for ledger in ledgers:
        ledger.close()
    return sorted(fared)


# attempts


def test_an_attempt_keeps_what_was_frozen(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    key = attempt(ledger, frozen={"fields": {"name": "知行"}}, baseline=frozenset({"2", "1"}), holder={"pid": 7})
    found = ledger.attempts.open_of("A-1")
    assert found is not None
    assert (found.id, found.case_id, found.number, found.kind, found.serial) == (key, "A-1", NUMBER, "注销网站", None)
    assert (found.frozen, found.baseline) == ({"fields": {"name": "知行"}}, frozenset({"1", "2"}))
    assert (found.holder, found.intent_at) == ({"pid": 7}, NOON)
    assert ledger.cases.one("A-1").state is State.INTENT


def test_an_intent_can_be_read_by_another_process_at_once(ledger: Ledger, path: Path) -> None:
    ledger.cases.register(fields())
    attempt(ledger)
    assert in_another_process(path, "select state from cases") == "intent"
    assert in_another_process(path, "select open from attempts") == "1"


@pytest.mark.parametrize("state", sorted(AT_PORTAL | {State.INTENT, State.UNKNOWN}))
def test_a_case_past_filing_is_not_opened_again(ledger: Ledger, state: State) -> None:
    ledger.cases.register(fields())
    moved(ledger, State.INTENT, *([] if state is State.INTENT else [state]))
    with pytest.raises(AlreadyOpen, match=f"A-1 is {state}"):
        attempt(ledger)
    assert len(ledger.attempts.of("A-1")) == 1


def test_another_case_for_the_same_record_is_kept_out_by_the_index(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.cases.register(fields("B-1"))
    attempt(ledger)
    with pytest.raises(AlreadyOpen, match="B-1"):
        attempt(ledger, "B-1")
    assert ledger.attempts.of("B-1") == []
    assert ledger.cases.one("B-1").state is State.BLOCKED, "a change that failed leaves no trace"


def test_the_index_keeps_a_second_open_attempt_out_whatever_the_program_believes(ledger: Ledger, path: Path) -> None:
    ledger.cases.register(fields())
    attempt(ledger)
    copy = "insert into attempts (case_id, portal, user_name, number, kind, frozen, baseline, holder, open, intent_at)"
    copy += " select 'Z', portal, user_name, number, kind, frozen, baseline, holder, open, intent_at from attempts"
    with pytest.raises(IntegrityError, match="UNIQUE"), ledger.database._engine.begin() as connection:
        connection.execute(text(copy))


def test_of_two_threads_with_two_ids_for_one_record_only_one_gets_in(path: Path) -> None:
    for turn in range(5):
        ledgers = [Ledger(path.with_name(f"{turn}.db"), who=who) for who in ("left", "right")]
        for ledger, case_id in zip(ledgers, ("A-1", "B-1"), strict=True):
            ledger.cases.register(fields(case_id))
        assert race(ledgers, ("A-1", "B-1")) == ["in", "kept out"]


def test_of_many_threads_with_one_case_only_one_gets_in(path: Path) -> None:
    ledgers = [Ledger(path, who=f"worker {number}") for number in range(6)]
    ledgers[0].cases.register(fields())
    assert race(ledgers, ("A-1",) * 6) == ["in", *["kept out"] * 5]


@pytest.mark.parametrize("state", [State.READY, State.REFUSED, State.WITHDRAWN])
def test_a_release_closes_the_attempt_and_says_why(ledger: Ledger, path: Path, state: State) -> None:
    ledger.cases.register(fields())
    moved(ledger, State.INTENT, state)
    assert ledger.attempts.open_of("A-1") is None
    assert raw(path, "select open, closed_because from attempts") == [(0, state.value)]


def test_after_a_release_the_record_may_be_tried_again(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    moved(ledger, State.INTENT, State.UNKNOWN, State.READY)
    attempt(ledger)
    assert [one.serial for one in ledger.attempts.of("A-1")] == [None, None]


@pytest.mark.parametrize("state", sorted(AT_PORTAL | {State.UNKNOWN}))
def test_an_attempt_stays_open_while_its_application_may_stand(ledger: Ledger, state: State) -> None:
    ledger.cases.register(fields())
    moved(ledger, State.INTENT, state)
    assert ledger.attempts.open_of("A-1") is not None


# serials


def test_a_serial_is_written_at_once_and_another_process_sees_it(ledger: Ledger, path: Path) -> None:
    ledger.cases.register(fields())
    ledger.attempts.note_serial(attempt(ledger), "4401202603020001")
    assert in_another_process(path, "select serial from attempts") == "4401202603020001"
    assert in_another_process(path, "select serial from cases") == "4401202603020001"
    assert ledger.cases.one("A-1").state is State.INTENT, "a serial alone settles nothing"


def test_a_serial_goes_to_its_own_attempt_only(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.attempts.note_serial(attempt(ledger), "1")
    moved(ledger, State.UNKNOWN, State.REJECTED, State.READY)
    ledger.attempts.note_serial(attempt(ledger), "2")
    assert [one.serial for one in ledger.attempts.of("A-1")] == ["1", "2"]
    assert ledger.cases.one("A-1").serial == "2"


def test_a_new_attempt_begins_without_the_serial_of_the_old_one(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.attempts.note_serial(attempt(ledger), "1")
    moved(ledger, State.UNKNOWN, State.REJECTED, State.READY)
    attempt(ledger)
    assert ledger.cases.one("A-1").serial is None


def test_the_serials_of_an_account_include_those_of_closed_attempts(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.attempts.note_serial(attempt(ledger), "1")
    moved(ledger, State.REJECTED, State.READY)
    ledger.attempts.note_serial(attempt(ledger), "2")
    ledger.cases.register(fields("B-1", kind="取消接入"))
    ledger.cases.move("B-1", State.SUBMITTED, "found", serial="3", origin="outside")
    ledger.cases.register(fields("C-1", kind="注销主体", user_name="lingnan"))
    ledger.cases.move("C-1", State.SUBMITTED, "found", serial="4")
    assert ledger.cases.serials(PORTAL, "zhixing") == {"1": "A-1", "2": "A-1", "3": "B-1"}
    assert ledger.cases.one("B-1").origin == "outside"
