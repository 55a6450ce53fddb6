"""What this machine must have for the work: a browser, a Chinese font, the right time, room on the disk."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from portalbot.browser.finder import has_cjk_font

LEAST_ROOM = 500 * 1024 * 1024
"""Bytes that should be free for evidence."""
MOST_APART = 120
"""Seconds that our clock may be apart from a portal's: beyond that, deadlines are wrong."""


@dataclass(frozen=True)
class Fact:
    """One thing about this machine, in words, and whether it will do."""

    name: str
    says: str
    good: bool


def facts(data_dir: Path, browser: Callable[[], str]) -> list[Fact]:
    """Look at browser (its name and version; it may raise), font and disk."""
    place = next((each for each in (data_dir, *data_dir.parents) if each.exists()), Path())
    free = shutil.disk_usage(place).free
    font = has_cjk_font()
    return [
        Fact("browser", browser(), True),
        Fact("Chinese font", "found" if font else "none: pictures would show empty boxes; e.g. fonts-noto-cjk", font),
        Fact("disk", f"{free // 1024**2} MB free at {place}", free >= LEAST_ROOM),
    ]


def clock(date_header: str | None, now: datetime, *, practice: bool = False) -> Fact:
    """Hold our clock against a portal's Date header (RFC 9110); a portal that sends none cannot be held against.

    `practice`: its office has a clock of its own, which is moved by hand.
    """
    if not date_header:
        return Fact("clock", "the portal sends no Date to compare with", True)
    try:
        theirs = parsedate_to_datetime(date_header).astimezone(UTC)
    except ValueError:
        return Fact("clock", f"the portal's Date cannot be read: {date_header!r}", True)
    apart = abs((now - theirs).total_seconds())
    said = "the practice portal has a clock of its own" if practice else f"{apart:.0f} s apart from the portal's"
    return Fact("clock", said, practice or apart <= MOST_APART)
