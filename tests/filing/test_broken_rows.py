"""One broken row of the ledger, or one error of our own, concerns one case or account: every other one goes on."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Table, update

from pages.readings import ApplicationRow
from portalbot.evidence.scrub import Gate
from portalbot.following.schedule import schedule_under_way
from portalbot.following.sweep import sweep
from portalbot.ledger import tables as t
from portalbot.ledger.cases import Cases
from portalbot.ledger.ledger import Ledger
from portalbot.machine.settings import Channel
from portalbot.reporting.notify import Notifier
from portalbot.reporting.notify.sending import Came, Result
from portalbot.rules import settle as settling
from portalbot.rules.progress import Progress, progress
from portalbot.rules.states import State
from tests.filing.world import HOUR, LAG, World, Worlds

BROKEN, OTHER = "ZX-001", "JH-001"
"""Cases of two accounts."""


@pytest.fixture
def worlds(worlds: Worlds) -> Worlds:
    return lambda *ids, **options: worlds(*ids, **{"lag": LAG, **options})


def plant(ledger: Ledger, table: Table, case_id: str, **values: Any) -> None:
    """Put into a row of a case what no program of ours wrote."""
    which = table.c.id if table is t.cases else table.c.case_id
    with ledger.database.rewriting() as connection:
        assert connection.execute(update(table).where(which == case_id).values(**values)).rowcount >= 1


def reviewed(world: World) -> None:
    """Let the reviews of every application end well."""
    for application in world.office.applications:
        world.office.decide(application.serial, "审核通过")
    world.pass_time(LAG + HOUR)


# what is kept can be read again


@pytest.mark.parametrize("password", ["status", '", "', "null", "1795", "POST", "body", ": 200", "api/submit"])
def test_no_password_breaks_what_is_kept_of_a_click(worlds: Worlds, password: str) -> None:
    world = worlds(BROKEN, OTHER)
    gate = Gate(lambda: [password, "tok4n-of-a-session"])
    world.ledger.keep_clean(gate.clean_text)
    world.submit()
    for case_id in (BROKEN, OTHER):
        [attempt] = world.ledger.attempts.of(case_id)
        assert attempt.unread == () and attempt.witnesses[0]["status"] == 200
        assert attempt.frozen["fields"]["id"] == case_id
    assert set(world.states().values()) == {State.SUBMITTED}


def test_what_the_portal_answers_is_cleaned_text_by_text(worlds: Worlds) -> None:
    world = worlds(OTHER)
    world.ledger.keep_clean(Gate(lambda: ["tok4n-of-a-session"]).clean_text)
    world.submit()
    [attempt] = world.ledger.attempts.of(OTHER)
    body = '{"token": "tok4n-of-a-session", "said": "ok"}'
    world.ledger.attempts.note_answer(attempt.id, "ok", [{"status": 200, "body": body}])
    [attempt] = world.ledger.attempts.of(OTHER)
    assert "tok4n" not in str(attempt.witnesses) and json.loads(attempt.witnesses[0]["body"])["said"] == "ok"


# an attempt that cannot be read

BROKEN_ATTEMPTS: list[dict[str, Any]] = [
    {"witnesses": '[{"[withheld]": 200'},
    {"witnesses": '["text", 7]'},
    {"witnesses": '{"status": 200}'},
    {"frozen": "{"},
    {"frozen": "[1]"},
]


@pytest.mark.parametrize("values", BROKEN_ATTEMPTS, ids=str)
def test_what_only_tells_of_a_click_may_be_unread_and_the_case_is_settled(
    worlds: Worlds, values: dict[str, Any]
) -> None:
    world = worlds(BROKEN, OTHER)
    world.office.faults.add("SessionExpired@receipt")
    world.office.faults.add("ListLag@*,hours=5")
    world.submit()
    assert world.states()[BROKEN] is State.UNKNOWN
    plant(world.ledger, t.attempts, BROKEN, **values)
    world.pass_time(LAG + HOUR)
    world.look()
    assert world.states() == {BROKEN: State.REVIEWING, OTHER: State.REVIEWING}
    assert len(world.office.applications) == 2


DECIDING: list[dict[str, Any]] = [
    {"baseline": "none"},
    {"baseline": '{"a": 1}'},
    {"holder": "nobody"},
    {"intent_at": "yesterday"},
]


@pytest.mark.parametrize("values", DECIDING, ids=str)
def test_nothing_is_concluded_from_a_click_of_which_what_decides_is_unread(
    worlds: Worlds, values: dict[str, Any]
) -> None:
    world = worlds(BROKEN, OTHER)
    world.office.faults.add("ConnectionRefused@submit,account=zhixing")
    world.office.faults.add("ListLag@*,hours=5")
    world.submit()
    assert world.states()[BROKEN] is State.UNKNOWN and not [
        one for one in world.office.applications if one.account == "zhixing"
    ]
    plant(world.ledger, t.attempts, BROKEN, **values)
    world.pass_time(LAG + HOUR)
    world.look()
    world.submit()
    assert world.states() == {BROKEN: State.UNKNOWN, OTHER: State.REVIEWING}
    assert "cannot be read" in world.ledger.cases.one(BROKEN).message, "a person decides"
    assert len(world.office.applications) == 1, "and nothing is filed again on a guess"


# a case that cannot be read

BROKEN_CASES: list[dict[str, Any]] = [
    {"state": "odd"},
    {"kind": "注销一切"},
    {"since": "yesterday"},
    {"due_on": "soon"},
    {"verify_until": "later"},
    {"updated_at": ""},
]


@pytest.mark.parametrize("values", BROKEN_CASES, ids=str)
def test_a_case_that_cannot_be_read_stops_no_other_and_is_named(worlds: Worlds, values: dict[str, Any]) -> None:
    world = worlds(BROKEN, OTHER, "ZX-002")
    world.submit()
    reviewed(world)
    plant(world.ledger, t.cases, BROKEN, **values)
    world.look()
    states = world.states()
    assert states[OTHER] is State.APPROVED and BROKEN not in states
    assert BROKEN in world.ledger.unread and next(iter(values)) in world.ledger.unread[BROKEN]
    world.submit()
    assert BROKEN in world.planned.troubles, "nor does it stop the planning of others"
    assert len([one for one in world.office.applications if one.number == world.first_file.cases[0].number]) == 1


@pytest.mark.parametrize("table", ["rests", "looks"])
def test_an_account_whose_pages_cannot_be_read_stops_no_other(worlds: Worlds, table: str) -> None:
    world = worlds(BROKEN, OTHER)
    world.submit()
    reviewed(world)
    ours = world.ledger.cases.one(BROKEN)
    if table == "rests":
        world.ledger.rests.begin(ours.account, ours.portal, ours.user_name, "throttled", "", "9999-until-some-day")
    with world.ledger.database.rewriting() as connection:
        c = t.looks.c
        connection.execute(update(t.looks).where(c.user_name == ours.user_name).values(at="9999-then"))
    schedule = schedule_under_way(world.ledger, world.portal_of)
    assert OTHER in {case.id for look in schedule.looks for case in look.cases}
    assert (ours.account in schedule.unreached) == (table == "rests")
    world.look()
    assert world.states()[OTHER] is State.APPROVED


# an error of our own


def test_an_error_while_one_case_is_settled_keeps_no_other_from_it(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds("LN-101", "LN-105")
    world.office.faults.add("ListLag@*,hours=5")
    world.submit()
    assert set(world.states().values()) == {State.UNKNOWN}
    judge, broken = settling.judge, world.first_file.cases[0].number

    def sometimes(look: settling.Look, sought: settling.Sought) -> settling.Verdict:
        if sought.number == broken:
            raise ZeroDivisionError("of our own")
        return judge(look, sought)

    monkeypatch.setattr(settling, "judge", sometimes)
    world.pass_time(LAG + HOUR)
    world.look()
    assert sorted(world.states().values()) == [State.REVIEWING, State.UNKNOWN]
    assert world.outcome.troubles == {"LN-101": "not settled or followed: ZeroDivisionError: of our own"}


def test_an_error_while_one_case_is_followed_keeps_no_other_from_it(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds("LN-101", "LN-105")
    world.submit()
    reviewed(world)
    serial = world.ledger.cases.one("LN-101").serial

    def sometimes(state: State, row: ApplicationRow, *rest: Any, **named: Any) -> Progress | None:
        if row.serial == serial:
            raise KeyError("of our own")
        return progress(state, row, *rest, **named)

    monkeypatch.setattr("portalbot.filing.follow_up.progress", sometimes)
    world.look()
    assert world.states() == {"LN-101": State.SUBMITTED, "LN-105": State.APPROVED}
    assert "KeyError" in world.outcome.troubles["LN-101"]


def test_an_account_that_ends_in_an_error_of_our_own_ends_no_other(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds(BROKEN, OTHER)
    opening = world.opening

    @contextmanager
    def sometimes(work: Any, *rest: Any) -> Iterator[Any]:
        if work.user_name == "zhixing":
            raise RuntimeError("of our own")
        with opening(work, *rest) as sitting:
            yield sitting

    monkeypatch.setattr(world, "opening", sometimes)
    world.submit()
    assert world.states() == {BROKEN: State.READY, OTHER: State.SUBMITTED}
    assert world.outcome.troubles == {"zhixing": "left in the middle: RuntimeError: of our own"} and world.outcome.left


def test_deadlines_are_told_of_every_case_that_can_be_read(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    world = worlds(BROKEN, OTHER)
    world.submit()
    for case_id in (BROKEN, OTHER):
        world.ledger.cases.set_dates(case_id, due_on="2026-03-01")
    tell = Cases.tell_once

    def sometimes(cases: Cases, case_id: str, *rest: Any, **named: Any) -> bool:
        if case_id == BROKEN:
            raise TypeError("of our own")
        return tell(cases, case_id, *rest, **named)

    monkeypatch.setattr(Cases, "tell_once", sometimes)
    swept = sweep(world.ledger, world.portal_of, lambda _works: world.outcome)
    assert world.ledger.events.told(OTHER, f"overdue/{world.ledger.cases.one(OTHER).serial}")
    assert BROKEN in swept.outcome.troubles


def test_a_message_that_cannot_be_put_in_words_keeps_no_other_back(worlds: Worlds) -> None:
    world = worlds(BROKEN, OTHER)
    world.ledger.outbox.open_channels(["c"])
    world.submit()
    plant(world.ledger, t.events, BROKEN, after="odd", notice="person")

    sent: list[tuple[str, str]] = []

    def send(_url: str, title: str, text: str) -> Result:
        sent.append((title, text))
        return Result(Came.TAKEN)

    channel = Channel.model_validate({"url": "json://x", "events": "submitted,person"})
    Notifier(world.ledger, {"c": channel}, world.folder, practice=True, send=send).after_sweep()
    assert len(sent) == 2 and any(OTHER in text for _, text in sent) and any(BROKEN in text for _, text in sent)
