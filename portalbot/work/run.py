"""Running sittings: how many at once, in which window, who is asked, and who is told."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portalbot.browser.finder import NoBrowser, has_cjk_font, install, install_cjk_font
from portalbot.browser.launch import launched
from portalbot.evidence.store import Evidence
from portalbot.filing.account_worker import Outcome, Work
from portalbot.filing.runner import Runner, Window
from portalbot.filing.sitting import SittingTools
from portalbot.machine.people import People
from portalbot.rules.states import NEEDS_PERSON
from portalbot.work.progress import Progress, Tell, nobody, warning

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Entry, Ledger
    from portalbot.machine.settings import Settings

NO_FONT = "no Chinese font on this machine; pictures would show empty boxes. Install one, e.g. fonts-noto-cjk."


@dataclass(frozen=True)
class Run:
    """How sittings are run. `people` are asked for what only they can do; `stop` ends it at the next step.

    `tell` hears the steps, from several threads.
    """

    people: People
    stop: threading.Event = field(default_factory=threading.Event)
    workers: int = 2
    window: Window = field(default_factory=Window)
    dry_run: bool = False
    tell: Tell = nobody


@dataclass(frozen=True)
class Served:
    """What came of a run: its outcome, and the cases as they stand now."""

    outcome: Outcome
    entries: tuple["Entry", ...]

    def needs_somebody(self) -> bool:
        """Say whether something of it needs a person."""
        return bool(self.outcome.left) or any(entry.state in NEEDS_PERSON for entry in self.entries)


def serve(settings: "Settings", ledger: "Ledger", works: Sequence[Work], run: Run) -> Outcome:
    """Serve accounts in browsers, and return what came of it. Raises NoBrowser."""
    if not works:
        return Outcome()
    if not has_cjk_font():
        run.tell(warning(NO_FONT))

    def progress(account: str, case: str, step: str) -> None:
        run.tell(Progress(account, case, step))

    tools = SittingTools(
        ledger=ledger,
        evidence=Evidence.of(settings, ledger.artefacts.keep),
        people=run.people,
        receipt_seconds=settings.receipt_seconds,
        dry_run=run.dry_run,
        progress=progress,
    )
    return Runner(settings, tools, workers=run.workers, window=run.window, stop=run.stop).run(works)


def ensure_browser(settings: "Settings", *, headed: bool, say: Callable[[str], None]) -> None:
    """Find a browser, or get one, saying so. Raises NoBrowser."""
    try:
        with launched(headed=headed, executable=settings.browser, channel=settings.channel):
            pass
    except NoBrowser:
        if headed or settings.browser or settings.channel:
            raise
        install(say)
        with launched(headed=headed):
            pass
    if not has_cjk_font():
        install_cjk_font(say)
