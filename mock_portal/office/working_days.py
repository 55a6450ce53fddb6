"""Working days: Monday to Friday, but for holidays and for the weekend days that are worked instead (调休)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

_SATURDAY = 5


@dataclass(frozen=True)
class WorkingDays:
    """Know which days are worked; without holidays and worked weekend days, Monday to Friday."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def later(self, moment: datetime, days: int) -> datetime:
        """Count working days from a moment on."""
        while days:
            moment += timedelta(days=1)
            if moment.date() in self:
                days -= 1
        return moment

    def document(self) -> dict[str, list[str]]:
        """Return them as JSON data."""
        return {name: [day.isoformat() for day in sorted(getattr(self, name))] for name in ("holidays", "workdays")}


def working_days_from(raw: Mapping[str, Any]) -> WorkingDays:
    """Read them from JSON data; raise `ValueError` or `TypeError` for what is no list of days."""
    unknown = sorted(set(raw) - {"holidays", "workdays"})
    if unknown:
        raise ValueError(f"a calendar has holidays and workdays, no {', '.join(unknown)}")
    return WorkingDays(**{name: days_from(days) for name, days in raw.items()})


def days_from(days: Iterable[str | date]) -> frozenset[date]:
    """Return dates, given as such or as YYYY-MM-DD."""
    if isinstance(days, str):
        raise TypeError("days are a list")
    return frozenset(date.fromisoformat(one) if isinstance(one, str) else one for one in days)
