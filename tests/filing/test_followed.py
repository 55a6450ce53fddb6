"""What a look writes down of an application that stands: its serial, its dates, who must do what until when."""

from datetime import datetime, timedelta

import pytest

from mock_portal.office.register import Person
from portalbot.cases.casefile import Case
from portalbot.rules.states import State
from tests.families import a_case, account_of, key_of, office_account
from tests.filing.world import HOUR, LAG, World, Worlds
from tests.mock_portal.citizen import Citizen

CASE = "ZX-001"


def asked_by_sms(world: World) -> Case:
    """Let a world be that of 江西, where the office sends codes, with one case of it."""
    case = a_case(world.office, "江西")
    account = office_account(world.office, "江西")
    world.use(case, accounts={case.account: account_of(world.office, "江西")})
    world.passwords[key_of(account.name)] = account.password
    return case


def enter_the_codes(world: World) -> None:
    """Let each person who was sent a code enter it at the ministry's page."""
    for asked in world.office.verifications.all[0].people:
        assert Citizen(world.desk, Person(asked.name, asked.mobile, asked.last_six)).enter().code == 0


# the serial


def test_the_serial_that_a_look_finds_stays_with_its_attempt_when_the_case_is_filed_anew(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.office.faults.add("DropAfterCommit")
    world.submit()
    [application] = world.office.applications
    assert world.ledger.cases.one(CASE).serial == application.serial
    [attempt] = world.ledger.attempts.of(CASE)
    assert attempt.serial == application.serial
    world.office.faults.clear()
    world.office.decide(application.serial, "审核不通过", "材料模糊")
    world.look()
    assert world.states() == {CASE: State.REJECTED}
    world.ledger.cases.move(CASE, State.READY, "handed in again")
    world.submit()
    second = world.office.applications[-1].serial
    assert [each.serial for each in world.ledger.attempts.of(CASE)] == [application.serial, second]
    assert world.ledger.attempts.of(CASE)[-1].follows == application.serial
    assert set(world.ledger.cases.serials(world.portal.origin, "zhixing")) == {application.serial, second}


# the dates


def test_the_end_of_the_sms_check_is_counted_from_the_click_and_told_with_who_must_enter_it(worlds: Worlds) -> None:
    world = worlds(profile="families/sms")
    case = asked_by_sms(world)
    world.submit()
    entry = world.ledger.cases.one(case.id)
    [attempt] = world.ledger.attempts.of(case.id)
    assert (entry.state, entry.verify_until) == (State.VERIFYING, "2026-03-03T01:00:00.000000+00:00")
    assert datetime.fromisoformat(entry.verify_until or "") - attempt.intent_at == timedelta(hours=24)
    person = next(one for one in case.responsible if one.role == "网站负责人")
    assert entry.message == (
        f"网站负责人 {person.name} ({person.mobile[:3]}****{person.mobile[-4:]}) must enter the SMS code "
        f"by 2026-03-03 09:00: portalbot verify {case.id} · 请于2026-03-03 09:00前完成短信核验"
    )
    assert entry.due_on is None, "the review has not begun"


def test_the_end_of_the_sms_check_is_not_put_off_by_later_looks(worlds: Worlds) -> None:
    world = worlds(profile="families/sms")
    case = asked_by_sms(world)
    world.submit()
    for _ in range(2):
        world.pass_time(HOUR * 5)
        world.look()
    assert world.ledger.cases.one(case.id).verify_until == "2026-03-03T01:00:00.000000+00:00"
    assert len([each for each in world.ledger.events.of(case.id) if "must enter" in each["message"]]) == 1


def test_of_an_application_that_was_found_the_sms_check_ends_a_day_after_it_was_found(worlds: Worlds) -> None:
    world = worlds(profile="families/sms")
    case = asked_by_sms(world)
    world.submit()
    world.ledger.forget()
    world.pass_time(HOUR)
    world.submit()
    entry = world.ledger.cases.one(case.id)
    assert (entry.state, entry.origin, world.ledger.attempts.of(case.id)) == (State.VERIFYING, "outside", [])
    assert entry.verify_until == "2026-03-03T02:00:00.000000+00:00"
    assert entry.message.startswith("网站负责人 must enter the SMS code by 2026-03-03 10:00: ")


def test_the_sms_check_of_a_second_filing_is_counted_from_its_own_click(worlds: Worlds) -> None:
    world = worlds(profile="families/sms")
    case = asked_by_sms(world)
    world.submit()
    world.office.decide(world.office.applications[0].serial, "退回", "材料模糊")
    world.look()
    assert world.states() == {case.id: State.RETURNED}
    world.ledger.cases.move(case.id, State.READY, "handed in again")
    world.pass_time(HOUR * 30)
    world.submit()
    assert world.ledger.cases.one(case.id).verify_until == "2026-03-04T07:00:00.000000+00:00"


def test_where_the_profile_knows_no_sms_check_no_end_of_one_is_set(worlds: Worlds) -> None:
    world = worlds(profile="families/sms")
    world.portal = world.portal.model_copy(update={"verification": None})
    case = asked_by_sms(world)
    world.submit()
    entry = world.ledger.cases.one(case.id)
    assert (entry.state, entry.verify_until, entry.due_on) == (State.VERIFYING, None, None)
    assert world.outcome.troubles == {}


def test_a_review_that_follows_the_sms_check_has_its_date_from_when_the_codes_were_in(worlds: Worlds) -> None:
    world = worlds(profile="families/sms")
    world.portal = world.portal.model_copy(update={"review_days": 3})
    case = asked_by_sms(world)
    world.submit()
    world.pass_time(HOUR * 23)
    enter_the_codes(world)
    world.look()
    entry = world.ledger.cases.one(case.id)
    assert (entry.state, entry.due_on) == (State.REVIEWING, "2026-03-06"), "three working days after a Tuesday"


def test_a_review_has_its_date_from_the_day_of_the_click_and_a_look_puts_it_off_no_further(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.portal = world.portal.model_copy(update={"review_days": 3})
    world.submit()
    assert world.ledger.cases.one(CASE).due_on == "2026-03-05", "three working days after a Monday"
    world.pass_time(HOUR * 24)
    world.look()
    entry = world.ledger.cases.one(CASE)
    assert (entry.state, entry.due_on) == (State.REVIEWING, "2026-03-05")


# what is told once


def test_a_word_of_the_portal_that_the_profile_does_not_know_goes_to_a_person_once(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds(CASE)
    world.submit()
    monkeypatch.setattr(type(world.portal), "application_status", lambda *_: None)
    for _ in range(2):
        world.look()
    case = world.ledger.cases.one(CASE)
    assert case.state is State.SUBMITTED and "'审核中' is not in the profile" in case.message
    assert case.words == "审核中"
    [told] = [event for event in world.ledger.events.of(CASE) if event["key"]]
    assert (told["notice"], told["step"]) == ("person", "applications")
    assert told["portal_at"] and datetime.fromisoformat(told["portal_at"]) == world.office.now_utc


def test_a_change_is_written_down_with_the_portals_words_and_nothing_else_is(worlds: Worlds) -> None:
    world = worlds(CASE, "JH-001")
    world.submit()
    world.look()
    world.office.decide(
        next(a.serial for a in world.office.applications if a.account == "zhixing"), "审核不通过", "材料模糊"
    )
    before = len(world.ledger.events.of("JH-001"))
    world.look()
    changed = world.ledger.events.of(CASE)[-1]
    assert (changed["after"], changed["step"], changed["words"]) == ("rejected", "applications", "审核不通过 材料模糊")
    assert changed["message"].startswith("materials: ")
    assert len(world.ledger.events.of("JH-001")) == before


def test_where_the_other_application_has_ended_a_held_case_is_told_to_be_free(worlds: Worlds) -> None:
    world = worlds(CASE, "ZX-002")
    world.submit()
    world.look()
    assert world.states()["ZX-002"] is State.HELD
    world.pass_time(timedelta(days=8))
    world.look()
    freed = world.ledger.events.of("ZX-002")[-1]
    assert (freed["before"], freed["after"], freed["notice"]) == ("held", "ready", "freed")
    assert freed["message"] == "what held it has ended; submit files it"


def test_a_record_that_is_being_changed_holds_its_case_until_the_change_has_ended(worlds: Worlds) -> None:
    world = worlds(CASE)
    number = world.file.cases[0].number
    world.office.change_record("广东", number)
    world.submit()
    held = world.ledger.cases.one(CASE)
    assert held.state is State.HELD and "变更办理中" in held.message and world.office.arrivals == []
    world.look()
    assert world.states()[CASE] is State.HELD
    world.office.change_record("广东", number, changing=False)
    world.look()
    freed = world.ledger.events.of(CASE)[-1]
    assert (freed["before"], freed["after"], freed["notice"]) == ("held", "ready", "freed")
    world.submit()
    assert world.states()[CASE] is State.SUBMITTED and len(world.office.arrivals) == 1


# what settles a click


@pytest.mark.parametrize(
    ("fault", "lag", "verdict", "state"),
    [
        (None, timedelta(), "confirmed", State.SUBMITTED),
        ("DropAfterCommit", timedelta(), "confirmed", State.SUBMITTED),
        ("SuccessPageWithoutCommit", LAG, "likely", State.UNKNOWN),
        ("ConnectionRefused@submit", LAG, "unknown", State.UNKNOWN),
    ],
)
def test_how_sure_an_application_is_is_kept_with_its_attempt(
    worlds: Worlds, fault: str | None, lag: timedelta, verdict: str, state: State
) -> None:
    world = worlds("JH-001", lag=lag)
    if fault:
        world.office.faults.add(fault)
    world.submit()
    [attempt] = world.ledger.attempts.of("JH-001")
    assert (attempt.verdict, world.states()["JH-001"]) == (verdict, state)


def test_the_list_lags_no_more_from_the_very_hour_that_the_profile_names(worlds: Worlds) -> None:
    world = worlds("JH-001", lag=LAG)
    world.office.faults.add("ConnectionRefused@submit")
    world.submit()
    world.office.faults.clear()
    world.office.advance(hours=LAG / HOUR - 1)
    world.look()
    assert world.states() == {"JH-001": State.UNKNOWN}
    world.office.advance(hours=1)
    world.look()
    case = world.ledger.cases.one("JH-001")
    assert (case.state, case.message) == (State.READY, "no application came of it; it may be filed again")
    [attempt] = world.ledger.attempts.of("JH-001")
    assert world.ledger.attempts.open_of("JH-001") is None and attempt.serial is None
