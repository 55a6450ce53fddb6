"""`submit`: plan, approval, filing, summary."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import (
    Stop,
    errors_for_people,
    fail,
    open_ledger,
    portals_for,
    say_unguarded,
    start_logging,
)

if TYPE_CHECKING:
    from portalbot.casefile import Case, CaseFile
    from portalbot.ledger import Entry, Ledger
    from portalbot.plan import Plan


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
        from portalbot.advisor import advise
        from portalbot.casefile import read_cases
        from portalbot.clerk import works_of
        from portalbot.cli import show
        from portalbot.cli.case_file import known_to, say_advice, say_fitted
        from portalbot.cli.work import at_work, left_lines
        from portalbot.clock import today
        from portalbot.evidence import Evidence
        from portalbot.fitting import Fitter
        from portalbot.notify import Notifier
        from portalbot.plan import make_plan
        from portalbot.runner import Window
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir, portals=portals)
        here = portals_for(settings, portal_url, profile)
        fitter = Fitter(settings.data_dir / "fitted") if fit_materials else None
        file = read_cases(cases, here.of, today(), fitter, settings.material_folders)
        _known(only or [], file)
        ledger = open_ledger(settings, here.practice)
        start_logging(settings, quiet=json or show.on_terminal())
        advice = advise(file, here.of, known_to([ledger]))
        stopped = {each.case for each in advice if each.stops(strict=strict)}
        say_advice([each for each in advice if not only or each.case in only], strict=strict, err=True)
        for note in file.notes:
            typer.echo(f"note: {note}", err=True)
        say_unguarded(settings, file.accounts, err=True)
        plan = make_plan(file, here.of, ledger, only=only or (), account=account, limit=limit, stopped=stopped)
        if fitter:
            say_fitted(fitter, err=True)
            for case_id, said in fitter.done.items():
                Evidence.of(settings, ledger.keep_artefact).keep(case_id, "fitted.txt", "\n".join(said).encode())
        for case_id, trouble in plan.troubles.items():
            typer.echo(f"{case_id}: {trouble}", err=True)
        if expect is not None and len(plan.to_file) != expect:
            fail(f"--expect {expect}, but {len(plan.to_file)} cases are planned; nothing was filed")
        if not dry_run:
            left_out = _left_out(plan, file)
            for line in left_out if yes else ():
                typer.echo(line, err=True)
            _approve(plan, ledger, left_out, yes=yes, seconds=settings.person_seconds)
        stop = Stop.on_signals()

        def login(name: str) -> tuple[str, str]:
            return file.accounts[name].user_name, file.accounts[name].province

        works = works_of(plan.work, login)
        notifier = Notifier.of(settings, ledger, practice=here.practice)
        outcome = at_work(
            settings,
            ledger,
            works,
            stop=stop.event,
            total=len(plan.work),
            workers=workers,
            window=Window(headed, slow_mo, trace),
            dry_run=dry_run,
            quiet=json,
        )
        entries = [entry for case_id in plan.ids for entry in ledger.cases(case_id=case_id)]
        if json:
            show.json_lines(entries)
        else:
            show.table(entries)
            _explain(plan, entries, cases=str(cases), dry_run=dry_run)
            left_lines(outcome)
        if trouble := notifier.after_sweep():
            typer.echo(trouble, err=True)
    left = bool(outcome.left or plan.troubles or stopped & set(plan.ids))
    raise typer.Exit(exit_code(outcome.stopped, entries, left))


def _known(only: list[str], file: "CaseFile") -> None:
    unknown = set(only) - {case.id for case in file.cases}
    if unknown:
        fail(f"--only: no case {', '.join(sorted(unknown))} in {file.path.name}")


def _left_out(plan: "Plan", file: "CaseFile") -> list[str]:
    """Return a line for each row that is hidden or struck out, and so not filed."""
    marked = [(case_id, file.marks[case_id]) for case_id in plan.advised if case_id in file.marks]
    lines = [f"  {case_id}  {'; '.join(f'{where} is {mark}' for mark, where in marks)}" for case_id, marks in marked]
    return [f"Left out, {len(lines)} hidden or struck-out rows:", *lines] if lines else []


def _approve(plan: "Plan", ledger: "Ledger", left_out: list[str], *, yes: bool, seconds: float) -> None:
    open_ones = [filing for filing in plan.to_file if not ledger.approved(filing.case.id, filing.digest)]
    text = approve([filing.case for filing in open_ones], left_out, yes=yes, seconds=seconds)
    for filing in open_ones:
        ledger.approve(filing.case.id, filing.digest, text)


def approve(cases: list["Case"], left_out: Sequence[str] = (), *, yes: bool, seconds: float) -> str:
    """Have a person approve what cannot be undone, unless told that it is; returns the text that was approved.

    `left_out`: lines about what is not filed and stands in the file.
    """
    from pages.errors import NoAnswer
    from portalbot.cli import show
    from portalbot.people import People

    lines = [
        f"  {case.id}  {case.kind}  {case.number}  {case.site_name or case.client.name}"
        f"  ({case.client.name}; authorised by {case.authorised.by} on {case.authorised.on})"
        for case in cases
    ]
    text = "\n".join([f"To be filed, irreversibly (不可恢复), {len(cases)} cases:", *lines, *left_out])
    if cases and not yes:
        if not show.on_terminal():
            fail(f"{text}\nThere is no terminal to ask at; give --yes to approve this plan.")
        people = People(present=True, seconds=seconds, say=lambda words: typer.echo(words, err=True, nl=False))
        try:
            agreed = people.approve(text)
        except NoAnswer as silence:
            fail(f"{silence}; nothing was filed")
        if not agreed:
            fail("not approved; nothing was filed")
    return text


def _explain(plan: "Plan", entries: list["Entry"], *, cases: str, dry_run: bool) -> None:
    from portalbot.states import State

    if not plan.work:
        typer.echo("Nothing to file: every case has been filed before, or needs something else first.")
    if plan.advised:
        typer.echo(f"Not filed, since the advisor found an error: {', '.join(plan.advised)}.")
    if dry_run:
        typer.echo("Rehearsed only: everything was filled, nothing was submitted; pictures are in the evidence folder.")
    held = [entry.id for entry in entries if entry.state is State.HELD]
    if held:
        typer.echo(
            f"Held until the other application of the same subject ends: {', '.join(held)}. Later: submit again."
        )
    for case_id in plan.differing:
        typer.echo(f"{case_id}: {cases} differs from what was filed; nothing was done about it.")


def exit_code(stopped: bool, entries: list["Entry"], left: bool) -> int:
    """Return 130 after a stop, 1 when something needs attention, else 0."""
    from portalbot.states import NEEDS_PERSON

    if stopped:
        return 130
    return 1 if left or any(entry.state in NEEDS_PERSON for entry in entries) else 0
