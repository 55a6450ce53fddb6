"""What `poll` and `reconcile` share: getting ready to look, and what people see of what came of it."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import typer

from portalbot.cli.errors import tell
from portalbot.cli.logs import start_logging
from portalbot.cli.stop import Stop
from portalbot.work.place import Place, Sources

if TYPE_CHECKING:
    import threading

    from portalbot.work.follow import Looked, Running
    from portalbot.work.run import Run


def ready(
    sources: Sources, *, workers: int, headed: bool, trace: bool, json: bool
) -> "tuple[Place, Running, threading.Event]":
    """Read settings, open the ledger and begin to log; returns with it how sittings are run, and the stop."""
    from portalbot.cli import run as runs
    from portalbot.cli import show
    from portalbot.filing.runner import Window

    here = Place.at(sources, tell)
    here.open()
    start_logging(here.settings, quiet=json or show.on_terminal())
    stop = Stop.on_signals().event

    def running() -> "AbstractContextManager[Run]":
        window = Window(headed, trace=trace)
        return runs.running(here.settings, stop=stop, total=0, workers=workers, window=window, quiet=json)

    return here, running, stop


def say(looked: "Looked", *, json: bool) -> None:
    """Print the cases as they stand, and what was left alone."""
    from portalbot.cli import show
    from portalbot.cli.run import left_lines
    from portalbot.rules.states import State

    entries = list(looked.entries)
    if json:
        show.json_lines(entries)
    else:
        show.table(entries)
        left_lines(looked.swept.outcome)
        if freed := [entry.id for entry in entries if entry.state is State.READY]:
            typer.echo(f"Ready to be filed with submit: {', '.join(freed)}")
    for case, why in looked.swept.unreached.items():
        typer.echo(f"{case}: not looked at: {why}", err=True)
    for said in looked.notes:
        typer.echo(said, err=True)


def code(looked: "Looked") -> int:
    """Return the exit code that follows."""
    from portalbot.cli.run import exit_code

    return exit_code(looked.swept.outcome, attention=looked.needs_somebody())


def nothing_due(looked: "Looked") -> str:
    """Return when the next look is due, and why."""
    from portalbot.rules.local_time import local

    swept = looked.swept
    if swept.next_at is None:
        return "Nothing is due, and nothing will be before a person goes on (portalbot status)."
    return f"Nothing is due before {local(swept.next_at.isoformat())} ({swept.next_why}); --all looks all the same."
