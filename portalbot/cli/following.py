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
    portals_for,
    start_logging,
)
from portalbot.states import CLICKED, NEEDS_PERSON

if TYPE_CHECKING:
    from portalbot.ledger import Entry, Ledger


def poll(
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    portals: o.PortalsDir = None,
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
    _look(portal_url, profile, portals, env_file, secrets_dir, data_dir, workers, headed, json, only_open=False)


def reconcile(
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    portals: o.PortalsDir = None,
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
    _look(portal_url, profile, portals, env_file, secrets_dir, data_dir, workers, headed, json, only_open=True)


def _look(
    portal_url: str | None,
    profile: str | None,
    portals: Path | None,
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
        from pages.profile import origin_of
        from portalbot.cli import show
        from portalbot.cli.work import at_work, left_lines
        from portalbot.plan import WATCHED, accounts_under_way
        from portalbot.runner import Window
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir, portals=portals)
        here = portals_for(settings, portal_url, profile)
        ledger = open_ledger(settings, here.practice)
        start_logging(settings, quiet=json or show.on_terminal())
        stop = Stop.on_signals()
        looks = accounts_under_way(ledger, here.of, CLICKED if only_open else WATCHED)
        outcome = at_work(
            settings,
            ledger,
            looks.works,
            stop=stop.event,
            total=0,
            workers=workers,
            window=Window(headed),
            quiet=json,
        )
        entries = ledger.cases(origin_of(portal_url) if portal_url else None)
        if json:
            show.json_lines(entries)
        else:
            show.table(entries)
            left_lines(outcome)
        for case, why in looks.unreached.items():
            typer.echo(f"{case}: not looked at: {why}", err=True)
    if outcome.stopped:
        raise typer.Exit(130)
    left = outcome.left_alone or outcome.halted or looks.unreached
    raise typer.Exit(1 if left or any(entry.state in NEEDS_PERSON for entry in entries) else 0)


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
