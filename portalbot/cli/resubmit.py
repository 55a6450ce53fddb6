"""`resubmit`: hand a rejected or returned case in again, corrected, as a new attempt that follows the old one."""

from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell
from portalbot.cli.logs import start_logging
from portalbot.cli.stop import Stop


def resubmit(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case that was rejected or returned.")],
    cases: o.CasesFile,
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    portals: o.PortalsDir = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
    yes: Annotated[bool, typer.Option("--yes", help="Approve what is shown (needed without a terminal).")] = False,
    strict: o.Strict = False,
    fit_materials: o.Fit = False,
    headed: o.Headed = False,
    trace: o.Trace = False,
    json: o.Json = False,
) -> None:
    """Hand a rejected or returned case in again, as it stands corrected in the case file.

    \b
    Example: portalbot resubmit ZX-001 cases.toml --env-file accounts.env
    Shows the reason and what was changed, asks the advisor, asks for approval, and files a new attempt that is linked
    to the old 流水号. Within the time that the portal allows, and at most PORTALBOT_ATTEMPTS times (3) in all.
    """
    with errors_for_people():
        from portalbot.cli import show
        from portalbot.cli.advice import say_advice, say_fitted
        from portalbot.cli.approval import ask_approval
        from portalbot.cli.run import exit_code, running
        from portalbot.cli.submit import say
        from portalbot.filing.runner import Window
        from portalbot.work import resubmit as again
        from portalbot.work.place import Place, Sources
        from portalbot.work.plan import read

        here = Place.at(Sources(env_file, secrets_dir, data_dir, portals, portal_url, profile), tell)
        asked = read(here, cases, fit=fit_materials)
        for note in asked.file.notes:
            typer.echo(f"note: {note}", err=True)
        corrected = again.corrected(asked, case, cases)
        here.open()
        start_logging(here.settings, quiet=json or show.on_terminal())
        found = again.compare(here, asked, corrected)
        entry = found.entry
        typer.echo(f"{case} was {entry.state} ({entry.serial}): {entry.words}\n{entry.message}", err=True)
        if found.changes:
            typer.echo("\n".join(["Changed · 已更改:", *(f"  {each}" for each in found.changes)]), err=True)
        if asked.fitter:
            say_fitted(asked.fitter, only=case, err=True)
        say_advice(found.advice, strict=strict, err=True)
        again.check_correction(found, cases, strict=strict)
        ask_approval([corrected], yes=yes, seconds=here.settings.person_seconds)
        with running(
            here.settings, stop=Stop.on_signals().event, total=1, workers=1, window=Window(headed, trace=trace),
            quiet=json,
        ) as run:  # fmt: skip
            filed = again.resubmit(here, found, run)
        say(filed, json=json)
        if trouble := filed.notifier.after_sweep():
            typer.echo(trouble, err=True)
    raise typer.Exit(exit_code(filed.outcome, attention=filed.needs_somebody()))
