"""`reconcile`: settle by looking what an interrupted run left open."""

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people
from portalbot.work.place import Sources


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
        from portalbot.cli import looked_at
        from portalbot.work import follow

        sources = Sources(env_file, secrets_dir, data_dir, portals, portal_url, profile)
        here, running, _ = looked_at.ready(sources, workers=workers, headed=headed, trace=False, json=json)
        looked = follow.reconcile(here, running)
        looked_at.say(looked, json=json)
    raise typer.Exit(looked_at.code(looked))
