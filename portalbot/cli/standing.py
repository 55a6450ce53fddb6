"""What people see of how things stand: a ledger, one case, the service; once, or again and again."""

import sys
from typing import TYPE_CHECKING

import typer

from portalbot.cli.stop import Stop

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Ledger
    from portalbot.machine.settings import Settings
    from portalbot.work.status import Standing, Wanted

SECONDS = 2.0
"""How often `watch` reads the ledger."""
REHEARSALS = "Practice portal (rehearsals, no filings)"


def say(found: "Standing", *, json: bool) -> None:
    """Print how one ledger stands."""
    from portalbot.cli import show
    from portalbot.work import overview

    title = REHEARSALS if found.practice else ""
    if found.entries is None:
        for line in filter(None, (title, overview.counts_of(found.tally), "--state and --account list them.")):
            show.say(line)
    elif json:
        show.json_lines(found.entries)
    elif found.entries:
        show.table(list(found.entries), title)
    if found.total and not json:
        for line in overview.lines(found.ledger, found.urgent):
            show.say(line)


def one(ledgers: "list[tuple[bool, Ledger]]", settings: "Settings", case: str, *, json: bool) -> int:
    """Print one case's whole history; returns the exit code. Raises NotDone."""
    from portalbot.cli import show
    from portalbot.evidence.store import Evidence
    from portalbot.rules.states import NEEDS_PERSON
    from portalbot.work import overview
    from portalbot.work.status import case_of

    found = case_of(ledgers, case)
    for practice, ledger, entry in found:
        if json:
            show.json_lines([entry])
            continue
        show.table([entry], REHEARSALS if practice else "")
        for line in overview.history(ledger, entry, Evidence.of(settings)):
            show.say(line)
    return 1 if any(entry.state in NEEDS_PERSON for _, _, entry in found) else 0


def watch(ledgers: "list[tuple[bool, Ledger]]", wanted: "Wanted") -> int:
    """Go on showing how things stand until a stop; returns the exit code."""
    from rich.live import Live
    from rich.text import Text

    from portalbot.cli import show
    from portalbot.machine.plain_text import plain
    from portalbot.rules.local_time import local
    from portalbot.work import overview

    def shown() -> Text:
        lines = []
        for _, ledger in ledgers:
            entries = wanted(ledger)
            urgent = overview.urgent_of(entries)
            lines += [f"{local(ledger.now())}  {overview.counts(entries)}", *overview.lines(ledger, urgent)]
        return Text(plain("\n".join(lines), lines=True) or "The ledger is empty.")

    stop = Stop.on_signals().event
    if not show.obeys():
        show.say(str(shown()))
        while not stop.wait(SECONDS):
            show.say(str(shown()))
        return 0
    with Live(shown(), console=show.console(sys.stdout), auto_refresh=False) as live:
        while not stop.wait(SECONDS):
            live.update(shown(), refresh=True)
    return 0


def health(settings: "Settings", *, json: bool) -> int:
    """Print whether the service is well; returns the exit code."""
    from dataclasses import asdict
    from json import dumps

    from portalbot.rules.local_time import local
    from portalbot.work.status import service_health

    found, beat = service_health(settings)
    if json:
        typer.echo(dumps({"well": not found, "trouble": found, **(asdict(beat) if beat else {})}, ensure_ascii=False))
    elif found:
        typer.echo("\n".join(found))
    elif beat:
        following = f"next look {local(beat.next_at)}" if beat.next_at else "nothing is due"
        typer.echo(f"well: process {beat.pid} on {beat.host}, last heard of {local(beat.beat_at)}; {following}")
    return 1 if found else 0
