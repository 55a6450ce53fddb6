"""The plain forms of a report: a workbook, CSV, JSON. Every cell is text; none is ever a formula.

A workbook's cells are typed as text and marked so (Excel's own mark of a typed apostrophe), which also keeps a long
流水号 whole. CSV is UTF-8 with a byte-order mark, so that Excel reads the Chinese, with cells guarded as
`casefile.cells` says.
"""

import csv
import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from portalbot.cases.casefile.cells import guarded, risky
from portalbot.reporting.report.rows import COLUMNS, Row

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

SHEET = "办理结果"
MOST = 32767
"""Characters that Excel takes in one cell."""
WIDTHS = {
    "主办单位名称": 28,
    "备案号": 24,
    "流水号": 22,
    "驳回原因": 36,
    "说明": 36,
    "收尾": 36,
    "证据": 36,
    "账号": 14,
    "编号": 14,
}


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return the report as CSV that Excel opens."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([guarded(value) for value in row.cells.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_json(rows: Sequence[Row]) -> bytes:
    """Return the report as a JSON array; each object has the columns, and `state` in the program's own word."""
    records = [{**row.cells, "state": row.entry.state.value, "practice": row.practice} for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return the report as a workbook with one sheet, its head frozen and filterable."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = SHEET
    for line, values in enumerate([COLUMNS, *(row.cells.values() for row in rows)], start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(line, column)
            assert isinstance(cell, Cell), "nothing is merged in a new sheet"
            write(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=COLUMNS[column - 1] in ("驳回原因", "说明", "收尾"))
            if line == 1:
                cell.font = Font(bold=True, color="FFFFFF")
                cell.fill = PatternFill("solid", fgColor="1F4E79")
    for column, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 17)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(rows) + 1}"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def write(cell: "Cell", text: str) -> None:
    """Write a text into a cell as text, whatever it begins with; what no cell can hold is replaced by U+FFFD."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    safe = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.value = (safe if len(safe) <= MOST else safe[: MOST - 1] + "…") or None
    if safe:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = risky(safe)
