"""How a click is settled and an application followed, with what they are judged by, and in which words of whom."""

from datetime import timedelta

import pytest

from mock_portal.desk.calls import Call, Reply, answer
from mock_portal.desk.faults import ListLag
from pages.errors import Unavailable
from pages.readings import Answer
from pages.terms import Kind, Step
from portalbot.rules import settle as settling
from portalbot.rules.settle import Look, Sought, Verdict
from portalbot.rules.states import State
from tests.filing.doubles import Form, Records
from tests.filing.test_followed import asked_by_sms
from tests.filing.world import HOUR, LAG, World, Worlds

CASE = "JH-001"


def shown_as(world: World, path: str, status: str) -> None:
    """Let one of the portal's lists show everything in one status from now on."""
    handle = world.desk.handle

    def changed(call: Call) -> Reply:
        reply = handle(call)
        if call.path != path or reply.code:
            return reply
        rows = [{**row, "status": status} for row in reply.params["rows"]]
        return answer(params={**reply.params, "rows": rows})

    world.desk.handle = changed  # type: ignore[method-assign]


def clicked(world: World, fault: str = "ConnectionRefused@submit") -> None:
    """Click, and lose what came of it."""
    world.office.faults.add(fault)
    world.submit()
    world.office.faults.clear()


def last(world: World, case_id: str = CASE) -> tuple[str, str, str, str]:
    """Return of the last event: the state after it, its step, its message and the portal's words."""
    event = world.ledger.events.of(case_id)[-1]
    return event["after"], event["step"], event["message"], event["words"]


# what a click is settled by


def test_a_click_is_judged_by_its_own_number_baseline_and_serial_and_by_what_others_have(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds(CASE, "JH-002", lag=LAG)
    world.submit()
    first, other = world.ledger.cases.one(CASE).serial, world.ledger.cases.one("JH-002").serial
    assert first and other
    world.office.decide(first, "审核不通过", "材料模糊")
    world.look()
    world.ledger.cases.move(CASE, State.READY, "handed in again")
    clicked(world)
    sought: list[Sought] = []
    judge = settling.judge

    def noted(look: Look, one: Sought) -> Verdict:
        sought.append(one)
        return judge(look, one)

    monkeypatch.setattr(settling, "judge", noted)
    world.pass_time(LAG)
    world.look()
    case = world.ledger.cases.one(CASE)
    assert sought == [
        Sought(case.number, Kind(case.kind), frozenset({first, other}), True, frozenset({first}), None, True, True, ())
    ]


@pytest.mark.parametrize("words", ["提交成功", "外星答复"])
@pytest.mark.parametrize("serial", ["2026", None])
def test_a_page_that_speaks_of_success_by_words_or_serial_is_likely_right(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, words: str, serial: str | None
) -> None:
    submit = Form.submit

    def said(form: Form, deadline: float) -> Answer:
        submit(form, deadline)
        return Answer(serial, words)

    monkeypatch.setattr(Form, "submit", said)
    world = worlds(CASE, lag=LAG)
    world.office.faults.add(ListLag(hours=5))
    world.submit()
    [attempt] = world.ledger.attempts.of(CASE)
    assert attempt.verdict == ("likely" if serial or words == "提交成功" else "unknown")


def test_a_click_whose_record_reads_cancelled_without_an_application_has_ended(worlds: Worlds) -> None:
    world = worlds(CASE, lag=LAG)
    clicked(world)
    shown_as(world, "api/records", "已注销")
    world.look()
    assert last(world) == ("cancelled", Step.APPLICATIONS, "the record reads cancelled; no serial is to be seen", "")
    assert world.office.applications == []


def test_where_the_list_does_not_lag_a_click_that_came_to_nothing_is_free_at_the_next_look(worlds: Worlds) -> None:
    world = worlds(CASE)
    clicked(world)
    assert world.states() == {CASE: State.UNKNOWN}, "the process that clicked may still be alive"
    assert last(world)[1] == Step.RECEIPT
    world.look()
    assert last(world) == ("ready", Step.APPLICATIONS, "no application came of it; it may be filed again", "")


def test_a_portal_that_told_no_time_at_the_click_and_does_so_now_tells_nothing_of_the_lag(worlds: Worlds) -> None:
    world = worlds(CASE, lag=LAG)
    world.tells_time = False
    clicked(world)
    world.tells_time = True
    world.pass_time(LAG * 3)
    world.look()
    assert world.states() == {CASE: State.UNKNOWN} and world.outcome.troubles == {}
    assert last(world)[1] == Step.APPLICATIONS and "does not tell the time" in last(world)[2]


def test_a_refusal_is_believed_when_the_list_lags_no_more(worlds: Worlds) -> None:
    world = worlds(CASE, lag=LAG)
    handle = world.desk.handle
    refusal = answer(1042, "主体正在注销中，不允许注销网站")
    world.desk.handle = lambda call: refusal if call.path == "api/submit" else handle(call)  # type: ignore[method-assign]
    world.submit()
    world.pass_time(LAG)
    world.look()
    words = world.ledger.attempts.of(CASE)[0].answer
    assert last(world) == ("refused", Step.SUBMIT, words, words) and "不允许注销网站" in words


def test_an_application_that_a_look_finds_is_written_down_with_its_status_as_the_portal_says_it(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.office.faults.add("DropAfterCommit")
    world.submit()
    serial = world.office.applications[0].serial
    assert last(world) == ("submitted", Step.RECEIPT, f"application {serial} is ours", "审核中")


def test_an_open_application_of_an_earlier_attempt_holds_the_case_and_is_not_taken_for_the_next(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.submit()
    world.office.decide(world.office.applications[0].serial, "审核不通过", "材料模糊")
    world.look()
    world.ledger.cases.move(CASE, State.READY, "handed in again")
    shown_as(world, "api/applications", "审核中")
    world.submit()
    assert world.states() == {CASE: State.HELD} and len(world.office.arrivals) == 1


# what is followed


def test_what_shows_a_change_is_kept_for_each_case_that_changed_and_its_record_is_looked_up_by_number(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    monkeypatch.setattr(Records, "search", lambda _records, number: searched.append(number))
    world = worlds("LN-101", "LN-105")
    world.submit()
    world.look()
    world.evidence.kept.clear()
    world.pass_time(timedelta(days=8))
    world.look()
    assert set(world.states().values()) == {State.CANCELLED}
    assert sorted(world.evidence.kept) == [
        (case, name, b"picture") for case in ("LN-101", "LN-105") for name in ("applications.jpg", "list.jpg")
    ]
    assert sorted(searched) == sorted(case.number for case in world.file.cases)


def test_a_look_that_changes_nothing_is_no_trouble_and_no_event(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.submit()
    world.look()
    before = world.ledger.events.of(CASE)
    world.look()
    assert world.ledger.events.of(CASE) == before and world.outcome.troubles == {}


def test_an_unknown_word_replaces_what_the_portal_said_before(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.submit()
    shown_as(world, "api/applications", "外星状态")
    world.look()
    assert (world.ledger.cases.one(CASE).words, world.states()[CASE]) == ("外星状态", State.SUBMITTED)


def test_what_the_portal_does_while_a_case_is_followed_ends_the_sitting(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_rest: object, **_named: object) -> None:
        raise Unavailable("no answer", words="502")

    world = worlds(CASE)
    world.submit()
    monkeypatch.setattr("portalbot.filing.follow_up.progress", gone)
    world.look()
    assert world.outcome.troubles == {} and world.outcome.left_alone == {"jinghua": "no answer: 502"}


def test_the_sms_check_of_an_application_that_is_found_late_ends_a_day_after_the_click(worlds: Worlds) -> None:
    world = worlds(profile="families/sms", lag=LAG)
    case = asked_by_sms(world)
    world.office.faults.add(ListLag(hours=5))
    clicked_at = world.time
    world.submit()
    assert world.states() == {case.id: State.UNKNOWN}
    world.pass_time(LAG + HOUR)
    world.look()
    entry = world.ledger.cases.one(case.id)
    until = (clicked_at + timedelta(hours=24)).isoformat(timespec="microseconds")
    assert (entry.state, entry.verify_until) == (State.VERIFYING, until)


def test_a_review_that_goes_back_to_the_sms_check_has_another_date_afterwards(worlds: Worlds) -> None:
    world = worlds(CASE, profile="families/sms")
    world.portal = world.portal.model_copy(update={"review_days": 3})
    world.submit()
    entry = world.ledger.cases.one(CASE)
    assert (entry.due_on, entry.verify_until) == ("2026-03-05", None), "nobody is asked for a code"
    for status, due in (("待短信核验", "2026-03-05"), ("审核中", "2026-03-06")):
        shown_as(world, "api/applications", status)
        world.pass_time(HOUR * 12)
        world.look()
        assert world.ledger.cases.one(CASE).due_on == due
    assert world.states() == {CASE: State.REVIEWING}
