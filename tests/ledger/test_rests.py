"""An account's rest: for one login at one portal, until its end or a person's word."""

from datetime import timedelta
from pathlib import Path

from portalbot.ledger.ledger import Ledger
from tests.ledger.entries import PORTAL
from tests.reported import NOON, Time


def test_a_rest_lasts_until_a_person_releases_it(ledger: Ledger, clock: Time) -> None:
    ledger.rests.begin("zhixing", PORTAL, "zhixing", "password", "账号或密码错误")
    clock.now = NOON + timedelta(days=400)
    [rest] = ledger.rests.in_force(PORTAL, "zhixing")
    assert (rest.account, rest.reason, rest.words, rest.until) == ("zhixing", "password", "账号或密码错误", None)
    assert ledger.rests.release("zhixing") == 1
    assert ledger.rests.in_force() == []
    assert ledger.rests.release("zhixing") == 0


def test_a_rest_with_an_end_is_over_by_itself(ledger: Ledger, clock: Time) -> None:
    until = (NOON + timedelta(hours=1)).isoformat(timespec="microseconds")
    ledger.rests.begin("zhixing", PORTAL, "zhixing", "throttled", "", until=until)
    assert len(ledger.rests.in_force()) == 1
    clock.now = NOON + timedelta(hours=1, seconds=1)
    assert ledger.rests.in_force() == []


def test_a_rest_concerns_one_login_at_one_portal(ledger: Ledger) -> None:
    ledger.rests.begin("zhixing", PORTAL, "zhixing", "password", "")
    assert ledger.rests.in_force(PORTAL, "lingnan") == []
    assert ledger.rests.in_force("https://b.example", "zhixing") == []
    assert len(ledger.rests.in_force()) == 1
    assert ledger.rests.release("lingnan") == 0


def test_a_rest_is_still_there_when_the_ledger_is_opened_again(ledger: Ledger, path: Path) -> None:
    ledger.rests.begin("zhixing", PORTAL, "zhixing", "password", "")
    again = Ledger(path, who="next")
    assert len(again.rests.in_force()) == 1
    again.close()
