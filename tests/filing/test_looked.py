"""How an account is looked at and served: its looks, sessions, pauses, its lock, and what a short list means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pages.errors import PageChanged, SignedOut, Throttled
from pages.readings import RecordsRead
from pages.session import Session
from portalbot.filing.account_worker import works_of
from portalbot.filing.judgement import judge_new
from portalbot.filing.sitting import SittingTools
from portalbot.following.schedule import schedule_under_way
from portalbot.machine.locks import account_lock
from portalbot.rules.settle import Do
from portalbot.rules.states import State
from tests.filing.doubles import Home, Login, Points, Records, Selector
from tests.filing.world import HOUR, Worlds
from tests.support import Person

CASE, OTHER = "LN-101", "LN-105"
"""Two cases of one account, whose subjects are two."""


@pytest.fixture
def worlds(worlds: Worlds) -> Worlds:
    return lambda *ids, **options: worlds(*(ids or (CASE, OTHER)), **options)


# looks


def test_each_sign_in_to_look_is_written_down_with_what_came_of_it(worlds: Worlds) -> None:
    world = worlds()
    world.submit()
    world.office.faults.add("ListLag@*,hours=500")
    world.pass_time(HOUR)
    world.look()
    first, second = world.ledger.looks.since(datetime(2026, 3, 1, tzinfo=UTC))
    assert (first.portal, first.user_name, first.complete, first.why) == (world.portal.origin, "lingnan", True, "")
    serials = sorted(application.serial for application in world.office.applications)
    assert (second.complete, second.at - first.at) == (False, HOUR)
    assert second.why == f"applications that stand in the ledger are not to be seen: {', '.join(serials)}"


def test_a_look_that_dies_at_the_sign_in_counts_as_one_that_was_made(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(*_rest: object) -> Any:
        raise Throttled("too many")

    monkeypatch.setattr(Login, "sign_in", throttled)
    world = worlds()
    world.submit()
    [look] = world.ledger.looks.since(datetime(2026, 3, 1, tzinfo=UTC))
    assert look.complete is None


def test_a_list_that_is_shorter_than_the_portal_counts_concludes_nothing_and_says_both_numbers(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, counted = Records.read_all, []

    def short(records: Records) -> RecordsRead:
        found = read(records)
        counted.append(len(found.rows))
        return replace(found, total=found.total + 7, complete=False)

    monkeypatch.setattr(Records, "read_all", short)
    world = worlds(CASE)
    world.submit()
    [look] = world.ledger.looks.since(datetime(2026, 3, 1, tzinfo=UTC))
    assert look.why == (
        f"{counted[0]} rows were read, the portal counts {counted[0] + 7} "
        f"(pace.most_pages of the profile: {world.portal.pace.most_pages})"
    )
    entry = world.ledger.cases.one(CASE)
    assert (entry.state, entry.message) == (State.FAILED, f"the look was not complete: {look.why}")
    assert world.office.arrivals == []


@pytest.mark.parametrize(("fault", "said"), [
    ("EmptyList@list", "the record list is empty"),
    ("TooManyRequestsAsEmptyTable@applications", "the lists came with a status that shuts us out"),
])  # fmt: skip
def test_what_smells_of_a_block_rests_the_account_and_says_what_smelt(worlds: Worlds, fault: str, said: str) -> None:
    world = worlds(CASE)
    world.office.faults.add(fault)
    world.submit()
    assert world.ledger.cases.one(CASE).message == f"{said}: a suspicion, and no answer"
    assert [rest.words for rest in world.ledger.rests.in_force()] == [f"{said}: a suspicion, and no answer"]


def test_the_list_that_only_the_first_look_of_a_sitting_shows_is_pictured_once(worlds: Worlds) -> None:
    world = worlds()
    world.office.faults.add("ListLag@*,hours=500")
    world.submit()
    kept = [name for case, name, _ in world.evidence.kept if case == "lingnan"]
    assert kept == ["select.jpg", "sign_in.jpg", "list.jpg", "applications.jpg"]


# sessions


def test_a_sitting_goes_on_after_a_click_in_a_fresh_page_with_the_same_session(worlds: Worlds) -> None:
    world = worlds()
    world.submit()
    assert world.renewed == [Session(), Session()] and len(world.office.sign_ins) == 1
    assert set(world.states().values()) == {State.SUBMITTED}


@pytest.mark.parametrize("error", [SignedOut("asks for a sign-in"), PageChanged("another page")], ids=str)
def test_a_session_that_does_not_go_along_is_signed_in_to_anew(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def lost(_home: Home, _page: object) -> Home:
        raise error

    monkeypatch.setattr(Home, "reopened", lost)
    world = worlds()
    world.submit()
    assert set(world.states().values()) == {State.SUBMITTED} and len(world.office.arrivals) == 2
    assert world.renewed == [Session(), None] * 2 and len(world.office.sign_ins) == 3


def test_a_session_that_the_click_ended_is_not_taken_along(worlds: Worlds) -> None:
    world = worlds()
    world.office.faults.add("SessionExpired@submit,times=1")
    world.submit()
    assert world.renewed[0] is None and len(world.office.sign_ins) == 2
    assert world.states() == {CASE: State.UNKNOWN, OTHER: State.SUBMITTED} and world.outcome.troubles == {}
    assert [each.number for each in world.office.applications] == [world.ledger.cases.one(OTHER).number]
    assert world.ledger.cases.one(CASE).message.startswith("clicked; the portal said ")


def test_a_captcha_is_kept_for_the_account_and_read_by_a_person(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in, answers = Login.sign_in, []

    def asking(login: Login, account: str, password: str, read: Any) -> Home:
        answers.append(read(b"a picture"))
        return sign_in(login, account, password, read)

    monkeypatch.setattr(Login, "sign_in", asking)
    world = worlds(CASE)
    world.person = Person(lambda _question: "7h3k")
    world.submit()
    assert answers == ["7h3k"] and world.states() == {CASE: State.SUBMITTED}
    assert ("lingnan", "captcha.png", b"a picture") in world.evidence.kept
    [question] = world.person.asked
    assert "Account lingnan" in question and str(world.evidence.folder / "captcha.png") in question


def test_each_page_is_come_to_by_the_portals_own_way_and_the_accounts_province(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    provinces: list[str] = []
    pages: list[object] = []
    choose, reopened = Selector.choose, Home.reopened

    def chosen(selector: Selector, province: str) -> Login:
        provinces.append(province)
        return choose(selector, province)

    def noted(home: Home, page: object) -> Home:
        pages.append(page)
        return reopened(home, page)

    monkeypatch.setattr(Selector, "choose", chosen)
    monkeypatch.setattr(Home, "reopened", noted)
    world = worlds()
    world.submit()
    assert world.entered == [("page 1", world.portal)] and provinces == ["广东"]
    assert pages == ["page 2", "page 3"], "each after its click"


def test_a_sitting_that_has_not_looked_yet_concludes_nothing_and_keeps_pictures(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.submit()
    before = world.ledger.events.of(CASE)
    [work] = schedule_under_way(world.ledger, world.portal_of).works
    desk = SittingTools(ledger=world.ledger, evidence=world.evidence, people=world.person, receipt_seconds=1)
    with world.opening(work, Points(), desk) as sitting:
        sitting.follow_all()
        assert judge_new(sitting, world.ledger.cases.one(CASE)).do is Do.NOTHING
        assert (sitting.seen.why_not, sitting.looked_at, sitting.shown) == ("nothing was read yet", None, None)
        assert (sitting.seen.records, sitting.seen.applications) == ((), ())
        assert sitting.pictured and sitting.whole
    assert world.ledger.events.of(CASE) == before


# accounts


def test_an_account_that_another_process_holds_is_left_alone_and_the_holder_is_named(worlds: Worlds) -> None:
    world = worlds()
    with account_lock(world.folder, world.portal.origin, "lingnan"):
        world.submit()
    assert world.states() == {CASE: State.READY, OTHER: State.READY} and world.office.sign_ins == []
    [(account, why)] = world.outcome.left_alone.items()
    assert account == "lingnan" and why.startswith("account lingnan is held by process ")
    assert world.outcome.left
    world.submit()
    assert len(world.office.arrivals) == 2, "and is free again afterwards"


def test_pauses_grow_to_a_day_and_no_further_and_begin_anew_after_a_week(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(*_rest: object) -> Any:
        raise Throttled("too many", words="请求过于频繁")

    monkeypatch.setattr(Login, "sign_in", throttled)
    world = worlds(CASE)
    pauses = []
    for _ in range(9):
        world.submit()
        [rest] = world.ledger.rests.in_force()
        assert rest.until and rest.words == "请求过于频繁"
        pause = datetime.fromisoformat(rest.until) - world.time
        pauses.append(pause)
        world.pass_time(pause)
    assert pauses[6:] == [timedelta(hours=16), timedelta(hours=24), timedelta(hours=24)]
    world.pass_time(timedelta(days=7))
    world.submit()
    assert [datetime.fromisoformat(rest.until or "") - world.time for rest in world.ledger.rests.in_force()] == [
        timedelta(minutes=15)
    ]


def test_a_session_lost_after_the_click_files_the_next_case_and_not_this_one_again(
    worlds: Worlds,
) -> None:
    world = worlds(lag=timedelta(hours=6))
    world.office.faults.add("SessionExpired@applications,times=4")
    world.submit()
    assert len(world.office.applications) == len({each.number for each in world.office.applications})
    world.until_quiet()
    world.check()
    assert len(world.office.applications) == 2


def test_filings_are_grouped_by_portal_and_login_and_keep_their_order(worlds: Worlds) -> None:
    world = worlds(CASE, OTHER, "ZX-001", "LN-102")
    world.submit()
    works = works_of(world.planned.to_file, lambda name: ("one login" if name == "lingnan" else name, "广东"))
    assert [(work.user_name, work.account, work.province) for work in works] == [
        ("zhixing", "zhixing", "广东"), ("one login", "lingnan", "广东"),
    ]  # fmt: skip
    assert [[filing.case.id for filing in work.filings] for work in works] == [["ZX-001"], [CASE, "LN-102", OTHER]]
    assert {work.portal.name for work in works} == {world.portal.name}


def test_a_case_of_the_same_login_at_another_portal_is_no_business_of_this_one(worlds: Worlds) -> None:
    world = worlds()
    world.submit()
    here = world.ledger.cases.one(CASE)
    there = {name: getattr(here, name) for name in ("number", "kind", "account", "user_name", "province")}
    there |= {"id": "X-1", "portal": "https://b.example", "client": "", "site_name": "", "digest": ""}
    world.ledger.cases.register(there)
    world.ledger.attempts.open("X-1", frozen={}, baseline=frozenset(), holder={})
    world.pass_time(HOUR)
    world.look()
    assert world.states() == {CASE: State.REVIEWING, OTHER: State.REVIEWING, "X-1": State.INTENT}
    assert world.outcome.left_alone == {} and world.outcome.troubles == {}


def test_after_a_click_without_a_serial_both_lists_are_read_again_at_once(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.office.faults.add("SerialMissing")
    names = world.submit().names
    assert world.states() == {CASE: State.SUBMITTED}
    assert (names.count("records read"), names.count("applications read")) == (2, 2)
