"""What a command does, done by a program: typed values in, typed values out, told by one callback, nothing printed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from loguru import logger

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.errors import CaseFileError, Problem
from pages.terms import Step
from portalbot.machine.people import People
from portalbot.rules.states import State
from portalbot.work import plan as planning
from portalbot.work.check import check
from portalbot.work.closeout import close_out
from portalbot.work.errors import NotDone
from portalbot.work.file import file
from portalbot.work.follow import sweep
from portalbot.work.place import Place, Sources
from portalbot.work.progress import Progress
from portalbot.work.purge import age_of
from portalbot.work.run import Run
from portalbot.work.settle import Decision, settle
from tests.cli.command import THREAD
from tests.support import SAMPLES, LastingRunner

CASE = "ZX-001"


@pytest.fixture
def sources(tmp_path: Path, practice: PracticePortal) -> Sources:
    return Sources(SAMPLES / "accounts.env", data_dir=tmp_path / "data", portal_url=practice.url)


def test_a_case_goes_its_whole_way_by_functions(
    sources: Sources, office: PracticeOffice, capfd: pytest.CaptureFixture[str]
) -> None:
    logger.remove()
    told: list[Progress] = []

    def whole_way() -> None:
        here = Place.at(sources, told.append)
        asked = planning.read(here, SAMPLES / "cases.toml", only=[CASE])
        assert not any(each.stops() for each in planning.ask_the_advisor(here, asked) if each.case == CASE)
        made = planning.plan(here, asked, only=[CASE])
        planning.check_count(made, 1)
        open_ones = planning.unapproved(here.ledger, made)
        text = planning.to_be_approved([filing.case for filing in open_ones])
        assert CASE in text and "不可恢复" in text
        planning.approve(here.ledger, open_ones, text)
        assert planning.unapproved(here.ledger, made) == []
        filed = file(here, asked.file, made, run())
        [entry] = filed.entries
        assert (entry.state, filed.needs_somebody()) == (State.SUBMITTED, False)
        assert [each.serial for each in office.applications] == [entry.serial]
        looked = sweep(here, running, everything=True)
        assert [each.state for each in looked.entries] == [State.REVIEWING] and not looked.needs_somebody()
        here.ledger.close()

    def run() -> Run:
        return Run(People(present=False, seconds=1, say=print), threading.Event(), workers=1, tell=told.append)

    @contextmanager
    def running() -> Iterator[Run]:
        yield run()

    with patch("portalbot.work.run.Runner", LastingRunner):
        THREAD.submit(whole_way).result()
    steps = [(each.account, each.case, each.step) for each in told if each.step]
    assert ("zhixing", CASE, Step.SUBMIT) in steps and ("zhixing", CASE, "done") in steps
    assert capfd.readouterr() == ("", ""), "what a program asks for is printed by nobody"


def test_what_is_wrong_with_a_file_comes_as_values(tmp_path: Path, sources: Sources) -> None:
    cases = tmp_path / "cases.toml"
    cases.write_text('[[case]]\nid = "A-1"\n', encoding="utf-8")
    with pytest.raises(CaseFileError) as caught:
        check(cases, sources)
    assert caught.value.problems and all(isinstance(each, Problem) and each.cure for each in caught.value.problems)


def test_a_file_that_is_right_comes_with_what_is_to_be_said_of_it(sources: Sources) -> None:
    found = check(SAMPLES / "cases.toml", sources)
    assert len(found.file.cases) == 16 and found.stopped(strict=False) == set()
    assert found.fitter is None and all(done == {} for done in found.prepared.values())


def test_ticks_are_written_down_and_one_that_there_is_not_is_refused_with_its_place(sources: Sources) -> None:
    cases = SAMPLES / "cases.toml"
    ticked = check(cases, sources, ticks=[(CASE, "contents")], by="王敏")
    assert ticked.prepared[CASE]["contents"]["by"].startswith("王敏")
    with pytest.raises(NotDone) as caught:
        check(cases, sources, ticks=[(CASE, "nothing")], by="王敏")
    assert caught.value.place == f"--tick {CASE}:nothing" and "one of" in caught.value.reason


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (Decision("王敏", "asked"), "exactly one of"),
        (Decision("王敏", "asked", serial="1", withdraw=True), "exactly one of"),
        (Decision(" ", "asked", withdraw=True), "--by and --why"),
    ],
)
def test_a_decision_that_says_nothing_or_two_things_is_refused(sources: Sources, decision: Decision, said: str) -> None:
    with pytest.raises(NotDone, match=said):
        settle(sources.settings(), CASE, decision)


def test_an_address_that_no_profile_serves_is_refused_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(NotDone) as caught:
        Place.at(Sources(data_dir=tmp_path, portal_url="https://beian.example.cn"))
    assert "may not be used at https://beian.example.cn" in caught.value.reason and "--portals" in caught.value.cure
    assert str(caught.value) == f"{caught.value.reason} {caught.value.cure}"


def test_refusals_say_place_reason_and_cure_in_one_line(sources: Sources) -> None:
    with pytest.raises(NotDone, match=r"^--older-than 3x: write a number of days, like 180d$"):
        age_of("3x")
    with pytest.raises(NotDone, match=r"^--domain needs the one case that it is of$"):
        close_out(sources.settings(), [], domain="a.cn")
    assert str(NotDone("reason", "cure", place="place")) == "place: reason; cure"
