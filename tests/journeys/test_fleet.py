"""Six cases of three accounts in browsers, to their ends: SMS checks, rejections mended, a sign-in an account."""

from pathlib import Path

from loguru import logger

from benchmarks.fleet import Fleet
from mock_portal.web.server import Portal as PracticePortal
from portalbot.rules.states import State
from tests.support import LastingRunner


def test_a_fleet_of_six_ends_as_the_office_holds_it(practice: PracticePortal, tmp_path: Path) -> None:
    logger.remove()
    fleet = Fleet(
        practice, tmp_path, 3, 2, sites=1, provinces=("河南", "广东", "云南"), workers=1, runner=LastingRunner
    )
    lived = fleet.live(days=8, hours=12)
    fleet.ledger.close()
    assert lived.differing == {}, lived
    assert lived.states[State.CANCELLED] == lived.states.total() == 6, lived
    assert lived.arrivals == lived.applications > 6, "some were rejected or returned, and handed in again"
    assert lived.sign_ins <= 3 * 10, lived
