"""Kills and stops of real processes, at a portal that takes duplicates and whose lists lag: 0 duplicates, 0 lost.

The office and `submit` are processes of their own (`benchmarks.agency`). What a run leaves behind when it dies is
whatever was under way; the office's applications are what is counted.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.agency import Agency, office, wait_for, write_cases, write_profile
from benchmarks.crash_storm import AT_CLICKS, Result, storm
from benchmarks.victims import EVERYBODY, kill

KILLS, LONG_STORM = 5, 15
SUBJECTS = 3
SEED = 2026
CASE = "S-001"
"""The only case of the account zhixing."""
NUMBER = "粤ICP备12345678号-1"
LONGEST_PAUSE = 0.06
"""Seconds after INTENT within which the process is stopped; the click comes within about that time."""


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    with office(tmp_path) as portal:
        yield Agency(portal, write_cases(tmp_path), write_profile(tmp_path), tmp_path / "data")


def stopped_after_intent(agency: Agency, pause: float) -> "subprocess.Popen[str]":
    """Start a submit of the one case, and stop its process (not its browser) so long after INTENT."""
    process = agency.start("--only", CASE)
    assert wait_for(lambda: agency.ids("intent") == {CASE}, 30, pause=0.001)
    time.sleep(pause)
    os.kill(process.pid, signal.SIGSTOP)
    return process


def assert_filed_once(agency: Agency) -> None:
    for _ in range(5):
        code, errors = agency.submit("--only", CASE)
        assert code in (0, 1), errors
        if agency.ids("submitted", "reviewing", "approved", "cancelled") == {CASE}:
            break
    assert [application["number"] for application in agency.portal.applications()] == [NUMBER]
    assert agency.duplicates() == agency.lost() == 0
    assert agency.ids("submitted", "reviewing", "approved", "cancelled") == {CASE}


def test_killed_five_times_every_case_is_filed_once_and_known(tmp_path: Path) -> None:
    result = storm(KILLS, SEED, tmp_path, AT_CLICKS, SUBJECTS, hits=KILLS // 2)
    assert result.kills >= KILLS
    assert result.mid_click >= KILLS // 2, "the kills missed the clicks"
    assert (result.duplicates, result.lost, result.unknown) == (0, 0, 0), str(result)
    assert not result.left


@pytest.mark.storm
def test_killed_again_and_again_every_case_is_filed_once_and_known(tmp_path: Path, storm_seed: int) -> None:
    assert_survived(storm(LONG_STORM, storm_seed, tmp_path))


@pytest.mark.storm
def test_whichever_process_of_a_run_is_killed_every_case_is_filed_once_and_known(
    tmp_path: Path, storm_seed: int
) -> None:
    assert_survived(storm(LONG_STORM, storm_seed, tmp_path, AT_CLICKS, victims=EVERYBODY))


def assert_survived(result: Result) -> None:
    assert result.kills == LONG_STORM and result.cases, str(result)
    assert (result.duplicates, result.lost, result.unknown) == (0, 0, 0), str(result)
    assert not result.left


def test_stopped_between_intent_and_click_a_process_keeps_its_account(agency: Agency) -> None:
    assert_keeps_its_account(agency, SEED)


@pytest.mark.storm
def test_stopped_at_any_moment_between_intent_and_click_a_process_keeps_its_account(
    agency: Agency, storm_seed: int
) -> None:
    assert_keeps_its_account(agency, storm_seed)


def assert_keeps_its_account(agency: Agency, seed: int) -> None:
    first = stopped_after_intent(agency, random.Random(seed).uniform(0, LONGEST_PAUSE))
    try:
        before = agency.portal.ask("sign_ins")
        code, errors = agency.submit("--only", CASE)
        assert code == 1
        assert f"held by process {first.pid}" in errors
        assert agency.portal.ask("sign_ins") == before, "the second process went to the portal"
        os.kill(first.pid, signal.SIGCONT)
        _, errors = first.communicate(timeout=60)
        assert first.returncode in (0, 1), errors
    finally:
        kill(first)
    assert agency.portal.arrivals()[NUMBER] == 1
    assert_filed_once(agency)


def test_killed_while_stopped_a_process_gives_its_account_free_at_once(agency: Agency) -> None:
    first = stopped_after_intent(agency, 0)
    assert "held by" in agency.submit("--only", CASE)[1]
    kill(first)
    code, errors = agency.submit("--only", CASE)
    assert code in (0, 1)
    assert "held by" not in errors
    assert not agency.ids("intent"), "the third process has looked"
    assert_filed_once(agency)
