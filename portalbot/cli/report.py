"""`report`: what the ledger knows, for people who do not use a terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from datetime import datetime

    from portalbot.ledger import Ledger
    from portalbot.report.rows import Row
    from portalbot.scrub import Gate
    from portalbot.settings import Settings
    from portalbot.states import State

KINDS = (".xlsx", ".csv", ".json", ".html")


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
    if (out is None) == (update is None):
        fail("give a file to write (OUT: .xlsx, .csv, .json or .html), or --update with your own workbook")
    if out and out.suffix.lower() not in KINDS:
        fail(f"{out}: a report is one of {' '.join(KINDS)}")
    if out and out.exists() and not force:
        fail(f"{out} is there already; name another, or replace it with --force (your own workbook: --update {out})")
    with errors_for_people():
        from datetime import datetime

        from portalbot.clock import SHANGHAI
        from portalbot.evidence import Evidence
        from portalbot.report.rows import ReportError, rows_of
        from portalbot.report.workbook import update as refresh
        from portalbot.settings import load_settings

        settings = load_settings(data_dir=data_dir)
        ledgers = _ledgers(settings, practice)
        states = [_state(word) for word in state or []]
        evidence = Evidence.of(settings.model_copy(update={"data_dir": settings.data_dir.absolute()}))
        now = datetime.now(SHANGHAI)
        try:
            troubles: dict[str, str] = {}
            rows = rows_of(ledgers, evidence, accounts=account or (), states=states, troubles=troubles)
            if out:
                _write(out, rows, now, evidence.gate)
                typer.echo(f"{out}: {len(rows)} case{'s' if len(rows) != 1 else ''}")
            elif update:
                done = refresh(update, rows, now)
                typer.echo(f"{update}: {len(done.found)} rows refreshed; as it was: {done.backup.name}")
                if done.absent:
                    typer.echo(f"In the ledger and not in the workbook: {', '.join(done.absent)}", err=True)
                if done.formulas:
                    note = "cells with formulas are kept; open and save it once in Excel before check or submit read it"
                    typer.echo(f"{done.formulas} {note}", err=True)
        except ReportError as error:
            fail(str(error))
        for case_id, trouble in troubles.items():
            typer.echo(f"{case_id}: {trouble}", err=True)
    raise typer.Exit(1 if troubles else 0)


def _ledgers(settings: "Settings", practice: bool | None) -> "list[tuple[bool, Ledger]]":
    found = existing_ledgers(settings)
    chosen = [(is_practice, ledger) for is_practice, ledger in found if practice in (None, is_practice)]
    if not chosen:
        other = f" (there is another: {'--real' if practice else '--practice'})" if found else ""
        fail(f"there is no such ledger in {settings.data_dir}{other}; nothing was filed from there yet")
    return chosen


def _state(word: str) -> "State":
    from portalbot.report.words import STATES, state_of

    found = state_of(word)
    if found is None:
        known = ", ".join(f"{state} ({words.name.zh})" for state, words in STATES.items())
        fail(f"--state {word}: no such state; one of {known}")
    return found


def _write(out: Path, rows: "list[Row]", now: "datetime", gate: "Gate") -> None:
    from portalbot.report.files import put
    from portalbot.report.page import as_html
    from portalbot.report.rows import ReportError
    from portalbot.report.sheets import as_csv, as_json, as_xlsx
    from portalbot.scrub import Leak

    match out.suffix.lower():
        case ".xlsx":
            data = as_xlsx(rows)
        case ".csv":
            data = as_csv(rows)
        case ".json":
            data = as_json(rows)
        case _:
            data = as_html(rows, now)
    try:
        put(out, gate.clean(out.name, data))
    except Leak as leak:
        raise ReportError(str(leak)) from leak
