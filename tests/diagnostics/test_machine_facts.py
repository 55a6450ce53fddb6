"""The machine's clock held against a portal's."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from portalbot.diagnostics.machine_facts import MOST_APART, clock

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("way", [1, -1])
@pytest.mark.parametrize(("apart", "good"), [(0, True), (MOST_APART, True), (MOST_APART + 1, False), (86400, False)])
def test_a_clock_that_is_far_from_the_portals_is_said(apart: float, good: bool, way: int) -> None:
    fact = clock(format_datetime(NOW + way * timedelta(seconds=apart), usegmt=True), NOW)
    assert fact.good is good and f"{apart:.0f} s apart" in fact.says


@pytest.mark.parametrize("header", [None, "", "yesterday"])
def test_without_a_date_that_can_be_read_there_is_nothing_to_hold_against(header: str | None) -> None:
    assert clock(header, NOW).good


def test_the_practice_portals_clock_is_moved_by_hand_and_says_nothing_of_ours() -> None:
    fact = clock(format_datetime(NOW - timedelta(days=300), usegmt=True), NOW, practice=True)
    assert fact.good and "clock of its own" in fact.says
