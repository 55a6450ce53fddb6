"""Headers and sheets of a workbook: which are known, which are passed over, and what is said of the rest."""

import pytest
from openpyxl import Workbook

from pages.errors import Problem
from pages.profile import Portal
from portalbot.cases.casefile import CaseFile
from tests.cases.case_files import problems_of
from tests.cases.workbooks import AT, Save, one_problem, read

# headers


@pytest.mark.parametrize(
    ("header", "written", "cure"),
    [
        ("备案号", "备案编号", "did you mean 备案号?"),
        ("主办单位名称", "单位名称", "did you mean 主办单位名称?"),
        ("统一社会信用代码", "社会信用代码", "did you mean 统一社会信用代码?"),
        ("手机号", "手机", "did you mean 手机号?"),
        ("股东会决议", "其他材料", "give each material a column of its own"),
        ("股东会决议", "xyz", "known: 编号、"),
    ],
)
def test_an_unknown_header_is_named_with_its_cell_and_the_nearest(
    book: Workbook, save: Save, profile: Portal, header: str, written: str, cure: str
) -> None:
    cell = book["案件"].cell(1, AT[header], written)
    [problem] = [each for each in problems_of(save(), profile) if each.reason == "is not a known header"]
    assert (problem.place, problem.field) == (f"sheet 案件, cell {cell.coordinate}", written)
    assert cure in problem.cure


def test_two_columns_that_mean_the_same_are_said(book: Workbook, save: Save, profile: Portal) -> None:
    cell = book["案件"].cell(1, len(AT) + 1, "营业执照")
    problem = one_problem(save(), profile)
    assert problem.place == f"sheet 案件, cell {cell.coordinate}"
    assert "营业执照副本 means the same" in problem.reason


def test_something_under_no_header_is_said_with_its_cell(book: Workbook, save: Save, profile: Portal) -> None:
    cell = book["案件"].cell(3, len(AT) + 2, "多余")
    problem = one_problem(save(), profile)
    assert (problem.place, problem.reason) == (f"sheet 案件, cell {cell.coordinate}", "stands under no header")


def test_a_missing_column_is_said(book: Workbook, save: Save, profile: Portal) -> None:
    book["案件"].delete_cols(AT["类型"])
    problems = problems_of(save(), profile)
    assert Problem("sheet 案件 row 1", "类型", "is missing among the headers", "add the column") in problems


def test_a_merged_header_is_refused_with_its_cell(book: Workbook, save: Save, profile: Portal) -> None:
    sheet = book["案件"]
    sheet.insert_rows(1)
    sheet["A1"] = "二〇二六年注销名单"
    sheet.merge_cells("A1:D1")
    problems = problems_of(save(), profile)
    assert problems[0].place == "sheet 案件, cell A1"
    assert "is a merged header" in [each.reason for each in problems]
    assert any("取消单元格合并" in each.cure for each in problems)


def test_a_cell_merged_over_several_columns_is_refused(book: Workbook, save: Save, profile: Portal) -> None:
    sheet = book["案件"]
    cells = [sheet.cell(2, AT[header]).coordinate for header in ("负责人", "手机号")]
    sheet.merge_cells(":".join(cells))
    places = [each.place for each in problems_of(save(), profile) if each.reason == "is merged over several columns"]
    assert places == [f"sheet 案件, cell {cells[0]}"]


# sheets


def test_other_sheets_and_hidden_ones_are_passed_over_with_a_note(book: Workbook, save: Save, profile: Portal) -> None:
    book.create_sheet("汇总")["A1"] = "#N/A"
    old = book.copy_worksheet(book["案件"])
    old.title, old.sheet_state = "去年", "hidden"
    book.create_sheet("说明")
    assert read(save(), profile).notes == (
        "sheet 汇总 is neither 案件 nor 账号: passed over",
        "hidden sheet 去年 is neither 案件 nor 账号: passed over",
    )


def test_a_sheet_of_cases_may_have_another_name_if_it_is_the_only_one(
    book: Workbook, save: Save, samples: CaseFile, profile: Portal
) -> None:
    book["案件"].title = "Sheet1"
    assert read(save(), profile).cases == samples.cases
    book.copy_worksheet(book["Sheet1"]).title = "Sheet2"
    problem = one_problem(save(), profile)
    assert "Sheet1、Sheet2 all have the headers of cases" in problem.reason and "案件" in problem.cure


def test_a_hidden_sheet_of_cases_is_not_filed_from(book: Workbook, save: Save, profile: Portal) -> None:
    book["案件"].sheet_state = "hidden"
    book.active = 1
    assert one_problem(save(), profile).reason == "is hidden"


@pytest.mark.parametrize("name", ["案件", "账号"])
def test_a_sheet_that_is_not_there_or_empty_is_said(book: Workbook, save: Save, profile: Portal, name: str) -> None:
    empty = book.create_sheet("x")
    del book[name]
    places = {each.place for each in problems_of(save(), profile)}
    assert f"sheet {name}" in places
    empty.title = name
    assert any((each.place, each.reason) == (f"sheet {name}", "is empty") for each in problems_of(save(), profile))
