"""An office to practise with: the authority, which does what it should, and the faults of what stands before it."""

from __future__ import annotations

from mock_portal.desk.fault_list import Faults
from mock_portal.office.office import Office
from mock_portal.office.state import State
from mock_portal.office.wording import Wording


class PracticeOffice(Office):
    """Be the office that a desk answers for; `faults` are those that are set, and a reset takes them away."""

    def __init__(self, seed: int = 2026, state: State | None = None, wording: Wording | None = None) -> None:
        super().__init__(seed, state, wording)
        self.faults = Faults()

    def reset(self) -> None:
        """Begin again: the seeded register, the first morning, no applications, no faults, no drifts."""
        with self.lock:
            self.faults.clear()
            super().reset()
