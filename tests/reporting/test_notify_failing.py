"""A receiver that fails or falls silent: nothing is sent twice, and no address is ever repeated."""

import json
import logging
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from loguru import logger

from portalbot.ledger.ledger import Ledger
from portalbot.ledger.outbox import Post
from portalbot.reporting.notify.sending import CODE, Came, Result, send, without
from tests.ledger.entries import enter
from tests.reported import Time
from tests.reporting.receivers import TOKEN, Receiver, notifier_of, posts, unused

pytestmark = pytest.mark.usefixtures("no_proxy")


def test_a_refusing_receiver_is_tried_again_later_and_stops_nothing(
    ledger: Ledger, receiver: Receiver, clock: Time
) -> None:
    bad, good = receiver, unused()
    telling = notifier_of(ledger, {"bad": bad.url, "gone": good})
    receiver.status = 500
    enter(ledger, "A-1")
    trouble = telling.after_sweep()
    assert "bad: it answered 500" in trouble and "gone: no connection" in trouble and TOKEN not in trouble
    assert telling.after_sweep() == "" and len(receiver.told) == 1, "not before its time"
    receiver.status = 200
    clock.now += timedelta(minutes=1)
    telling.after_sweep()
    assert len(receiver.told) == 2 and posts(ledger) == [("bad", Post.SENT), ("gone", Post.PENDING)]


def test_a_failing_channel_is_left_alone_for_the_rest_of_the_sweep(ledger: Ledger, receiver: Receiver) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url})
    receiver.status = 503
    for account in ("a", "b", "c"):
        enter(ledger, f"{account}-1", account=account)
    telling.after_sweep()
    assert len(receiver.told) == 1


def test_an_answer_that_does_not_come_in_time_is_never_asked_for_again(
    ledger: Ledger, receiver: Receiver, clock: Time
) -> None:
    answer = threading.Event()
    receiver.before_answering = lambda: void(answer.wait(5))
    telling = notifier_of(ledger, {"ops": receiver.url}, send=lambda url, title, text: send(url, title, text, 0.4))
    enter(ledger, "A-1")
    begun = time.monotonic()
    assert "may not have arrived (no answer within" in telling.after_sweep()
    assert time.monotonic() - begun < 3
    answer.set()
    receiver.before_answering = lambda: None
    clock.now += timedelta(hours=2)
    assert telling.after_sweep() == "" and len(receiver.told) == 1
    assert posts(ledger) == [("ops", Post.UNSURE)]


def void(_value: object) -> None:
    """Return nothing."""


def test_a_read_that_times_out_is_unsure_and_a_connection_cut_short_too(receiver: Receiver) -> None:
    answer = threading.Event()
    receiver.before_answering = lambda: void(answer.wait(5))
    assert send(f"{receiver.url}?rto=0.2", "t", "x") == Result(Came.UNSURE, "no answer came")
    answer.set()

    def cut() -> None:
        raise ConnectionResetError

    receiver.before_answering = cut
    receiver.server.handle_error = lambda *_: None  # type: ignore[method-assign]
    assert send(receiver.url, "t", "x") == Result(Came.UNSURE, "no answer came")


def test_a_connection_that_comes_too_late_sends_nothing(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    slow, real = threading.Event(), socket.getaddrinfo

    def names(*arguments: Any, **options: Any) -> Any:
        if threading.current_thread().name == "notification":
            slow.wait(5)
        return real(*arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", names)
    assert send(receiver.url, "t", "x", seconds=0.3) == Result(Came.REFUSED, "no connection within 0 s")
    slow.set()
    for thread in threading.enumerate():
        if thread.name == "notification":
            thread.join(5)
    assert receiver.told == []


def test_a_service_that_says_no_with_200_is_heard(receiver: Receiver) -> None:
    url = f"pushdeer://127.0.0.1:{receiver.server.server_port}/PDU{TOKEN}"
    receiver.body = json.dumps({"code": 80501, "error": f"key PDU{TOKEN} is not known"}).encode()
    assert send(url, "t", "x") == Result(Came.REFUSED, "it answered code 80501: key … is not known")
    receiver.body = b'{"code": 0, "content": {"result": []}}'
    assert send(url, "t", "x") == Result(Came.TAKEN)


def test_the_services_whose_refusals_are_read_are_apprises_own() -> None:
    from apprise import Apprise

    addresses = (
        f"dingtalk://{TOKEN}",
        f"wecombot://{TOKEN}",
        f"feishu://{TOKEN}",
        f"lark://{TOKEN}",
        f"schan://{TOKEN}",
    )
    services = [Apprise.instantiate(address) for address in (*addresses, f"pushdeers://h/PDU{TOKEN}")]
    assert [getattr(service, "secure_protocol", "") for service in services] == list(CODE)


def test_an_address_that_asks_for_retries_is_asked_once_a_sweep(receiver: Receiver) -> None:
    receiver.status = 500
    assert send(f"{receiver.url}?retry=2&wait=0&optional=yes", "t", "x") == Result(Came.REFUSED, "it answered 500")
    assert len(receiver.told) == 1


def test_an_address_that_apprise_does_not_know_is_said_without_repeating_it() -> None:
    for url in (f"nonsense://{TOKEN}", TOKEN, f"json://h/,json://{TOKEN}@:99999999"):
        result = send(url, "t", "x")
        assert result.came is Came.REFUSED and TOKEN not in result.why
    assert without(f"json://u:{TOKEN}@h/p", f"at {TOKEN.lower()}!") == "at …!"


def test_no_address_is_in_a_log_an_error_or_the_ledger(
    ledger: Ledger, receiver: Receiver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    lines: list[str] = []
    logger.remove()
    logger.add(lines.append, level="TRACE", diagnose=True, backtrace=True)
    logging.getLogger().setLevel(logging.DEBUG)
    telling = notifier_of(ledger, {"a": receiver.url, "b": unused(), "c": f"nonsense://{TOKEN}"})
    enter(ledger, "A-1")
    receiver.status = 401
    trouble = telling.after_sweep()
    logging.getLogger().setLevel(logging.WARNING)
    logger.remove()
    assert trouble.count("notifications by") == 3
    said = "".join([trouble, *lines, caplog.text, *capfd.readouterr(), repr(telling.channels)])
    assert "notification 1 by a" in said and TOKEN not in said
    ledger.close()
    for file in ledger.path.parent.glob("ledger.db*"):
        assert TOKEN.encode() not in file.read_bytes()
