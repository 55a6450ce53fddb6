"""Faults that strike once an application was taken: what its clerk is told is not what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mock_portal.desk.calls import Reply, answer
from mock_portal.desk.fault import Fault
from mock_portal.desk.visit import Visit


@dataclass(kw_only=True)
class AfterCommit(Fault):
    """Spoil the answer to a submission that was taken; the base of the faults below."""

    places: ClassVar[tuple[str, ...]] = ("submit",)

    def meant(self, visit: Visit) -> bool:
        return visit.committed and super().meant(visit)

    def afterwards(self, visit: Visit, reply: Reply) -> Reply:
        return self.spoil(visit) if self.strikes(visit) else reply

    def spoil(self, visit: Visit) -> Reply:
        """Return the answer that is given instead."""
        return visit.say(500, status=500)


@dataclass(kw_only=True)
class Error500AfterCommit(AfterCommit):
    """Take the application and answer HTTP 500. Once."""


@dataclass(kw_only=True)
class LoopingReceipt(AfterCommit):
    """Take the application, and show its serial on a page whose script runs in a circle from then on. Once."""

    def afterwards(self, visit: Visit, reply: Reply) -> Reply:
        return answer(params={**reply.params, "loops": True}) if self.strikes(visit) else reply


@dataclass(kw_only=True)
class DropAfterCommit(AfterCommit):
    """Take the application and cut the connection; with `reused_only` only one that served a request before. Once."""

    reused_only: bool = False

    def meant(self, visit: Visit) -> bool:
        return super().meant(visit) and (visit.call.reused or not self.reused_only)

    def spoil(self, visit: Visit) -> Reply:  # noqa: ARG002 - silence needs no words
        return Reply(cut=True)


@dataclass(kw_only=True)
class RefusalAfterCommit(AfterCommit):
    """Take the application and answer a refusal: `code`, by default 901 (未被受理). Once."""

    code: int = 901

    def spoil(self, visit: Visit) -> Reply:
        return visit.say(self.code)


@dataclass(kw_only=True)
class SerialMissing(AfterCommit):
    """Take the application and answer without a serial; the page goes straight back to the list. Once."""

    def spoil(self, visit: Visit) -> Reply:  # noqa: ARG002 - nor does this
        return answer()
