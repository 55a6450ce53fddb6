"""What a person does not see in a workbook, or sees struck out: said, counted as such in the plan, and not filed."""

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pages.catalogue import shipped
from pages.errors import CaseFileError
from pages.profile import Portal
from portalbot.cases.advisor import Advice, advise
from portalbot.cases.casefile import CaseFile, read_cases
from portalbot.cases.casefile.headers import CASE_COLUMNS
from portalbot.cases.casefile.raw import Mark
from portalbot.filing.plan import make_plan
from portalbot.ledger.ledger import Ledger
from tests.cases.workbooks import WRITTEN_BY_LIBREOFFICE, book_of, rewritten
from tests.support import CASES, SAMPLES, TODAY, everywhere

HERE = "http://127.0.0.1:8800"
AT = {column.header: index for index, column in enumerate(CASE_COLUMNS, start=1)}
Save = Callable[[], CaseFile]


@pytest.fixture(scope="module")
def profile() -> Portal:
    return shipped().at(HERE)


@pytest.fixture
def book(profile: Portal) -> Workbook:
    """Return a workbook with the sample cases: ZX-001 in row 2, ZX-002 in row 3 and so on."""
    return book_of(read_cases(CASES, everywhere(profile), TODAY))


@pytest.fixture
def sheet(book: Workbook) -> Worksheet:
    found: Worksheet = book["案件"]
    return found


@pytest.fixture
def saved(tmp_path: Path, book: Workbook, profile: Portal) -> Save:
    """Return what saves the workbook and reads it."""
    shutil.copytree(SAMPLES / "materials", tmp_path / "materials")

    def save() -> CaseFile:
        book.save(tmp_path / "cases.xlsx")
        return read_cases(tmp_path / "cases.xlsx", everywhere(profile), TODAY)

    return save


def advised(file: CaseFile, profile: Portal) -> list[tuple[str, str]]:
    found: list[Advice] = advise(file, everywhere(profile))
    return [(each.case, each.en) for each in found if each.rule.id in ("row-hidden", "row-struck")]


def test_a_workbook_that_hides_nothing_has_no_marks(saved: Save, profile: Portal) -> None:
    file = saved()
    assert (file.marks, file.notes, advised(file, profile)) == ({}, (), [])


@pytest.mark.parametrize("way", [b'hidden="1"', b'hidden="true"', b'ht="0" customHeight="1"'])
def test_a_row_that_a_filter_or_a_person_hides_is_said(
    tmp_path: Path, sheet: Worksheet, saved: Save, profile: Portal, way: bytes
) -> None:
    sheet.auto_filter.ref = "A1:Z20"
    saved()
    rewritten(tmp_path / "cases.xlsx", lambda _name, data: data.replace(b'<row r="3"', b'<row r="3" ' + way))
    file = read_cases(tmp_path / "cases.xlsx", everywhere(profile), TODAY)
    assert file.marks == {"ZX-002": ((Mark.HIDDEN, "sheet 案件 row 3"),)}
    [(case, said)] = advised(file, profile)
    assert case == "ZX-002" and said.startswith("sheet 案件 row 3 is hidden")


def strike_cells(sheet: Worksheet) -> None:
    for cells in sheet.iter_rows(min_row=3, max_row=3):
        for cell in cells:
            cell.font = Font(strike=True)


def strike_one(sheet: Worksheet) -> None:
    sheet.cell(3, AT["网站名称"]).font = Font(strike=True)


def strike_piece(sheet: Worksheet) -> None:
    piece = TextBlock(InlineFont(strike=True), "资讯")
    sheet.cell(3, AT["网站名称"], CellRichText("知行", piece))


STRIKES = [
    (strike_cells, "sheet 案件 row 3"),
    (strike_one, "sheet 案件, cell {}"),
    (strike_piece, "sheet 案件, cell {}"),
]


@pytest.mark.parametrize(("strike", "where"), STRIKES, ids=["row", "cell", "piece of a text"])
def test_a_row_that_is_struck_out_is_said(
    sheet: Worksheet, saved: Save, profile: Portal, strike: Callable[[Worksheet], None], where: str
) -> None:
    strike(sheet)
    file = saved()
    assert file.marks == {"ZX-002": ((Mark.STRUCK, where.format(f"{get_column_letter(AT['网站名称'])}3")),)}
    [(case, said)] = advised(file, profile)
    assert case == "ZX-002" and said.endswith("is struck out")


def test_a_shared_text_with_a_struck_out_piece_is_said_as_excel_and_libreoffice_write_it(
    tmp_path: Path, saved: Save, profile: Portal
) -> None:
    saved()
    path = Path(shutil.copy(WRITTEN_BY_LIBREOFFICE, tmp_path / "libreoffice.xlsx"))
    whole, piece = "知行论坛</t>", "知行</t></r><r><rPr><strike/></rPr><t>论坛</t></r>"
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/sharedStrings.xml").decode()
    start = text.rindex("<t", 0, text.index(whole))
    changed = text[:start] + "<r>" + text[start:].replace(whole, piece, 1)
    rewritten(path, lambda name, data: changed.encode() if name == "xl/sharedStrings.xml" else data)
    file = read_cases(path, everywhere(profile), TODAY)
    assert {case: [mark for mark, _ in marks] for case, marks in file.marks.items()} == {"ZX-002": [Mark.STRUCK]}
    assert next(case.site_name for case in file.cases if case.id == "ZX-002") == "知行论坛"


def test_a_line_that_was_taken_away_again_and_one_under_nothing_strike_nothing_out(
    tmp_path: Path, sheet: Worksheet, saved: Save, profile: Portal
) -> None:
    sheet.cell(3, AT["网站名称"]).font = Font(strike=False)
    sheet.cell(3, AT["新域名"]).font = Font(strike=True)
    sheet.cell(3, len(AT) + 1).font = Font(strike=True)
    assert saved().marks == {}


def test_a_struck_out_result_of_a_report_strikes_no_case_out(sheet: Worksheet, saved: Save) -> None:
    sheet.cell(1, len(AT) + 1, "状态")
    sheet.cell(3, len(AT) + 1, "已提交").font = Font(strike=True)
    assert saved().marks == {}


def test_a_struck_out_account_strikes_its_cases_out_and_a_hidden_one_is_noted(
    book: Workbook, saved: Save, profile: Portal
) -> None:
    for cell in book["账号"][2]:
        cell.font = Font(strike=True)
    book["账号"].row_dimensions[3].hidden = True
    file = saved()
    mine = {case.id for case in file.cases if case.account == book["账号"]["A2"].value}
    assert mine and {case for case, _ in advised(file, profile)} == mine
    assert file.notes == ("sheet 账号 row 3 is hidden, and counts like others",)


def test_a_merged_cell_that_is_struck_out_strikes_each_of_its_rows_out(sheet: Worksheet, saved: Save) -> None:
    for row in (3, 4):
        sheet.cell(row, AT["账号"], None)
    column = get_column_letter(AT["账号"])
    sheet.merge_cells(f"{column}2:{column}4")
    sheet.cell(2, AT["账号"]).font = Font(strike=True)
    assert sorted(saved().marks) == ["ZX-001", "ZX-002", "ZX-003"]


def test_hidden_columns_and_a_hidden_sheet_of_accounts_are_noted_and_count(
    tmp_path: Path, book: Workbook, saved: Save, profile: Portal
) -> None:
    sheet = book["案件"]
    for header in ("手机号", "证件后六位"):
        sheet.column_dimensions[get_column_letter(AT[header])].hidden = True
    sheet.column_dimensions[get_column_letter(AT["网站域名"])].width = 77
    book["账号"].sheet_state = "hidden"
    saved()
    rewritten(tmp_path / "cases.xlsx", lambda _name, data: data.replace(b'width="77"', b'width="0"'))
    file = read_cases(tmp_path / "cases.xlsx", everywhere(profile), TODAY)
    assert set(file.notes) == {
        "sheet 案件: hidden columns count like others: 网站域名、手机号、证件后六位",
        "hidden sheet 账号 counts like one that is shown",
    }
    assert len(file.cases) == 16


def test_an_error_in_a_hidden_row_says_that_it_is_hidden(sheet: Worksheet, saved: Save) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.cell(3, AT["手机号"], "123")
    with pytest.raises(CaseFileError, match=r"sheet 案件 row 3 \(ZX-002, hidden\), 手机号"):
        saved()


def test_a_plan_leaves_hidden_rows_out_and_files_the_rest(
    sheet: Worksheet, saved: Save, tmp_path: Path, profile: Portal
) -> None:
    sheet.row_dimensions[3].hidden = True
    file = saved()
    stopped = {each.case for each in advise(file, everywhere(profile)) if each.stops()}
    plan = make_plan(file, everywhere(profile), Ledger(tmp_path / "l.db", who="t"), stopped=stopped)
    assert plan.advised == ("ZX-002",)
    assert len(plan.to_file) == len(file.cases) - 1
