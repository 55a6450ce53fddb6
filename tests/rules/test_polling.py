"""What is due when: by stage, budget, hours, failed looks and Chinese working days; the plan needs no memory."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pages.catalogue import shipped
from pages.profile import Portal
from portalbot.rules.local_time import SHANGHAI
from portalbot.rules.polling import JITTER, Due, Glance, Stage, next_look
from portalbot.rules.states import AT_PORTAL, CLICKED, State
from portalbot.rules.working_days import beyond, is_workday, known, workdays_after, workdays_between

WHO = "zhixing"


def at(text: str) -> datetime:
    """Return an instant of people's time."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def a_portal(name: str = "families/standard", looks: int = 12, hours: str = "00:00-24:00", lag: int = 0) -> Portal:
    portal = shipped(name).at("http://127.0.0.1:8800")
    pace = portal.pace.model_copy(update={"looks_a_day": looks, "hours": hours})
    return portal.model_copy(update={"pace": pace, "list_lag": timedelta(hours=lag)})


def look(
    stage: Stage, *glances: Glance, portal: Portal | None = None, now: str = "2026-03-02 09:00", **more: datetime
) -> Due:
    rests = {"rests": bool(more), "rests_until": more.get("until")}
    return next_look([stage], glances, portal or a_portal(), WHO, at(now), **rests)  # type: ignore[arg-type]


def ours(moment: datetime | None) -> str:
    assert moment is not None
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


MONDAY = at("2026-03-02 09:00")


def stage(state: State, since: datetime = MONDAY, due_on: str | None = None, until: datetime | None = None) -> Stage:
    return Stage("A-1", state, since, date.fromisoformat(due_on) if due_on else None, until)


def test_a_click_is_looked_for_when_the_list_no_longer_lags() -> None:
    found = look(stage(State.UNKNOWN), portal=a_portal(lag=6))
    assert ours(found.at) == "03-02 15:00"


def test_what_nobody_could_settle_is_looked_for_once_a_day() -> None:
    seen = Glance(at("2026-03-02 15:01"), complete=True)
    assert ours(look(stage(State.UNKNOWN), seen, portal=a_portal(lag=6)).at) == "03-03 15:01"


def test_after_submitting_the_sms_is_awaited_where_there_is_one() -> None:
    assert ours(look(stage(State.SUBMITTED)).at) == "03-02 09:30"
    assert ours(look(stage(State.SUBMITTED), portal=a_portal("families/sms")).at) == "03-02 09:15"


def test_an_sms_check_is_looked_at_every_three_hours_and_when_its_deadline_has_passed() -> None:
    waiting = stage(State.VERIFYING, until=at("2026-03-03 09:00"))
    assert ours(look(waiting).at) == "03-02 12:00"
    seen = Glance(at("2026-03-03 08:30"), complete=True)
    assert ours(look(waiting, seen, now="2026-03-03 08:30").at) == "03-03 09:20"


def test_a_review_is_looked_at_in_the_afternoon_and_twice_from_its_middle_on() -> None:
    early = stage(State.REVIEWING, due_on="2026-03-30")
    assert "03-02 16:30" <= ours(look(early).at) <= "03-02 16:50"
    seen = Glance(at("2026-03-02 16:55"), complete=True)
    assert "03-03 16:30" <= ours(look(early, seen, now="2026-03-02 17:00").at) <= "03-03 16:50"
    later = Glance(at("2026-03-17 16:55"), complete=True)
    assert "03-18 10:30" <= ours(look(early, later, now="2026-03-17 17:00").at) <= "03-18 10:50"


def test_an_overdue_review_is_looked_at_once_a_working_day() -> None:
    late = stage(State.REVIEWING, due_on="2026-03-05")
    seen = Glance(at("2026-03-06 16:55"), complete=True)
    assert "03-09 16:30" <= ours(look(late, seen, now="2026-03-06 17:00").at) <= "03-09 16:50", "not on the weekend"


def test_a_weekend_that_is_worked_is_a_working_day_and_a_holiday_is_none() -> None:
    reviewing = stage(State.REVIEWING, since=at("2026-09-30 17:00"), due_on="2026-10-09")
    after_holiday = look(reviewing, Glance(at("2026-09-30 17:00"), complete=True), now="2026-09-30 17:01")
    assert ours(after_holiday.at)[:5] == "10-08", "1 to 7 October are holidays"
    on_saturday = look(reviewing, Glance(at("2026-10-09 17:00"), complete=True), now="2026-10-09 17:01")
    assert ours(on_saturday.at)[:5] == "10-10", "Saturday the 10th is worked"


def test_beyond_the_calendars_table_monday_to_friday_are_worked_and_it_is_said() -> None:
    assert known(date(2026, 12, 31)) and not known(date(2030, 1, 2))
    assert is_workday(date(2030, 1, 2)) and not is_workday(date(2030, 1, 5))
    assert workdays_after(date(2026, 2, 13), 2) == date(2026, 2, 24), "14 February is worked, the 15th to 23rd are not"
    assert workdays_between(date(2026, 9, 30), date(2026, 10, 10)) == 3


@pytest.mark.parametrize("day", ["2030-01-01", "2029-05-01", "2029-05-02", "2029-10-01", "2029-10-02", "2029-10-03"])
def test_beyond_the_table_the_holidays_of_a_fixed_date_still_count(day: str) -> None:
    holiday = date.fromisoformat(day)
    assert holiday.weekday() < 5 and not known(holiday) and not is_workday(holiday)


def test_beyond_the_table_every_other_weekday_is_worked() -> None:
    days = [date(2030, 1, 1) + timedelta(days=each) for each in range(365)]
    off = [day for day in days if day.weekday() < 5 and not is_workday(day)]
    assert {(day.month, day.day) for day in off} == {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
    assert [day for day in days if day.weekday() > 4 and is_workday(day)] == []
    assert workdays_after(date(2029, 9, 28), 2) == date(2029, 10, 5), "1 to 3 October 2029 are holidays"
    assert workdays_between(date(2029, 9, 28), date(2029, 10, 5)) == 2


def test_days_beyond_the_table_are_said_with_the_year_in_which_it_ends() -> None:
    assert beyond([date(2026, 12, 31), date(2026, 3, 2)]) == ""
    said = beyond([date(2031, 1, 2), date(2030, 1, 2), date(2026, 3, 2)])
    assert said.startswith("2030-01-02 lies beyond the public calendar, which ends with 20") and "放假安排" in said
    end = re.search(r"ends with (\d+)", said)
    assert end and known(date(int(end[1]), 12, 31)) and not known(date(int(end[1]) + 1, 12, 31))


def test_a_used_up_budget_puts_the_look_off_to_the_next_day() -> None:
    glances = [Glance(at("2026-03-02 09:00") + timedelta(hours=each), complete=True) for each in range(3)]
    waiting = stage(State.VERIFYING, until=at("2026-03-04 09:00"))
    found = look(waiting, *glances, portal=a_portal(looks=3), now="2026-03-02 14:00")
    assert ours(found.at)[:5] == "03-03"


def test_looks_keep_to_the_portals_hours() -> None:
    waiting = stage(State.VERIFYING, since=at("2026-03-02 18:30"), until=at("2026-03-03 18:30"))
    found = look(waiting, portal=a_portal(hours="08:00-20:00"), now="2026-03-02 18:30")
    assert "03-03 08:00" <= ours(found.at) <= "03-03 08:20"


def test_after_failed_looks_it_waits_longer_each_time() -> None:
    failed = [Glance(at("2026-03-02 10:00"), complete=False), Glance(at("2026-03-02 10:15"), complete=False)]
    found = look(stage(State.SUBMITTED), *failed, now="2026-03-02 10:16")
    assert (ours(found.at), found.why) == ("03-02 10:45", "the last look failed")


def test_an_account_that_rests_is_left_alone() -> None:
    assert ours(look(stage(State.SUBMITTED), until=at("2026-03-02 13:00")).at) == "03-02 13:00"
    found = next_look([stage(State.SUBMITTED)], [], a_portal(), WHO, MONDAY, rests=True)
    assert found.at is None and "person" in found.why


def test_what_was_missed_while_the_machine_slept_is_due_at_once() -> None:
    reviewing = stage(State.REVIEWING, due_on="2026-03-05")
    found = look(reviewing, now="2026-03-20 11:00")
    assert found.at == at("2026-03-20 11:00") and found.now(at("2026-03-20 11:00"))


def test_different_accounts_are_not_looked_at_at_the_same_moment() -> None:
    found = {next_look([stage(State.APPROVED)], [], a_portal(), f"account{n}", MONDAY).at for n in range(20)}
    assert len(found) == 20
    assert max(each for each in found if each) - min(each for each in found if each) <= JITTER


moments = some.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda it: it.replace(tzinfo=UTC))


@given(
    since=moments,
    past=some.lists(some.tuples(some.integers(0, 4000), some.booleans()), max_size=20),
    state=some.sampled_from(sorted(AT_PORTAL | CLICKED | {State.HELD})),
    looks=some.integers(1, 12),
    wait=some.integers(0, 5000),
)
def test_no_look_is_early_beyond_the_budget_or_outside_the_hours(
    since: datetime, past: list[tuple[int, bool]], state: State, looks: int, wait: int
) -> None:
    portal = a_portal(looks=looks, hours="07:30-21:30")
    now = since + timedelta(minutes=wait)
    glances = [Glance(since + timedelta(minutes=minutes), ok) for minutes, ok in sorted(past) if minutes <= wait]
    found = next_look([Stage("A", state, since)], glances, portal, WHO, now)
    assert found.at is not None and found.at >= now
    there = found.at.astimezone(SHANGHAI)
    assert "07:30" <= there.strftime("%H:%M") < "21:30"
    assert sum(1 for each in glances if each.at.astimezone(SHANGHAI).date() == there.date()) < looks
    assert found.at - now < timedelta(days=16), "nothing is put off beyond the longest holiday"
    assert found == next_look([Stage("A", state, since)], glances, portal, WHO, now), "the same again: no memory"
