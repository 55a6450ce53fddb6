"""Serving one account after another: what ends a case, a sitting or a run, and what stays as it is."""

from typing import Any

import pytest

from pages.errors import PortalError, Refused, SignedOut, Throttled, Unavailable
from pages.readings import Answer
from pages.terms import Step
from portalbot.ledger.cases import Cases
from portalbot.ledger.ledger import Entry
from portalbot.rules.states import State
from tests.filing.doubles import Dialog, Form, Login
from tests.filing.world import HOUR, Worlds

CASE, OTHER = "LN-101", "LN-105"
"""Two cases of one account."""
MANY = ("LN-101", "LN-102", "LN-103", "LN-104")


@pytest.fixture
def worlds(worlds: Worlds) -> Worlds:
    return lambda *ids, **options: worlds(*(ids or (CASE, OTHER)), **options)


def failing(monkeypatch: pytest.MonkeyPatch, errors: list[PortalError]) -> None:
    """Let each confirmation window that is opened raise the next of these errors; after them all is well."""
    confirm = Dialog.confirm

    def maybe(dialog: Dialog) -> Form:
        if errors:
            raise errors.pop(0)
        return confirm(dialog)

    monkeypatch.setattr(Dialog, "confirm", maybe)


# what ends a run


def test_cases_that_go_well_are_no_like_failures(worlds: Worlds) -> None:
    world = worlds(*MANY)
    world.submit()
    assert set(world.states().values()) == {State.SUBMITTED} and world.outcome.halted == {}
    assert not world.outcome.left


@pytest.mark.parametrize(
    "errors",
    [
        [Unavailable("no answer", words="502") for _ in range(4)],
        [Refused("no", words=f"数据{number}不存在", step=Step.DIALOG) for number in range(4)],
    ],
    ids=["no answer", "refusals in different words"],
)
def test_failures_that_are_not_alike_or_not_the_portals_end_no_run(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, errors: list[PortalError]
) -> None:
    failing(monkeypatch, list(errors))
    world = worlds(*MANY)
    world.submit()
    assert not set(world.states().values()) & {State.READY, State.SUBMITTED} and world.outcome.halted == {}


def test_three_refusals_in_the_same_words_end_the_run_and_the_words_are_repeated(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, [Refused("no", words="数据不存在", step=Step.DIALOG) for _ in range(4)])
    world = worlds(*MANY)
    world.submit()
    assert sorted(world.states().values()) == [State.READY, State.REFUSED, State.REFUSED, State.REFUSED]
    assert world.outcome.halted == {
        world.portal.name: "3 cases in a row ended alike (数据不存在); the rest stays as it is"
    }


# what ends a sitting


def test_a_sitting_that_ends_leaves_what_it_came_to_as_it_is_and_says_why_for_the_rest(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(
        monkeypatch, [Refused("no", words="数据不存在", step=Step.DIALOG), Throttled("too many", words="请求过于频繁")]
    )
    world = worlds(*MANY[:3])
    world.submit()
    assert list(world.states().values()) == [State.REFUSED, State.READY, State.READY]
    first, second, third = (world.ledger.cases.one(case_id) for case_id in MANY[:3])
    assert first.words == "数据不存在" and second.message == third.message == "too many: 请求过于频繁"
    assert world.office.arrivals == []


@pytest.mark.parametrize(
    "error", [SignedOut("asks for a sign-in"), Throttled("too many", words="请求过于频繁")], ids=str
)
def test_a_click_that_ends_in_the_end_of_the_sitting_is_unknown_with_the_reason(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, error: PortalError
) -> None:
    submit, clicks = Form.submit, []

    def lost(form: Form, deadline: float) -> Answer:
        clicks.append(form.number)
        answered = submit(form, deadline)
        if len(clicks) == 1:
            raise error
        return answered

    monkeypatch.setattr(Form, "submit", lost)
    world = worlds()
    world.submit()
    noted = [event["message"] for event in world.ledger.events.of(CASE) if event["after"] == "unknown"]
    assert noted[:1] == [f"the click may have happened; then: {error}"]
    if isinstance(error, SignedOut):
        assert world.states() == {CASE: State.REVIEWING, OTHER: State.SUBMITTED}, "the next sitting settles and goes on"
        assert len(clicks) == len(set(clicks)) == 2
    else:
        assert world.states() == {CASE: State.UNKNOWN, OTHER: State.READY} and len(clicks) == 1


def test_an_account_whose_session_is_lost_again_and_again_says_so(worlds: Worlds) -> None:
    world = worlds()
    world.office.faults.add("SessionExpired@list,times=9")
    world.submit()
    assert world.states() == {CASE: State.FAILED, OTHER: State.FAILED}
    assert world.outcome.left_alone == {"lingnan": "the portal asks for a sign-in"}
    assert world.ledger.cases.one(CASE).message == "the portal asks for a sign-in"


# what is left alone


def test_the_cases_of_an_account_that_is_left_alone_are_told_to_be_through(worlds: Worlds) -> None:
    world = worlds()
    told: list[tuple[str, str, str]] = []
    world.tools_have["progress"] = lambda *what: told.append(what)
    world.passwords.pop("lingnan")
    world.submit()
    assert told == [("lingnan", CASE, "done"), ("lingnan", OTHER, "done")] and world.outcome.troubles == {}


def test_an_account_of_the_same_name_that_rests_at_another_portal_does_not_rest_here(worlds: Worlds) -> None:
    world = worlds()
    world.ledger.rests.begin("lingnan", "https://elsewhere.example", "lingnan", "wrong_password", "")
    world.submit()
    assert set(world.states().values()) == {State.SUBMITTED}


def test_an_account_of_a_portal_in_quarantine_is_not_signed_in_to_for_filing(worlds: Worlds) -> None:
    world = worlds()
    world.ledger.quarantines.impose(world.portal.origin, world.portal.name, "form", "the button is called otherwise")
    world.submit()
    assert world.office.sign_ins == [] and world.states() == {CASE: State.READY, OTHER: State.READY}


def test_a_portal_that_is_halted_is_signed_in_to_by_no_further_account(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, [Refused("no", words="数据不存在", step=Step.DIALOG) for _ in range(9)])
    world = worlds(*MANY, "JH-001", "ZX-001")
    world.submit()
    assert len({each.account for each in world.office.sign_ins}) < 3
    assert State.READY in world.states().values() and world.office.arrivals == []


# an error of our own


@pytest.mark.parametrize("where", ["while it is filed", "while its account is left alone"])
def test_a_case_whose_end_cannot_be_written_down_is_named_and_stops_no_other(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    world = worlds()
    if where == "while it is filed":
        failing(monkeypatch, [Unavailable("no answer")])
    else:
        monkeypatch.setattr(Login, "sign_in", lambda *_: (_ for _ in ()).throw(Unavailable("no answer")))
    move = Cases.move

    def broken(cases: Cases, case_id: str, state: State, *rest: Any, **named: Any) -> Entry:
        if case_id == CASE and state is State.FAILED:
            raise ZeroDivisionError("of our own")
        return move(cases, case_id, state, *rest, **named)

    monkeypatch.setattr(Cases, "move", broken)
    world.submit()
    assert world.outcome.troubles == {CASE: "not gone through: ZeroDivisionError: of our own"}
    assert world.states() == {CASE: State.READY, OTHER: State.SUBMITTED if "filed" in where else State.FAILED}


def test_a_pause_that_has_passed_keeps_nobody_back(worlds: Worlds) -> None:
    world = worlds()
    until = (world.time + HOUR).isoformat(timespec="microseconds")
    world.ledger.rests.begin("lingnan", world.portal.origin, "lingnan", "throttled", "", until)
    world.pass_time(HOUR)
    world.submit()
    assert set(world.states().values()) == {State.SUBMITTED}
