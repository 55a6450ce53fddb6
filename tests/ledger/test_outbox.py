"""The outbox: what becomes a message, for whom, once; what a death, a refusal and a day of failing do to it."""

import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from portalbot.ledger.ledger import Ledger
from portalbot.ledger.outbox import PATIENCE, Post, Told
from portalbot.rules.states import Notice, State
from tests.ledger.entries import enter
from tests.reported import Time

ALL = frozenset(Notice)
MINUTE = timedelta(minutes=1)


def names(account: str, events: Sequence[Told]) -> tuple[str, str]:
    """Write the shortest message."""
    return account, " ".join(f"{told.case_id or '-'}:{told.notice}" for told in events)


@pytest.fixture
def ledger(tmp_path: Path, clock: Time) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "ledger.db", who="clerk@office", clock=clock)
    ledger.outbox.open_channels(["ops"])
    yield ledger
    ledger.close()


def texts(ledger: Ledger, *states: Post) -> list[tuple[str, str, str]]:
    return [(each.channel, each.account, each.text) for each in ledger.outbox.messages(states or tuple(Post))]


def test_what_happened_in_a_sweep_is_one_message_an_account(ledger: Ledger) -> None:
    enter(ledger, "A-1")
    enter(ledger, "A-2", State.SUBMITTED)
    enter(ledger, "B-1", account="lingnan")
    ledger.rests.begin("zhixing", "p", "zhixing", "password", "密码错误")
    ledger.quarantines.impose("p", "广东", "form", "a landmark is missing")
    assert ledger.outbox.compose({"ops": ALL}, names) == 3
    assert texts(ledger) == [
        ("ops", "zhixing", "A-1:person A-2:submitted -:person"),
        ("ops", "lingnan", "B-1:person"),
        ("ops", "", "-:portal_changed"),
    ]


def test_an_event_is_told_once(ledger: Ledger) -> None:
    enter(ledger, "A-1")
    assert [ledger.outbox.compose({"ops": ALL}, names) for _ in range(3)] == [1, 0, 0]
    ledger.cases.move("A-1", State.SUBMITTED, "found")
    assert ledger.outbox.compose({"ops": ALL}, names) == 1
    assert [text for _, _, text in texts(ledger)] == ["A-1:person", "A-1:submitted"]


def test_a_channel_is_told_what_it_wants_and_no_other(ledger: Ledger) -> None:
    ledger.outbox.open_channels(["boss"])
    enter(ledger, "A-1")
    enter(ledger, "A-2", State.SUBMITTED)
    wanted = {"ops": {Notice.PERSON}, "boss": {Notice.SUBMITTED, Notice.CANCELLED}}
    assert ledger.outbox.compose(wanted, names) == 2
    assert texts(ledger) == [("ops", "zhixing", "A-1:person"), ("boss", "zhixing", "A-2:submitted")]
    assert ledger.outbox.compose({"ops": ALL, "boss": ALL}, names) == 0, "what was not wanted then is not told later"


def test_a_new_channel_is_told_no_history(ledger: Ledger) -> None:
    enter(ledger, "A-1")
    assert ledger.outbox.compose({"new": ALL}, names) == 0
    enter(ledger, "A-2")
    assert ledger.outbox.compose({"new": ALL}, names) == 1
    assert texts(ledger) == [("new", "zhixing", "A-2:person")]


def test_a_message_and_the_cursor_are_one_transaction(ledger: Ledger) -> None:
    class Killed(BaseException):
        pass

    def die(_account: str, _events: Sequence[Told]) -> tuple[str, str]:
        raise Killed

    enter(ledger, "A-1")
    with pytest.raises(Killed):
        ledger.outbox.compose({"ops": ALL}, die)
    assert texts(ledger) == []
    assert ledger.outbox.compose({"ops": ALL}, names) == 1


def test_of_many_who_compose_at_once_one_does(ledger: Ledger) -> None:
    enter(ledger, "A-1")
    made: list[int] = []
    start = threading.Barrier(4)

    def run() -> None:
        start.wait()
        made.append(ledger.outbox.compose({"ops": ALL}, names))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 0, 0, 1] and len(texts(ledger)) == 1


def test_a_message_of_a_key_is_made_once(ledger: Ledger) -> None:
    assert ledger.outbox.post("ops", "digest/ops/1", "t", "x") and not ledger.outbox.post(
        "ops", "digest/ops/1", "t", "y"
    )
    assert [key for key, _ in ledger.outbox.keyed("ops", "digest/")] == ["digest/ops/1"]


def test_what_a_dead_sender_left_is_unsure_and_never_due_again(ledger: Ledger, clock: Time) -> None:
    ledger.outbox.post("ops", "k", "title", "x")
    [message] = ledger.outbox.due(["ops"])
    assert ledger.outbox.begin_sending(message.id) and not ledger.outbox.begin_sending(message.id)
    assert ledger.outbox.due(["ops"]) == []
    ledger.outbox.clear(["ops"])
    clock.now += timedelta(days=3)
    ledger.outbox.clear(["ops"])
    assert ledger.outbox.due(["ops"]) == []
    assert [(each.state, each.title) for each in ledger.outbox.messages((Post.UNSURE,))] == [(Post.UNSURE, "title")]
    [event] = ledger.events.of("")
    assert "may not have arrived" in event["message"] and event["notice"] == ""


def test_a_refused_message_waits_longer_each_time_and_is_given_up_after_a_day(ledger: Ledger, clock: Time) -> None:
    ledger.outbox.post("ops", "k", "title", "x")
    begun, waits = clock.now, []
    while due := ledger.outbox.due(["ops"]):
        at = clock.now
        ledger.outbox.put_back(due[0], "it answered 500")
        while not ledger.outbox.due(["ops"]) and clock.now < begun + PATIENCE + timedelta(hours=2):
            clock.now += MINUTE
        waits.append((clock.now - at) // MINUTE)
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    [failed] = ledger.outbox.messages((Post.FAILED,))
    assert failed.error == "it answered 500" and failed.tries == len(waits)
    assert "was given up" in ledger.events.of("")[0]["message"]


def test_a_sent_message_is_over(ledger: Ledger) -> None:
    ledger.outbox.post("ops", "k", "t", "x")
    [message] = ledger.outbox.due(["ops"])
    ledger.outbox.begin_sending(message.id)
    ledger.outbox.sent(message.id)
    ledger.outbox.clear(["ops"])
    assert ledger.outbox.due(["ops"]) == [] and [each.state for each in ledger.outbox.messages()] == [Post.SENT]


def test_messages_of_a_channel_that_is_gone_are_given_up_after_a_day(ledger: Ledger, clock: Time) -> None:
    ledger.outbox.post("ops", "k", "t", "x")
    ledger.outbox.clear(["boss"])
    assert [each.state for each in ledger.outbox.messages()] == [Post.PENDING], "another run may know it"
    clock.now += PATIENCE + MINUTE
    ledger.outbox.clear(["boss"])
    assert [each.state for each in ledger.outbox.messages()] == [Post.FAILED]
