"""The journey cut off before and after every page act, ledger write and click, and run again until quiet.

DuplicateAccepted is always on: a portal that refuses doubles would hide a bot that makes them. The office's
applications, not the ledger's opinion, are what is counted. Two points between which neither ledger nor office was
touched are one: a kill at either leaves the same world (`moments`).
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select

from mock_portal.desk.calls import Call, Reply
from mock_portal.desk.faults import DuplicateAccepted, ListLag
from portalbot.ledger.tables import metadata
from portalbot.rules.states import State
from tests.filing import world as worlds
from tests.filing.doubles import Killed, Points
from tests.filing.world import HOUR, LAG, World

AT_THE_CLICK = [
    "Error500AfterCommit", "DropAfterCommit", "RefusalAfterCommit", "AlreadyInWithoutApplication", "SerialMissing",
    "SuccessPageWithoutCommit", "ConnectionRefused@submit", "SessionExpired@receipt", "SecondClickFails",
]  # fmt: skip
ELSEWHERE = [
    "UploadToastWithoutFile", "Error500@submit", "SessionExpired@submit", "SessionExpired@form",
    "SessionExpired@upload", "SessionExpired@list", "SessionExpired@applications", "Maintenance@submit",
    "Waf403@applications,times=1", "EmptyList@list,times=1", "EmptyList@applications,times=1",
    "TooManyRequestsAsEmptyTable@applications,times=1", "Error500@applications", "ConnectionRefused@applications",
    "MaintenanceBetween@form,times=1",
    "Slow@*,seconds=0",
    "SessionExpired@sign_in",
    "SessionExpired@dialog",
]  # fmt: skip
RUNS = [(None, False), (None, True)] + [(fault, lag) for fault in AT_THE_CLICK for lag in (False, True)]
RUNS += [(fault, False) for fault in ELSEWHERE]
UNSETTLED = {"SuccessPageWithoutCommit"}
"""Faults after which only a person can settle: a serial was shown for what never came in."""


@pytest.fixture
def world(quick_folder: Path) -> Iterator[World]:
    world = World(quick_folder, "JH-002")
    yield world
    world.ledger.close()


def begin(world: World, fault: str | None, *, lag: bool) -> None:
    world.begin_again()
    world.office.faults.add(DuplicateAccepted())
    if lag:
        world.office.faults.add(ListLag(hours=5))
    if fault:
        world.office.faults.add(fault)


def moments(world: World, fault: str | None, *, lag: bool) -> list[int]:
    """Return the points of a run that have a world of their own: what the ledger holds, what the office was asked."""
    begin(world, fault, lag=lag)
    asked: list[str] = []
    found: list[tuple[int, object]] = []
    handle = world.desk.handle

    def counting(call: Call) -> Reply:
        asked.append(call.path)
        return handle(call)

    class Watching(Points):
        def hit(self, name: str) -> None:
            super().hit(name)
            found.append((len(asked), _written(world)))

    with patch.object(world.desk, "handle", counting), patch.object(worlds, "Points", Watching):
        world.submit()
    assert len(found) > 10
    return [1, *(i + 1 for i in range(1, len(found)) if found[i] != found[i - 1])]


def _written(world: World) -> list[Any]:
    with world.ledger.database._engine.connect() as connection:
        return [connection.execute(select(table)).all() for table in metadata.sorted_tables]


def run(world: World, fault: str | None, kill_at: int | None, *, lag: bool) -> None:
    begin(world, fault, lag=lag)
    with suppress(Killed):
        world.submit(kill_at)
    world.until_quiet()


def assert_filed_once(world: World, fault: str | None) -> None:
    assert len(world.office.applications) <= 1, "filed twice"
    world.check()
    state = world.states()["JH-002"]
    if fault in UNSETTLED and state is State.UNKNOWN:
        assert world.office.applications == []
        return
    assert len(world.office.applications) == 1
    assert state in (State.SUBMITTED, State.REVIEWING, State.APPROVED, State.CANCELLED)
    assert world.ledger.cases.one("JH-002").serial == world.office.applications[0].serial


@pytest.mark.parametrize(("fault", "lag"), RUNS, ids=[f"{f or 'no fault'}{', list lags' * lag}" for f, lag in RUNS])
def test_cut_off_anywhere_a_case_is_filed_once_and_known(world: World, fault: str | None, lag: bool) -> None:
    for kill_at in [None, *moments(world, fault, lag=lag)]:
        run(world, fault, kill_at, lag=lag)
        assert_filed_once(world, fault)


def test_a_run_passes_every_step(world: World) -> None:
    names = " ".join(world.submit().names)
    for part in ("records", "dialog", "form", "upload", "submit", "applications"):
        assert f"api/{part}" in names
    assert "attempts.open" in names and "trial click" in names


@pytest.mark.parametrize(
    "fault",
    ["EmptyList@list", "EmptyList@applications", "TooManyRequestsAsEmptyTable@applications", "Waf403@applications"],
)
@pytest.mark.parametrize("kill_at", ["after POST api/submit", "after ledger attempts.note_serial"])
def test_a_block_in_disguise_after_the_click_concludes_nothing(world: World, fault: str, kill_at: str) -> None:
    points = world.submit().names.index(kill_at) + 1
    world.begin_again()
    world.office.faults.add(DuplicateAccepted())
    with suppress(Killed):
        world.submit(points)
    world.office.faults.add(fault)
    for _ in range(3):
        world.submit()
        assert len(world.office.applications) == 1
        assert world.states()["JH-002"] in (State.INTENT, State.UNKNOWN)
        world.pass_time(LAG + HOUR)
    world.office.faults.clear()
    world.office.faults.add(DuplicateAccepted())
    world.pass_time(HOUR * 48)
    world.until_quiet()
    assert_filed_once(world, None)


def test_a_list_that_misses_what_the_ledger_is_sure_of_frees_nothing(quick_folder: Path) -> None:
    world = World(quick_folder, "JH-001", "JH-002")
    names = world.submit().names
    second = [i for i, name in enumerate(names, start=1) if name == "after POST api/submit"][1]
    world.begin_again()
    world.office.faults.add(DuplicateAccepted())
    with suppress(Killed):
        world.submit(second)
    world.office.faults.add(ListLag(hours=1000))
    for _ in range(3):
        world.submit()
        world.pass_time(LAG + HOUR)
    assert len(world.office.applications) == 2
    assert world.states() == {"JH-001": State.SUBMITTED, "JH-002": State.UNKNOWN}
    world.ledger.close()
