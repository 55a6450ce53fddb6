"""Case files in Excel: what reads, and for every cell written wrongly the cell, the reason and the cure."""

import re
import shutil
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from pages.profile import Portal
from pages.terms import Kind
from portalbot.cases.casefile import CaseFile
from tests.cases.case_files import problems_of
from tests.cases.workbooks import AT, WRITTEN_BY_LIBREOFFICE, Save, one_problem, read, rewritten

# what reads


def test_toml_and_excel_read_into_equal_cases(save: Save, samples: CaseFile, profile: Portal) -> None:
    file = read(save(), profile)
    assert file.cases == samples.cases
    assert file.accounts == samples.accounts
    assert file.notes == ()


def test_a_workbook_written_by_libreoffice_reads_alike(book_folder: Path, samples: CaseFile, profile: Portal) -> None:
    file = read(Path(shutil.copy(WRITTEN_BY_LIBREOFFICE, book_folder / "libreoffice.xlsx")), profile)
    assert file.cases == samples.cases
    assert file.accounts == samples.accounts
    assert file.notes == ("sheet 备注 is neither 案件 nor 账号: passed over",)


def test_columns_in_any_order_empty_ones_and_rows_between_are_passed_over(
    book: Workbook, save: Save, samples: CaseFile, profile: Portal
) -> None:
    sheet = book["案件"]
    sheet.insert_cols(3, 2)
    sheet.insert_rows(5, 3)
    sheet.insert_rows(1, 2)
    sheet.move_range("A1:A40", cols=60)
    assert read(save(), profile).cases == samples.cases


def test_headers_with_spaces_full_width_letters_marks_and_known_other_names_are_taken(
    book: Workbook, save: Save, samples: CaseFile, profile: Portal
) -> None:
    sheet = book["案件"]
    for header, written in (
        ("编号", " 编 号＊"),
        ("备案号", "ＩＣＰ备案号"),
        ("营业执照副本", "营业执照\n"),
        ("手机号", "手机号码"),
    ):
        sheet.cell(1, AT[header], written)
    assert read(save(), profile).cases == samples.cases


def test_codes_are_brought_to_plain_letters_and_names_are_not(book: Workbook, save: Save, profile: Portal) -> None:
    sheet = book["案件"]
    sheet.cell(2, AT["手机号"], "１３８ 0013 8000")
    sheet.cell(2, AT["备案号"], "粤ＩＣＰ备１２３４５６７８号－１")
    sheet.cell(2, AT["统一社会信用代码"], " 9144 0300 7084 6113 6T")
    sheet.cell(2, AT["证件后六位"], "01234x")
    sheet.cell(2, AT["网站名称"], " 知行（商城）１ ")
    case = read(save(), profile).cases[0]
    assert case.responsible[0].mobile == "13800138000"
    assert case.number == "粤ICP备12345678号-1"
    assert case.client.uscc == "91440300708461136T"
    assert case.site_name == "知行（商城）１"


def test_whole_numbers_that_lost_nothing_are_taken(book: Workbook, save: Save, profile: Portal) -> None:
    sheet = book["案件"]
    sheet.cell(2, AT["编号"], 7)
    sheet.cell(2, AT["手机号"], 13800138001)
    sheet.cell(2, AT["证件后六位"], 123456)
    sheet.cell(2, AT["网站名称"], 163)
    sheet.cell(2, AT["网站数量"], 3)
    case = read(save(), profile).cases[0]
    assert (case.id, case.site_name, case.sites) == ("7", "163", 3)
    assert (case.responsible[0].mobile, case.responsible[0].last_six) == ("13800138001", "123456")


@pytest.mark.parametrize(
    "written",
    [
        date(2026, 2, 20),
        datetime(2026, 2, 20, 9, 30),
        "2026-02-20",
        "2026/2/20",
        "2026.02.20",
        "2026年2月20日",
        "20260220",
        20260220,
        " ２０２６－０２－２０ ",
        "2026-02-20 00:00:00",
    ],
    ids=str,
)
def test_a_date_is_taken_as_it_is_written(book: Workbook, save: Save, profile: Portal, written: Any) -> None:
    book["案件"].cell(2, AT["授权日期"], written)
    assert read(save(), profile).cases[0].authorised.on == date(2026, 2, 20)


def test_a_merged_cell_down_several_rows_counts_for_each(
    book: Workbook, save: Save, samples: CaseFile, profile: Portal
) -> None:
    sheet = book["案件"]
    column = get_column_letter(AT["账号"])
    for row in (3, 4):
        sheet.cell(row, AT["账号"], None)
    sheet.merge_cells(f"{column}2:{column}4")
    assert read(save(), profile).cases == samples.cases


def test_a_merged_cell_beyond_the_last_row_makes_no_cases(book: Workbook, save: Save, profile: Portal) -> None:
    sheet = book["案件"]
    last = sheet.max_row
    column = get_column_letter(AT["授权人"])
    sheet.merge_cells(f"{column}{last}:{column}{last + 500}")
    assert len(read(save(), profile).cases) == last - 1


def test_a_formula_counts_as_what_it_came_to(book: Workbook, save: Save, profile: Portal) -> None:
    cell = book["案件"].cell(2, AT["网站名称"], "=A1&B1").coordinate
    path = save()
    assert "never calculated" in one_problem(path, profile).reason
    was, now = (
        rf'<c r="{cell}"><f>A1&amp;B1</f><v ?(/>|></v>)',
        f'<c r="{cell}" t="str"><f>A1&amp;B1</f><v>知行商城</v>',
    )
    rewritten(path, lambda name, data: re.sub(was.encode(), now.encode(), data))
    assert read(path, profile).cases[0].site_name == "知行商城"


def test_a_licences_number_has_a_column_of_its_own(
    book: Workbook, save: Save, samples: CaseFile, profile: Portal
) -> None:
    sheet = book["案件"]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, AT["类型"]).value == Kind.LICENCE:
            sheet.cell(row, AT["许可证号"], sheet.cell(row, AT["备案号"]).value)
            sheet.cell(row, AT["备案号"], None)
    assert read(save(), profile).cases == samples.cases


def test_a_number_of_a_licence_beside_another_number_is_said(book: Workbook, save: Save, profile: Portal) -> None:
    book["案件"].cell(2, AT["许可证号"], "粤B2-20090191")
    problems = problems_of(save(), profile)
    assert any((each.place, each.field) == ("sheet 案件 row 2 (ZX-001)", "许可证号") for each in problems)


def test_the_province_of_a_row_must_be_its_accounts(book: Workbook, save: Save, profile: Portal) -> None:
    book["案件"].cell(2, AT["省份"], "广东")
    assert read(save(), profile)
    book["案件"].cell(2, AT["省份"], "北京")
    problem = one_problem(save(), profile)
    assert (problem.place, problem.field) == ("sheet 案件 row 2 (ZX-001)", "省份")
    assert "sheet 账号 row 2: 广东" in problem.reason


def test_a_province_does_not_stand_for_an_account(book: Workbook, save: Save, profile: Portal) -> None:
    book["案件"].cell(2, AT["省份"], "广东")
    book["案件"].cell(2, AT["账号"], "nobody")
    problem = one_problem(save(), profile)
    assert (problem.field, problem.reason) == ("账号", "no account 'nobody' in the file")


# cells that are refused: (header, value, in the reason, in the cure)

TEXT = "format the cell as text"
REFUSED: list[tuple[str, Any, str, str]] = [
    ("手机号", 1.38e10, "stored as the number 13800000000", TEXT),
    ("手机号", "1.38E+10", "was stored as a number", TEXT),
    ("备案号", 12345678.0, "stored as the number 12345678", TEXT),
    ("备案号", "12345678.0", "was stored as a number", TEXT),
    ("证件后六位", 1234, "stored as the number 1234", TEXT),
    ("法定代表人证件后六位", "1234", "has 4 characters of 6", TEXT),
    ("统一社会信用代码", 91440300708461136, "is the number", TEXT),
    ("网站名称", 0.1, "is the number 0.1", TEXT),
    ("网站名称", date(2026, 5, 2), "is a date or time", TEXT),
    ("网站名称", time(3, 4), "is a date or time", TEXT),
    ("授权日期", 46073, "'46073' is no date", "format the cell as a date"),
    ("授权日期", 0.5, "'0.5' is no date", "2026-02-20"),
    ("授权日期", "20.2.2026", "is no date", "2026-02-20"),
    ("授权日期", "26-2-20", "is no date", "2026-02-20"),
    ("授权日期", "2026-02/20", "is no date", "2026-02-20"),
    ("授权日期", "2026-02-30", "there is no such day", "2026-02-20"),
    ("授权日期", True, "is no date", "2026-02-20"),
    ("授权人", "#N/A", "is the error #N/A", "mend the formula"),
    ("备案号", "#REF!", "is the error #REF!", "mend the formula"),
    ("网站名称", "=A1&B1", "is a formula that was never calculated", "open the file in Excel and save it"),
]


@pytest.mark.parametrize(("header", "value", "reason", "cure"), REFUSED, ids=lambda each: str(each)[:20])
def test_a_cell_that_cannot_be_taken_is_named(
    book: Workbook, save: Save, profile: Portal, header: str, value: Any, reason: str, cure: str
) -> None:
    cell = book["案件"].cell(2, AT[header], value)
    problem = one_problem(save(), profile)
    assert (problem.place, problem.field) == (f"sheet 案件, cell {cell.coordinate} (ZX-001)", header)
    assert reason in problem.reason and cure in problem.cure


def test_what_the_model_says_names_sheet_row_and_header(book: Workbook, save: Save, profile: Portal) -> None:
    sheet = book["案件"]
    sheet.cell(2, AT["备案号"], "川ICP备12345678号-1")
    sheet.cell(3, AT["手机号"], "123")
    sheet.cell(4, AT["授权日期"], "2030-01-01")
    sheet.cell(5, AT["营业执照副本"], "nowhere.pdf")
    book["账号"].cell(3, 3, "台湾")
    places = {(each.place, each.field) for each in problems_of(save(), profile)}
    assert {
        ("sheet 案件 row 2 (ZX-001)", "备案号"),
        ("sheet 案件 row 3 (ZX-002)", "手机号"),
        ("sheet 案件 row 4 (ZX-003)", "授权日期"),
        ("sheet 账号 row 3", "省份"),
    } <= places
