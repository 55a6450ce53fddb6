"""Dates that are chosen in a kit's calendar: by its arrows to the month, then the day."""

import re

from pages.errors import PageChanged
from pages.finding import Scope
from pages.kits.kit import Calendar
from pages.terms import Step

MONTHS = 12
CLICK = 3000
"""Milliseconds in which what a calendar shows can be pressed."""


def numbers(text: str) -> list[int]:
    """Return the numbers of a text in their order."""
    return [int(each) for each in re.findall(r"\d+", text)]


def pick(scope: Scope, calendar: Calendar, iso: str, name: str) -> None:
    """Choose a day (ISO) in the calendar that is open; raises PageChanged where it says no month."""
    year, month, day = numbers(iso)
    panel = scope.locator(calendar.panel).last
    header = panel.locator(calendar.header).first
    header.wait_for(timeout=CLICK)
    for _ in range(100 * MONTHS):
        shown = numbers(header.inner_text())[:2]
        if len(shown) != 2:
            raise PageChanged(f"the calendar of {name} says no month", step=Step.FORM)
        away = (year - shown[0]) * MONTHS + month - shown[1]
        if not away:
            break
        arrows = (calendar.year_back, calendar.back) if away < 0 else (calendar.year_on, calendar.on)
        panel.locator(arrows[0] if abs(away) >= MONTHS else arrows[1]).filter(visible=True).first.click(timeout=CLICK)
    panel.locator(calendar.day).filter(has_text=re.compile(rf"^\s*{day}\s*$")).first.click(timeout=CLICK)
    if calendar.confirm and panel.locator(calendar.confirm).filter(visible=True).count():
        panel.locator(calendar.confirm).filter(visible=True).first.click(timeout=CLICK)
