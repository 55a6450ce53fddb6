"""An attempt in the ledger: whose serial it has, what it follows, when it was closed, and what of it cannot be read."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from portalbot.ledger import tables as t
from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State
from tests.reported import NOON, Time, fields

HERE, THERE = "http://127.0.0.1:8800", "https://b.example"


def opened(ledger: Ledger, case_id: str, **changes: str) -> int:
    """Enter a case, and open an attempt for it."""
    ledger.cases.register(fields(case_id, **changes))
    return ledger.attempts.open(case_id, frozen={}, baseline=frozenset(), holder={})


def rows(ledger: Ledger, case_id: str) -> list[dict[str, Any]]:
    """Return a case's attempts as they stand in the file."""
    query = t.attempts.select().where(t.attempts.c.case_id == case_id).order_by(t.attempts.c.id)
    with ledger.database._engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


# a person's decision


def test_a_serial_that_a_person_knows_is_written_to_the_open_attempt_with_whose_word_it_is(ledger: Ledger) -> None:
    opened(ledger, "A-1")
    opened(ledger, "A-2")
    ledger.cases.move("A-1", State.UNKNOWN, "no answer")
    entry = ledger.cases.decide("A-1", State.SUBMITTED, "the office said so", by="王敏", serial="2026")
    [attempt] = ledger.attempts.of("A-1")
    assert (entry.state, entry.serial, entry.message) == (State.SUBMITTED, "2026", "the office said so")
    assert (attempt.serial, attempt.verdict) == ("2026", "settled by 王敏")
    last = ledger.events.of("A-1")[-1]
    assert (last["step"], last["by"], last["message"]) == ("settle", "王敏 (clerk@office)", "the office said so")
    [other] = ledger.attempts.of("A-2")
    assert (other.serial, other.verdict) == (None, None)


def test_that_nothing_is_there_by_a_persons_word_gives_the_attempt_no_serial_and_no_verdict(ledger: Ledger) -> None:
    ledger.attempts.note_serial(opened(ledger, "A-1"), "2026")
    ledger.cases.move("A-1", State.UNKNOWN, "no answer")
    ledger.cases.decide("A-1", State.READY, "the office has nothing", by="王敏")
    [attempt] = ledger.attempts.of("A-1")
    assert (attempt.serial, attempt.verdict, ledger.attempts.open_of("A-1")) == ("2026", None, None)


def test_a_persons_serial_for_a_case_that_was_never_clicked_here_is_the_cases_own(ledger: Ledger) -> None:
    ledger.cases.register(fields("A-1"))
    assert ledger.cases.decide("A-1", State.SUBMITTED, "by hand", by="王敏", serial="2026").serial == "2026"
    assert ledger.attempts.of("A-1") == []


# serials, and what follows what


def test_an_attempt_follows_the_last_serial_of_its_own_case(ledger: Ledger) -> None:
    ledger.attempts.note_serial(opened(ledger, "B-1"), "other")
    for serial in ("1", "2", None, "3"):
        attempt = opened(ledger, "A-1")
        if serial:
            ledger.attempts.note_serial(attempt, serial)
        ledger.cases.move("A-1", State.UNKNOWN, "")
        ledger.cases.move("A-1", State.READY, "nothing came of it")
    assert [each.follows for each in ledger.attempts.of("A-1")] == [None, "1", "2", "2"]
    assert ledger.attempts.of("B-1")[0].follows is None


def test_a_serial_that_a_look_finds_goes_to_the_open_attempt_of_its_case_and_to_no_closed_or_other_one(
    ledger: Ledger,
) -> None:
    opened(ledger, "A-1")
    ledger.cases.move("A-1", State.UNKNOWN, "")
    ledger.cases.move("A-1", State.READY, "nothing came of it")
    opened(ledger, "A-1")
    opened(ledger, "B-1")
    ledger.cases.move("A-1", State.SUBMITTED, "found", serial="2026")
    assert [each.serial for each in ledger.attempts.of("A-1")] == [None, "2026"]
    assert [each.serial for each in ledger.attempts.of("B-1")] == [None]


def test_the_serials_of_an_account_are_those_at_its_portal_alone_also_of_closed_attempts(ledger: Ledger) -> None:
    for case_id, portal, user in (("A-1", HERE, "zhixing"), ("A-2", THERE, "zhixing"), ("A-3", HERE, "lingnan")):
        ledger.attempts.note_serial(opened(ledger, case_id, portal=portal, user_name=user), f"old of {case_id}")
        ledger.cases.move(case_id, State.REJECTED, "")
        ledger.cases.move(case_id, State.READY, "")
        ledger.attempts.note_serial(opened(ledger, case_id, portal=portal, user_name=user), f"new of {case_id}")
    opened(ledger, "A-4")
    assert ledger.cases.serials(HERE, "zhixing") == {"old of A-1": "A-1", "new of A-1": "A-1"}
    assert ledger.cases.serials(THERE, "zhixing") == {"old of A-2": "A-2", "new of A-2": "A-2"}
    assert ledger.cases.serials(THERE, "lingnan") == {}


# when it is closed


def test_an_attempt_is_closed_once_with_when_and_why_and_no_other_cases_is(ledger: Ledger, time: Time) -> None:
    opened(ledger, "A-1")
    opened(ledger, "B-1")
    time.now = NOON + timedelta(hours=1)
    ledger.cases.move("A-1", State.READY, "")
    time.now = NOON + timedelta(hours=2)
    ledger.cases.move("A-1", State.REFUSED, "")
    [closed] = rows(ledger, "A-1")
    assert (closed["closed_at"], closed["closed_because"]) == ("2026-03-02T05:00:00.000000+00:00", "ready")
    assert ledger.attempts.open_of("B-1") is not None


def test_an_intent_is_an_event_of_the_step_that_submits(ledger: Ledger) -> None:
    opened(ledger, "A-1")
    last = ledger.events.of("A-1")[-1]
    assert (last["after"], last["step"], last["message"]) == ("intent", "submit", "about to click")


# what cannot be read

UNREAD: list[tuple[dict[str, Any], str, tuple[str, ...], object]] = [
    ({"frozen": '{"fields": 1}'}, "frozen", ("frozen",), {}),
    ({"frozen": '{"files": "a.pdf"}'}, "frozen", ("frozen",), {}),
    ({"frozen": "[1]"}, "frozen", ("frozen",), {}),
    ({"witnesses": '[{"status": 200}, 7]'}, "witnesses", ("witnesses",), ({"status": 200},)),
    ({"baseline": "{"}, "baseline", ("baseline",), frozenset()),
    ({"baseline": "[1, 2]"}, "baseline", (), frozenset({"1", "2"})),
    ({"intent_at": "yesterday"}, "intent_at", ("intent_at",), datetime(9999, 1, 1, tzinfo=UTC)),
    ({"portal_at": "at noon"}, "portal_at", (), None),
]


@pytest.mark.parametrize(("values", "column", "unread", "left"), UNREAD, ids=[str(each[0]) for each in UNREAD])
def test_what_of_an_attempt_cannot_be_read_counts_as_unread_and_the_rest_stands(
    ledger: Ledger, values: dict[str, Any], column: str, unread: tuple[str, ...], left: object
) -> None:
    ledger.cases.register(fields("A-1"))
    ledger.attempts.open("A-1", frozen={"fields": {"id": "A-1"}}, baseline=frozenset("1"), holder={"pid": 7})
    with ledger.database.rewriting() as connection:
        connection.execute(update(t.attempts).values(**values))
    [attempt] = ledger.attempts.of("A-1")
    assert attempt.unread == unread and getattr(attempt, column) == left
    assert attempt.holder == {"pid": 7} and attempt.id == rows(ledger, "A-1")[0]["id"]


def test_what_people_wrote_is_kept_in_their_own_letters(ledger: Ledger) -> None:
    ledger.cases.register(fields("A-1"))
    attempt = ledger.attempts.open("A-1", frozen={"fields": {"name": "知行"}}, baseline=frozenset(), holder={})
    ledger.attempts.note_answer(attempt, "提交成功", [{"body": "流水号"}])
    [row] = rows(ledger, "A-1")
    assert "知行" in row["frozen"] and "流水号" in row["witnesses"], "as whoever reads the file would look for them"
    assert json.loads(row["witnesses"]) == [{"body": "流水号"}]


def test_what_people_wrote_is_cleaned_and_what_identifies_a_filing_is_not(ledger: Ledger) -> None:
    ledger.keep_clean(lambda text: text.replace("s3cret", "[withheld]"))
    ledger.cases.register(fields("A-1"))
    frozen = {"fields": {"text": "s3cret"}, "digest": "s3cret", "profile": "s3cret"}
    ledger.attempts.open("A-1", frozen=frozen, baseline=frozenset(), holder={})
    assert ledger.attempts.of("A-1")[0].frozen == {**frozen, "fields": {"text": "[withheld]"}}
