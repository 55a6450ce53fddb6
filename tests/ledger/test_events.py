"""Every change of a case is an event; what the table of states forbids leaves no trace."""

from datetime import timedelta, timezone

import pytest

from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State
from tests.ledger.entries import fields, moved
from tests.reported import NOON, Time


def test_every_change_is_an_event_with_time_words_evidence_and_who(ledger: Ledger, clock: Time) -> None:
    ledger.cases.register(fields())
    clock.now = NOON + timedelta(hours=1)
    ledger.cases.move("A-1", State.WAITING, "differs", step="form", words="原话", evidence="A-1/form.png")
    entered, waiting = ledger.events.of("A-1")
    assert (entered["before"], entered["after"], entered["message"]) == ("", "ready", "entered")
    assert (waiting["before"], waiting["after"], waiting["step"]) == ("ready", "waiting", "form")
    assert (waiting["message"], waiting["words"], waiting["evidence"]) == ("differs", "原话", "A-1/form.png")
    assert (waiting["at"], waiting["by"]) == ("2026-03-02T05:00:00.000000+00:00", "clerk@office")


def test_times_are_written_in_utc_whatever_the_clock_speaks(ledger: Ledger, clock: Time) -> None:
    clock.now = NOON.astimezone(timezone(timedelta(hours=8)))
    assert ledger.cases.register(fields()).updated_at == "2026-03-02T04:00:00.000000+00:00"


def test_a_note_is_an_event_that_changes_no_state(ledger: Ledger) -> None:
    before = ledger.cases.register(fields())
    ledger.cases.note("A-1", "rehearsed", step="submit")
    assert ledger.cases.one("A-1") == before
    assert [event["message"] for event in ledger.events.of("A-1")] == ["entered", "rehearsed"]


def test_a_change_that_the_table_forbids_is_an_error_and_leaves_no_trace(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    moved(ledger, State.CANCELLED)
    before = ledger.events.of("A-1")
    with pytest.raises(LedgerError, match="A-1 cannot change from cancelled to ready"):
        ledger.cases.move("A-1", State.READY, "once more")
    assert ledger.events.of("A-1") == before
    assert ledger.cases.one("A-1").state is State.CANCELLED


def test_a_message_and_words_are_kept_with_the_case(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.cases.note_seconds("A-1", 2.5)
    entry = ledger.cases.move("A-1", State.REFUSED, "no", words="数据不存在")
    assert (entry.message, entry.words, entry.seconds) == ("no", "数据不存在", 2.5)
