"""`submit`: plan, approval, filing, summary."""

from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell
from portalbot.cli.logs import start_logging
from portalbot.cli.stop import Stop

if TYPE_CHECKING:
    from portalbot.work.file import Filed


def submit(
    cases: o.CasesFile,
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    portals: o.PortalsDir = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
    workers: o.Workers = 2,
    yes: Annotated[bool, typer.Option("--yes", help="Approve the plan (needed without a terminal).")] = False,
    expect: Annotated[int | None, typer.Option("--expect", help="Stop unless exactly N cases are planned.")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this case; may be given again.")] = None,
    account: Annotated[str | None, typer.Option("--account", help="Only the cases of this account.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="File at most this many cases.")] = None,
    strict: o.Strict = False,
    fit_materials: o.Fit = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Fill everything, submit nothing.")] = False,
    headed: o.Headed = False,
    slow_mo: o.SlowMo = 0,
    trace: o.Trace = False,
    json: o.Json = False,
) -> None:
    """File the cases of a case file, each at most once, and print their serial numbers.

    \b
    Example: portalbot submit examples/cases.toml --env-file examples/accounts.env \\
                 --portal-url http://127.0.0.1:8800 --yes
    A cancellation cannot be undone: on a terminal the plan is shown and asked for once; elsewhere --yes is needed.
    """
    with errors_for_people():
        from portalbot.cli import show
        from portalbot.cli.advice import say_advice, say_fitted
        from portalbot.cli.approval import ask_approval
        from portalbot.cli.run import exit_code, running
        from portalbot.filing.runner import Window
        from portalbot.work import plan as planning
        from portalbot.work.file import file
        from portalbot.work.place import Place, Sources, unguarded

        here = Place.at(Sources(env_file, secrets_dir, data_dir, portals, portal_url, profile), tell)
        asked = planning.read(here, cases, fit=fit_materials, only=only or ())
        ledger = here.open()
        start_logging(here.settings, quiet=json or show.on_terminal())
        advice = planning.ask_the_advisor(here, asked)
        stopped = {each.case for each in advice if each.stops(strict=strict)}
        say_advice([each for each in advice if not only or each.case in only], strict=strict, err=True)
        for note in (*asked.file.notes, *unguarded(here.settings, asked.file.accounts)):
            typer.echo(f"note: {note}", err=True)
        plan = planning.plan(here, asked, only=only or (), account=account, limit=limit, stopped=stopped)
        if asked.fitter:
            say_fitted(asked.fitter, err=True)
        for case_id, trouble in plan.troubles.items():
            typer.echo(f"{case_id}: {trouble}", err=True)
        planning.check_count(plan, expect)
        if not dry_run:
            left_out = asked.marked(plan.advised)
            for line in left_out if yes else ():
                typer.echo(line, err=True)
            open_ones = planning.unapproved(ledger, plan)
            filed_cases = [filing.case for filing in open_ones]
            text = ask_approval(filed_cases, left_out, yes=yes, seconds=here.settings.person_seconds)
            planning.approve(ledger, open_ones, text)
        with running(
            here.settings, stop=Stop.on_signals().event, total=len(plan.work), workers=workers,
            window=Window(headed, slow_mo, trace), dry_run=dry_run, quiet=json,
        ) as run:  # fmt: skip
            filed = file(here, asked.file, plan, run)
        say(filed, cases=str(cases), dry_run=dry_run, json=json)
        if trouble := filed.notifier.after_sweep():
            typer.echo(trouble, err=True)
    attention = filed.needs_somebody() or bool(plan.troubles) or bool(stopped & set(plan.ids))
    raise typer.Exit(exit_code(filed.outcome, attention=attention))


def say(filed: "Filed", *, cases: str = "", dry_run: bool = False, json: bool) -> None:
    """Print the cases as they stand, and what is to be said of the run. `cases`: the file, where a plan was made."""
    from portalbot.cli import show
    from portalbot.cli.run import left_lines

    entries = list(filed.entries)
    if json:
        show.json_lines(entries)
        return
    show.table(entries)
    if cases:
        _explain(filed, cases, dry_run=dry_run)
    left_lines(filed.outcome)


def _explain(filed: "Filed", cases: str, *, dry_run: bool) -> None:
    from portalbot.rules.states import State

    plan = filed.plan
    if not plan.work:
        typer.echo("Nothing to file: every case has been filed before, or needs something else first.")
    if plan.advised:
        typer.echo(f"Not filed, since the advisor found an error: {', '.join(plan.advised)}.")
    if dry_run:
        count = len(filed.outcome.rehearsed)
        what = (
            f"{count} of {len(plan.work)} cases were filled in whole" if plan.work else "there was nothing to fill in"
        )
        typer.echo(f"Rehearsed only: {what}, nothing was submitted; pictures are in the evidence folder.")
    if held := [entry.id for entry in filed.entries if entry.state is State.HELD]:
        typer.echo(
            f"Held until the other application of the same subject ends: {', '.join(held)}. Later: submit again."
        )
    for case_id in plan.differing:
        typer.echo(f"{case_id}: {cases} differs from what was filed; nothing was done about it.")
