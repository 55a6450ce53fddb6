"""Senders that die, meet each other or take long: nothing is sent twice."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from filelock import FileLock

from portalbot.ledger.ledger import Ledger
from portalbot.ledger.outbox import Outbox, Post
from portalbot.reporting.notify import notifier
from portalbot.reporting.notify.sending import Came, Result
from tests.ledger.entries import enter, raw
from tests.reported import NOON, Time
from tests.reporting.receivers import Receiver, notifier_of, posts

pytestmark = pytest.mark.usefixtures("no_proxy")

SENDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pydantic import SecretStr
from portalbot.ledger.ledger import Ledger
from portalbot.reporting.notify import Notifier
from portalbot.machine.settings import Channel
path = Path(sys.argv[1])
ledger = Ledger(path, who="killed", clock=lambda: datetime.fromisoformat(sys.argv[3]))
Notifier(ledger, {"ops": Channel(url=SecretStr(sys.argv[2]))}, path.parent, practice=False).after_sweep()
"""


def test_a_sender_killed_before_it_wrote_down_the_answer_sends_nothing_twice(
    ledger: Ledger, receiver: Receiver, clock: Time
) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url})
    enter(ledger, "A-1")
    sender = [sys.executable, "-c", SENDER, str(ledger.path), receiver.url, NOON.isoformat()]
    with subprocess.Popen(sender) as process:
        receiver.before_answering = lambda: os.kill(process.pid, signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL
    receiver.before_answering = lambda: None
    assert raw(ledger.path, "select state from messages") == [("sending",)]
    clock.now += timedelta(minutes=5)
    assert telling.after_sweep() == "" and len(receiver.told) == 1
    assert posts(ledger) == [("ops", Post.UNSURE)]


@pytest.mark.parametrize("point", ["compose", "begin_sending", "sent", "put_back"])
def test_a_death_before_or_after_any_write_sends_nothing_twice(
    ledger: Ledger, clock: Time, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    class Killed(BaseException):
        pass

    answers = [Result(Came.REFUSED, "no"), Result(Came.TAKEN)]
    taken: list[str] = []

    def sending(_url: str, title: str, _text: str) -> Result:
        result = answers.pop(0) if answers else Result(Came.TAKEN)
        taken.extend([title] if result.came is Came.TAKEN else [])
        return result

    for after in (False, True):
        enter(ledger, f"A-{after}", account=f"account {after}")
        real = getattr(Outbox, point)
        deaths = [True]

        def dying(*arguments: Any, real: Any = real, deaths: list[bool] = deaths, after: bool = after) -> Any:
            found = real(*arguments) if after or not deaths else None
            if deaths:
                deaths.pop()
                raise Killed
            return found

        with monkeypatch.context() as patch:
            patch.setattr(Outbox, point, dying)
            for _ in range(4):
                with suppress(Killed):
                    notifier_of(ledger, {"ops": "json://x/"}, send=sending).after_sweep()
                clock.now += timedelta(minutes=2)
    assert len(set(taken)) == len(taken) and len(ledger.outbox.messages()) <= 2


def test_two_processes_do_not_send_at_once(ledger: Ledger, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notifier, "SECONDS", 0.05)
    telling = notifier_of(ledger, {"ops": receiver.url})
    enter(ledger, "A-1")
    (ledger.path.parent / "locks").mkdir()
    with FileLock(ledger.path.parent / "locks" / "notify.lock"):
        assert "another process is sending" in telling.after_sweep()
        assert posts(ledger) == [("ops", Post.PENDING)], "what another sends is not taken for a dead one's"
    assert telling.after_sweep() == "" and len(receiver.told) == 1


def test_the_time_of_a_whole_sweep_is_bounded(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([0.0, 1.0, 2.0, 100.0, 101.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(notifier, "FileLock", lambda *_, **__: FileLock(ledger.path.with_name("l"), timeout=-1))
    telling = notifier_of(ledger, {"ops": "json://x/"}, send=lambda *_: Result(Came.TAKEN))
    for account in "abcd":
        enter(ledger, account, account=account)
    assert telling.after_sweep() == "2 notifications wait for the next sweep"
