"""`resubmit`: hand a rejected or returned case in again, corrected, as a new attempt that follows the old one."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import Stop, errors_for_people, fail, open_ledger, portals_for, start_logging

if TYPE_CHECKING:
    from pages.profile import Portal
    from portalbot.ledger import Entry, Ledger


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
        from portalbot.advisor import advise
        from portalbot.casefile import read_cases
        from portalbot.changes import changes
        from portalbot.clerk import works_of
        from portalbot.cli import show
        from portalbot.cli.case_file import known_to, say_advice, say_fitted
        from portalbot.cli.submit import approve, exit_code
        from portalbot.cli.work import at_work, left_lines
        from portalbot.clock import today
        from portalbot.evidence import Evidence
        from portalbot.fitting import Fitter
        from portalbot.notify import Notifier
        from portalbot.plan import make_plan
        from portalbot.runner import Window
        from portalbot.settings import load_settings
        from portalbot.states import State

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir, portals=portals)
        here = portals_for(settings, portal_url, profile)
        fitter = Fitter(settings.data_dir / "fitted") if fit_materials else None
        file = read_cases(cases, here.of, today(), fitter, settings.material_folders)
        for note in file.notes:
            typer.echo(f"note: {note}", err=True)
        corrected = next((each for each in file.cases if each.id == case), None)
        if corrected is None:
            fail(f"there is no case {case} in {cases}")
        ledger = open_ledger(settings, here.practice)
        start_logging(settings, quiet=json or show.on_terminal())
        entry = ledger.case(case)
        portal = here.of(file.accounts[corrected.account].province, corrected.kind)
        may_be_handed_in_again(ledger, entry, portal, settings.attempts)
        last = ledger.attempts(case)[-1:]
        found = changes(last[0].frozen if last else {}, corrected.model_dump(mode="json"), file.files(corrected))
        typer.echo(f"{case} was {entry.state} ({entry.serial}): {entry.words}\n{entry.message}", err=True)
        if not found:
            fail(f"nothing in {cases} differs from what was filed; correct what the portal named, then come again")
        typer.echo("\n".join(["Changed · 已更改:", *(f"  {each}" for each in found)]), err=True)
        if fitter:
            say_fitted(fitter, only=case, err=True)
            if said := fitter.done.get(case):
                Evidence.of(settings, ledger.keep_artefact).keep(case, "fitted.txt", "\n".join(said).encode())
        one = file.model_copy(update={"cases": (corrected,)})
        advice = [each for each in advise(file, here.of, known_to([ledger])) if each.case == case]
        say_advice(advice, strict=strict, err=True)
        if any(each.stops(strict=strict) for each in advice):
            fail("not handed in: the advisor found an error")
        approve([corrected], yes=yes, seconds=settings.person_seconds)
        ledger.move(case, State.READY, f"corrected, to be handed in again after {entry.serial}")
        plan = make_plan(one, here.of, ledger)
        for filing in plan.to_file:
            ledger.approve(case, filing.digest, "\n".join(map(str, found)))
        stop = Stop.on_signals()
        account = file.accounts[corrected.account]
        notifier = Notifier.of(settings, ledger, practice=here.practice)
        works = works_of(plan.work, lambda _name: (account.user_name, account.province))
        window = Window(headed, trace=trace)
        outcome = at_work(settings, ledger, works, stop=stop.event, total=1, workers=1, window=window, quiet=json)
        entries = [ledger.case(case)]
        if json:
            show.json_lines(entries)
        else:
            show.table(entries)
            left_lines(outcome)
        if trouble := notifier.after_sweep():
            typer.echo(trouble, err=True)
    raise typer.Exit(exit_code(outcome.stopped, entries, outcome.left))


def may_be_handed_in_again(ledger: "Ledger", entry: "Entry", portal: "Portal", most: int) -> None:
    """Exit with the reason where a case cannot be handed in again: its state, its tries (`most`), the portal's days."""
    from portalbot.clock import SHANGHAI
    from portalbot.states import State
    from portalbot.workdays import beyond, workdays_after

    if entry.state not in (State.REJECTED, State.RETURNED):
        fail(f"{entry.id} is {entry.state}; only a rejected or returned case is handed in again")
    if portal.origin != entry.portal:
        fail(f"{entry.id} was filed at {entry.portal}, this run is at {portal.origin}")
    made = len(ledger.attempts(entry.id))
    if made >= most:
        fail(f"{entry.id} was handed in {made} times already; PORTALBOT_ATTEMPTS={made + 1} allows another")
    if portal.resubmit_days is not None:
        until = workdays_after(datetime.fromisoformat(entry.since).astimezone(SHANGHAI).date(), portal.resubmit_days)
        if today_at(ledger) > until:
            days = f"{portal.resubmit_days} working days"
            fail(f"the portal takes corrected applications within {days}, until {until}: ask the office")
        if said := beyond([until]):
            typer.echo(f"the last day for a corrected application, {said}", err=True)


def today_at(ledger: "Ledger") -> date:
    """Return the date where the portals are, by the ledger's clock."""
    from portalbot.clock import SHANGHAI

    return ledger.clock().astimezone(SHANGHAI).date()
