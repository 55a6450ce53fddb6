"""Running sittings with what people see of it, and are asked; shared by all commands that work in browsers."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from portalbot.cli import show
from portalbot.cli.bar import Steps
from portalbot.cli.errors import tell
from portalbot.filing.runner import Window
from portalbot.machine.people import People
from portalbot.work.progress import Progress
from portalbot.work.run import Run

if TYPE_CHECKING:
    from portalbot.filing.account_worker import Outcome
    from portalbot.machine.settings import Settings


def say(words: str) -> None:
    """Print a question for a person."""
    typer.echo(words, err=True, nl=False)


@contextmanager
def running(
    settings: "Settings",
    *,
    stop: threading.Event,
    total: int,
    workers: int,
    window: Window,
    dry_run: bool = False,
    quiet: bool = False,
) -> Iterator[Run]:
    """Give a run whose steps are shown on a terminal, and whose questions are asked there. `total`: its cases."""
    terminal = show.on_terminal()
    with Steps(total, shown=terminal and not quiet) as steps:

        def hear(told: Progress) -> None:
            if told.step:
                steps.step(told.account, told.case, told.step)
            else:
                tell(told)

        people = People(
            present=terminal, seconds=settings.person_seconds, say=say, aside=steps.aside, stopping=stop.is_set
        )
        yield Run(people, stop, workers, window, dry_run, hear)


def left_lines(outcome: "Outcome") -> None:
    """Name the accounts that were left alone, why a run was halted, and what had an error of its own."""
    for portal, why in outcome.halted.items():
        typer.echo(f"{portal}: {why}", err=True)
    left_lines_of(outcome.left_alone)
    left_lines_of(outcome.troubles)


def left_lines_of(left: "Mapping[str, str]") -> None:
    """Name who was left alone, and why."""
    for who, why in left.items():
        typer.echo(f"{who}: {why}", err=True)


def exit_code(outcome: "Outcome", *, attention: bool) -> int:
    """Return 130 after a stop, 1 when something needs attention, else 0."""
    return 130 if outcome.stopped else 1 if attention else 0
