"""What a sitting is doing right now, for whoever watches it from outside: an act that has no end is ended by them.

Most acts carry a deadline of Playwright's; those that read or run something in a page do not, and a page that loops
never answers them. So each act says that it begins and ends. The watch itself lies elsewhere, in another thread.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

Close = Callable[[], None]


@dataclass
class _Act:
    limit: float
    close: Close | None
    begun: float = field(default_factory=time.monotonic)


class Acts:
    """The acts under way in one sitting, one within the other.

    `seconds`: the time of an act that names no other. `close`: ends what a page does, where an act names nothing else.
    """

    def __init__(self, seconds: float, close: Close) -> None:
        self._seconds = seconds
        self._close = close
        self._ended = False
        self._last_ended = False
        self._under_way: list[_Act] = []

    @contextmanager
    def act(self, seconds: float | None, close: Close | None) -> Iterator[None]:
        """Do one act within so many seconds; the one around it begins its time anew when this has ended."""
        self._last_ended = False
        self._under_way.append(_Act(seconds or self._seconds, close))
        try:
            yield
        finally:
            self._under_way.pop()
            if self._under_way:
                self._under_way[-1].begun = time.monotonic()

    def overdue(self) -> float:
        """Return for how many seconds the innermost act has been over its time; 0 where none is."""
        try:
            innermost = self._under_way[-1]
        except IndexError:  # it has just ended
            return 0.0
        return max(0.0, time.monotonic() - innermost.begun - innermost.limit)

    def ending(self) -> Close:
        """Take note that the innermost act is ended from outside, and return what closes its page."""
        close = self._under_way[-1].close if self._under_way else None
        if close:
            self._last_ended = True
            return close
        self._ended = True
        return self._close

    def begin_anew(self) -> None:
        """Forget that pages were closed: fresh ones stand there."""
        self._ended = False

    def was_ended(self) -> bool:
        """Say whether what was under way was ended from outside, since it had no end."""
        return self._ended or self._last_ended


_CURRENT: ContextVar[Acts | None] = ContextVar("acts", default=None)


@contextmanager
def watched_by(acts: Acts) -> Iterator[None]:
    """Let the acts of this thread count among these from now on."""
    token = _CURRENT.set(acts)
    try:
        yield
    finally:
        _CURRENT.reset(token)


@contextmanager
def act(seconds: float | None = None, close: Close | None = None) -> Iterator[None]:
    """Do one act, watched where somebody watches; `close` ends one that is done in no page of the sitting."""
    if acts := _CURRENT.get():
        with acts.act(seconds, close):
            yield
    else:
        yield


def was_ended() -> bool:
    """Say whether what was under way here was ended from outside, since it had no end."""
    acts = _CURRENT.get()
    return acts is not None and acts.was_ended()
