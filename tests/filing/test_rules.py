"""What the ledger, the look and the office make of each other, without a browser: the rules of filing once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mock_portal.desk.desk import Desk as OfficeDesk
from mock_portal.desk.faults import EmptyList
from mock_portal.office.register import Account
from mock_portal.office.rules import Submission
from mock_portal.office.terms import Kind as MockKind
from mock_portal.office.terms import Material as MockMaterial
from pages.errors import FormChanged, Unavailable
from pages.terms import Step
from portalbot.cases.casefile import Case
from portalbot.rules.states import State
from tests.filing.doubles import Dialog, Form, Points, Records
from tests.filing.world import HOUR, World, Worlds
from tests.support import MATERIALS, a_file, edited, why


@contextmanager
def elsewhere(world: World, worlds: Worlds, *ids: str) -> Iterator[World]:
    """Another agency's ledger at the same office."""
    other = worlds(*ids)
    other.office, other.desk = world.office, world.desk
    other.time = world.time
    yield other


def case_of(world: World, case_id: str) -> Case:
    return next(case for case in world.file.cases if case.id == case_id)


def test_a_second_submit_files_nothing(worlds: Worlds) -> None:
    world = worlds("JH-001")
    world.submit()
    world.submit()
    assert len(world.office.arrivals) == 1
    assert world.states() == {"JH-001": State.SUBMITTED}


def lists_read(points: Points) -> tuple[int, int]:
    """Return how often 备案列表 and 我的申请 were read in a run."""
    return points.names.count("records read"), points.names.count("applications read")


def test_after_a_click_that_is_seen_the_applications_alone_are_read_again(worlds: Worlds) -> None:
    world = worlds("ZX-001", "JH-001")
    assert lists_read(world.submit()) == (2, 4), "two accounts, one click in each"
    assert set(world.states().values()) == {State.SUBMITTED}


def test_after_a_click_that_is_not_seen_both_lists_are_read_again(worlds: Worlds) -> None:
    world = worlds("JH-001")
    world.office.faults.add("ListLag@*,hours=5")
    assert lists_read(world.submit()) == (2, 3)


def test_after_a_click_that_is_decided_at_once_both_lists_are_read_again(worlds: Worlds) -> None:
    world = worlds("JH-001")
    take = world.office.submit

    def decided(*parts: Any, **named: Any) -> str:
        serial = take(*parts, **named)
        world.office.decide(serial, "审核通过", "")
        return serial

    world.office.submit = decided  # type: ignore[method-assign]
    assert lists_read(world.submit()) == (2, 3)
    assert world.states() == {"JH-001": State.APPROVED}


def test_a_record_that_ends_while_another_case_is_filed_is_seen_to_have_ended(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds("LN-101", "LN-105")
    world.desk = OfficeDesk(world.office, session_minutes=24 * 60)
    other = case_of(world, "LN-105")
    taken: list[tuple[Account, Submission]] = []
    take, begin = world.office.submit, Records.cancel

    def noted(account: Account, submission: Submission, *rest: Any, **named: Any) -> str:
        taken.append((account, submission))
        return take(account, submission, *rest, **named)

    def after_somebody_else(records: Records, asked: str, *_asked: object) -> Dialog:
        if asked == other.number:
            account, submission = taken[0]
            for material, name in MATERIALS.items():
                world.office.attach(account, other.number, MockMaterial(material), name, a_file(name), keep=True)
            theirs = replace(submission, number=other.number, kind=MockKind(other.kind))
            world.office.decide(take(account, theirs), "审核通过")
            world.office.advance(hours=13)
        return begin(records, asked)

    monkeypatch.setattr(world.office, "submit", noted)
    monkeypatch.setattr(Records, "cancel", after_somebody_else)
    read = lists_read(world.submit())
    assert world.states() == {"LN-101": State.SUBMITTED, "LN-105": State.CANCELLED}
    assert read == (2, 3), "both lists at first, the applications after the click, both when no button was offered"
    assert len(taken) == 1


def test_a_changed_form_that_cannot_be_pictured_is_a_changed_form(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def changed(_form: Form) -> None:
        raise FormChanged("the button is called otherwise", step=Step.FORM)

    def unpictured(_form: Form, **_how: object) -> bytes:
        raise Unavailable("no picture in time", step=Step.FORM)

    monkeypatch.setattr(Form, "check", changed)
    monkeypatch.setattr(Form, "picture", unpictured)
    world = worlds("JH-001")
    world.submit()
    assert world.states() == {"JH-001": State.READY} and world.office.arrivals == []
    assert "called otherwise" in world.outcome.halted[world.portal.name]


def test_sites_of_one_subject_wait_for_each_other(worlds: Worlds) -> None:
    world = worlds("ZX-001", "ZX-002", "ZX-003")
    world.submit()
    assert [application.number for application in world.office.applications] == ["粤ICP备12345678号-1"]
    assert world.states() == {"ZX-001": State.SUBMITTED, "ZX-002": State.HELD, "ZX-003": State.HELD}
    assert world.office.applications[0].serial in world.ledger.cases.one("ZX-002").message


def test_a_held_case_is_reported_free_by_poll_and_filed_by_submit(worlds: Worlds) -> None:
    world = worlds("ZX-001", "ZX-002")
    world.submit()
    world.pass_time(timedelta(days=8))
    world.look()
    assert world.states() == {"ZX-001": State.CANCELLED, "ZX-002": State.READY}
    assert len(world.office.arrivals) == 1, "poll files nothing"
    world.submit()
    assert world.states()["ZX-002"] is State.SUBMITTED


def test_a_rejection_is_kept_in_the_portals_words_and_not_filed_again(worlds: Worlds) -> None:
    world = worlds("QT-001")
    world.submit()
    world.office.decide(world.office.applications[0].serial, "审核不通过", "材料模糊，请重新上传")
    world.look()
    entry = world.ledger.cases.one("QT-001")
    assert entry.state is State.REJECTED and "材料模糊，请重新上传" in entry.words
    world.submit()
    assert len(world.office.arrivals) == 1


def test_an_application_made_outside_is_found_and_not_made_again(worlds: Worlds) -> None:
    world = worlds("JH-001")
    world.submit()
    with elsewhere(world, worlds, "JH-001") as other:
        other.submit()
        entry = other.ledger.cases.one("JH-001")
        assert (entry.state, entry.origin) == (State.SUBMITTED, "outside")
        assert entry.serial == world.office.applications[0].serial
    assert len(world.office.arrivals) == 1


def test_a_record_cancelled_before_is_said_and_not_filed(worlds: Worlds) -> None:
    world = worlds("JH-001")
    world.submit()
    world.pass_time(timedelta(days=8))
    with elsewhere(world, worlds, "JH-001") as other:
        other.submit()
        assert (other.states()["JH-001"], other.ledger.cases.one("JH-001").origin) == (State.CANCELLED, "outside")
    assert len(world.office.arrivals) == 1


def test_what_differs_from_the_plan_waits_for_a_person(worlds: Worlds) -> None:
    world = worlds("QT-001", "LN-105")
    site = edited(case_of(world, "QT-001"), site_name="钱塘书院")
    sites = case_of(world, "LN-105").model_copy(update={"sites": 2})
    world.use(site, sites)
    world.submit()
    assert world.states() == {"QT-001": State.WAITING, "LN-105": State.WAITING}
    assert "钱塘在线" in world.ledger.cases.one("QT-001").message
    assert "3 sites" in world.ledger.cases.one("LN-105").message
    assert world.office.arrivals == []


def test_another_client_than_planned_waits_for_a_person(worlds: Worlds) -> None:
    world = worlds("QT-001")
    client = case_of(world, "QT-001").client.model_copy(update={"name": "杭州别家软件有限公司"})
    world.use(case_of(world, "QT-001").model_copy(update={"client": client}))
    world.submit()
    assert world.states() == {"QT-001": State.WAITING}
    assert "杭州钱塘软件有限公司" in world.ledger.cases.one("QT-001").message
    assert world.office.arrivals == []


def test_a_record_that_is_not_there_is_refused_by_the_look(worlds: Worlds) -> None:
    world = worlds("QT-001")
    world.use(case_of(world, "QT-001").model_copy(update={"number": "浙ICP备2021004567号-9"}))
    world.submit()
    assert world.states() == {"QT-001": State.REFUSED}
    assert world.office.arrivals == []


def test_a_second_id_for_the_same_record_is_blocked(worlds: Worlds) -> None:
    world = worlds("JJ-001")
    world.submit()
    world.use(edited(case_of(world, "JJ-001"), id="JJ-900"))
    world.submit()
    assert world.states()["JJ-900"] is State.BLOCKED
    assert world.ledger.cases.one("JJ-900").message == "same record as JJ-001"
    assert len(world.office.arrivals) == 1


def test_content_that_was_not_approved_is_not_filed(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    world = worlds("JJ-001")
    monkeypatch.setattr(type(world.ledger.approvals), "give", lambda *_: None)
    world.submit()
    assert world.states() == {"JJ-001": State.WAITING}
    assert world.office.arrivals == []


def test_three_like_refusals_leave_the_rest_ready(worlds: Worlds) -> None:
    world = worlds("LN-101", "LN-102", "LN-103", "LN-104", "LN-105")
    refused = [
        case.model_copy(update={"reason": why(case).model_copy(update={"text": "短"})}) for case in world.file.cases
    ]
    world.use(*refused)
    world.submit()
    states = list(world.states().values())
    assert states.count(State.REFUSED) == 3 and states.count(State.READY) == 2
    assert len(world.office.arrivals) == 3
    assert "3 cases in a row" in " ".join(world.outcome.halted.values())


def test_a_soft_block_rests_the_account_longer_each_time(worlds: Worlds) -> None:
    world = worlds("JH-001")
    world.office.faults.add(EmptyList(step="list"))
    pauses = []
    for _ in range(4):
        world.submit()
        [rest] = world.ledger.rests.in_force()
        assert rest.reason == "throttled" and rest.until
        assert world.states() == {"JH-001": State.READY}
        sign_ins = len(world.office.sign_ins)
        world.submit()
        assert len(world.office.sign_ins) == sign_ins, "a resting account is left alone"
        pauses.append(datetime.fromisoformat(rest.until) - datetime.fromisoformat(rest.since))
        world.pass_time(HOUR * 3)
    assert pauses == [timedelta(minutes=15 * 2**n) for n in range(4)]
    world.office.faults.clear()
    world.pass_time(timedelta(days=2))
    world.submit()
    assert world.states() == {"JH-001": State.SUBMITTED}


def test_an_intent_of_another_machine_is_never_released_here(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    world = worlds("JH-002")
    monkeypatch.setattr("portalbot.filing.driver.socket.gethostname", lambda: "another-machine")
    world.office.faults.add("ConnectionRefused@submit")
    world.submit()
    monkeypatch.undo()
    world.submit()
    assert world.states() == {"JH-002": State.UNKNOWN}
    assert "another machine" in world.ledger.cases.one("JH-002").message
    world.ledger.cases.decide("JH-002", State.READY, "asked the office by phone", by="王敏")
    world.submit()
    assert world.states() == {"JH-002": State.SUBMITTED}
    assert len(world.office.applications) == 1
    assert any("王敏" in event["by"] for event in world.ledger.events.of("JH-002"))


def test_a_serial_that_never_came_in_is_settled_by_a_person_alone(worlds: Worlds) -> None:
    world = worlds("JH-002")
    world.office.faults.add("SuccessPageWithoutCommit")
    for _ in range(3):
        world.submit()
        world.pass_time(HOUR * 30)
    assert world.states() == {"JH-002": State.UNKNOWN}
    world.ledger.cases.decide("JH-002", State.READY, "the office has nothing", by="王敏")
    world.submit()
    assert len(world.office.applications) == 1
    assert world.ledger.cases.one("JH-002").serial == world.office.applications[0].serial


def test_a_site_of_a_subject_whose_other_click_is_not_settled_is_held(quick_folder: Path) -> None:
    world = World(quick_folder, "ZX-001", "ZX-002")
    world.office.faults.add("ListLag@*,hours=5")
    world.submit()
    assert world.states() == {"ZX-001": State.UNKNOWN, "ZX-002": State.HELD}
    assert len(world.office.arrivals) == 1
    assert "ZX-001" in world.ledger.cases.one("ZX-002").message
    world.ledger.close()
