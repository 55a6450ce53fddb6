"""One message to one address by apprise, and an honest word on what came of it.

apprise says yes or no. That is not enough here: a no may be an answer that was never read (a second sending would
then be a double), and several services (钉钉, 企业微信, 飞书, Server酱) refuse with HTTP 200 and a code in the body,
which apprise takes for a yes. So the connections and the answers of requests, on which apprise's services are built,
are listened to while a message is sent: apprise offers no other way to see them. Nothing of an address is ever
repeated: apprise's loggers are silenced, and reasons are our own words, with the address's parts taken out.
"""

import json
import logging
import re
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portalbot.reporting.notify.texts import fitted

SECONDS = 15.0
"""For one message."""
READ_SECONDS = 9.0
LONGEST = 15_000
"""Bytes of a text, whatever the service; some take less than apprise believes."""
TAKES = {"wecombot": 2000}
CODE = {"dingtalk": "errcode", "wecombot": "errcode", "feishu": "code", "lark": "code", "schan": "code",
        "pushdeers": "code"}  # fmt: skip
"""Where a service's JSON tells refusal (anything but 0) beside HTTP 200, by apprise's name of the service."""
UNKNOWN = "its address is none that apprise knows, or several: docs/notifications.md"
LOGGERS = ("apprise", "requests", "urllib3")


class Came(StrEnum):
    """What came of a message."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Result:
    """What came of a message, and why: REFUSED was surely not taken, UNSURE perhaps."""

    came: Came
    why: str = ""


class _TooLate(OSError):
    """The message's time is over: nothing more may leave."""


@dataclass
class _Ear:
    """What was heard of one message's connections and answers."""

    asked: int = 0
    connected: int = 0
    untrusted: bool = False
    over: bool = False
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def connecting(self) -> None:
        with self.lock:
            if self.over:
                raise _TooLate("too late")
            self.connected += 1


_heard = threading.local()
_installing = threading.Lock()


def send(url: str, title: str, text: str, seconds: float = SECONDS) -> Result:
    """Send a message to an address as apprise writes them; returns within `seconds`, and raises nothing."""
    _listen()
    service = _service(url)
    if service is None:
        return Result(Came.REFUSED, UNKNOWN)
    ear, came = _Ear(), list[Result]()

    def run() -> None:
        _heard.ear = ear
        came.append(_sent(service, url, title, text, ear))

    thread = threading.Thread(target=run, name="notification", daemon=True)
    thread.start()
    thread.join(seconds)
    with ear.lock:
        ear.over = True
        if came:
            return came[0]
        if ear.asked and not ear.connected:  # and none will be: the ear sees to that
            return Result(Came.REFUSED, f"no connection within {seconds:.0f} s")
    return Result(Came.UNSURE, f"no answer within {seconds:.0f} s")


def _service(url: str) -> Any:
    from apprise import Apprise

    return Apprise.instantiate(url, suppress_exceptions=True)


def _sent(service: Any, url: str, title: str, text: str, ear: _Ear) -> Result:
    from apprise import Apprise, NotifyFormat

    service.retry, service.optional = 0, False  # an address may ask for both; to try again is the outbox's part
    if service.socket_read_timeout == type(service).socket_read_timeout:
        service.socket_read_timeout = READ_SECONDS
    name = service.secure_protocol or service.protocol
    scheme = name if isinstance(name, str) else next(iter(name))
    most = min(TAKES.get(scheme, LONGEST), int(service.body_maxlen)) - len(title.encode()) - 8
    everyone = Apprise()
    everyone.add(service)
    taken = everyone.notify(body=fitted(text, most), title=title, body_format=NotifyFormat.TEXT)
    return _judged(bool(taken), ear, scheme, url)


def _judged(taken: bool, ear: _Ear, scheme: str, url: str) -> Result:
    refusals = [refusal for answer in ear.answers if (refusal := _refusal(*answer, CODE.get(scheme, ""), url))]
    unanswered = ear.asked - len(ear.answers)
    if taken and not refusals:
        return Result(Came.TAKEN)
    if len(ear.answers) > len(refusals) and ear.asked > 1:
        return Result(Came.UNSURE, "only some of its recipients took it")
    if unanswered and ear.connected > len(ear.answers) and not ear.untrusted:
        return Result(Came.UNSURE, "no answer came")
    if unanswered:
        return Result(Came.REFUSED, "its certificate is not trusted" if ear.untrusted else "no connection")
    return Result(Came.REFUSED, refusals[0] if refusals else "the service did not take it")


def _refusal(status: int, body: bytes, code: str, url: str) -> str:
    """Return why an answer is a no; '' for a yes."""
    if not 200 <= status < 300:
        return f"it answered {status}"
    if not code:
        return ""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(said, dict) or said.get(code, 0) in (0, "0"):
        return ""
    words = next((str(said[name]) for name in ("errmsg", "msg", "message", "error") if said.get(name)), "")
    return without(url, f"it answered {code} {said[code]}: {words}".rstrip(": "))[:200]


def without(url: str, text: str) -> str:
    """Return a text with every part of an address taken out of it."""
    for part in sorted({part for part in re.split(r"[^\w-]+", url) if len(part) > 3}, key=len, reverse=True):
        text = re.sub(re.escape(part), "…", text, flags=re.IGNORECASE)
    return text


def _listen() -> None:
    """Silence the loggers that would repeat an address, and hear what requests does for a thread that sends."""
    import requests
    from urllib3.util import connection

    with _installing:
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        if hasattr(requests.Session.send, "heard"):
            return
        send_it, connect = requests.Session.send, connection.create_connection

        def heard_send(session: Any, request: Any, **options: Any) -> Any:
            ear: _Ear | None = getattr(_heard, "ear", None)
            if ear is None:
                return send_it(session, request, **options)
            ear.asked += 1
            try:
                answer = send_it(session, request, **options)
            except requests.exceptions.SSLError:
                ear.untrusted = True
                raise
            ear.answers.append((answer.status_code, answer.content))
            return answer

        def heard_connect(*arguments: Any, **options: Any) -> Any:
            ear: _Ear | None = getattr(_heard, "ear", None)
            made = connect(*arguments, **options)
            if ear is not None:
                try:
                    ear.connecting()
                except _TooLate:
                    made.close()
                    raise
            return made

        heard_send.heard = True  # type: ignore[attr-defined]
        requests.Session.send = heard_send  # type: ignore[method-assign, assignment]
        connection.create_connection = heard_connect
