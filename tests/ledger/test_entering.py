"""Entering cases: an id is one record's for good, a record has one id, and an edit voids what was approved."""

from pathlib import Path

import pytest

from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import CaseIdReused, Ledger
from portalbot.rules.states import BEFORE, State
from tests.ledger.entries import NUMBER, PORTAL, fields, moved, raw

# entering cases


def test_a_new_case_is_ready(ledger: Ledger) -> None:
    entry = ledger.cases.register(fields())
    assert (entry.state, entry.number, entry.serial, entry.origin) == (State.READY, NUMBER, None, "ours")
    assert ledger.cases.one("A-1") == entry


def test_entering_a_case_twice_changes_nothing(ledger: Ledger) -> None:
    first = ledger.cases.register(fields())
    assert ledger.cases.register(fields()) == first
    assert len(ledger.events.of("A-1")) == 1


def test_an_edit_before_filing_is_taken_over(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    entry = ledger.cases.register(fields(site_name="知行书城", digest="two"))
    assert (entry.site_name, entry.digest, entry.state) == ("知行书城", "two", State.READY)


@pytest.mark.parametrize(
    "changes", [{"number": "粤ICP备12345678号-2"}, {"kind": "取消接入"}, {"portal": "https://b.example"}]
)
def test_an_id_for_another_record_is_refused_naming_both(ledger: Ledger, changes: dict[str, str]) -> None:
    ledger.cases.register(fields())
    with pytest.raises(CaseIdReused) as caught:
        ledger.cases.register(fields(**changes))
    new = fields(**changes)
    assert f"注销网站 {NUMBER} at {PORTAL}" in str(caught.value)
    assert f"{new['kind']} {new['number']} at {new['portal']}" in str(caught.value)
    assert "A-1" in str(caught.value)
    assert ledger.cases.one("A-1").number == NUMBER


def test_an_id_stays_with_its_record_also_after_the_end(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    moved(ledger, State.INTENT, State.SUBMITTED, State.APPROVED, State.CANCELLED)
    with pytest.raises(CaseIdReused):
        ledger.cases.register(fields(number="粤ICP备12345678号-2"))


def test_a_second_id_for_a_record_is_blocked(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    entry = ledger.cases.register(fields("B-1"))
    assert (entry.state, entry.message) == (State.BLOCKED, "same record as A-1")
    assert ledger.cases.register(fields("B-1")).state is State.BLOCKED
    assert ledger.cases.register(fields()).state is State.READY, "the first is not blocked by the second"


def test_a_second_account_for_a_record_is_blocked_too(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    entry = ledger.cases.register(fields("B-1", account="agency", user_name="agency"))
    assert entry.state is State.BLOCKED


def test_another_kind_or_portal_is_another_record(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    assert ledger.cases.register(fields("B-1", kind="取消接入")).state is State.READY
    assert ledger.cases.register(fields("C-1", portal="https://b.example")).state is State.READY


@pytest.mark.parametrize(
    "way",
    [(State.INTENT,), (State.INTENT, State.UNKNOWN), (State.INTENT, State.SUBMITTED), (State.CANCELLED,)],
    ids=lambda way: str(way[-1]),
)
def test_a_second_id_is_blocked_wherever_the_first_stands(ledger: Ledger, way: tuple[State, ...]) -> None:
    ledger.cases.register(fields())
    moved(ledger, *way)
    assert ledger.cases.register(fields("B-1")).state is State.BLOCKED


def test_a_second_id_is_freed_when_the_first_is_withdrawn(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.cases.register(fields("B-1"))
    moved(ledger, State.WITHDRAWN)
    assert ledger.cases.register(fields("B-1")).state is State.READY


def test_a_refused_case_becomes_ready_when_its_content_changes(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    moved(ledger, State.REFUSED)
    assert ledger.cases.register(fields()).state is State.REFUSED
    entry = ledger.cases.register(fields(digest="two"))
    assert (entry.state, entry.message) == (State.READY, "its content changed")


@pytest.mark.parametrize("state", sorted(BEFORE - {State.REFUSED, State.BLOCKED, State.READY}))
def test_an_edit_alone_does_not_move_a_case(ledger: Ledger, state: State) -> None:
    ledger.cases.register(fields())
    moved(ledger, state)
    assert ledger.cases.register(fields(digest="two")).state is state


@pytest.mark.parametrize(
    "way",
    [(State.INTENT,), (State.INTENT, State.UNKNOWN), (State.INTENT, State.SUBMITTED), (State.WITHDRAWN,)],
    ids=lambda way: str(way[-1]),
)
def test_an_edit_after_intent_changes_nothing(ledger: Ledger, way: tuple[State, ...]) -> None:
    ledger.cases.register(fields())
    before = moved(ledger, *way)
    assert ledger.cases.register(fields(site_name="知行书城", digest="two")) == before


def test_an_unknown_case_is_an_error_that_names_it(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no case X-9"):
        ledger.cases.one("X-9")


def test_cases_are_listed_by_portal_account(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.cases.register(fields("B-1", number="粤ICP备1号", user_name="lingnan", account="lingnan"))
    ledger.cases.register(fields("C-1", portal="https://b.example"))
    assert [entry.id for entry in ledger.cases.all()] == ["B-1", "A-1", "C-1"]
    assert [entry.id for entry in ledger.cases.all(PORTAL)] == ["B-1", "A-1"]
    assert [entry.id for entry in ledger.cases.all(PORTAL, "zhixing")] == ["A-1"]


# approvals


def test_an_approval_holds_for_the_content_that_was_approved(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.approvals.give("A-1", "one", "the plan")
    assert ledger.approvals.hold("A-1", "one")
    assert not ledger.approvals.hold("A-1", "two")
    assert not ledger.approvals.hold("B-1", "one")


def test_an_edit_voids_the_approval_even_when_it_is_taken_back(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.approvals.give("A-1", "one", "the plan")
    ledger.cases.register(fields(digest="two"))
    assert not ledger.approvals.hold("A-1", "two")
    ledger.cases.register(fields())
    assert not ledger.approvals.hold("A-1", "one")


def test_an_edit_voids_the_approval_of_no_other_case(ledger: Ledger) -> None:
    ledger.cases.register(fields())
    ledger.cases.register(fields("B-1", kind="取消接入"))
    ledger.approvals.give("B-1", "one", "the plan")
    ledger.cases.register(fields(digest="two"))
    assert ledger.approvals.hold("B-1", "one")


def test_an_approval_keeps_who_when_and_the_plan(ledger: Ledger, path: Path) -> None:
    ledger.cases.register(fields())
    ledger.approvals.give("A-1", "one", "the plan")
    assert raw(path, 'select "by", at, plan, digest from approvals') == [
        ("clerk@office", "2026-03-02T04:00:00.000000+00:00", "the plan", "one")
    ]
