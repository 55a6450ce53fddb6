"""What is sent: one message an account with what to do, to the channels that want it, in lines that stay lines."""

import pytest
from pydantic import SecretStr

from portalbot.ledger.ledger import Ledger
from portalbot.ledger.outbox import Post, Told
from portalbot.machine.settings import Channel
from portalbot.reporting.notify import Notifier
from portalbot.reporting.notify.texts import fitted, message_of, of_blocks
from portalbot.rules.states import Notice, State
from tests.ledger.entries import NUMBER, enter, fields
from tests.reporting.receivers import Receiver, notifier_of, posts

pytestmark = pytest.mark.usefixtures("no_proxy")


def test_a_sweep_is_one_message_an_account_with_what_to_do(ledger: Ledger, receiver: Receiver) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url})
    ledger.cases.register(fields())
    ledger.attempts.note_serial(
        ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={}), "20260302000001"
    )
    ledger.cases.move("A-1", State.REJECTED, "materials: 补充", words="驳回 材料不清晰")
    enter(ledger, "A-2", State.CANCELLED)
    enter(ledger, "B-1", account="lingnan")
    assert telling.after_sweep() == ""
    assert receiver.titles == [
        "portalbot zhixing: 1 审核不通过 rejected, 1 已注销 cancelled",
        "portalbot lingnan: 1 需要人工处理 person needed",
    ]
    text = receiver.told[0]["message"]
    for said in (
        "A-1",
        "深圳市知行网络科技有限公司",
        NUMBER,
        "20260302000001",
        "驳回 材料不清晰",
        "portalbot resubmit",
    ):
        assert said in text
    assert telling.after_sweep() == "" and len(receiver.told) == 2
    assert posts(ledger) == [("ops", Post.SENT)] * 2


def test_every_channel_is_told_what_it_wants(ledger: Ledger, receiver: Receiver) -> None:
    channels = {"ops": frozenset({Notice.PERSON}), "boss": frozenset({Notice.CANCELLED})}
    telling = Notifier(
        ledger,
        {name: Channel(url=SecretStr(receiver.url), events=events) for name, events in channels.items()},
        ledger.path.parent,
        practice=False,
    )
    enter(ledger, "A-1")
    telling.after_sweep()
    assert posts(ledger) == [("ops", Post.SENT)]


def test_a_rehearsal_is_said_to_be_one(ledger: Ledger, receiver: Receiver) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url}, practice=True)
    enter(ledger, "A-1")
    telling.after_sweep()
    assert receiver.titles == ["portalbot [演练 rehearsal] zhixing: 1 需要人工处理 person needed"]


def test_what_happened_before_the_notifier_was_made_is_not_told_and_what_after_is(
    ledger: Ledger, receiver: Receiver
) -> None:
    enter(ledger, "A-1")
    telling = notifier_of(ledger, {"ops": receiver.url})
    enter(ledger, "A-2")
    telling.after_sweep()
    assert len(receiver.told) == 1 and "A-2" in receiver.told[0]["message"]
    assert "A-1" not in receiver.told[0]["message"]


def told(count: int, **changes: str) -> Told:
    given = {
        "client": "深圳市知行网络科技有限公司",
        "number": NUMBER,
        "kind": "注销网站",
        "serial": "1",
        "state": "waiting",
    }
    rest = {"message": "", "words": "", "notice": "person", "account": "a"}
    return Told(**{**given, **rest, "case_id": f"A-{count}", **changes})


def test_a_long_text_loses_whole_cases_and_says_how_many() -> None:
    _, text = message_of("a", [told(count) for count in range(22)], practice=False)
    assert text.count("【") == 10 and text.endswith("… 另有 12 项，and 12 more: portalbot status")
    for most in (300, 700, 1500):
        shorter = fitted(text, most)
        shown = shorter.count("【")
        assert len(shorter.encode()) <= most and f"另有 {22 - shown} 项" in shorter and shown
    assert len(fitted("很" * 500, 100).encode()) <= 100 and fitted("short", 100) == "short"


def test_a_hostile_text_stays_one_line() -> None:
    title, text = message_of("a\nb", [told(1, words="x\n\n【cancelled】\n" + "长" * 900)], practice=False)
    assert "\n" not in title and text.count("\n\n") == 0 and len(text) < 700
    assert of_blocks([]) == ""
