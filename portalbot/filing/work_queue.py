"""The works that wait for a worker: at most so many sittings at once for each portal, one for each sign-in.

Two profiles at one address may know the same user name; they share the account's lock, so they are not served together.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable

from portalbot.filing.account_worker import Work

TICK = 0.2
"""Seconds after which a waiting worker sees that a stop was asked for."""


class WorkQueue:
    """A line of works, given out as their portals and accounts become free. `closed`: nothing more is given out."""

    def __init__(self, works: Iterable[Work], closed: Callable[[], bool]) -> None:
        self._works = list(works)
        self._closed = closed
        self._at: Counter[str] = Counter()
        self._in_use: set[tuple[str, str]] = set()
        self._free = threading.Condition()

    def __len__(self) -> int:
        return len(self._works)

    def take(self) -> Work | None:
        """Return the next work that may be begun, waiting for one; None when there is none left."""
        with self._free:
            while self._works and not self._closed():
                work = next(filter(self._may_begin, self._works), None)
                if work is not None:
                    self._works.remove(work)
                    self._at[work.portal.name] += 1
                    self._in_use.add((work.portal.origin, work.user_name))
                    return work
                self._free.wait(TICK)
            return None

    def _may_begin(self, work: Work) -> bool:
        room = self._at[work.portal.name] < work.portal.pace.sittings_at_once
        return room and (work.portal.origin, work.user_name) not in self._in_use

    def done(self, work: Work) -> None:
        """Give free what a work held."""
        with self._free:
            self._at[work.portal.name] -= 1
            self._in_use.discard((work.portal.origin, work.user_name))
            self._free.notify_all()
