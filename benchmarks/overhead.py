"""Overhead: the commands' own cost, and where a case's time goes: ledger, evidence, and everything else."""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from loguru import logger

from benchmarks.fleet import Fleet
from benchmarks.measure import measured
from benchmarks.practice import PROVINCE
from mock_portal.server import Portal as PracticePortal
from pages.base import BasePage
from portalbot import browser as browsers
from portalbot.evidence import Evidence
from portalbot.ledger import Ledger

WRITES = ("register", "move", "note", "open_attempt", "note_serial", "note_answer", "note_verdict", "note_seconds",
          "begin_look", "end_look", "keep_artefact", "tell_once", "set_dates", "approved", "case", "cases", "serials",
          "open_attempt_of", "attempts", "told")  # fmt: skip


@dataclass(frozen=True)
class Command:
    """A command's cost: seconds, and processor seconds."""

    name: str
    seconds: float
    processor: float

    def line(self) -> str:
        """Return the figures in a line."""
        return f"{self.name:<26} {self.seconds:>6.2f} s {self.processor:>6.2f} cpu s"


@dataclass(frozen=True)
class Shares:
    """Where the time of filing went, as shares of the whole: in the ledger, in evidence and its pictures."""

    pictures: bool
    cases: int
    seconds: float
    ledger: float
    evidence: float

    def line(self) -> str:
        """Return the shares in a line."""
        how = "with pictures" if self.pictures else "pictures off"
        parts = f"ledger {self.ledger:.1%}, evidence {self.evidence:.1%}, together {self.ledger + self.evidence:.1%}"
        return f"{self.cases} cases {how}: {self.seconds:.1f} s; {parts}"


def commands() -> Iterator[Command]:
    """Measure commands that do no work, the best of three."""
    with tempfile.TemporaryDirectory(prefix="portalbot-bench-") as folder:
        for name, words in {
            "portalbot --help": ["--help"],
            "portalbot status": ["status", "--data-dir", folder],
        }.items():
            tries = [measured([sys.executable, "-m", "portalbot", *words]) for _ in range(3)]
            best = min(tries, key=lambda each: each.processor)
            yield Command(name, best.seconds, best.processor)


def shares(quick: bool) -> Iterator[Shares]:
    """File cases in this process and add up where the time goes, with pictures and without."""
    logger.remove()
    cases = 5 if quick else 20
    for pictures in (True, False):
        with tempfile.TemporaryDirectory(prefix="portalbot-shares-") as folder, PracticePortal() as practice:
            fleet = Fleet(practice, Path(folder), 1, cases, sites=1, provinces=(PROVINCE,), workers=1)
            spent: dict[str, float] = defaultdict(float)
            with _timed(spent, pictures=pictures):
                began = time.perf_counter()
                fleet.submit()
                seconds = time.perf_counter() - began
            fleet.ledger.close()
        yield Shares(pictures, cases, seconds, spent["ledger"] / seconds, spent["evidence"] / seconds)


@contextmanager
def _timed(spent: dict[str, float], *, pictures: bool) -> Iterator[None]:
    """Add up the time within the ledger's calls and within evidence, where each stands alone."""
    depth = [0]

    def timed(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            depth[0] += 1
            began = time.perf_counter()
            try:
                return act(*arguments, **named)
            finally:
                depth[0] -= 1
                if not depth[0]:
                    spent[name] += time.perf_counter() - began

        return call

    patches = [patch.object(Ledger, name, timed("ledger", getattr(Ledger, name))) for name in WRITES]
    patches.append(patch.object(Evidence, "keep", timed("evidence", Evidence.keep)))
    picture = timed("evidence", BasePage.picture) if pictures else (lambda _page: b"")
    patches.append(patch.object(BasePage, "picture", picture))
    sheet: Any = timed("evidence", browsers.print_pdf) if pictures else None
    patches.append(patch("portalbot.browser.print_pdf", sheet))
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()
