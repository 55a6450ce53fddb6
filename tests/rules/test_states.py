"""The table of allowed changes: what a case can never do, whatever the rooms above believe."""

import pytest

from portalbot.rules.states import ALLOWED, AT_PORTAL, BEFORE, CLICKED, ENDED, NEEDS_PERSON, State, allowed, state_named

S = State
PAST = CLICKED | AT_PORTAL | {S.REJECTED, S.RETURNED, S.CANCELLED}
"""Every state at or after INTENT."""


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_row_in_the_table(state: State) -> None:
    assert state in ALLOWED


@pytest.mark.parametrize("state", State)
def test_every_state_belongs_to_exactly_one_part_of_the_life(state: State) -> None:
    parts = [BEFORE, CLICKED, AT_PORTAL, ENDED, frozenset({S.REJECTED, S.RETURNED})]
    assert sum(state in part for part in parts) == 1


@pytest.mark.parametrize("after", State)
def test_nothing_leads_from_cancelled(after: State) -> None:
    assert not allowed(S.CANCELLED, after)


@pytest.mark.parametrize("before", sorted(AT_PORTAL))
def test_an_application_that_stands_never_leads_back_before_the_click(before: State) -> None:
    assert not ALLOWED[before] & (BEFORE | {S.INTENT, S.WITHDRAWN})


@pytest.mark.parametrize("before", sorted(CLICKED))
def test_from_a_click_only_a_release_a_refusal_or_a_person_leads_back(before: State) -> None:
    assert ALLOWED[before] & BEFORE == {S.READY, S.REFUSED}


@pytest.mark.parametrize("before", sorted(CLICKED))
def test_an_error_after_the_click_can_make_no_case_failed_held_waiting_or_blocked(before: State) -> None:
    for after in (S.FAILED, S.HELD, S.WAITING, S.BLOCKED):
        assert not allowed(before, after)


@pytest.mark.parametrize("before", sorted(PAST))
def test_a_second_intent_needs_ready_first(before: State) -> None:
    assert not allowed(before, S.INTENT)


@pytest.mark.parametrize("before", sorted(BEFORE))
def test_intent_is_reached_from_every_state_that_a_submit_takes_up(before: State) -> None:
    assert allowed(before, S.INTENT)


@pytest.mark.parametrize("before", sorted(set(State) - CLICKED - AT_PORTAL))
def test_unknown_needs_a_click_or_an_application(before: State) -> None:
    assert not allowed(before, S.UNKNOWN)


@pytest.mark.parametrize("before", [S.REJECTED, S.RETURNED])
def test_a_rejected_case_is_made_ready_or_withdrawn_and_nothing_else(before: State) -> None:
    assert ALLOWED[before] - {before} == {S.READY, S.WITHDRAWN}


def test_a_withdrawn_case_may_only_be_taken_up_again() -> None:
    assert ALLOWED[S.WITHDRAWN] == {S.READY}


@pytest.mark.parametrize("before", sorted(BEFORE))
def test_an_application_found_from_outside_may_be_adopted_before_the_click(before: State) -> None:
    assert allowed(before, S.SUBMITTED)
    assert allowed(before, S.CANCELLED)


@pytest.mark.parametrize("before", sorted(CLICKED | AT_PORTAL))
@pytest.mark.parametrize("after", sorted(AT_PORTAL | {S.CANCELLED, S.REJECTED, S.RETURNED}))
def test_polling_may_find_an_application_at_any_later_stage(before: State, after: State) -> None:
    assert allowed(before, after)


def test_only_quiet_states_leave_the_exit_code_at_nought() -> None:
    assert set(State) - NEEDS_PERSON == {S.READY, S.HELD} | AT_PORTAL | ENDED


def test_a_word_of_the_ledger_is_read_as_its_state_and_any_other_as_none() -> None:
    assert [state_named(state.value) for state in State] == list(State)
    assert state_named("odd") is None
