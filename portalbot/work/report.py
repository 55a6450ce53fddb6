"""Reports of what the ledgers know: a new file, or the columns of results in the agency's own workbook."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.evidence.scrub import Leak
from portalbot.evidence.store import Evidence
from portalbot.reporting.report.files import put
from portalbot.reporting.report.page import as_html
from portalbot.reporting.report.rows import ReportError, Row, rows_of
from portalbot.reporting.report.sheets import as_csv, as_json, as_xlsx
from portalbot.reporting.report.words import STATES, state_of
from portalbot.rules.local_time import SHANGHAI
from portalbot.work.errors import NotDone
from portalbot.work.place import existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Ledger
    from portalbot.machine.settings import Settings
    from portalbot.reporting.report.workbook import Updated
    from portalbot.rules.states import State

KINDS = (".xlsx", ".csv", ".json", ".html")


@dataclass(frozen=True)
class Rows:
    """What a report says; `troubles`: cases that are not in it, each with why."""

    rows: Sequence[Row]
    troubles: Mapping[str, str]
    evidence: Evidence
    now: datetime


def check_target(out: Path, *, force: bool) -> None:
    """Raise NotDone for a file that is no report's, or is there already."""
    if out.suffix.lower() not in KINDS:
        raise NotDone(f"a report is one of {' '.join(KINDS)}", place=str(out))
    if out.exists() and not force:
        cure = f"name another, or replace it with --force (your own workbook: --update {out})"
        raise NotDone(f"{out} is there already", cure)


def gather(
    settings: "Settings",
    *,
    accounts: Collection[str] = (),
    states: Collection[str] = (),
    practice: bool | None = None,
    tell: Tell = nobody,
) -> Rows:
    """Read what is reported: of some accounts and states (`rejected` or 审核不通过) alone, if any are named.

    `practice`: only the ledger of rehearsals, or only that of filings. Raises NotDone where there is none; LedgerError.
    """
    ledgers = _ledgers(settings, practice, tell)
    wanted = [_state(word) for word in states]
    evidence = Evidence.of(settings.model_copy(update={"data_dir": settings.data_dir.absolute()}))
    troubles: dict[str, str] = {}
    try:
        rows = rows_of(ledgers, evidence, accounts=accounts, states=wanted, troubles=troubles)
    except ReportError as error:
        raise NotDone(str(error)) from error
    return Rows(rows, troubles, evidence, datetime.now(SHANGHAI))


def write(out: Path, found: Rows) -> None:
    """Write a report as what the file's ending says, through the gate that takes secrets out. Raises NotDone."""
    match out.suffix.lower():
        case ".xlsx":
            data = as_xlsx(found.rows)
        case ".csv":
            data = as_csv(found.rows)
        case ".json":
            data = as_json(found.rows)
        case _:
            data = as_html(found.rows, found.now)
    try:
        put(out, found.evidence.gate.clean(out.name, data))
    except (ReportError, Leak) as error:
        raise NotDone(str(error)) from error


def refresh(workbook: Path, found: Rows) -> "Updated":
    """Add or refresh the columns of results in a workbook, which is kept as it was beside it. Raises NotDone."""
    from portalbot.reporting.report.workbook import update

    try:
        return update(workbook, found.rows, found.now)
    except ReportError as error:
        raise NotDone(str(error)) from error


def _ledgers(settings: "Settings", practice: bool | None, tell: Tell) -> "list[tuple[bool, Ledger]]":
    found = existing_ledgers(settings, tell)
    chosen = [(is_practice, ledger) for is_practice, ledger in found if practice in (None, is_practice)]
    if not chosen:
        other = f" (there is another: {'--real' if practice else '--practice'})" if found else ""
        raise NotDone(f"there is no such ledger in {settings.data_dir}{other}", "nothing was filed from there yet")
    return chosen


def _state(word: str) -> "State":
    found = state_of(word)
    if found is None:
        known = ", ".join(f"{state} ({words.name.zh})" for state, words in STATES.items())
        raise NotDone("no such state", f"one of {known}", place=f"--state {word}")
    return found
