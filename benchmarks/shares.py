"""Where the time of filing goes: the browser, pictures and evidence, the ledger, and our own code.

Cases are filed in this process by one worker, and the time within each part is added up where it is outermost: a
picture's time in the browser is the picture's. Shares are of the sitting, from sign-in to the last case; what the
ledger does before it (plan, approval) counts as the ledger's too. The gate knows the passwords, and every artefact
is entered in the ledger, as in production.
"""

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from loguru import logger
from playwright._impl._sync_base import EventInfo, SyncBase

from benchmarks.fleet import Fleet
from benchmarks.practice import PROVINCE
from mock_portal.web.server import Portal as PracticePortal
from pages.base import BasePage
from portalbot.evidence.store import Evidence
from portalbot.filing.account_worker import AccountWorker
from portalbot.filing.runner import _OwnBrowser
from portalbot.ledger.approvals import Approvals
from portalbot.ledger.artefacts import Artefacts
from portalbot.ledger.attempts import Attempts
from portalbot.ledger.cases import Cases
from portalbot.ledger.events import Events
from portalbot.ledger.looks import Looks
from portalbot.ledger.quarantines import Quarantines
from portalbot.ledger.rests import Rests

CALLS: dict[type, tuple[str, ...]] = {
    Cases: ("register", "move", "note", "note_seconds", "tell_once", "set_dates", "one", "all", "serials"),
    Attempts: ("open", "note_serial", "note_answer", "note_verdict", "open_of", "of"),
    Approvals: ("give", "hold"),
    Looks: ("begin", "end"),
    Artefacts: ("keep",),
    Events: ("told",),
    Rests: ("in_force",),
    Quarantines: ("of",),
}


@dataclass(frozen=True)
class Shares:
    """Seconds of one sitting, and the shares of them: ledger, evidence with its pictures, and waiting for the browser.

    `browser` holds Playwright's own time too; what is left of the whole is our code.
    """

    pictures: bool
    cases: int
    seconds: float
    ledger: float
    evidence: float
    browser: float

    @property
    def ours(self) -> float:
        """Return the share of what is neither."""
        return 1 - self.ledger - self.evidence - self.browser

    def line(self) -> str:
        """Return the shares in a line."""
        how = "with pictures" if self.pictures else "pictures off"
        kept = f"evidence {self.evidence:.1%}, ledger {self.ledger:.1%}, rest {self.ours:.1%}"
        return f"{self.cases} cases {how}: {self.seconds / self.cases:.2f} s a case; browser {self.browser:.1%}, {kept}"


def shares(quick: bool) -> Iterator[Shares]:
    """File cases with pictures and without, and yield where the time went."""
    logger.remove()
    cases = 5 if quick else 20
    for pictures in (True, False):
        with tempfile.TemporaryDirectory(prefix="portalbot-shares-") as folder, PracticePortal() as practice:
            fleet = Fleet(practice, Path(folder), 1, cases, sites=1, provinces=(PROVINCE,), workers=1)
            evidence = Evidence.of(fleet.settings, fleet.ledger.artefacts.keep)
            fleet.tools = replace(fleet.tools, evidence=evidence)
            with _timed(pictures=pictures) as spent:
                fleet.submit()
            fleet.ledger.close()
            if len(practice.office.applications) != cases:
                raise RuntimeError(f"{len(practice.office.applications)} applications at the office, not {cases}")
        whole = spent["sitting"]
        yield Shares(pictures, cases, whole, *(spent[name] / whole for name in ("ledger", "evidence", "browser")))


@contextmanager
def _timed(*, pictures: bool) -> Iterator[dict[str, float]]:
    """Add up the seconds within each part, where each stands alone."""
    spent: dict[str, float] = defaultdict(float)
    within = [""]

    def timed(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if within[0]:
                return act(*arguments, **named)
            within[0] = name
            began = time.perf_counter()
            try:
                return act(*arguments, **named)
            finally:
                within[0] = ""
                spent[name] += time.perf_counter() - began

        return call

    serve = AccountWorker._serve

    def sitting(*arguments: Any) -> None:
        spent["browser"] = 0.0  # until here it was being started
        began = time.perf_counter()
        serve(*arguments)
        spent["sitting"] = time.perf_counter() - began

    with ExitStack() as stack:
        for matter, names in CALLS.items():
            for name in names:
                stack.enter_context(patch.object(matter, name, timed("ledger", getattr(matter, name))))
        stack.enter_context(patch.object(AccountWorker, "_serve", sitting))
        stack.enter_context(patch.object(SyncBase, "_sync", timed("browser", SyncBase._sync)))
        value = property(timed("browser", vars(EventInfo)["value"].fget))
        stack.enter_context(patch.object(EventInfo, "value", value))
        if pictures:
            stack.enter_context(patch.object(BasePage, "picture", timed("evidence", BasePage.picture)))
            stack.enter_context(patch.object(_OwnBrowser, "print_pdf", timed("evidence", _OwnBrowser.print_pdf)))
        else:
            stack.enter_context(patch("portalbot.filing.account_session.Looking.keep", lambda *_arguments: None))
            stack.enter_context(patch.object(_OwnBrowser, "print_pdf", lambda *_arguments: b""))
        stack.enter_context(patch.object(BasePage, "snapshot", timed("evidence", BasePage.snapshot)))
        stack.enter_context(patch.object(Evidence, "keep", timed("evidence", Evidence.keep)))
        yield spent


def ratios(found: list[Shares]) -> dict[str, float]:
    """Return the promised shares: of ledger and evidence together."""
    bounds = {True: "with pictures (≤ 0.25)", False: "pictures off (≤ 0.10)"}
    return {f"ledger and evidence, {bounds[each.pictures]}": each.ledger + each.evidence for each in found}
