"""The journey cut off before and after every page act, ledger write and click, and run again until quiet.

DuplicateAccepted is always on: a portal that refuses doubles would hide a bot that makes them. The office's
applications, not the ledger's opinion, are what is counted.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mock_portal.faults import DuplicateAccepted, ListLag
from portalbot.states import State
from tests.protocol.doubles import Killed
from tests.protocol.world import HOUR, LAG, World

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


def run(world: World, fault: str | None, kill_at: int | None, *, lag: bool) -> None:
    world.begin_again()
    world.office.faults.add(DuplicateAccepted())
    if lag:
        world.office.faults.add(ListLag(hours=5))
    if fault:
        world.office.faults.add(fault)
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
    assert world.ledger.case("JH-002").serial == world.office.applications[0].serial


@pytest.mark.parametrize(("fault", "lag"), RUNS, ids=[f"{f or 'no fault'}{', list lags' * lag}" for f, lag in RUNS])
def test_cut_off_anywhere_a_case_is_filed_once_and_known(world: World, fault: str | None, lag: bool) -> None:
    if fault:
        world.office.faults.add(fault)
    points = world.submit().count
    assert points > 10
    for kill_at in [None, *range(1, points + 1)]:
        run(world, fault, kill_at, lag=lag)
        assert_filed_once(world, fault)


def test_a_run_passes_every_step(world: World) -> None:
    names = " ".join(world.submit().names)
    for part in ("records", "dialog", "form", "upload", "submit", "applications"):
        assert f"api/{part}" in names
    assert "open_attempt" in names and "trial click" in names


@pytest.mark.parametrize(
    "fault",
    ["EmptyList@list", "EmptyList@applications", "TooManyRequestsAsEmptyTable@applications", "Waf403@applications"],
)
@pytest.mark.parametrize("kill_at", ["after POST api/submit", "after ledger note_serial"])
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
