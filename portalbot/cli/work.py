"""Setting a runner to work with what people see of it; shared by submit, poll and demo."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from portalbot.browser import launched
from portalbot.clerk import Outcome, Work
from portalbot.cli import show
from portalbot.evidence import Evidence
from portalbot.finder import NoBrowser, has_cjk_font, install, install_cjk_font
from portalbot.people import People
from portalbot.runner import Runner, Window
from portalbot.sitting import Desk

if TYPE_CHECKING:
    from portalbot.ledger import Ledger
    from portalbot.settings import Settings


def at_work(
    settings: "Settings",
    ledger: "Ledger",
    works: list[Work],
    *,
    stop: threading.Event,
    total: int,
    workers: int,
    window: Window,
    dry_run: bool = False,
    quiet: bool = False,
    say: Callable[[str], None] = lambda words: typer.echo(words, err=True, nl=False),
) -> Outcome:
    """Run the sittings and show their progress on a terminal. Raises NoBrowser."""
    if works and not has_cjk_font():
        typer.echo("Warning: no Chinese font on this machine; pictures would show empty boxes. "
                   "Install one, e.g. fonts-noto-cjk.", err=True)  # fmt: skip
    terminal = show.on_terminal()
    with show.Steps(total, shown=terminal and not quiet) as steps:
        people = People(
            present=terminal, seconds=settings.person_seconds, say=say, aside=steps.aside, stopping=stop.is_set
        )
        desk = Desk(
            ledger=ledger,
            evidence=Evidence.of(settings, ledger.keep_artefact),
            people=people,
            receipt_seconds=settings.receipt_seconds,
            dry_run=dry_run,
            progress=steps.step,
        )
        return Runner(settings, desk, workers=workers, window=window, stop=stop).run(works)


def left_lines(outcome: Outcome) -> None:
    """Name the accounts that were left alone, why a run was halted, and what had an error of its own."""
    for portal, why in outcome.halted.items():
        typer.echo(f"{portal}: {why}", err=True)
    for who, why in (*outcome.left_alone.items(), *outcome.troubles.items()):
        typer.echo(f"{who}: {why}", err=True)


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
