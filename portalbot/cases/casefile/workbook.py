"""A case file in Excel: a sheet 案件 with one row a case, and a sheet 账号 with the accounts.

The values are read with calamine, after `package` has looked at what it would not tell. A sheet of cases may have
another name if it is the only visible one with the headers of cases. A merged cell down several rows counts for each.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages.errors import CaseFileError, Problem
from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS, ALIASES, NAMES, NEEDED_CASE, plain
from portalbot.cases.casefile.package import NoWorkbook, scan
from portalbot.cases.casefile.passwords import names_a_password
from portalbot.cases.casefile.passwords import problem as password_problem
from portalbot.cases.casefile.raw import RawFile
from portalbot.cases.casefile.sheetscan import Found, columns_within
from portalbot.cases.casefile.table import Table, letters, read_accounts, read_case_rows
from portalbot.cases.casefile.values import is_empty

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

CASES, ACCOUNTS, EXPLAINED = "案件", "账号", "说明"


def read_workbook(path: Path) -> RawFile:
    """Read the sheets; raises OSError, or CaseFileError when the file cannot be read as a workbook."""
    from python_calamine import CalamineError, load_workbook

    raw = RawFile(names=NAMES)
    try:
        found = scan(path)
        with load_workbook(path) as book:
            _read(book, found, raw)
    except NoWorkbook as error:
        raise CaseFileError(str(path), [Problem("file", "", error.reason, error.cure)]) from error
    except CalamineError as error:
        problem = Problem("file", "", f"is a damaged workbook ({error})", "open it in Excel and save it anew as .xlsx")
        raise CaseFileError(str(path), [problem]) from error
    return raw


def _read(book: "CalamineWorkbook", found: dict[str, Found], raw: RawFile) -> None:
    from python_calamine import SheetVisibleEnum

    tables = {name: _table(name, book, scanned, raw) for name, scanned in found.items()}
    hidden = {each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible}
    accounts = _named(ACCOUNTS, tables)
    cases = _named(CASES, tables) or [name for name in tables if name not in accounts and _has_cases(book, name)]
    cases = [name for name in cases if name not in hidden or plain(name) == CASES]
    for name in tables:
        if name not in accounts and name not in cases and plain(name) != EXPLAINED:
            raw.problems += _passwords(book, name)
            kind = "hidden sheet" if name in hidden else "sheet"
            raw.notes.append(f"{kind} {name} is neither {CASES} nor {ACCOUNTS}: passed over")
    if not accounts:
        cure = f"add it, with the columns {'、'.join(each.header for each in ACCOUNT_COLUMNS)}"
        raw.problems.append(Problem(f"sheet {ACCOUNTS}", "", "is not in the workbook", cure))
    for name in accounts:
        if name in hidden:
            raw.notes.append(f"hidden sheet {name} counts like one that is shown")
        read_accounts(tables[name], raw)
    if not cases:
        cure = f"name the sheet with the cases {CASES}; its first row has the headers {'、'.join(NEEDED_CASE)} …"
        raw.problems.append(Problem(f"sheet {CASES}", "", "is not in the workbook", cure))
    if len(cases) > 1:
        cure = f"name the one that counts {CASES}"
        raw.problems.append(Problem("file", "", f"the sheets {'、'.join(cases)} all have the headers of cases", cure))
        return
    for name in cases:
        if name in hidden:
            raw.problems.append(
                Problem(f"sheet {name}", "", "is hidden", "show it, so that everybody sees what is filed")
            )
        read_case_rows(tables[name], raw)


def _named(wanted: str, tables: dict[str, Table]) -> list[str]:
    return [name for name in tables if plain(name) == wanted][:1]


def _passwords(book: "CalamineWorkbook", name: str) -> Iterator[Problem]:
    """Yield a problem for each head of a sheet that is passed over, if it is one of passwords: the file is mailed."""
    heads = next((row for row in book.get_sheet_by_name(name).iter_rows() if any(map(str, row))), [])
    for head in (name, *map(str, heads)):
        if names_a_password(head):
            yield password_problem(f"sheet {name}", head)


def _has_cases(book: "CalamineWorkbook", name: str) -> bool:
    for row in book.get_sheet_by_name(name).iter_rows():
        heads = {ALIASES.get(head, head) for head in (plain(str(value)) for value in row) if head}
        if heads:
            return len(heads & set(NEEDED_CASE)) > 1
    return False


def _table(name: str, book: "CalamineWorkbook", found: Found, raw: RawFile) -> Table:
    struck = {(row + 1, column) for row, column in found.struck}
    return Table(
        f"sheet {name}",
        _rows(name, book, found, struck, raw),
        sheet=True,
        row_name=f"sheet {name} ",
        hidden_rows={row + 1 for row in found.hidden_rows},
        hidden_columns=set(columns_within(found.hidden_columns, found.columns)),
        struck=struck,
    )


def _rows(
    name: str, book: "CalamineWorkbook", found: Found, struck: set[tuple[int, int]], raw: RawFile
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows that have something of their own, with merged cells filled in (`struck` too)."""
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None and not found.unfit:
        return
    left = sheet.start[1] if sheet.start else 0
    merged: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    for each in sheet.merged_cell_ranges or ():
        merged.setdefault(each[0][0], []).append(each)
    unfit: dict[int, list[int]] = {}
    for row, column in found.unfit:
        unfit.setdefault(row, []).append(column)
    read = iter(sheet.iter_rows()) if sheet.start else iter(())
    down: dict[int, tuple[Any, int, bool]] = {}
    headed = False
    for number in range(found.rows):
        cells: list[Any] = [""] * left + list(next(read, ()))
        for column in unfit.get(number, ()):
            cells += [""] * (column + 1 - len(cells))
            cells[column] = found.unfit[number, column]
        own = not all(map(is_empty, cells))
        for (top, first), (bottom, last) in merged.get(number, ()):
            value = cells[first] if first < len(cells) else ""
            if is_empty(value):
                continue
            place = f"sheet {name}, cell {letters(first)}{top + 1}"
            if not headed:
                cure = (
                    "unmerge it (取消单元格合并); headers stand in the first row, one a column, without a title above"
                )
                raw.problems.append(Problem(place, str(value), "is a merged header", cure))
            elif last > first:
                cure = "unmerge it (取消单元格合并) and write each value into its own column"
                raw.problems.append(Problem(place, "", "is merged over several columns", cure))
            else:
                down[first] = (value, bottom, (top + 1, first) in struck)
        for column, (value, bottom, out) in list(down.items()):
            if number > bottom:
                del down[column]
            elif column < len(cells) and is_empty(cells[column]):
                cells[column] = value
                if out:
                    struck.add((number + 1, column))
        if own:
            headed = True
            yield number + 1, cells
