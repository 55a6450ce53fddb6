"""Workbooks as tests make them: from the samples, read, and changed within their package."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pages.errors import Problem
from pages.profile import Portal
from portalbot.cases.casefile import CaseFile, read_cases
from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS, CASE_COLUMNS
from tests.cases.case_files import as_csv, problems_of
from tests.support import TODAY, everywhere

WRITTEN_BY_LIBREOFFICE = Path(__file__).parent.parent / "samples" / "libreoffice.xlsx"
Rows = list[dict[str, Any]]
AT = {column.header: index for index, column in enumerate(CASE_COLUMNS, start=1)}


def book_of(file: CaseFile) -> Workbook:
    """Return a workbook with the cases of a file, each column of the table in its order."""
    cases, accounts = as_csv(file)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "案件"
    fill(sheet, [column.header for column in CASE_COLUMNS], cases)
    fill(book.create_sheet("账号"), [column.header for column in ACCOUNT_COLUMNS], accounts)
    return book


def fill(sheet: Worksheet, headers: list[str], rows: Rows) -> None:
    sheet.append(headers)
    for row in rows:
        sheet.append([row.get(header) or None for header in headers])


def read(path: Path, portal: Portal) -> CaseFile:
    return read_cases(path, everywhere(portal), TODAY)


def one_problem(path: Path, portal: Portal) -> Problem:
    [problem] = problems_of(path, portal)
    return problem


Save = Callable[[], Path]


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
