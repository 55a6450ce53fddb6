"""The cases of a ledger as lists and counts, what is told once of each, and how a case meets its twin."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from portalbot.ledger import tables as t
from portalbot.ledger.entry import Unreadable
from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State
from tests.reported import NOON, Time, fields


def ids(ledger: Ledger, *states: State, most: int = 9) -> list[str]:
    return [entry.id for entry in ledger.cases.oldest(states, most)]


# lists and counts


def test_the_states_are_counted_and_a_word_of_nobodys_is_left_out(ledger: Ledger) -> None:
    for case_id in ("A-1", "A-2", "A-3", "A-4"):
        ledger.cases.register(fields(case_id))
    ledger.cases.move("A-3", State.WAITING, "")
    with ledger.database.rewriting() as connection:
        connection.execute(update(t.cases).where(t.cases.c.id == "A-4").values(state="odd"))
    assert ledger.cases.tally() == {State.READY: 2, State.WAITING: 1}


def test_those_that_have_been_in_a_state_the_longest_come_first_and_no_more_than_asked_for(
    ledger: Ledger, time: Time
) -> None:
    for number, case_id in enumerate(("A-3", "A-1", "A-2")):
        time.now = NOON + timedelta(hours=number)
        ledger.cases.register(fields(case_id))
    time.now = NOON + timedelta(hours=5)
    ledger.cases.move("A-3", State.WAITING, "")
    assert ids(ledger, State.READY) == ["A-1", "A-2"] and ids(ledger, State.READY, most=1) == ["A-1"]
    assert ids(ledger, State.WAITING, State.READY) == ["A-1", "A-2", "A-3"]
    ledger.cases.move("A-1", State.HELD, "")
    time.now = NOON + timedelta(hours=6)
    ledger.cases.move("A-1", State.READY, "")
    assert ids(ledger, State.READY) == ["A-2", "A-1"]


@pytest.mark.parametrize("column", ["due_on", "verify_until"])
def test_those_whose_date_comes_first_come_first_and_those_without_one_not_at_all(ledger: Ledger, column: str) -> None:
    for case_id, day in (("A-1", 9), ("A-2", 3), ("A-3", 5), ("A-4", 1)):
        ledger.cases.register(fields(case_id))
        ledger.cases.set_dates(case_id, **{column: f"2026-03-{day:02}" + "T00:00:00+00:00" * (column != "due_on")})
    ledger.cases.register(fields("A-5"))
    ledger.cases.move("A-4", State.WAITING, "")
    assert [entry.id for entry in ledger.cases.next_dates(column, [State.READY], 2)] == ["A-2", "A-3"]
    assert [entry.id for entry in ledger.cases.next_dates(column, [State.READY], 9)] == ["A-2", "A-3", "A-1"]


def test_one_case_is_listed_by_its_id_and_all_by_account_and_id(ledger: Ledger) -> None:
    for case_id, account in (("B-2", "zhixing"), ("B-1", "zhixing"), ("C-1", "lingnan")):
        ledger.cases.register(fields(case_id, account=account))
    assert [entry.id for entry in ledger.cases.all(case_id="B-2")] == ["B-2"]
    assert [entry.id for entry in ledger.cases.all()] == ["C-1", "B-1", "B-2"]


# what is told


def test_what_is_told_once_is_new_once_for_each_case_and_becomes_its_message(ledger: Ledger) -> None:
    for case_id in ("A-1", "A-2"):
        ledger.cases.register(fields(case_id))
    assert ledger.cases.tell_once("A-1", "overdue/1", "ask the office", words="审核中", step="applications") is True
    assert ledger.cases.tell_once("A-1", "overdue/1", "ask again") is False
    entry, told = ledger.cases.one("A-1"), ledger.events.told("A-1", "overdue/1")
    assert (entry.message, entry.words) == ("ask the office", "审核中")
    assert told and (told["message"], told["words"], told["case_id"]) == ("ask the office", "审核中", "A-1")
    assert ledger.events.told("A-2", "overdue/1") is None
    assert ledger.cases.tell_once("A-1", "overdue/2", "nothing was said") and ledger.cases.one("A-1").words == "审核中"


def test_a_note_has_its_evidence_and_neither_step_nor_words_of_its_own(ledger: Ledger) -> None:
    ledger.cases.register(fields("A-1"))
    ledger.cases.note("A-1", "a picture was taken", evidence="A-1/form.jpg")
    noted = ledger.events.of("A-1")[-1]
    assert (noted["evidence"], noted["step"], noted["words"]) == ("A-1/form.jpg", "", "")


def test_the_end_of_a_check_that_is_done_is_taken_away_from_its_case_alone(ledger: Ledger, time: Time) -> None:
    for case_id in ("A-1", "A-2"):
        ledger.cases.register(fields(case_id))
        ledger.cases.set_dates(case_id, verify_until="2026-03-03T04:00:00+00:00")
    time.now = NOON + timedelta(hours=1)
    ledger.cases.clear_deadline("A-1", "the check is done")
    done, other = ledger.cases.one("A-1"), ledger.cases.one("A-2")
    assert (done.verify_until, done.message) == (None, "the check is done")
    assert datetime.fromisoformat(done.updated_at) == time.now
    assert (other.verify_until, other.message) == ("2026-03-03T04:00:00+00:00", "")


def test_a_change_by_a_persons_word_names_the_person_and_the_program(ledger: Ledger) -> None:
    ledger.cases.register(fields("A-1"))
    ledger.cases.move("A-1", State.WITHDRAWN, "the client changed its mind", by="王敏")
    assert ledger.events.of("A-1")[-1]["by"] == "王敏 (clerk@office)"


# twins


def test_a_case_that_was_withdrawn_by_its_twin_and_taken_up_again_blocks_nobody_who_came_first(ledger: Ledger) -> None:
    number = "粤ICP备12345678号"
    ledger.cases.register(fields("A-1", number=number))
    ledger.cases.move("A-1", State.WITHDRAWN, "")
    ledger.cases.register(fields("A-2", number=number))
    ledger.cases.move("A-1", State.READY, "taken up again")
    assert ledger.cases.register(fields("A-2", number=number)).state is State.BLOCKED
    assert ledger.cases.one("A-2").message == "same record as A-1"
    ledger.cases.move("A-1", State.WITHDRAWN, "")
    freed = ledger.cases.register(fields("A-2", number=number))
    assert (freed.state, freed.message) == (State.READY, "")


def test_a_case_that_cannot_be_read_says_which_column_and_what_to_do(ledger: Ledger) -> None:
    ledger.cases.register(fields("A-1"))
    with ledger.database.rewriting() as connection:
        connection.execute(update(t.cases).values(due_on="soon"))
    with pytest.raises(Unreadable) as caught:
        ledger.cases.one("A-1")
    assert str(caught.value) == (
        "case A-1 cannot be read: due_on is 'soon'; restore a backup, or settle the case with the office's word"
    )
