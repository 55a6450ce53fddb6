"""One request on its way through the desk, and what a fault may do to it (the faults themselves: `faults.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from mock_portal.calls import Call, Reply, answer

if TYPE_CHECKING:
    from mock_portal.desk import Desk
    from mock_portal.office import Office
    from mock_portal.words import Words

STEPS = ("select", "sign_in", "list", "dialog", "form", "upload", "submit", "receipt", "applications", "verify")
ANY = "*"


@dataclass
class Visit:
    """Follow one request through the desk.

    `lag` hides younger applications in lists, `doubles` takes second applications, `keep` false takes nothing,
    `committed` tells that an application was taken, `sign_off` drops the session that the call belongs to.
    """

    call: Call
    step: str
    province: str
    account: str | None
    desk: Desk
    lag: timedelta = timedelta()
    doubles: bool = False
    keep: bool = True
    committed: bool = False
    sign_off: bool = False

    @property
    def office(self) -> Office:
        """Return the office that the desk answers for."""
        return self.desk.office

    @property
    def words(self) -> Words:
        """Return the words of the province that is visited."""
        return self.office.manners(self.province).words

    def say(self, code: int, status: int = 200, values: Mapping[str, object] | None = None) -> Reply:
        """Answer with a code and the portal's words for it, their gaps filled from `values`."""
        said = answer(code, self.words(f"code.{code}", **(values or {})), status=status)
        return replace(said, values=dict(values or {}))


@dataclass(kw_only=True)
class Fault:
    """Strike at a step; see the module."""

    places: ClassVar[tuple[str, ...]] = (*STEPS, ANY)
    usual: ClassVar[int | None] = 1

    step: str = ""
    times: int | None = -1
    account: str | None = None
    after: int = 0
    met: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.step = self.step or self.places[0]
        if self.step not in self.places:
            raise ValueError(f"{type(self).__name__} strikes at {', '.join(self.places)}; not at {self.step!r}")
        if self.times == -1:
            self.times = self.usual

    def meant(self, visit: Visit) -> bool:
        """Tell whether this visit is one that the fault may strike."""
        here = self.step == visit.step or (self.step == ANY and visit.step != "receipt")
        return here and self.account in (None, visit.account)

    def strikes(self, visit: Visit) -> bool:
        """Decide whether to strike now, and count it."""
        if not self.meant(visit):
            return False
        self.met += 1
        if self.met <= self.after or (self.times is not None and self.struck >= self.times):
            return False
        self.struck += 1
        return True

    def prepare(self, visit: Visit) -> None:
        """Change what the desk will do."""

    def instead(self, visit: Visit) -> Reply | None:  # noqa: ARG002 - for those who override it
        """Answer in the desk's place, or return `None`."""
        return None

    def afterwards(self, visit: Visit, reply: Reply) -> Reply:  # noqa: ARG002 - for those who override it
        """Change the desk's answer."""
        return reply
