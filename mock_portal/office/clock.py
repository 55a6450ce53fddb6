"""The office's clock, its calendar and its nights, under the office's one lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from threading import RLock

from mock_portal.office.memory import Memory
from mock_portal.office.working_days import days_from

_SHANGHAI = timezone(timedelta(hours=8))


class Clock:
    """Tell the time, which moves by `advance` alone, and which days and hours are worked.

    `holidays` and `workdays` (weekend days that are worked instead, 调休) are remembered; they count for what is still
    in review, too. `nights` are the hours (from, to) of maintenance, in which every page and request is answered 901.
    """

    def __init__(self, memory: Memory) -> None:
        self.lock = RLock()
        self._memory = memory
        self._nights: tuple[int, int] | None = None

    @property
    def now(self) -> datetime:
        """Return the office's time (Asia/Shanghai)."""
        return self._memory.now

    @property
    def now_utc(self) -> datetime:
        """Return the office's time in UTC, as its server tells it."""
        return self.now.replace(tzinfo=_SHANGHAI).astimezone(UTC)

    def begin_at(self, moment: datetime) -> None:
        """Begin the clock elsewhere, also earlier; only as long as nobody has signed in."""
        with self.lock:
            if self._memory.sign_ins:
                raise ValueError("the office has begun its work already")
            self._memory.set_now(moment)

    def advance(self, days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
        """Move the clock on and return the new time; it never goes back."""
        step = timedelta(days=days, hours=hours, minutes=minutes)
        if step < timedelta():
            raise ValueError("the office's clock only goes forward")
        with self.lock:
            self._memory.set_now(self.now + step)
            return self.now

    @property
    def holidays(self) -> frozenset[date]:
        """Return the days from Monday to Friday that are not worked."""
        return self._memory.calendar.holidays

    @holidays.setter
    def holidays(self, days: Iterable[str | date]) -> None:
        with self.lock:
            self._memory.set_calendar(replace(self._memory.calendar, holidays=days_from(days)))

    @property
    def workdays(self) -> frozenset[date]:
        """Return the days of weekends and holidays that are worked."""
        return self._memory.calendar.workdays

    @workdays.setter
    def workdays(self, days: Iterable[str | date]) -> None:
        with self.lock:
            self._memory.set_calendar(replace(self._memory.calendar, workdays=days_from(days)))

    @property
    def nights(self) -> tuple[int, int] | None:
        """Return from what hour to what hour the portal is closed for maintenance, if it ever is."""
        return self._nights

    @nights.setter
    def nights(self, hours: tuple[int, int] | None) -> None:
        if hours is not None:
            begin, end = hours
            if not (0 <= begin < 24 and 0 <= end < 24 and begin != end):
                raise ValueError("a night begins and ends at two different hours, 0 to 23")
        self._nights = hours

    @property
    def at_night(self) -> bool:
        """Tell whether it is a night now."""
        if self._nights is None:
            return False
        begin, end = self._nights
        return begin <= self.now.hour < end if begin < end else not end <= self.now.hour < begin
