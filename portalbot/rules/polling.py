"""What is due when: pure functions of the ledger's pages, the profile and the present.

The plan is nowhere kept: it follows from when each case came to its state, when its account was last looked at, and
the calendar, so that a service which was killed, or whose machine slept, goes on as if nothing had been. A case wants
a look by its stage; an account is looked at when its most urgent case wants it, at a moment that differs a little from
account to account, within the portal's hours and the account's budget, and later after looks that failed.

| stage | looked at |
|---|---|
| intent, unknown | when the list no longer lags; then once a day, until a person settles it |
| submitted | after half an hour; where an SMS is sent, when it should have come; then every six hours |
| verifying | every three hours, and when the deadline has passed |
| reviewing | each working day in the afternoon; from half of the review's days on twice; overdue once |
| approved | each working day twice, until the record list says 已注销 |
| held | each working day in the afternoon |
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from pages.profile import Portal
from portalbot.rules.local_time import SHANGHAI
from portalbot.rules.states import CLICKED, State
from portalbot.rules.working_days import ONE_DAY, is_workday, workdays_between

MORNING, AFTERNOON = time(10, 30), time(16, 30)
JITTER = timedelta(minutes=20)
"""Looks of different accounts are spread over so long."""
AFTER_SUBMITTING = timedelta(minutes=30)
AFTER_THE_CODE = timedelta(minutes=5)
SIX_HOURS, THREE_HOURS, A_DAY = timedelta(hours=6), timedelta(hours=3), timedelta(hours=24)
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=15), timedelta(hours=6)


@dataclass(frozen=True)
class Stage:
    """A case under way: its state and since when (UTC), and the dates that the ledger keeps for it."""

    case: str
    state: State
    since: datetime
    due_on: date | None = None
    verify_until: datetime | None = None


@dataclass(frozen=True)
class Glance:
    """A look at an account: when (UTC), and whether it was complete."""

    at: datetime
    complete: bool


@dataclass(frozen=True)
class Due:
    """When an account is to be looked at next, and why. `at` is None while only a person can go on."""

    at: datetime | None
    why: str

    def now(self, present: datetime) -> bool:
        """Say whether the look is due."""
        return self.at is not None and self.at <= present


def next_look(
    stages: Iterable[Stage],
    glances: Sequence[Glance],
    portal: Portal,
    user_name: str,
    now: datetime,
    *,
    rests_until: datetime | None = None,
    rests: bool = False,
) -> Due:
    """Return when an account wants its next look; never before `now`.

    `glances`: its looks of the last days, oldest first. `rests`: it is left alone, until an instant or (None) until a
    person releases it.
    """
    stages = [replace(stage, since=min(stage.since, now)) for stage in stages]  # what is to come has not been
    complete = [glance.at for glance in glances if glance.complete]
    last = complete[-1] if complete else None
    wanted = [(_wanted(stage, last, portal, user_name), stage) for stage in stages]
    if not wanted:
        return Due(None, "nothing is under way")
    if rests and rests_until is None:
        return Due(None, "the account rests until a person releases it")
    at, stage = min(wanted, key=lambda pair: pair[0])
    why = f"{stage.case} is {stage.state}"
    if rests_until and rests_until > at:
        at, why = rests_until, "the account rests until then"
    if (retry := _retry(glances)) and retry > at:
        at, why = retry, "the last look failed"
    return Due(_within(max(at, now), glances, portal, user_name), why)


def _wanted(stage: Stage, last: datetime | None, portal: Portal, user_name: str) -> datetime:
    seen = last if last and last >= stage.since else None
    match stage.state:
        case state if state in CLICKED:
            visible = stage.since + portal.list_lag
            return visible if seen is None or seen < visible else max(seen + A_DAY, visible)
        case State.SUBMITTED:
            code = portal.verification
            first = timedelta(minutes=code.minutes) + AFTER_THE_CODE if code else AFTER_SUBMITTING
            return seen + SIX_HOURS if seen and seen >= stage.since + first else stage.since + first
        case State.VERIFYING:
            usual = (seen or stage.since) + THREE_HOURS
            until = stage.verify_until
            return min(usual, until + JITTER) if until and (seen is None or seen < until) else usual
        case State.REVIEWING:
            return _slot(seen or stage.since, _hours_of_review(stage, seen or stage.since), portal, user_name)
        case State.APPROVED:
            return _slot(seen or stage.since, (MORNING, AFTERNOON), portal, user_name)
        case _:
            return _slot(seen or stage.since, (AFTERNOON,), portal, user_name)


def _hours_of_review(stage: Stage, after: datetime) -> tuple[time, ...]:
    if stage.due_on is None:
        return (AFTERNOON,)
    begun, today = _day(stage.since), _day(after)
    overdue, half = today > stage.due_on, workdays_between(begun, stage.due_on) // 2
    return (AFTERNOON,) if overdue or workdays_between(begun, today) < half else (MORNING, AFTERNOON)


def _slot(after: datetime, hours: tuple[time, ...], portal: Portal, user_name: str) -> datetime:
    """Return the first moment after an instant that is at one of these hours of a working day."""
    day = _day(after)
    while True:
        if is_workday(day):
            for hour in hours:
                slot = datetime.combine(day, hour, SHANGHAI)
                if slot > after:
                    return slot + _spread(portal, user_name, slot)
        day += ONE_DAY


def _spread(portal: Portal, user_name: str, moment: datetime) -> timedelta:
    told = f"{portal.origin}\n{user_name}\n{moment.isoformat()}".encode()
    return JITTER * (int.from_bytes(hashlib.sha256(told).digest()[:4], "big") / 2**32)


def _retry(glances: Sequence[Glance]) -> datetime | None:
    """Return when to look again after looks that were not complete: a quarter of an hour, doubled each time."""
    failed = 0
    for glance in reversed(glances):
        if glance.complete:
            break
        failed += 1
    return glances[-1].at + min(FIRST_RETRY * 2 ** (failed - 1), LONGEST_RETRY) if failed else None


def _within(at: datetime, glances: Sequence[Glance], portal: Portal, user_name: str) -> datetime:
    """Return the first moment from `at` on within the portal's hours, on a day whose budget is not used up."""
    opens, closes = (_since_midnight(each) for each in portal.pace.hours.split("-"))
    while True:
        day = _day(at)
        begin = datetime.combine(day, time(), SHANGHAI) + opens
        end = datetime.combine(day, time(), SHANGHAI) + closes
        used = sum(1 for glance in glances if _day(glance.at) == day)
        if used < portal.pace.looks_a_day and at < end:
            return at if at >= begin else begin + _spread(portal, user_name, begin)
        at = datetime.combine(day + ONE_DAY, time(), SHANGHAI)


def _since_midnight(clock: str) -> timedelta:
    hours, minutes = clock.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
