"""`poll`: what has become of the cases, once or as a service."""

from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people
from portalbot.work.place import Sources


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
        from portalbot.cli import looked_at
        from portalbot.work import follow

        sources = Sources(env_file, secrets_dir, data_dir, portals, portal_url, profile)
        here, running, stop = looked_at.ready(sources, workers=workers, headed=headed, trace=trace, json=json)
        if watch:
            follow.watch(here, running, stop)
            raise typer.Exit(0)
        looked = follow.sweep(here, running, everything=everything)
        looked_at.say(looked, json=json)
        if not everything and not looked.swept.looked_at and not json:
            typer.echo(looked_at.nothing_due(looked))
    raise typer.Exit(looked_at.code(looked))
