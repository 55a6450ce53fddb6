"""What every fault is: where it strikes, whom and how often, and the three moments at which it may act.

The faults themselves: `faults.py` and `late_faults.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from mock_portal.desk.calls import Reply
from mock_portal.desk.visit import Visit

STEPS = ("select", "sign_in", "list", "dialog", "form", "upload", "submit", "receipt", "applications", "verify")
ANY = "*"


@dataclass(kw_only=True)
class Fault:
    """Strike at a step; see `faults.py`."""

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
