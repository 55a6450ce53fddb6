"""`poll` and `status`: what has become of the cases."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import (
    Stop,
    errors_for_people,
    existing_ledgers,
    fail,
    open_ledger,
    portal_for,
    start_logging,
)
from portalbot.states import AT_PORTAL, CLICKED, NEEDS_PERSON, State

if TYPE_CHECKING:
    from portalbot.clerk import Work
    from portalbot.ledger import Entry, Ledger


def poll(
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
    workers: o.Workers = 2,
    headed: o.Headed = False,
    json: o.Json = False,
) -> None:
    """Look once at every account that has a case under way, and write down what has become of it.

    \b
    Example: portalbot poll --env-file examples/accounts.env --portal-url http://127.0.0.1:8800
    One sitting per account reads the statuses of all its cases. Filing what has become free stays with submit.
    """
    _look(portal_url, profile, env_file, secrets_dir, data_dir, workers, headed, json, only_open=False)


def reconcile(
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
    workers: o.Workers = 2,
    headed: o.Headed = False,
    json: o.Json = False,
) -> None:
    """Settle by looking what an interrupted run left open (intent, unknown); files nothing.

    \b
    Example: portalbot reconcile --env-file examples/accounts.env --portal-url http://127.0.0.1:8800
    """
    _look(portal_url, profile, env_file, secrets_dir, data_dir, workers, headed, json, only_open=True)


def _look(
    portal_url: str | None,
    profile: Path | None,
    env_file: Path | None,
    secrets_dir: Path | None,
    data_dir: Path | None,
    workers: int,
    headed: bool,
    json: bool,
    *,
    only_open: bool,
) -> None:
    with errors_for_people():
        from portalbot.cli import show
        from portalbot.cli.work import at_work, left_lines
        from portalbot.runner import Window
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir)
        portal = portal_for(settings, portal_url, profile)
        ledger = open_ledger(settings, portal.practice)
        start_logging(settings, quiet=json or show.on_terminal())
        stop = Stop.on_signals()
        watched = CLICKED if only_open else AT_PORTAL | CLICKED | {State.HELD}
        works = accounts_under_way(ledger, portal.origin, watched)
        outcome = at_work(
            settings,
            portal,
            ledger,
            works,
            stop=stop.event,
            total=0,
            workers=workers,
            window=Window(headed),
            quiet=json,
        )
        entries = ledger.cases(portal.origin)
        if json:
            show.json_lines(entries)
        else:
            show.table(entries)
            left_lines(outcome)
    if outcome.stopped:
        raise typer.Exit(130)
    raise typer.Exit(
        1 if outcome.left_alone or outcome.halted or any(entry.state in NEEDS_PERSON for entry in entries) else 0
    )


def accounts_under_way(
    ledger: "Ledger", origin: str, watched: frozenset[State] = AT_PORTAL | CLICKED | {State.HELD}
) -> "list[Work]":
    """Return one work per portal account that has a case in one of the watched states."""
    from portalbot.clerk import Work

    entries = {entry.user_name: entry for entry in ledger.cases(origin) if entry.state in watched}
    return [Work(entry.account, entry.user_name, entry.province) for entry in entries.values()]


def status(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="One case: its whole history.")] = None,
    data_dir: o.DataDir = None,
    json: o.Json = False,
) -> None:
    """Show what the ledger knows; looks at no portal.

    \b
    Example: portalbot status
             portalbot status ZX-001
    """
    with errors_for_people():
        from portalbot.cli import show
        from portalbot.settings import load_settings

        ledgers = existing_ledgers(load_settings(data_dir=data_dir))
        found: list[Entry] = []
        for practice, ledger in ledgers:
            entries = [entry for entry in ledger.cases() if case in (None, entry.id)]
            found += entries
            if json:
                show.json_lines(entries)
            elif entries:
                show.table(entries, "Practice portal (rehearsals, no filings)" if practice else "")
                if case:
                    _history(ledger, case)
        if case and not found:
            fail(f"there is no case {case} in the ledger")
        if not found and not json:
            typer.echo("The ledger is empty.")
    raise typer.Exit(1 if any(entry.state in NEEDS_PERSON for entry in found) else 0)


def _history(ledger: "Ledger", case: str) -> None:
    from portalbot.clock import local

    for event in ledger.events(case):
        change = event["after"] if event["before"] in ("", event["after"]) else f"{event['before']} → {event['after']}"
        text = " · ".join(part for part in (event["message"], event["words"]) if part)
        typer.echo(f"{local(event['at'])}  {change:<24} {event['step']:<13} {text}  [{event['by']}]")
