"""Have a file opened by a process of its own, and end that process when it takes too long.

One process serves one file after another, and is started with the first; after a file that ended it the next one has a
new one. It gets no setting of ours (`child_environment`), and what it answers is believed as little as the file: rules
are looked up by the caller, words are shortened and stripped of what a terminal would obey.
"""

import atexit
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portalbot.cases.documents import bounds, wire
from portalbot.cases.documents.errors import Unfit
from portalbot.machine.child_environment import environment

_ROOT = Path(__file__).parents[3]
_MOST_WORDS = 300
_GRACE = 2.0
"""Seconds in which a process that is not asked any more ends by itself."""
HEAVY: tuple[str, dict[str, int]] = ("file-heavy", {})
"""What is found of a file that no answer came to."""
_HEAVY = "it takes more time or memory to open than a scan or a letter needs, or breaks the program that opens it"


@dataclass(frozen=True)
class Finding:
    """A rule that a file trips, and what fills its gaps."""

    rule: str
    values: dict[str, int]


@dataclass(frozen=True)
class Copy:
    """A faithful copy: its bytes, its ending, and what was done beside converting it."""

    data: bytes
    ending: str
    notes: tuple[str, ...]


class Apart:
    """The process that opens files, while there is one; one caller at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def ask(self, table: dict[str, object], data: bytes, seconds: float) -> wire.Message | None:
        """Send a request and wait so long for the answer; None where none came. Raises OSError if it cannot start."""
        with self._lock:
            process = self._process or self._started()
            self._process = process
            assert process.stdin and process.stdout
            deadline = threading.Timer(seconds, process.kill)
            deadline.start()
            try:
                wire.send(process.stdin, {**table, "seconds": seconds}, data)
                answer = wire.receive(process.stdout)
            except OSError:  # it has ended
                answer = None
            finally:
                deadline.cancel()
            if answer is None:
                self._end()
            return answer

    def end(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-B", "-m", "portalbot.cases.documents.child"]
        more = {"PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "2"}  # many arenas would count as memory that is used
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment(more), cwd=_ROOT
        )

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin and process.stdout
        for stream in (process.stdin, process.stdout):
            try:
                stream.close()
            except OSError:
                continue  # what was not written yet is not wanted any more
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


_APART = Apart()
atexit.register(_APART.end)


def end() -> None:
    """End the process that opens files; the next file starts another."""
    _APART.end()


def examined(data: bytes, seconds: float = bounds.SECONDS_TO_EXAMINE) -> list[Finding]:
    """Return the rules that a file trips; the rule `file-heavy` where it is too much. Raises OSError."""
    answer = _APART.ask({"task": "examine"}, data, seconds)
    try:
        trips: Any = answer[0]["trips"] if answer else [HEAVY]
        return [Finding(str(rule), {str(gap): int(value) for gap, value in values.items()}) for rule, values in trips]
    except (KeyError, TypeError, ValueError, AttributeError):  # no answer that this program gives
        return [Finding(*HEAVY)]


def copied(data: bytes, endings: Sequence[str], most: int, seconds: float = bounds.SECONDS_TO_COPY) -> Copy:
    """Return a copy of a file with one of the endings and at most so many bytes, that shows what it shows.

    Raises Unfit where none can be made, and OSError.
    """
    answer = _APART.ask({"task": "copy", "endings": list(endings), "most": most}, data, seconds)
    if answer is None:
        raise Unfit(_HEAVY)
    table, made = answer
    if "unfit" in table:
        raise Unfit(_plain(table["unfit"]), _plain(table.get("cure")))
    notes, ending = table.get("notes"), table.get("ending")
    if not isinstance(notes, list) or ending not in endings or not 0 < len(made) <= most:
        raise Unfit(_HEAVY)
    return Copy(made, str(ending), tuple(map(_plain, notes)))


def _plain(words: object) -> str:
    """Return words on one line, without anything that a terminal would obey."""
    return "".join(each for each in str(words) if each.isprintable())[:_MOST_WORDS]
