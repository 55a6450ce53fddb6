"""Notifications: sent by apprise to a receiver of this machine, once, with no address ever repeated."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from loguru import logger
from pydantic import SecretStr
from typer.testing import CliRunner

from pages.errors import CaseFileError
from portalbot.cli.app import app
from portalbot.ledger import Ledger
from portalbot.notify import Notifier, notifier
from portalbot.notify.sending import CODE, Came, Result, send, without
from portalbot.notify.texts import fitted, message_of, of_blocks
from portalbot.outbox import Post, Told
from portalbot.settings import Channel, load_settings
from portalbot.states import Notice, State
from tests.unit.test_ledger import NOON, NUMBER, Clock, fields, raw
from tests.unit.test_outbox import enter

TOKEN = "sEcReT0987654321"
DAY = timedelta(days=1)


@dataclass
class Receiver:
    """A web server that takes notifications: what it was told, and how it answers."""

    server: ThreadingHTTPServer
    told: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    body: bytes = b"{}"
    before_answering: Callable[[], None] = lambda: None

    @property
    def url(self) -> str:
        return f"json://{TOKEN}:{TOKEN}@127.0.0.1:{self.server.server_port}/{TOKEN}"

    @property
    def titles(self) -> list[str]:
        return [each["title"] for each in self.told]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        json_like = data.startswith(b"{")
        self.receiver.told.append(json.loads(data) if json_like else {"title": "", "form": data.decode()})
        self.receiver.before_answering()
        try:
            self.send_response(self.receiver.status)
            self.send_header("Content-Length", str(len(self.receiver.body)))
            self.end_headers()
            self.wfile.write(self.receiver.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    receiver = handler.receiver = Receiver(server)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "ledger.db", who="clerk@office", clock=clock)
    yield ledger
    ledger.close()


def notifier_of(
    ledger: Ledger, urls: dict[str, str], *, events: frozenset[Notice] | None = None, **options: Any
) -> Notifier:
    more = {} if events is None else {"events": events}
    channels = {name: Channel(url=SecretStr(url), **more) for name, url in urls.items()}
    return Notifier(ledger, channels, ledger.path.parent, **{"practice": False, **options})


def posts(ledger: Ledger) -> list[tuple[str, Post]]:
    return [(each.channel, each.state) for each in ledger.messages()]


def unused() -> str:
    """Return an address at which nobody listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        return f"json://{TOKEN}:{TOKEN}@127.0.0.1:{server.server_port}/"


# what is sent


def test_a_sweep_is_one_message_an_account_with_what_to_do(ledger: Ledger, receiver: Receiver) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url})
    ledger.register(fields())
    ledger.note_serial(ledger.open_attempt("A-1", frozen={}, baseline=frozenset(), holder={}), "20260302000001")
    ledger.move("A-1", State.REJECTED, "materials: 补充", words="驳回 材料不清晰")
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


# a receiver that fails


def test_a_refusing_receiver_is_tried_again_later_and_stops_nothing(
    ledger: Ledger, receiver: Receiver, clock: Clock
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
    ledger: Ledger, receiver: Receiver, clock: Clock
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


# dying


SENDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pydantic import SecretStr
from portalbot.ledger import Ledger
from portalbot.notify import Notifier
from portalbot.settings import Channel
path = Path(sys.argv[1])
ledger = Ledger(path, who="killed", clock=lambda: datetime.fromisoformat(sys.argv[3]))
Notifier(ledger, {"ops": Channel(url=SecretStr(sys.argv[2]))}, path.parent, practice=False).after_sweep()
"""


def test_a_sender_killed_before_it_wrote_down_the_answer_sends_nothing_twice(
    ledger: Ledger, receiver: Receiver, clock: Clock
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
    ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch, point: str
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
        real = getattr(Ledger, point)
        deaths = [True]

        def dying(*arguments: Any, real: Any = real, deaths: list[bool] = deaths, after: bool = after) -> Any:
            found = real(*arguments) if after or not deaths else None
            if deaths:
                deaths.pop()
                raise Killed
            return found

        with monkeypatch.context() as patch:
            patch.setattr(Ledger, point, dying)
            for _ in range(4):
                with suppress(Killed):
                    notifier_of(ledger, {"ops": "json://x/"}, send=sending).after_sweep()
                clock.now += timedelta(minutes=2)
    assert len(set(taken)) == len(taken) and len(ledger.messages()) <= 2


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


# the digest


def digests(receiver: Receiver) -> list[str]:
    return [title for title in receiver.titles if "daily digest" in title]


def test_the_digest_comes_once_a_day_of_shanghai_after_its_hour(
    ledger: Ledger, receiver: Receiver, clock: Clock
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


def test_a_digest_is_made_for_those_alone_who_want_one(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url}, events=frozenset({Notice.PERSON}), digest_at="09:00")
    never = notifier_of(ledger, {"boss": receiver.url}, events=frozenset({Notice.DIGEST}), digest_at="")
    enter(ledger, "A-1")
    clock.now += DAY
    telling.after_sweep()
    never.after_sweep()
    assert digests(receiver) == []


def test_the_digest_says_what_matters(ledger: Ledger, receiver: Receiver, clock: Clock) -> None:
    telling = notifier_of(ledger, {"ops": receiver.url}, digest_at="09:00")
    enter(ledger, "A-1", State.VERIFYING)
    ledger.set_dates("A-1", verify_until=(NOON + DAY).isoformat())
    enter(ledger, "A-2", State.REVIEWING)
    ledger.set_dates("A-2", due_on="2026-03-09")
    enter(ledger, "A-3")
    ledger.rest("lingnan", "p", "lingnan", "password", "密码错误")
    ledger.quarantine("p", "practice/广东", "form", "a landmark is missing")
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
    ledger: Ledger, receiver: Receiver, clock: Clock
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


# settings and commands


def test_channels_come_from_the_environment_and_a_folder_of_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "PORTALBOT_NOTIFY__BOSS__URL").write_text(f"json://{TOKEN}/\n", encoding="utf-8")
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__URL", f"json://{TOKEN}@h/")
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__EVENTS", "rejected, Overdue")
    monkeypatch.setenv("PORTALBOT_NOTIFY__BOSS__EVENTS", "cancelled")
    channels = load_settings(secrets_dir=tmp_path).notify
    assert channels["ops"].events == {Notice.REJECTED, Notice.OVERDUE} and channels["boss"].events == {Notice.CANCELLED}
    assert channels["boss"].url.get_secret_value() == f"json://{TOKEN}/" and TOKEN not in repr(channels)
    assert Channel(url=SecretStr("x")).events == frozenset(Notice) - {Notice.SUBMITTED}
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__EVENTS", "nonsense")
    with pytest.raises(CaseFileError, match="PORTALBOT_NOTIFY__OPS__EVENTS") as caught:
        load_settings()
    assert TOKEN not in str(caught.value)


def notify(data: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["notify", *arguments, "--data-dir", str(data)])
    return done.exit_code, done.output


def test_the_command_tests_each_channel_and_repeats_no_address(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert notify(tmp_path, "test")[0] == 2 and "PORTALBOT_NOTIFY__" in notify(tmp_path, "test")[1]
    monkeypatch.setenv("PORTALBOT_NOTIFY__GOOD__URL", receiver.url)
    monkeypatch.setenv("PORTALBOT_NOTIFY__BAD__URL", unused())
    code, said = notify(tmp_path, "test")
    assert code == 1 and "good: taken" in said and "bad: not taken: no connection" in said and TOKEN not in said
    assert len(receiver.told) == 1 and "portalbot" in receiver.titles[0]
    assert notify(tmp_path, "test", "--channel", "good")[0] == 0 and len(receiver.told) == 2
    assert notify(tmp_path, "test", "--channel", "nobody")[0] == 2


def test_the_command_lists_channels_and_what_waits(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifier_of(ledger, {"ops": "json://x/"}, send=lambda *_: Result(Came.REFUSED, "it answered 500"))
    enter(ledger, "A-1")
    notifier_of(ledger, {"ops": "json://x/"}, send=lambda *_: Result(Came.REFUSED, "it answered 500")).after_sweep()
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__URL", f"json://{TOKEN}/")
    monkeypatch.setenv("PORTALBOT_NOTIFY__OPS__EVENTS", "rejected,person")
    code, said = notify(tmp_path, "list")
    assert code == 0 and "ops" in said and "rejected, person" in said and "1 pending (it answered 500)" in said
    assert TOKEN not in said


def test_apprise_is_loaded_only_to_send() -> None:
    code = (
        "import portalbot.notify, portalbot.cli.notify, sys; print('apprise' in sys.modules, 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
