"""`check`: read a case file, say everything that is wrong with it, and what would come back rejected."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import catalogue_of, existing_ledgers, fail, open_ledger, say_unguarded

if TYPE_CHECKING:
    from pages.errors import CaseFileError
    from portalbot.advisor import Advice
    from portalbot.advisor.subjects import Known
    from portalbot.casefile import CaseFile
    from portalbot.fitting import Fitter
    from portalbot.ledger import Ledger
    from portalbot.portals import PortalOf
    from portalbot.settings import Settings

ANYWHERE = "http://127.0.0.1"
"""Nothing is looked at: with this address the practice portal's profiles will do where there is no other."""


def check(
    cases: Annotated[Path | None, typer.Argument(metavar="CASES", help="The case file (.xlsx, .csv or .toml).")] = None,
    profile: o.Profile = None,
    portals: o.PortalsDir = None,
    data_dir: o.DataDir = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    strict: o.Strict = False,
    fit_materials: o.Fit = False,
    online: Annotated[bool, typer.Option("--online", help="Ask the sites whether they still answer.")] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="RULE", help="Say what a rule is about (all: docs/rules.md).")
    ] = None,
    tick: Annotated[
        list[str] | None, typer.Option("--tick", metavar="CASE:ITEM", help="A preparation is done; may be given again.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Your name, for --tick.")] = None,
    json: o.Json = False,
) -> None:
    """Check a case file without filing anything: every error at once, and what would come back rejected.

    \b
    Example: portalbot check examples/cases.toml
             portalbot check --explain reason-vague
             portalbot check cases.toml --tick ZX-001:contents --by 王敏
    Exit codes: 0 may be filed, 1 the advisor found an error (with --strict: or a warning), 2 the file cannot be used.
    """
    from portalbot.cli.context import errors_for_people

    if explain is not None:
        _explain(explain)
        return
    if cases is None:
        fail("give the case file, or --explain RULE")
    with errors_for_people():
        from pages.errors import CaseFileError
        from portalbot.advisor import advise
        from portalbot.advisor.online import Asker
        from portalbot.casefile import read_cases
        from portalbot.clock import today
        from portalbot.fitting import Fitter
        from portalbot.portals import Portals
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, portals=portals, data_dir=data_dir)
        catalogue = catalogue_of(settings)
        name = profile or settings.profile
        here = Portals(catalogue, ANYWHERE, catalogue.load(name) if name else None)
        try:
            fitter = Fitter(settings.data_dir / "fitted") if fit_materials else None
            file = read_cases(cases, here.described, today(), fitter, settings.material_folders)
        except CaseFileError as error:
            _say_errors(error, json=json)
            raise typer.Exit(2) from None
        ledgers = [ledger for _, ledger in existing_ledgers(settings)]
        if fitter and not json:
            say_fitted(fitter)
        found = advise(file, here.described, known_to(ledgers))
        if online:
            found += Asker().about_sites(file.cases)
        if tick:
            _tick(settings, file, tick, by)
            ledgers = [ledger for _, ledger in existing_ledgers(settings)]
        say_advice(found, strict=strict, json=json)
        if not json:
            for note in (*file.notes, *_calendar(file, here.described)):
                typer.echo(f"note: {note}")
            say_unguarded(settings, file.accounts)
            _say_preparation(file, ledgers)
            stopped = {advice.case for advice in found if advice.stops(strict=strict)}
            count = len(file.cases)
            outcome = f"{len(stopped)} may not be filed like this" if stopped else "no errors"
            typer.echo(f"{cases}: {count} case{'s' if count != 1 else ''} in {len(file.accounts)} accounts, {outcome}")
    raise typer.Exit(1 if any(advice.stops(strict=strict) for advice in found) else 0)


def _calendar(file: "CaseFile", portal_of: "PortalOf") -> list[str]:
    """Return what is to be said where a review that began today might end beyond the public calendar."""
    from portalbot.clock import today
    from portalbot.workdays import beyond, workdays_after

    days = {portal_of(file.accounts[case.account].province, case.kind).review_days for case in file.cases}
    said = beyond(workdays_after(today(), each) for each in days)
    return [f"a review that begins today may last until {said}"] if said else []


def known_to(ledgers: "list[Ledger]") -> "list[Known]":
    """Return what the ledgers know of subjects' records."""
    from portalbot.advisor.subjects import Known
    from portalbot.states import State

    ended = (State.CANCELLED, State.WITHDRAWN)
    return [Known(entry.number, entry.kind, entry.state in ended) for ledger in ledgers for entry in ledger.cases()]


def say_fitted(fitter: "Fitter", *, only: str | None = None, err: bool = False) -> None:
    """Print which copies were made, and what could not be made fit."""
    for found, what in ((fitter.done, "made fit for the portal"), (fitter.left, "not made fit")):
        for case_id, said in found.items():
            if only in (None, case_id):
                typer.echo(f"{case_id}: {what}: {'; '.join(said)}", err=err)


def say_advice(found: "list[Advice]", *, strict: bool, json: bool = False, err: bool = False) -> None:
    """Print advices in both languages, those that stop a case marked."""
    import json as writer

    for advice in found:
        stops = advice.stops(strict=strict)
        if json:
            record = {"id": advice.case, "rule": advice.rule.id, "severity": "error" if stops else "warning",
                      "field": advice.where, "message": advice.en, "message_zh": advice.zh,
                      "cure": advice.rule.cure_en, "cure_zh": advice.rule.cure_zh}  # fmt: skip
            typer.echo(writer.dumps(record, ensure_ascii=False), err=err)
            continue
        mark = "ERROR" if stops else "warning"
        typer.echo(f"{mark:<8}{advice.case} [{advice.rule.id}] {advice.en} → {advice.rule.cure_en}", err=err)
        typer.echo(f"        {advice.zh}。{advice.rule.cure_zh}。", err=err)


def _say_errors(error: "CaseFileError", *, json: bool) -> None:
    """Print what is wrong with a file, with the rule and its Chinese words where there is one."""
    import json as writer

    from portalbot.advisor import RULES

    if not json:
        typer.echo(f"{error.file}:", err=True)
    for problem in error.problems:
        rule = RULES.get(problem.rule)
        if json:
            record = {"file": error.file, "place": problem.place, "field": problem.field, "rule": problem.rule,
                      "severity": "error", "message": problem.reason, "cure": problem.cure,
                      "message_zh": rule.zh if rule else "", "cure_zh": rule.cure_zh if rule else ""}  # fmt: skip
            typer.echo(writer.dumps(record, ensure_ascii=False))
            continue
        typer.echo(f"  {problem}" + (f"  [{rule.id}]" if rule else ""), err=True)
        if rule:
            typer.echo(f"      {rule.zh}。{rule.cure_zh}。", err=True)


def _explain(name: str) -> None:
    import difflib

    from portalbot.advisor import RULES
    from portalbot.advisor.rules import page

    if name == "all":
        typer.echo(page(), nl=False)
        return
    rule = RULES.get(name)
    if rule is None:
        near = difflib.get_close_matches(name, RULES, n=3, cutoff=0.3)
        fail(f"there is no rule {name!r}; {'near: ' + ', '.join(near) if near else 'docs/rules.md lists them'}")
    for line in (
        f"{rule.id} ({rule.severity}), {rule.source}",
        rule.en,
        rule.zh,
        f"→ {rule.cure_en}",
        f"→ {rule.cure_zh}",
    ):
        typer.echo(line)


def _tick(settings: "Settings", file: "CaseFile", ticks: list[str], by: str | None) -> None:
    from portalbot.advisor.preparation import PREPARATION

    if not by or not by.strip():
        fail("--tick needs --by NAME")
    pairs = [tuple(each.rpartition(":")[::2]) for each in ticks]
    known = {case.id for case in file.cases}
    for case, item in pairs:
        if case not in known or item not in PREPARATION:
            fail(f"--tick {case}:{item}: write CASE:ITEM with a case of the file and one of {', '.join(PREPARATION)}")
    ledgers = existing_ledgers(settings)
    ledger = ledgers[0][1] if ledgers else open_ledger(settings, practice=False)
    for case, item in pairs:
        ledger.tick(case, item, by=by.strip())


def _say_preparation(file: "CaseFile", ledgers: "list[Ledger]") -> None:
    from portalbot.advisor.preparation import PREPARATION
    from portalbot.clock import local

    typer.echo("Before the filing ends for good, each client sees to this (注销前准备):")
    for item, (en, zh) in PREPARATION.items():
        typer.echo(f"  {item:<9} {en} · {zh}")
    for case in file.cases:
        done = {item: row for ledger in ledgers for item, row in ledger.ticked(case.id).items()}
        if done:
            said = ", ".join(f"{item} ({row['by']}, {local(row['at'])})" for item, row in done.items())
            open_ones = ", ".join(item for item in PREPARATION if item not in done) or "nothing"
            typer.echo(f"  {case.id}: done {said}; open: {open_ones}")
