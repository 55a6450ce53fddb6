"""The ways in which a portal fails, as objects: `office.faults.add(Error500(step="list", times=2))`.

A fault strikes at a step (`STEPS`, or "*" for every request), for one account or for all (`account=None`), after
`after` requests have passed, `times` times (`None`: until cleared). Failures strike once by default, modes until
cleared; each class says which. "receipt" is the answer to a submission: what strikes there strikes after the
application was taken. A fault acts at one of three moments: `prepare` changes what the desk does, `instead` answers in
its place, `afterwards` changes its answer.

Chromium quietly repeats a request whose *reused* connection dies: there a `ConnectionRefused` of `times=1` is not seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar

from mock_portal.desk.calls import Reply, answer
from mock_portal.desk.fault import ANY, STEPS, Fault
from mock_portal.desk.visit import Visit

_TABLES = ("list", "applications")


@dataclass(kw_only=True)
class Delay(Fault):
    """Hold an answer back for `seconds`; what was asked has been done by then. Once."""

    seconds: float = 1.5

    def afterwards(self, visit: Visit, reply: Reply) -> Reply:
        return replace(reply, delay=reply.delay + self.seconds) if self.strikes(visit) else reply


@dataclass(kw_only=True)
class Slow(Delay):
    """Hold every answer back for `seconds`. A mode."""

    places: ClassVar[tuple[str, ...]] = (ANY, *STEPS)
    usual: ClassVar[int | None] = None
    seconds: float = 0.5


@dataclass(kw_only=True)
class Error500(Fault):
    """Answer HTTP 500 and do nothing. Once."""

    def instead(self, visit: Visit) -> Reply | None:
        return visit.say(500, status=500) if self.strikes(visit) else None


@dataclass(kw_only=True)
class SessionExpired(Fault):
    """Drop the session and answer 401; at sign_in, drop the session just begun. Once. The ministry knows no session."""

    places: ClassVar[tuple[str, ...]] = (*(step for step in STEPS if step != "verify"), ANY)

    def meant(self, visit: Visit) -> bool:
        return (bool(visit.province) or visit.step == "select") and super().meant(visit)

    def instead(self, visit: Visit) -> Reply | None:
        if visit.step == "sign_in" or not self.strikes(visit):
            return None
        visit.sign_off = True
        return None if visit.step == "select" else visit.say(401, status=401)

    def afterwards(self, visit: Visit, reply: Reply) -> Reply:
        if visit.step == "sign_in" and reply.token and self.strikes(visit):
            visit.sign_off = True
        return reply


@dataclass(kw_only=True)
class Maintenance(Fault):
    """Answer 901. Once."""

    def instead(self, visit: Visit) -> Reply | None:
        return visit.say(901) if self.strikes(visit) else None


@dataclass(kw_only=True)
class MaintenanceBetween(Maintenance):
    """Answer 901 to everything once `after` requests have passed. A mode."""

    places: ClassVar[tuple[str, ...]] = (ANY, *STEPS)
    usual: ClassVar[int | None] = None


@dataclass(kw_only=True)
class ConnectionRefused(Fault):
    """Close the connection at once; nothing is done. Once."""

    def instead(self, visit: Visit) -> Reply | None:
        return Reply(cut=True) if self.strikes(visit) else None


@dataclass(kw_only=True)
class Waf403(Fault):
    """Answer HTTP 403 as a web firewall does. A mode."""

    usual: ClassVar[int | None] = None

    def instead(self, visit: Visit) -> Reply | None:
        return visit.say(403, status=403) if self.strikes(visit) else None


@dataclass(kw_only=True)
class EmptyList(Fault):
    """Show an empty table with a total of 0: a soft block. A mode."""

    places: ClassVar[tuple[str, ...]] = _TABLES
    usual: ClassVar[int | None] = None
    status: ClassVar[int] = 200

    def instead(self, visit: Visit) -> Reply | None:
        if not self.strikes(visit):
            return None
        code = 0 if self.status == 200 else self.status
        return answer(code, params={"rows": [], "total": 0, "page": 1, "size": 10}, status=self.status)


@dataclass(kw_only=True)
class TooManyRequestsAsEmptyTable(EmptyList):
    """Answer HTTP 429, which the page shows as a table without rows. A mode."""

    status: ClassVar[int] = 429


@dataclass(kw_only=True)
class EndlessList(Fault):
    """Count `total` rows, `size` a page, and show what was shown last on every page that holds none. A mode."""

    places: ClassVar[tuple[str, ...]] = _TABLES
    usual: ClassVar[int | None] = None
    total: int = 10_000_000
    size: int = 10
    _last: list[object] = field(default_factory=list, init=False, repr=False, compare=False)

    def afterwards(self, visit: Visit, reply: Reply) -> Reply:
        if "rows" not in reply.params or not self.strikes(visit):
            return reply
        self._last = reply.params["rows"] or self._last
        return answer(params={**reply.params, "rows": self._last, "total": self.total, "size": self.size})


@dataclass(kw_only=True)
class ListLag(Fault):
    """Show applications, and what they do to records, in lists only `hours` of office time later. A mode.

    At "list" or "applications" it concerns that list alone.
    """

    places: ClassVar[tuple[str, ...]] = (ANY, *_TABLES)
    usual: ClassVar[int | None] = None
    hours: float = 6.0

    def prepare(self, visit: Visit) -> None:
        if visit.step in _TABLES and self.strikes(visit):
            visit.lag = max(visit.lag, timedelta(hours=self.hours))


@dataclass(kw_only=True)
class DuplicateAccepted(Fault):
    """Take a second application for a record or subject, and keep its button in the list. A mode.

    The very same form sent again is taken too, though the first has used its files up. A licence's form is saved, too.
    """

    places: ClassVar[tuple[str, ...]] = (ANY, "list", "submit")
    usual: ClassVar[int | None] = None

    def meant(self, visit: Visit) -> bool:
        here = visit.step in ("list", "submit") or visit.call.path == "api/save"
        return here and self.account in (None, visit.account)

    def prepare(self, visit: Visit) -> None:
        if self.strikes(visit):
            visit.doubles = True


@dataclass(kw_only=True)
class UploadToastWithoutFile(Fault):
    """Answer 上传成功 and keep no file. Once."""

    places: ClassVar[tuple[str, ...]] = ("upload",)

    def prepare(self, visit: Visit) -> None:
        if self.strikes(visit):
            visit.keep = False


@dataclass(kw_only=True)
class SuccessPageWithoutCommit(UploadToastWithoutFile):
    """Show a serial and take nothing. Once."""

    places: ClassVar[tuple[str, ...]] = ("submit",)


@dataclass(kw_only=True)
class AlreadyInWithoutApplication(Fault):
    """Answer 1030 though nothing is in. Once."""

    places: ClassVar[tuple[str, ...]] = ("submit",)

    def instead(self, visit: Visit) -> Reply | None:
        return visit.say(1030) if self.strikes(visit) else None


@dataclass(kw_only=True)
class SecondClickFails(Fault):
    """Answer failure to a second submission for a number within a day of one that was taken. A mode."""

    places: ClassVar[tuple[str, ...]] = ("submit",)
    usual: ClassVar[int | None] = None

    def instead(self, visit: Visit) -> Reply | None:
        since = visit.office.now - timedelta(days=1)
        taken = any(
            one.number == visit.call.text("number") and one.province == visit.province and one.submitted_at > since
            for one in visit.office.applications
        )
        return visit.say(1200) if taken and self.strikes(visit) else None
