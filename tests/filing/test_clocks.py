"""No clock of ours decides: only what the portal's own clock says lets a case be filed again, or end."""

from datetime import timedelta
from typing import Any

import pytest

from mock_portal.desk.calls import Call, Reply, answer
from mock_portal.desk.faults import ConnectionRefused, DuplicateAccepted, ListLag
from portalbot.following.schedule import schedule_under_way
from portalbot.ledger.outbox import LONGEST_WAIT
from portalbot.rules.states import State
from tests.filing.world import HOUR, LAG, World, Worlds

CASE = "JH-001"
DAYS = timedelta(days=700)


@pytest.fixture
def worlds(worlds: Worlds) -> Worlds:
    def make(*ids: str, **options: Any) -> World:
        world = worlds(*ids, **{"lag": LAG, **options})
        world.office.faults.add(DuplicateAccepted())
        return world

    return make


def clicked(world: World, *, taken: bool) -> None:
    """Click, lose the answer, and let the list lag."""
    world.office.faults.add(ListLag(hours=5))
    world.office.faults.add("DropAfterCommit" if taken else ConnectionRefused(step="submit"))
    world.submit()
    assert world.states() == {CASE: State.UNKNOWN}
    assert len(world.office.applications) == taken


@pytest.mark.parametrize("ahead", [LAG + HOUR, DAYS, -DAYS])
def test_our_clock_set_ahead_lets_nothing_be_filed_again(worlds: Worlds, ahead: timedelta) -> None:
    world = worlds(CASE)
    clicked(world, taken=True)
    world.time += ahead
    for _ in range(3):
        world.submit()
    assert world.states() == {CASE: State.UNKNOWN} and len(world.office.applications) == 1
    world.office.advance(hours=6)
    world.submit()
    assert world.states() == {CASE: State.REVIEWING} and len(world.office.applications) == 1


def test_what_the_portals_clock_says_lets_it_be_filed_again_whatever_ours_says(worlds: Worlds) -> None:
    world = worlds(CASE)
    clicked(world, taken=False)
    world.office.advance(hours=7)
    world.submit()
    assert len(world.office.applications) == 1 and len(world.ledger.attempts.of(CASE)) == 2
    world.office.advance(hours=6)
    world.submit()
    assert world.states() == {CASE: State.REVIEWING} and len(world.office.applications) == 1


@pytest.mark.parametrize("taken", [True, False])
def test_where_a_portal_tells_no_time_a_person_decides(worlds: Worlds, taken: bool) -> None:
    world = worlds(CASE)
    world.tells_time = False
    clicked(world, taken=taken)
    for _ in range(3):
        world.pass_time(HOUR)
        world.submit()
    assert world.states() == {CASE: State.UNKNOWN} and len(world.office.applications) == taken
    assert "does not tell the time" in world.ledger.cases.one(CASE).message
    world.pass_time(LAG)
    world.submit()
    assert len(world.office.applications) == taken, "what is seen is adopted, what is not is not filed again"
    assert world.states() == {CASE: State.REVIEWING if taken else State.UNKNOWN}


def test_a_portal_that_told_the_time_and_does_so_no_more_is_one_that_tells_none(worlds: Worlds) -> None:
    world = worlds(CASE)
    clicked(world, taken=False)
    world.tells_time = False
    world.pass_time(LAG + HOUR)
    world.submit()
    assert world.states() == {CASE: State.UNKNOWN} and world.office.applications == []


# a record that is gone


def approved_and_gone(world: World) -> None:
    """Let a case be approved, and its record vanish from the office's list, as it does at some portals."""
    world.portal = world.portal.model_copy(update={"record_vanishes": True})
    world.submit()
    [application] = world.office.applications
    world.office.decide(application.serial, "审核通过")
    world.office.advance(hours=13)
    handle = world.desk.handle

    def without(call: Call) -> Reply:
        reply = handle(call)
        if call.path != "api/records" or reply.code:
            return reply
        left = [row for row in reply.params["rows"] if row["number"] != application.number]
        total = reply.params["total"] - len(reply.params["rows"]) + len(left)
        return answer(params={**reply.params, "rows": left, "total": total})

    world.desk.handle = without  # type: ignore[method-assign]


def test_a_record_that_is_gone_is_the_end_by_the_portals_clock_alone(worlds: Worlds) -> None:
    world = worlds("ZX-001")
    approved_and_gone(world)
    world.look()
    assert world.states() == {"ZX-001": State.APPROVED}
    world.time += DAYS
    world.look()
    assert world.states() == {"ZX-001": State.APPROVED}, "our clock is set ahead"
    world.office.advance(hours=2)
    world.look()
    assert world.states() == {"ZX-001": State.CANCELLED}


def test_where_the_portal_tells_no_time_a_record_that_is_gone_is_a_persons(worlds: Worlds) -> None:
    world = worlds("ZX-001")
    approved_and_gone(world)
    world.tells_time = False
    for _ in range(3):
        world.look()
        world.pass_time(HOUR * 5)
    assert world.states() == {"ZX-001": State.APPROVED}
    assert "does not tell the time" in world.ledger.cases.one("ZX-001").message


# what lies in the future


def test_looks_that_are_to_come_count_as_none_and_are_said(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.time += DAYS
    world.submit()
    world.time -= DAYS
    world.office.advance(hours=3)
    schedule = schedule_under_way(world.ledger, world.portal_of)
    [look] = schedule.looks
    assert look.due.at is not None and look.due.at - world.time < timedelta(days=4), "and not in two years"
    assert any("which is to come" in note for note in schedule.notes)


def test_a_pause_that_is_to_come_keeps_no_account_back(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.submit()
    case = world.ledger.cases.one(CASE)
    world.time += DAYS
    until = (world.time + HOUR).isoformat(timespec="microseconds")
    world.ledger.rests.begin(case.account, case.portal, case.user_name, "throttled", "", until)
    assert world.ledger.rests.in_force()
    world.time -= DAYS
    assert world.ledger.rests.in_force() == []
    world.ledger.rests.begin(case.account, case.portal, case.user_name, "wrong_password", "")
    world.time -= DAYS
    assert [rest.reason for rest in world.ledger.rests.in_force()] == ["wrong_password"], "a person releases this one"


def test_a_message_that_was_put_off_by_a_wrong_clock_goes_out(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.ledger.outbox.open_channels(["c"])
    world.time += DAYS
    world.ledger.outbox.post("c", "key", "title", "text")
    [message] = world.ledger.outbox.due(["c"])
    world.ledger.outbox.put_back(message, "it answered 500")
    world.time -= DAYS
    assert [each.id for each in world.ledger.outbox.due(["c"])] == [message.id]
    world.time += DAYS - LONGEST_WAIT
    assert world.ledger.outbox.due(["c"]) == [], "one that waits its turn does so"
