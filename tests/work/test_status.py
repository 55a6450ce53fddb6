"""`status` for people: what needs somebody and why, the next deadlines, filters; alike for small and large ledgers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State
from portalbot.work.place import LEDGERS
from portalbot.work.status import MOST_ROWS
from tests.cli.command import inside, lines

NOW = datetime.now(UTC)
NAMES = ("id", "portal", "number", "kind", "account", "user_name", "province", "client", "site_name", "digest")


def enter(ledger: Ledger, case: str, state: State, account: str = "zhixing", message: str = "") -> None:
    fields = {
        **dict.fromkeys(NAMES, "x"),
        "id": case,
        "number": case,
        "account": account,
        "province": "广东",
        "kind": "注销网站",
    }
    ledger.cases.register(fields)
    if state is not State.READY:
        ledger.cases.move(case, State.SUBMITTED, "", serial=f"S-{case}")
        ledger.cases.move(case, state, message)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data directory with a rejected case, one that awaits an SMS, an old one in review, and a cancelled."""
    when = NOW - timedelta(days=5)
    ledger = Ledger(tmp_path / LEDGERS[False], who="test", clock=lambda: when)
    enter(ledger, "OLD", State.REVIEWING)
    ledger.cases.set_dates("OLD", due_on="2026-03-05")
    when = NOW
    enter(ledger, "NO", State.REJECTED, message="materials: add or replace the materials that are named")
    enter(ledger, "SMS", State.VERIFYING, account="henan")
    ledger.cases.set_dates("SMS", verify_until=(NOW + timedelta(hours=3)).isoformat())
    enter(ledger, "END", State.CANCELLED)
    ledger.close()
    return tmp_path


def many(data: Path) -> None:
    """Make the ledger one that is not listed case by case."""
    ledger = Ledger(data / LEDGERS[False], who="test")
    for n in range(MOST_ROWS):
        enter(ledger, f"M{n}", State.CANCELLED)
    ledger.close()


@pytest.mark.parametrize("large", [False, True])
def test_what_needs_somebody_and_the_next_deadlines_are_named(data: Path, large: bool) -> None:
    if large:
        many(data)
    done = inside("status", "--data-dir", str(data))
    assert done.returncode == 1
    assert "NO  rejected  materials: add or replace" in done.stdout and "portalbot resubmit NO" in done.stdout
    deadlines = done.stdout[done.stdout.index("Next deadlines") :]
    assert deadlines.index("OLD") < deadlines.index("SMS") and "portalbot verify SMS" in deadlines
    assert ("serial" in done.stdout) == (not large), "a large ledger is not listed"
    assert f"{64 if large else 4} cases" in done.stdout


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["--account", "henan"], {"SMS"}),
        (["--state", "rejected", "--state", "cancelled"], {"NO", "END"}),
        (["--older-than", "3d"], {"OLD"}),
        (["--portal", "广东", "--state", "verifying"], {"SMS"}),
        (["--portal", "河南"], set()),
    ],
)
def test_filters_choose_cases(data: Path, asked: list[str], found: set[str]) -> None:
    done = inside("status", "--data-dir", str(data), "--json", *asked)
    assert set(lines(done)) == found and done.returncode == (1 if "NO" in found else 0)


def test_an_age_that_cannot_be_read_is_said(data: Path) -> None:
    done = inside("status", "--data-dir", str(data), "--older-than", "soon")
    assert done.returncode == 2 and "36h or 3d" in done.stderr
