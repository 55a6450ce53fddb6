"""`status`: what the ledger knows, for people: what needs somebody now, the next deadlines, a case's whole history."""

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import Stop, errors_for_people, existing_ledgers, fail
from portalbot.states import NEEDS_PERSON, State

if TYPE_CHECKING:
    from portalbot.ledger import Entry, Ledger
    from portalbot.settings import Settings

MOST_ROWS = 60
"""So many cases are listed without being asked for."""
SECONDS = 2.0
"""How often `--watch` reads the ledger."""


def status(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="One case: its whole history.")] = None,
    account: Annotated[str | None, typer.Option("--account", help="Only the cases of this account.")] = None,
    portal: Annotated[
        str | None, typer.Option("--portal", help="Only the cases of this province, or whose address contains this.")
    ] = None,
    state: Annotated[
        list[State] | None, typer.Option("--state", metavar="STATE", help="Only this state; may be given again.")
    ] = None,
    older_than: Annotated[
        str | None, typer.Option("--older-than", help="Only cases in their state for longer, like 36h or 3d.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on showing it until Ctrl-C.")] = False,
    health: Annotated[bool, typer.Option("--health", help="Is the service well? Exit code 0 or 1.")] = False,
    data_dir: o.DataDir = None,
    json: o.Json = False,
) -> None:
    """Show what the ledger knows: counts, what needs somebody now, the next deadlines; looks at no portal.

    \b
    Example: portalbot status
             portalbot status --account zhixing --state rejected --older-than 3d
             portalbot status ZX-001
             portalbot status --health
    """
    with errors_for_people():
        from portalbot.settings import load_settings

        settings = load_settings(data_dir=data_dir)
        if health:
            raise typer.Exit(_health(settings, json=json))
        ledgers = existing_ledgers(settings)
        wanted = _filter(account, portal, state or [], older_than)
        if case:
            raise typer.Exit(_one(ledgers, settings, case, json=json))
        if watch and not json:
            raise typer.Exit(_watch(ledgers, wanted))
        listed = bool(account or portal or state or older_than)
        found = [_print(ledger, wanted, practice=practice, json=json, listed=listed) for practice, ledger in ledgers]
        if not sum(map(sum, found)) and not json:
            typer.echo("No such case is in the ledger." if ledgers else "The ledger is empty.")
        unread = {case_id: why for _, ledger in ledgers for case_id, why in ledger.unread.items()}
        for why in unread.values():
            typer.echo(why, err=True)
    raise typer.Exit(1 if unread or any(needing for needing, _ in found) else 0)


Wanted = Callable[["Ledger"], "list[Entry]"]


def _filter(account: str | None, portal: str | None, states: list[State], older_than: str | None) -> Wanted:
    age = _age(older_than) if older_than else None

    def wanted(ledger: "Ledger") -> "list[Entry]":
        before = (ledger.clock() - age).isoformat(timespec="microseconds") if age else None
        return [
            entry
            for entry in ledger.cases(states=states or None)
            if account in (None, entry.account)
            and (portal is None or portal == entry.province or portal in entry.portal)
            and (before is None or entry.since < before)
        ]

    return wanted


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"(\d+)\s*([hd])", text.strip())
    if not found:
        fail(f"--older-than {text}: write it like 36h or 3d")
    return timedelta(**{{"h": "hours", "d": "days"}[found[2]]: int(found[1])})


def _print(ledger: "Ledger", wanted: Wanted, *, practice: bool, json: bool, listed: bool) -> tuple[int, int]:
    """Print what is asked of one ledger; returns how many cases of it need somebody, and how many do not."""
    from portalbot.cli import overview, show

    tally = ledger.tally()
    title = "Practice portal (rehearsals, no filings)" if practice else ""
    if json or listed or sum(tally.values()) <= MOST_ROWS:
        entries = wanted(ledger)
        urgent = overview.urgent_of(entries)
        total = len(entries)
        if json:
            show.json_lines(entries)
        elif entries:
            show.table(entries, title)
    else:
        urgent, total = overview.urgent_in(ledger, tally), sum(tally.values())
        for line in filter(None, (title, show.counts_of(tally), "--state and --account list them.")):
            show.say(line)
    if total and not json:
        for line in overview.lines(ledger, urgent):
            show.say(line)
    return urgent.count, total - urgent.count


def _one(ledgers: "list[tuple[bool, Ledger]]", settings: "Settings", case: str, *, json: bool) -> int:
    from portalbot.cli import overview, show
    from portalbot.evidence import Evidence

    found = [(practice, ledger, entry) for practice, ledger in ledgers for entry in ledger.cases(case_id=case)]
    if not found:
        unread = [why for _, ledger in ledgers for each, why in ledger.unread.items() if each == case]
        fail(unread[0] if unread else f"there is no case {case} in the ledger", 1 if unread else 2)
    for practice, ledger, entry in found:
        if json:
            show.json_lines([entry])
            continue
        show.table([entry], "Practice portal (rehearsals, no filings)" if practice else "")
        for line in overview.history(ledger, entry, Evidence.of(settings)):
            show.say(line)
    return 1 if any(entry.state in NEEDS_PERSON for _, _, entry in found) else 0


def _watch(ledgers: "list[tuple[bool, Ledger]]", wanted: Wanted) -> int:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    from portalbot.cli import overview, show
    from portalbot.cli.console import raw
    from portalbot.clock import local
    from portalbot.scrub import plain

    def shown() -> Text:
        lines = []
        for _, ledger in ledgers:
            entries = wanted(ledger)
            urgent = overview.urgent_of(entries)
            lines += [f"{local(ledger.now())}  {show.counts(entries)}", *overview.lines(ledger, urgent)]
        return Text(plain("\n".join(lines), lines=True) or "The ledger is empty.")

    stop = Stop.on_signals().event
    with Live(shown(), console=Console(file=raw(sys.stdout), legacy_windows=False), auto_refresh=False) as live:
        while not stop.wait(SECONDS):
            live.update(shown(), refresh=True)
    return 0


def _health(settings: "Settings", *, json: bool) -> int:
    from dataclasses import asdict
    from json import dumps

    from portalbot.clock import local
    from portalbot.service import health

    beats = [(beat, ledger.now()) for _, ledger in existing_ledgers(settings) if (beat := ledger.last_beat())]
    beat, now = max(beats, key=lambda pair: pair[0].beat_at) if beats else (None, "")
    found = health(beat, settings.data_dir, now)
    if json:
        typer.echo(dumps({"well": not found, "trouble": found, **(asdict(beat) if beat else {})}, ensure_ascii=False))
    elif found:
        typer.echo("\n".join(found))
    elif beat:
        following = f"next look {local(beat.next_at)}" if beat.next_at else "nothing is due"
        typer.echo(f"well: process {beat.pid} on {beat.host}, last heard of {local(beat.beat_at)}; {following}")
    return 1 if found else 0
