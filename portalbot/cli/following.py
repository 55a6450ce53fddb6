"""`poll` and `reconcile`: what has become of the cases, once or as a service."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import (
    Stop,
    errors_for_people,
    fail,
    open_ledger,
    portals_for,
    start_logging,
)
from portalbot.states import CLICKED, NEEDS_PERSON, State

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from portalbot.clerk import Outcome, Work
    from portalbot.ledger import Entry, Ledger
    from portalbot.portals import Portals
    from portalbot.settings import Settings
    from portalbot.sweep import Swept


def poll(
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    portals: o.PortalsDir = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
    workers: o.Workers = 2,
    headed: o.Headed = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Look at every account with a case under way, due or not.")
    ] = False,
    trace: o.Trace = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on as a service: look whenever something is due.")] = False,
    json: o.Json = False,
) -> None:
    """Look at the accounts whose cases are due for a look, and write down what has become of them.

    \b
    Example: portalbot poll --env-file examples/accounts.env --portal-url http://127.0.0.1:8800 --all
             portalbot poll --watch --env-file accounts.env
    One sitting per account reads the statuses of all its cases. Filing what has become free stays with submit.
    As a service (docs/service.md) it keeps to the portals' hours, budgets and working days; SIGTERM ends it.
    """
    with errors_for_people():
        looking = _Looking(portal_url, profile, portals, env_file, secrets_dir, data_dir, workers, headed, json)
        looking.trace = trace
        if watch:
            _watch(looking)
        swept = looking.sweep(everything=everything)
        looking.say(swept)
        if not everything and not swept.looked_at and not json:
            typer.echo(_nothing_due(swept))
    raise typer.Exit(looking.exit_code(swept))


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
    with errors_for_people():
        from portalbot.sweep import Swept
        from portalbot.visits import visits_under_way

        looking = _Looking(portal_url, profile, portals, env_file, secrets_dir, data_dir, workers, headed, json)
        open_ones = visits_under_way(looking.ledger, looking.portals.of, CLICKED)
        outcome = looking.serve(open_ones.works)
        swept = Swept(tuple(each.account for each in open_ones.works), outcome, open_ones.unreached, None, "")
        looking.say(swept)
    raise typer.Exit(looking.exit_code(swept))


class _Looking:
    """What a command needs to look at portals: its settings, portals and ledger, and a runner for the work."""

    def __init__(
        self,
        portal_url: str | None,
        profile: str | None,
        portals: "Path | None",
        env_file: "Path | None",
        secrets_dir: "Path | None",
        data_dir: "Path | None",
        workers: int,
        headed: bool,
        json: bool,
    ) -> None:
        from portalbot.cli import show

        self.portal_url, self.profile = portal_url, profile
        self.sources = {"data_dir": data_dir, "portals": portals}
        self.files = env_file, secrets_dir
        self.workers, self.headed, self.json = workers, headed, json
        self.trace = False
        self.load()
        self.ledger: Ledger = open_ledger(self.settings, self.portals.practice)
        start_logging(self.settings, quiet=json or show.on_terminal())
        self.stop: threading.Event = Stop.on_signals().event

    def load(self) -> None:
        """Read settings and profiles; a service does so again before each sweep, so that mended ones are taken up."""
        from portalbot.settings import load_settings

        self.settings: Settings = load_settings(*self.files, **self.sources)
        self.portals: Portals = portals_for(self.settings, self.portal_url, self.profile)

    def serve(self, works: "Sequence[Work]") -> "Outcome":
        """Look at accounts, in browsers."""
        from portalbot.clerk import Outcome
        from portalbot.cli.work import at_work
        from portalbot.runner import Window

        if not works:
            return Outcome()
        return at_work(
            self.settings,
            self.ledger,
            list(works),
            stop=self.stop,
            total=0,
            workers=self.workers,
            window=Window(self.headed, trace=self.trace),
            quiet=self.json,
        )

    def sweep(self, *, everything: bool = False) -> "Swept":
        """Make one sweep over what is due, or over everything under way."""
        from portalbot.notify import Notifier
        from portalbot.sweep import sweep

        notifier = Notifier.of(self.settings, self.ledger, practice=self.portals.practice)
        return sweep(self.ledger, self.portals.of, self.serve, notifier.after_sweep, everything=everything)

    def say(self, swept: "Swept") -> None:
        """Print the cases as they stand, and what was left alone."""
        from pages.origins import origin_of
        from portalbot.cli import show
        from portalbot.cli.work import left_lines

        self.entries = self.ledger.cases(origin_of(self.portal_url) if self.portal_url else None)
        if self.json:
            show.json_lines(self.entries)
        else:
            show.table(self.entries)
            left_lines(swept.outcome)
            if freed := [entry.id for entry in self.entries if entry.state is State.READY]:
                typer.echo(f"Ready to be filed with submit: {', '.join(freed)}")
        for case, why in swept.unreached.items():
            typer.echo(f"{case}: not looked at: {why}", err=True)
        for said in (*swept.notes, _calendar(self.entries), swept.trouble):
            if said:
                typer.echo(said, err=True)

    def exit_code(self, swept: "Swept") -> int:
        """Return 130 after a stop, 1 when something needs attention, else 0."""
        if swept.outcome.stopped:
            return 130
        left = swept.outcome.left or swept.unreached
        return 1 if left or any(entry.state in NEEDS_PERSON for entry in self.entries) else 0


def _calendar(entries: "Iterable[Entry]") -> str:
    """Return what is to be said where a review is due beyond the public calendar."""
    from portalbot.deadlines import REVIEWED
    from portalbot.workdays import beyond, known

    due = [(date.fromisoformat(each.due_on), each.id) for each in entries if each.state in REVIEWED and each.due_on]
    late = sorted((day, case_id) for day, case_id in due if not known(day))
    return f"{late[0][1]}: the day on which its review is due, {beyond([late[0][0]])}" if late else ""


def _nothing_due(swept: "Swept") -> str:
    from portalbot.clock import local

    if swept.next_at is None:
        return "Nothing is due, and nothing will be before a person goes on (portalbot status)."
    return f"Nothing is due before {local(swept.next_at.isoformat())} ({swept.next_why}); --all looks all the same."


def _watch(looking: _Looking) -> None:
    from loguru import logger

    from portalbot.deadlines import REVIEWED
    from portalbot.locks import Held
    from portalbot.service import Service

    said = ""

    def sweep() -> "Swept":
        nonlocal said
        looking.load()
        swept = looking.sweep()
        if (news := _calendar(looking.ledger.cases(states=REVIEWED))) and news != said:
            said = news
            logger.warning("{}", said)
        return swept

    try:
        Service(looking.ledger, looking.settings.data_dir, sweep, looking.stop).run()
    except Held as held:
        fail(str(held))
    raise typer.Exit(0)
