"""Ctrl-C at any moment: what was clicked is read to its end, nothing is left running, nothing ends unknown."""

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from tests.cli.command import Running, command, eventually, lines, submit_arguments

SEED = 1
CASES = ("JH-001", "JH-002", "QT-001", "JJ-001", "JJ-002")
"""Three accounts' cases: a run long enough to be stopped anywhere, by two workers."""
WHOLE_RUN = 5.0
"""About how long the run takes after its first sign-in, in seconds, on two cores; the moments lie within it."""


def some_cases(url: str, data: Path, *more: str) -> list[str]:
    """Return the arguments of a `submit` of these cases."""
    return submit_arguments(url, data, "--yes", *(word for case in CASES for word in ("--only", case)), *more)


def states(data: Path) -> dict[str, str]:
    with closing(sqlite3.connect(data / "practice.db")) as database:
        return dict(database.execute("SELECT id, state FROM cases"))


def test_ctrl_c_leaves_no_case_unknown_and_no_process(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path
) -> None:
    assert_stops_well(practice, office, tmp_path, SEED)


@pytest.mark.storm
def test_ctrl_c_at_any_moment_leaves_no_case_unknown_and_no_process(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path, storm_seed: int
) -> None:
    assert_stops_well(practice, office, tmp_path, storm_seed)


def assert_stops_well(practice: PracticePortal, office: PracticeOffice, tmp_path: Path, seed: int) -> None:
    running = Running(some_cases(practice.url, tmp_path, "--workers", "2"))
    assert eventually(lambda: bool(office.sign_ins), 30), "the run has begun"
    moment = random.Random(seed).uniform(0, WHOLE_RUN)
    ended = eventually(lambda: running.process.poll() is not None, moment)
    if not ended:
        running.interrupt()
    code, errors = running.end()
    assert code == (0 if ended else 130), errors
    assert eventually(lambda: not running.living(), 3), "a child outlived the program"
    found = states(tmp_path)
    assert not {"unknown", "intent"} & set(found.values()), found
    filed = [case for case, state in found.items() if state == "submitted"]
    assert len(filed) == len(office.applications) == len(office.arrivals)


def test_after_a_stop_the_next_run_files_the_rest(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path
) -> None:
    running = Running(some_cases(practice.url, tmp_path))
    assert eventually(lambda: bool(office.applications), 40)
    running.interrupt()
    assert running.end()[0] == 130
    done = command(*some_cases(practice.url, tmp_path, "--workers", "2"))
    assert done.returncode == 0, done.stderr
    assert len(office.arrivals) == len(office.applications) == len(CASES)
    serials = {record["serial"] for record in lines(done).values()} - {None}
    assert serials == {application.serial for application in office.applications}


def test_a_second_ctrl_c_ends_at_once(practice: PracticePortal, office: PracticeOffice, tmp_path: Path) -> None:
    running = Running(some_cases(practice.url, tmp_path))
    assert eventually(lambda: bool(office.sign_ins), 30)
    running.interrupt()
    running.interrupt()
    began = time.monotonic()
    code, _ = running.end()
    assert code == 130 and time.monotonic() - began < 10
    assert eventually(lambda: not running.living(), 3)


def test_a_page_that_loops_does_not_keep_a_stop_waiting(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path
) -> None:
    office.faults.add("LoopingReceipt")
    seconds = {"PORTALBOT_PAGE_SECONDS": "3", "PORTALBOT_RECEIPT_SECONDS": "3"}
    running = Running(some_cases(practice.url, tmp_path), **seconds)
    assert eventually(lambda: bool(office.applications), 40)
    running.process.terminate()
    assert running.end()[0] == 130
    assert eventually(lambda: not running.living(), 3)
    found = list(states(tmp_path).values())
    assert not {"unknown", "intent"} & set(found), found
    assert 1 <= found.count("submitted") == len(office.applications) == len(office.arrivals)
