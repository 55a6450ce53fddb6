"""`check`: read a case file, say everything that is wrong with it, and what would come back rejected."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import advice as advices
from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell
from portalbot.work.errors import NotDone
from portalbot.work.place import Sources

if TYPE_CHECKING:
    from portalbot.work.check import Checked


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
    with errors_for_people():
        from pages.errors import CaseFileError
        from portalbot.work.check import check as look_through

        if explain is not None:
            advices.explain(explain)
            return
        if cases is None:
            raise NotDone("give the case file, or --explain RULE")
        sources = Sources(env_file, secrets_dir, data_dir, portals, profile=profile)
        ticks = [(case, item) for case, _, item in (each.rpartition(":") for each in tick or ())]
        try:
            found = look_through(
                cases, sources, fit=fit_materials, online=online, ticks=ticks, by=by or "", tell=tell
            )  # fmt: skip
        except CaseFileError as error:
            advices.say_errors(error, json=json)
            raise typer.Exit(2) from None
        if found.fitter and not json:
            advices.say_fitted(found.fitter)
        advices.say_advice(found.advice, strict=strict, json=json)
        stopped = found.stopped(strict=strict)
        if not json:
            _say(found, len(stopped), cases)
    raise typer.Exit(1 if stopped else 0)


def _say(found: "Checked", stopped: int, cases: Path) -> None:
    for note in (*found.notes, *found.weak):
        typer.echo(f"note: {note}")
    _say_preparation(found)
    count = len(found.file.cases)
    outcome = f"{stopped} may not be filed like this" if stopped else "no errors"
    typer.echo(f"{cases}: {count} case{'s' if count != 1 else ''} in {len(found.file.accounts)} accounts, {outcome}")


def _say_preparation(found: "Checked") -> None:
    from portalbot.cases.advisor.preparation import PREPARATION
    from portalbot.rules.local_time import local

    typer.echo("Before the filing ends for good, each client sees to this (注销前准备):")
    for item, (en, zh) in PREPARATION.items():
        typer.echo(f"  {item:<9} {en} · {zh}")
    for case_id, done in found.prepared.items():
        if done:
            said = ", ".join(f"{item} ({row['by']}, {local(row['at'])})" for item, row in done.items())
            open_ones = ", ".join(item for item in PREPARATION if item not in done) or "nothing"
            typer.echo(f"  {case_id}: done {said}; open: {open_ones}")
