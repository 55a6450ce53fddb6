"""The daily digest: when it comes, for whom, and what it says."""

from datetime import timedelta

import pytest

from portalbot.ledger.ledger import Ledger
from portalbot.reporting.notify.sending import Came, Result, send
from portalbot.rules.states import Notice, State
from tests.ledger.entries import enter
from tests.reported import NOON, Time
from tests.reporting.receivers import Receiver, notifier_of

pytestmark = pytest.mark.usefixtures("no_proxy")

DAY = timedelta(days=1)


def digests(receiver: Receiver) -> list[str]:
    return [title for title in receiver.titles if "daily digest" in title]


def test_the_digest_comes_once_a_day_of_shanghai_after_its_hour(
    ledger: Ledger, receiver: Receiver, clock: Time
) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url}, events=frozenset({Notice.DIGEST}), digest_at="09:00")
    enter(ledger, "A-1")
    telling.after_sweep()
    assert digests(receiver) == [], "a channel's first digest is that of the next day"
    clock.now = NOON.replace(hour=0, minute=59) + DAY
    telling.after_sweep()
    assert digests(receiver) == []
    clock.now += timedelta(minutes=1)
    for _ in range(3):
        notifier_of(ledger, {"ops": receiver.url}, events=frozenset({Notice.DIGEST}), digest_at="09:00").after_sweep()
        clock.now += timedelta(hours=4)
    assert digests(receiver) == ["portalbot 每日汇总 daily digest 2026-03-03: 1 案件 cases, 1 待处理 need somebody"]
    clock.now += DAY
    telling.after_sweep()
    assert len(digests(receiver)) == 2


def test_a_digest_is_made_for_those_alone_who_want_one(ledger: Ledger, receiver: Receiver, clock: Time) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url}, events=frozenset({Notice.PERSON}), digest_at="09:00")
    never = notifier_of(ledger, {"boss": receiver.url}, events=frozenset({Notice.DIGEST}), digest_at="")
    enter(ledger, "A-1")
    clock.now += DAY
    telling.after_sweep()
    never.after_sweep()
    assert digests(receiver) == []


def test_the_digest_says_what_matters(ledger: Ledger, receiver: Receiver, clock: Time) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url}, digest_at="09:00")
    enter(ledger, "A-1", State.VERIFYING)
    ledger.cases.set_dates("A-1", verify_until=(NOON + DAY).isoformat())
    enter(ledger, "A-2", State.REVIEWING)
    ledger.cases.set_dates("A-2", due_on="2026-03-09")
    enter(ledger, "A-3")
    ledger.rests.begin("lingnan", "p", "lingnan", "password", "密码错误")
    ledger.quarantines.impose("p", "practice/广东", "form", "a landmark is missing")
    telling.send = lambda *_: Result(Came.UNSURE, "no answer came")
    telling.after_sweep()
    telling.send = send
    clock.now += DAY
    telling.after_sweep()
    [digest] = [each["message"] for each in receiver.told if "daily digest" in each["title"]]
    for said in (
        "待短信核验 SMS check 1 · 审核中 in review 1",
        "A-3 深圳市知行网络科技有限公司: 等待人工",
        "2026-03-03 12:00 A-1",
        "2026-03-09 A-2",
        "lingnan (password) 密码错误",
        "practice/广东: a landmark is missing",
        "may not have reached you】\n  ops 2026-03-02 12:00: portalbot",
    ):
        assert said in digest, digest
    clock.now += DAY
    telling.after_sweep()
    assert "may not have" not in receiver.told[-1]["message"], "named in one digest"


def test_no_digest_where_nothing_is_under_way_and_nothing_happened(
    ledger: Ledger, receiver: Receiver, clock: Time
) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url}, events=frozenset({Notice.DIGEST}), digest_at="09:00")
    clock.now += DAY
    telling.after_sweep()
    assert digests(receiver) == []
    enter(ledger, "A-1", State.CANCELLED)
    telling.after_sweep()
    assert len(digests(receiver)) == 1, "something happened"
    clock.now += DAY
    telling.after_sweep()
    assert len(digests(receiver)) == 1
