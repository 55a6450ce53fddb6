"""The ledger: ids and record keys, one open attempt, serials at once, events, rests, and a file that survives."""

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from portalbot import database
from portalbot.database import VERSION, LedgerError
from portalbot.ledger import AlreadyOpen, CaseIdReused, Entry, Ledger
from portalbot.states import AT_PORTAL, BEFORE, State

PORTAL = "http://127.0.0.1:8800"
NUMBER = "粤ICP备12345678号-1"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def fields(case_id: str = "A-1", **changes: str) -> dict[str, str]:
    return {
        "id": case_id,
        "portal": PORTAL,
        "number": NUMBER,
        "kind": "注销网站",
        "account": "zhixing",
        "user_name": "zhixing",
        "province": "广东",
        "client": "深圳市知行网络科技有限公司",
        "site_name": "知行商城",
        "digest": "one",
        **changes,
    }


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ledger.db"


@pytest.fixture
def ledger(path: Path, clock: Clock) -> Iterator[Ledger]:
    ledger = Ledger(path, who="clerk@office", clock=clock)
    yield ledger
    ledger.close()


def attempt(ledger: Ledger, case_id: str = "A-1", **changes: Any) -> int:
    frozen = {"digest": "one"}
    return ledger.open_attempt(case_id, **{"frozen": frozen, "baseline": frozenset(), "holder": {"pid": 1}, **changes})


def moved(ledger: Ledger, *states: State, case_id: str = "A-1") -> Entry:
    """Lead a case through states, by an attempt where one says INTENT."""
    for state in states:
        if state is State.INTENT:
            attempt(ledger, case_id)
        else:
            ledger.move(case_id, state, f"now {state}")
    return ledger.case(case_id)


def raw(path: Path, query: str) -> list[Any]:
    """Ask the file itself, past the ledger, over a connection of our own."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


# entering cases


def test_a_new_case_is_ready(ledger: Ledger) -> None:
    entry = ledger.register(fields())
    assert (entry.state, entry.number, entry.serial, entry.origin) == (State.READY, NUMBER, None, "ours")
    assert ledger.case("A-1") == entry


def test_entering_a_case_twice_changes_nothing(ledger: Ledger) -> None:
    first = ledger.register(fields())
    assert ledger.register(fields()) == first
    assert len(ledger.events("A-1")) == 1


def test_an_edit_before_filing_is_taken_over(ledger: Ledger) -> None:
    ledger.register(fields())
    entry = ledger.register(fields(site_name="知行书城", digest="two"))
    assert (entry.site_name, entry.digest, entry.state) == ("知行书城", "two", State.READY)


@pytest.mark.parametrize(
    "changes", [{"number": "粤ICP备12345678号-2"}, {"kind": "取消接入"}, {"portal": "https://b.example"}]
)
def test_an_id_for_another_record_is_refused_naming_both(ledger: Ledger, changes: dict[str, str]) -> None:
    ledger.register(fields())
    with pytest.raises(CaseIdReused) as caught:
        ledger.register(fields(**changes))
    new = fields(**changes)
    assert f"注销网站 {NUMBER} at {PORTAL}" in str(caught.value)
    assert f"{new['kind']} {new['number']} at {new['portal']}" in str(caught.value)
    assert "A-1" in str(caught.value)
    assert ledger.case("A-1").number == NUMBER


def test_an_id_stays_with_its_record_also_after_the_end(ledger: Ledger) -> None:
    ledger.register(fields())
    moved(ledger, State.INTENT, State.SUBMITTED, State.APPROVED, State.CANCELLED)
    with pytest.raises(CaseIdReused):
        ledger.register(fields(number="粤ICP备12345678号-2"))


def test_a_second_id_for_a_record_is_blocked(ledger: Ledger) -> None:
    ledger.register(fields())
    entry = ledger.register(fields("B-1"))
    assert (entry.state, entry.message) == (State.BLOCKED, "same record as A-1")
    assert ledger.register(fields("B-1")).state is State.BLOCKED
    assert ledger.register(fields()).state is State.READY, "the first is not blocked by the second"


def test_a_second_account_for_a_record_is_blocked_too(ledger: Ledger) -> None:
    ledger.register(fields())
    entry = ledger.register(fields("B-1", account="agency", user_name="agency"))
    assert entry.state is State.BLOCKED


def test_another_kind_or_portal_is_another_record(ledger: Ledger) -> None:
    ledger.register(fields())
    assert ledger.register(fields("B-1", kind="取消接入")).state is State.READY
    assert ledger.register(fields("C-1", portal="https://b.example")).state is State.READY


@pytest.mark.parametrize(
    "way",
    [(State.INTENT,), (State.INTENT, State.UNKNOWN), (State.INTENT, State.SUBMITTED), (State.CANCELLED,)],
    ids=lambda way: str(way[-1]),
)
def test_a_second_id_is_blocked_wherever_the_first_stands(ledger: Ledger, way: tuple[State, ...]) -> None:
    ledger.register(fields())
    moved(ledger, *way)
    assert ledger.register(fields("B-1")).state is State.BLOCKED


def test_a_second_id_is_freed_when_the_first_is_withdrawn(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.register(fields("B-1"))
    moved(ledger, State.WITHDRAWN)
    assert ledger.register(fields("B-1")).state is State.READY


def test_a_refused_case_becomes_ready_when_its_content_changes(ledger: Ledger) -> None:
    ledger.register(fields())
    moved(ledger, State.REFUSED)
    assert ledger.register(fields()).state is State.REFUSED
    entry = ledger.register(fields(digest="two"))
    assert (entry.state, entry.message) == (State.READY, "its content changed")


@pytest.mark.parametrize("state", sorted(BEFORE - {State.REFUSED, State.BLOCKED, State.READY}))
def test_an_edit_alone_does_not_move_a_case(ledger: Ledger, state: State) -> None:
    ledger.register(fields())
    moved(ledger, state)
    assert ledger.register(fields(digest="two")).state is state


@pytest.mark.parametrize(
    "way",
    [(State.INTENT,), (State.INTENT, State.UNKNOWN), (State.INTENT, State.SUBMITTED), (State.WITHDRAWN,)],
    ids=lambda way: str(way[-1]),
)
def test_an_edit_after_intent_changes_nothing(ledger: Ledger, way: tuple[State, ...]) -> None:
    ledger.register(fields())
    before = moved(ledger, *way)
    assert ledger.register(fields(site_name="知行书城", digest="two")) == before


def test_an_unknown_case_is_an_error_that_names_it(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no case X-9"):
        ledger.case("X-9")


def test_cases_are_listed_by_portal_account(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.register(fields("B-1", number="粤ICP备1号", user_name="lingnan", account="lingnan"))
    ledger.register(fields("C-1", portal="https://b.example"))
    assert [entry.id for entry in ledger.cases()] == ["B-1", "A-1", "C-1"]
    assert [entry.id for entry in ledger.cases(PORTAL)] == ["B-1", "A-1"]
    assert [entry.id for entry in ledger.cases(PORTAL, "zhixing")] == ["A-1"]


# approvals


def test_an_approval_holds_for_the_content_that_was_approved(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.approve("A-1", "one", "the plan")
    assert ledger.approved("A-1", "one")
    assert not ledger.approved("A-1", "two")
    assert not ledger.approved("B-1", "one")


def test_an_edit_voids_the_approval_even_when_it_is_taken_back(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.approve("A-1", "one", "the plan")
    ledger.register(fields(digest="two"))
    assert not ledger.approved("A-1", "two")
    ledger.register(fields())
    assert not ledger.approved("A-1", "one")


def test_an_edit_voids_the_approval_of_no_other_case(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.register(fields("B-1", kind="取消接入"))
    ledger.approve("B-1", "one", "the plan")
    ledger.register(fields(digest="two"))
    assert ledger.approved("B-1", "one")


def test_an_approval_keeps_who_when_and_the_plan(ledger: Ledger, path: Path) -> None:
    ledger.register(fields())
    ledger.approve("A-1", "one", "the plan")
    assert raw(path, 'select "by", at, plan, digest from approvals') == [
        ("clerk@office", "2026-03-02T04:00:00.000000+00:00", "the plan", "one")
    ]


# attempts


def test_an_attempt_keeps_what_was_frozen(ledger: Ledger) -> None:
    ledger.register(fields())
    key = attempt(ledger, frozen={"fields": {"name": "知行"}}, baseline=frozenset({"2", "1"}), holder={"pid": 7})
    found = ledger.open_attempt_of("A-1")
    assert found is not None
    assert (found.id, found.case_id, found.number, found.kind, found.serial) == (key, "A-1", NUMBER, "注销网站", None)
    assert (found.frozen, found.baseline) == ({"fields": {"name": "知行"}}, frozenset({"1", "2"}))
    assert (found.holder, found.intent_at) == ({"pid": 7}, NOON)
    assert ledger.case("A-1").state is State.INTENT


def test_an_intent_can_be_read_by_another_process_at_once(ledger: Ledger, path: Path) -> None:
    ledger.register(fields())
    attempt(ledger)
    assert in_another_process(path, "select state from cases") == "intent"
    assert in_another_process(path, "select open from attempts") == "1"


@pytest.mark.parametrize("state", sorted(AT_PORTAL | {State.INTENT, State.UNKNOWN}))
def test_a_case_past_filing_is_not_opened_again(ledger: Ledger, state: State) -> None:
    ledger.register(fields())
    moved(ledger, State.INTENT, *([] if state is State.INTENT else [state]))
    with pytest.raises(AlreadyOpen, match=f"A-1 is {state}"):
        attempt(ledger)
    assert len(ledger.attempts("A-1")) == 1


def test_another_case_for_the_same_record_is_kept_out_by_the_index(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.register(fields("B-1"))
    attempt(ledger)
    with pytest.raises(AlreadyOpen, match="B-1"):
        attempt(ledger, "B-1")
    assert ledger.attempts("B-1") == []
    assert ledger.case("B-1").state is State.BLOCKED, "a change that failed leaves no trace"


def test_the_index_keeps_a_second_open_attempt_out_whatever_the_program_believes(ledger: Ledger, path: Path) -> None:
    ledger.register(fields())
    attempt(ledger)
    copy = "insert into attempts (case_id, portal, user_name, number, kind, frozen, baseline, holder, open, intent_at)"
    copy += " select 'Z', portal, user_name, number, kind, frozen, baseline, holder, open, intent_at from attempts"
    with pytest.raises(IntegrityError, match="UNIQUE"), ledger._engine.begin() as connection:
        connection.execute(text(copy))


def test_of_two_threads_with_two_ids_for_one_record_only_one_gets_in(path: Path) -> None:
    for turn in range(5):
        ledgers = [Ledger(path.with_name(f"{turn}.db"), who=who) for who in ("left", "right")]
        for ledger, case_id in zip(ledgers, ("A-1", "B-1"), strict=True):
            ledger.register(fields(case_id))
        assert race(ledgers, ("A-1", "B-1")) == ["in", "kept out"]


def test_of_many_threads_with_one_case_only_one_gets_in(path: Path) -> None:
    ledgers = [Ledger(path, who=f"worker {number}") for number in range(6)]
    ledgers[0].register(fields())
    assert race(ledgers, ("A-1",) * 6) == ["in", *["kept out"] * 5]


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


@pytest.mark.parametrize("state", [State.READY, State.REFUSED, State.WITHDRAWN])
def test_a_release_closes_the_attempt_and_says_why(ledger: Ledger, path: Path, state: State) -> None:
    ledger.register(fields())
    moved(ledger, State.INTENT, state)
    assert ledger.open_attempt_of("A-1") is None
    assert raw(path, "select open, closed_because from attempts") == [(0, state.value)]


def test_after_a_release_the_record_may_be_tried_again(ledger: Ledger) -> None:
    ledger.register(fields())
    moved(ledger, State.INTENT, State.UNKNOWN, State.READY)
    attempt(ledger)
    assert [one.serial for one in ledger.attempts("A-1")] == [None, None]


@pytest.mark.parametrize("state", sorted(AT_PORTAL | {State.UNKNOWN}))
def test_an_attempt_stays_open_while_its_application_may_stand(ledger: Ledger, state: State) -> None:
    ledger.register(fields())
    moved(ledger, State.INTENT, state)
    assert ledger.open_attempt_of("A-1") is not None


# serials


def test_a_serial_is_written_at_once_and_another_process_sees_it(ledger: Ledger, path: Path) -> None:
    ledger.register(fields())
    ledger.note_serial(attempt(ledger), "4401202603020001")
    assert in_another_process(path, "select serial from attempts") == "4401202603020001"
    assert in_another_process(path, "select serial from cases") == "4401202603020001"
    assert ledger.case("A-1").state is State.INTENT, "a serial alone settles nothing"


def in_another_process(path: Path, query: str) -> str:
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])"
    done = subprocess.run([sys.executable, "-I", "-c", code, path, query], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_serial_goes_to_its_own_attempt_only(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.note_serial(attempt(ledger), "1")
    moved(ledger, State.UNKNOWN, State.REJECTED, State.READY)
    ledger.note_serial(attempt(ledger), "2")
    assert [one.serial for one in ledger.attempts("A-1")] == ["1", "2"]
    assert ledger.case("A-1").serial == "2"


def test_a_new_attempt_begins_without_the_serial_of_the_old_one(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.note_serial(attempt(ledger), "1")
    moved(ledger, State.UNKNOWN, State.REJECTED, State.READY)
    attempt(ledger)
    assert ledger.case("A-1").serial is None


def test_the_serials_of_an_account_include_those_of_closed_attempts(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.note_serial(attempt(ledger), "1")
    moved(ledger, State.REJECTED, State.READY)
    ledger.note_serial(attempt(ledger), "2")
    ledger.register(fields("B-1", kind="取消接入"))
    ledger.move("B-1", State.SUBMITTED, "found", serial="3", origin="outside")
    ledger.register(fields("C-1", kind="注销主体", user_name="lingnan"))
    ledger.move("C-1", State.SUBMITTED, "found", serial="4")
    assert ledger.serials(PORTAL, "zhixing") == {"1": "A-1", "2": "A-1", "3": "B-1"}
    assert ledger.case("B-1").origin == "outside"


# events


def test_every_change_is_an_event_with_time_words_evidence_and_who(ledger: Ledger, clock: Clock) -> None:
    ledger.register(fields())
    clock.now = NOON + timedelta(hours=1)
    ledger.move("A-1", State.WAITING, "differs", step="form", words="原话", evidence="A-1/form.png")
    entered, waiting = ledger.events("A-1")
    assert (entered["before"], entered["after"], entered["message"]) == ("", "ready", "entered")
    assert (waiting["before"], waiting["after"], waiting["step"]) == ("ready", "waiting", "form")
    assert (waiting["message"], waiting["words"], waiting["evidence"]) == ("differs", "原话", "A-1/form.png")
    assert (waiting["at"], waiting["by"]) == ("2026-03-02T05:00:00.000000+00:00", "clerk@office")


def test_times_are_written_in_utc_whatever_the_clock_speaks(ledger: Ledger, clock: Clock) -> None:
    clock.now = NOON.astimezone(timezone(timedelta(hours=8)))
    assert ledger.register(fields()).updated_at == "2026-03-02T04:00:00.000000+00:00"


def test_a_note_is_an_event_that_changes_no_state(ledger: Ledger) -> None:
    before = ledger.register(fields())
    ledger.note("A-1", "rehearsed", step="submit")
    assert ledger.case("A-1") == before
    assert [event["message"] for event in ledger.events("A-1")] == ["entered", "rehearsed"]


def test_a_change_that_the_table_forbids_is_an_error_and_leaves_no_trace(ledger: Ledger) -> None:
    ledger.register(fields())
    moved(ledger, State.CANCELLED)
    before = ledger.events("A-1")
    with pytest.raises(LedgerError, match="A-1 cannot change from cancelled to ready"):
        ledger.move("A-1", State.READY, "once more")
    assert ledger.events("A-1") == before
    assert ledger.case("A-1").state is State.CANCELLED


def test_a_message_and_words_are_kept_with_the_case(ledger: Ledger) -> None:
    ledger.register(fields())
    ledger.note_seconds("A-1", 2.5)
    entry = ledger.move("A-1", State.REFUSED, "no", words="数据不存在")
    assert (entry.message, entry.words, entry.seconds) == ("no", "数据不存在", 2.5)


# rests


def test_a_rest_lasts_until_a_person_releases_it(ledger: Ledger, clock: Clock) -> None:
    ledger.rest("zhixing", PORTAL, "zhixing", "password", "账号或密码错误")
    clock.now = NOON + timedelta(days=400)
    [rest] = ledger.resting(PORTAL, "zhixing")
    assert (rest.account, rest.reason, rest.words, rest.until) == ("zhixing", "password", "账号或密码错误", None)
    assert ledger.release("zhixing") == 1
    assert ledger.resting() == []
    assert ledger.release("zhixing") == 0


def test_a_rest_with_an_end_is_over_by_itself(ledger: Ledger, clock: Clock) -> None:
    until = (NOON + timedelta(hours=1)).isoformat(timespec="microseconds")
    ledger.rest("zhixing", PORTAL, "zhixing", "throttled", "", until=until)
    assert len(ledger.resting()) == 1
    clock.now = NOON + timedelta(hours=1, seconds=1)
    assert ledger.resting() == []


def test_a_rest_concerns_one_login_at_one_portal(ledger: Ledger) -> None:
    ledger.rest("zhixing", PORTAL, "zhixing", "password", "")
    assert ledger.resting(PORTAL, "lingnan") == []
    assert ledger.resting("https://b.example", "zhixing") == []
    assert len(ledger.resting()) == 1
    assert ledger.release("lingnan") == 0


def test_a_rest_is_still_there_when_the_ledger_is_opened_again(ledger: Ledger, path: Path) -> None:
    ledger.rest("zhixing", PORTAL, "zhixing", "password", "")
    again = Ledger(path, who="next")
    assert len(again.resting()) == 1
    again.close()


# the file


def test_every_connection_is_durable(ledger: Ledger) -> None:
    for _ in range(2):
        with (
            ledger._engine.connect() as one,
            ledger._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as two,
        ):
            for connection, names in ((one, ("journal_mode", "synchronous")), (two, ("journal_mode", "synchronous"))):
                found = [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]
                assert found == ["wal", 2]


def test_a_reader_does_not_wait_for_a_writer(ledger: Ledger, path: Path) -> None:
    ledger.register(fields())
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert ledger.case("A-1").state is State.READY
    assert time.monotonic() - started < 2
    writer.execute("ROLLBACK")
    writer.close()


def test_what_was_written_is_there_when_the_ledger_is_opened_again(ledger: Ledger, path: Path) -> None:
    entry = ledger.register(fields())
    again = Ledger(path, who="next")
    assert again.case("A-1") == entry
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
    ledger.register(fields())
    ledger.close()
    monkeypatch.setattr(database, "VERSION", VERSION + 1)
    monkeypatch.setitem(database.MIGRATIONS, VERSION, lambda one: one.execute(text("update cases set client = 'new'")))
    again = Ledger(path, who="next")
    assert again.case("A-1").client == "new"
    assert raw(path, "PRAGMA user_version") == [(VERSION + 1,)]
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="rights of files are posix")
def test_the_ledger_is_for_its_user_alone(ledger: Ledger, path: Path) -> None:
    ledger.register(fields())
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
    ledger.register(fields())
    ledger.close()
    assert raw(path, "select id from cases") == [("A-1",)]
    assert [each.name for each in tmp_path.iterdir()] == ["客户 a?b#c%20d"]
