"""Refresh the results in an agency's own workbook, and leave everything else in it as it is.

openpyxl reads a workbook and writes it anew: what it does not know is lost. So a workbook with such parts (macros,
charts, pictures, pivot tables, and whatever it warns of on reading) is refused. What it writes is read again before
it takes the file's place; the file as it was is kept beside.
"""

import io
import shutil
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.cases.casefile.headers import NEEDED_CASE, plain
from portalbot.cases.casefile.package import Bounds, NoWorkbook, scan
from portalbot.cases.casefile.workbook import CASES
from portalbot.reporting.report.files import put, refuse_open, why
from portalbot.reporting.report.rows import UPDATED, ReportError, Row
from portalbot.reporting.report.sheets import WIDTHS, write

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

KEY = "编号"
WHOLE = Bounds(bytes=128 * 1024 * 1024, cells=1_200_000, signs=100_000)
"""openpyxl keeps about 1 kB a cell; 10,000 cases with every column have 400,000."""
HEADER_WITHIN = 20
"""The header row is sought among so many rows from the top."""
CURE = "write a new file instead: portalbot report results.xlsx"
LOST = {
    "xl/vbaProject": "macros",
    "xl/charts/": "charts",
    "xl/chartsheets/": "chart sheets",
    "xl/media/": "pictures",
    "xl/drawings/drawing": "drawings",
    "xl/diagrams/": "diagrams",
    "xl/pivot": "pivot tables",
    "xl/slicer": "slicers",
    "xl/timeline": "timelines",
    "xl/ctrlProps/": "form controls",
    "xl/activeX/": "form controls",
    "xl/embeddings/": "embedded files",
    "xl/threadedComments/": "threaded comments",
    "xl/connections": "data connections",
    "xl/queryTables/": "queries",
    "xl/model/": "a data model",
    "xl/richData/": "rich data",
    "xl/webextensions/": "web extensions",
    "customXml/": "custom XML",
    "_xmlsignatures/": "a signature",
}
"""Parts of a workbook, by how their names begin, that openpyxl would damage or drop."""


@dataclass(frozen=True)
class Updated:
    """What was done: which cases were found in the workbook, which of the ledger were not, and what is to be known."""

    found: tuple[str, ...]
    absent: tuple[str, ...]
    backup: Path
    formulas: int


def update(path: Path, rows: Sequence[Row], now: datetime) -> Updated:
    """Add or refresh the columns UPDATED, by 编号; `now` (in Shanghai) names the copy kept. Raises ReportError."""
    path = path.resolve()
    refuse_open(path)
    try:
        before = path.read_bytes()
        path.open("r+b").close()
    except OSError as error:
        raise ReportError(f"{path} cannot be updated: {why(error)}") from error
    formulas, workbook = _read(path, before)
    sheet, line, heads = _sheet(path, workbook)
    found = _fill(sheet, line, heads, {row.entry.id: row for row in rows})
    if not found:
        raise ReportError(f"{path} was left as it is: no {KEY} of {sheet.title} is in the ledger; see portalbot status")
    data = _written(path, workbook)
    backup = _keep(path, now)
    try:
        if path.read_bytes() != before:
            raise ReportError(f"{path} was changed by somebody meanwhile and was left as it is; do it again")
        put(path, data)
    except (ReportError, OSError) as error:
        backup.unlink(missing_ok=True)
        raise error if isinstance(error, ReportError) else ReportError(f"{path}: {why(error)}") from error
    absent = tuple(row.entry.id for row in rows if row.entry.id not in set(found))
    return Updated(tuple(found), absent, backup, formulas)


def _read(path: Path, data: bytes) -> tuple[int, "Workbook"]:
    """Return how many formulas a workbook has, and the workbook."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if path.suffix.lower() != ".xlsx":
        kind = (
            "has macros" if path.suffix.lower() in (".xlsm", ".xltm") else f"is a {path.suffix or 'file without end'}"
        )
        raise ReportError(f"{path} {kind}, which cannot be kept as it is: save it as .xlsx, or {CURE}")
    try:
        found = scan(data, WHOLE)
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
        lost = sorted({what for name in names for start, what in LOST.items() if name.startswith(start)})
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            workbook = load_workbook(io.BytesIO(data), rich_text=True)
    except NoWorkbook as error:
        why_not = f"it cannot be read as a workbook: it {error.reason}"
        raise ReportError(f"{path} was left as it is: {why_not}; {error.cure}, or {CURE}") from error
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError) as error:
        raise ReportError(f"{path} cannot be read as a workbook ({error}); save it anew, or {CURE}") from error
    lost += sorted({str(each.message) for each in warned if issubclass(each.category, UserWarning)})
    if lost:
        raise ReportError(f"{path} was left as it is: it has what would be lost ({'; '.join(lost)}); {CURE}")
    return sum(each.formulas for each in found.values()), workbook


def _sheet(path: Path, workbook: "Workbook") -> tuple["Worksheet", int, dict[str, int]]:
    """Return the sheet of the cases, its header row's line, and the column of each head.

    Of several the one that `check` would read counts: named 案件, else with more heads of cases than the key.
    """
    found = []
    for sheet in workbook.worksheets:
        for cells in sheet.iter_rows(max_row=HEADER_WITHIN):
            heads = {plain(str(cell.value)): cell.column for cell in cells if cell.value is not None}
            if KEY in heads and cells[0].row:
                found.append((sheet, cells[0].row, {name: column for name, column in heads.items() if column}))
                break
    named = [each for each in found if plain(each[0].title) == CASES]
    likely = [each for each in found if len(each[2].keys() & set(NEEDED_CASE)) > 1]
    found = named or likely or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise ReportError(f"{path} was left as it is: no sheet has a header row with {KEY}; add it, or {CURE}")
    names = "、".join(sheet.title for sheet, _, _ in found)
    raise ReportError(f"{path} was left as it is: {names} have a column {KEY} each; keep it in one, or {CURE}")


def _fill(sheet: "Worksheet", line: int, heads: Mapping[str, int], rows: Mapping[str, Row]) -> list[str]:
    columns, last = dict(heads), max(heads.values())
    found: list[str] = []
    for below in range(line + 1, sheet.max_row + 1):
        value = sheet.cell(below, heads[KEY]).value
        row = rows.get(_id(value))
        if row is None:
            continue
        for name in UPDATED:
            if name not in columns:
                last += 1
                columns[name] = last
                _add_column(sheet, line, last, name)
            _write(sheet, below, columns[name], row.cells[name])
        found.append(row.entry.id)
    return found


def _id(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if value is not None else ""


def _add_column(sheet: "Worksheet", line: int, column: int, name: str) -> None:
    from openpyxl.utils import get_column_letter

    _write(sheet, line, column, name)
    before, head = sheet.cell(line, column - 1), sheet.cell(line, column)
    if before.has_style:
        for each in ("font", "fill", "border", "alignment"):
            setattr(head, each, copy(getattr(before, each)))
    sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 17)


def _write(sheet: "Worksheet", line: int, column: int, text: str) -> None:
    from openpyxl.cell.cell import Cell

    cell = sheet.cell(line, column)
    if not isinstance(cell, Cell):
        raise ReportError(f"{sheet.title}!{cell.coordinate} is within merged cells; separate them, or {CURE}")
    write(cell, text)


def _written(path: Path, workbook: "Workbook") -> bytes:
    """Return the workbook's bytes, read again to see that they are one."""
    from openpyxl import load_workbook

    stream = io.BytesIO()
    workbook.save(stream)
    again = load_workbook(io.BytesIO(stream.getvalue()))
    if again.sheetnames != workbook.sheetnames:
        raise ReportError(f"{path} was left as it is: what was written has other sheets; {CURE}")
    return stream.getvalue()


def _keep(path: Path, now: datetime) -> Path:
    """Copy the file as it is to cases.bak-YYYYmmdd-HHMMSS.xlsx beside it; returns the copy."""
    name = f"{path.stem}.bak-{now:%Y%m%d-%H%M%S}"
    backup = path.with_name(f"{name}{path.suffix}")
    count = 1
    while backup.exists():
        count += 1
        backup = path.with_name(f"{name}-{count}{path.suffix}")
    try:
        shutil.copy2(path, backup)
    except OSError as error:
        backup.unlink(missing_ok=True)
        raise ReportError(f"{path} was left as it is: its copy {backup.name} was not written: {why(error)}") from error
    return backup
