"""Chinese working days: the public calendar with its holidays and the weekends that are worked in exchange (调休).

The calendar is that of `chinesecalendar`, whose table ends with the last year that the State Council has announced;
beyond it Monday to Friday are taken for working days, and `known` says so.
"""

from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)


def known(day: date) -> bool:
    """Say whether the public calendar of that day is known."""
    return _asked(day) is not None


def is_workday(day: date) -> bool:
    """Say whether offices work on a day; beyond the calendar's table Monday to Friday."""
    found = _asked(day)
    return day.weekday() < 5 if found is None else found


@cache
def _asked(day: date) -> bool | None:
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def workdays_after(day: date, count: int) -> date:
    """Return the working day that is so many working days after a day (0: the day itself)."""
    while count:
        day += ONE_DAY
        count -= is_workday(day)
    return day


def workdays_between(begin: date, end: date) -> int:
    """Count the working days after a day, up to and with another; 0 where that is not later."""
    days = range(1, (end - begin).days + 1)
    return sum(is_workday(begin + ONE_DAY * each) for each in days)
