"""`report`: what the ledger knows, for people who do not use a terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell

if TYPE_CHECKING:
    from portalbot.reporting.report.workbook import Updated


def report(
    out: Annotated[
        Path | None, typer.Argument(metavar="[OUT]", help="A new file: .xlsx, .csv, .json or .html.")
    ] = None,
    update: Annotated[
        Path | None, typer.Option("--update", help="Your own .xlsx: add or refresh its columns of results.")
    ] = None,
    account: Annotated[list[str] | None, typer.Option("--account", help="Only this account; may be repeated.")] = None,
    state: Annotated[
        list[str] | None, typer.Option("--state", help="Only this state (rejected or 审核不通过); may be repeated.")
    ] = None,
    practice: Annotated[
        bool | None,
        typer.Option("--practice/--real", help="The ledger of rehearsals, or that of filings; both where unsaid."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it is there.")] = False,
    data_dir: o.DataDir = None,
) -> None:
    """Report what the ledger knows, as workbook, CSV, JSON or page; looks at no portal.

    \b
    Example: portalbot report results.html
             portalbot report results.xlsx --state 审核不通过
             portalbot report --update cases.xlsx
    --update matches rows by 编号 and keeps the workbook as it was beside it (cases.bak-….xlsx).
    """
    with errors_for_people():
        from portalbot.work import report as reports
        from portalbot.work.errors import NotDone
        from portalbot.work.place import Sources

        if (out is None) == (update is None):
            what = "give a file to write (OUT: .xlsx, .csv, .json or .html), or --update with your own workbook"
            raise NotDone(what)
        if out:
            reports.check_target(out, force=force)
        settings = Sources(data_dir=data_dir).settings()
        found = reports.gather(settings, accounts=account or (), states=state or (), practice=practice, tell=tell)
        if out:
            reports.write(out, found)
            typer.echo(f"{out}: {len(found.rows)} case{'s' if len(found.rows) != 1 else ''}")
        elif update:
            _say(update, reports.refresh(update, found))
        for case_id, trouble in found.troubles.items():
            typer.echo(f"{case_id}: {trouble}", err=True)
    raise typer.Exit(1 if found.troubles else 0)


def _say(workbook: Path, done: "Updated") -> None:
    typer.echo(f"{workbook}: {len(done.found)} rows refreshed; as it was: {done.backup.name}")
    if done.absent:
        typer.echo(f"In the ledger and not in the workbook: {', '.join(done.absent)}", err=True)
    if done.formulas:
        note = "cells with formulas are kept; open and save it once in Excel before check or submit read it"
        typer.echo(f"{done.formulas} {note}", err=True)
