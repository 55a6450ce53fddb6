"""Chinese working days: the public calendar with its holidays and the weekends that are worked in exchange (调休).

The calendar is that of `chinesecalendar`, whose table ends with the last year that the State Council has announced.
Beyond it Monday to Friday are taken for working days, but for the holidays that the law sets on a fixed date
(全国年节及纪念日放假办法, since 1 January 2025: 元旦, two days of 劳动节, three of 国庆节). Those that follow moon
or sun (春节, 清明, 端午, 中秋), and weekends that are exchanged, are not known then: `beyond` says so.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the holidays of a fixed date."""


def known(day: date) -> bool:
    """Say whether the public calendar of that day is known."""
    return _asked(day) is not None


def is_workday(day: date) -> bool:
    """Say whether offices work on a day; beyond the calendar's table by weekday and fixed date."""
    found = _asked(day)
    return day.weekday() < 5 and (day.month, day.day) not in FIXED if found is None else found


def beyond(days: Iterable[date]) -> str:
    """Return what is to be said of days that lie beyond the calendar's table; nothing where none does."""
    later = sorted(day for day in days if not known(day))
    if not later:
        return ""
    first = later[0]
    year = first.year - 1
    while not known(date(year, 12, 31)):
        year -= 1
    return (
        f"{first} lies beyond the public calendar, which ends with {year}: of its holidays only those of a fixed date "
        f"are counted, so offices may take longer · {first} 超出已公布的放假安排（至{year}年），"
        "只计元旦、劳动节、国庆节的法定日期，实际可能更晚"
    )


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
