"""Case files in Excel: what reads, and for every way to write one wrongly the cell, the reason and the cure."""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pages.catalogue import shipped
from pages.errors import CaseFileError, Problem
from pages.profile import Portal
from pages.terms import Kind
from portalbot.casefile import CaseFile, package, read_cases
from portalbot.casefile.headers import ACCOUNT_COLUMNS, CASE_COLUMNS
from tests.support import CASES, SAMPLES, TODAY, everywhere
from tests.unit.test_casefile import as_csv, problems_of

WRITTEN_BY_LIBREOFFICE = Path(__file__).parent.parent / "samples" / "libreoffice.xlsx"
Rows = list[dict[str, Any]]
AT = {column.header: index for index, column in enumerate(CASE_COLUMNS, start=1)}


@pytest.fixture(scope="module")
def profile() -> Portal:
    return shipped()


@pytest.fixture(scope="module")
def samples(profile: Portal) -> CaseFile:
    return read_cases(CASES, everywhere(profile), TODAY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the samples' materials."""
    folder = tmp_path_factory.mktemp("workbooks")
    shutil.copytree(SAMPLES / "materials", folder / "materials")
    return folder


@pytest.fixture
def book(samples: CaseFile) -> Workbook:
    """Return a workbook with the sample cases, each column of the table in its order."""
    cases, accounts = as_csv(samples)
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


@pytest.fixture
def save(folder: Path, book: Workbook) -> Iterator[Callable[[], Path]]:
    path = folder / "cases.xlsx"

    def save() -> Path:
        book.save(path)
        return path

    yield save
    path.unlink(missing_ok=True)


def read(path: Path, portal: Portal) -> CaseFile:
    return read_cases(path, everywhere(portal), TODAY)


def one_problem(path: Path, portal: Portal) -> Problem:
    [problem] = problems_of(path, portal)
    return problem


Save = Callable[[], Path]


# what reads


def test_toml_and_excel_read_into_equal_cases(save: Save, samples: CaseFile, profile: Portal) -> None:
    file = read(save(), profile)
    assert file.cases == samples.cases
    assert file.accounts == samples.accounts
    assert file.notes == ()


def test_a_workbook_written_by_libreoffice_reads_alike(folder: Path, samples: CaseFile, profile: Portal) -> None:
    file = read(Path(shutil.copy(WRITTEN_BY_LIBREOFFICE, folder / "libreoffice.xlsx")), profile)
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


# files that are no workbook, or too much of one


def file_problem(path: Path, portal: Portal) -> Problem:
    problem = one_problem(path, portal)
    assert problem.place == "file"
    return problem


def test_a_password_an_old_file_and_a_damaged_one_are_told_apart(folder: Path, save: Save, profile: Portal) -> None:
    whole = save().read_bytes()
    path = folder / "cases.xlsx"
    for content, reason, cure in (
        (package.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "protected by a password", "remove"),
        (package.OLE + bytes(600), "old Excel file", "save it as .xlsx"),
        (whole[: len(whole) // 2], "damaged", "save it anew"),
        (b"", "damaged", "save it anew"),
        ("编号,账号\n".encode(), "damaged", "save it anew"),
    ):
        path.write_bytes(content)
        problem = file_problem(path, profile)
        assert reason in problem.reason and cure in problem.cure


@pytest.mark.parametrize("name", ["cases.xls", "cases.XLS", "cases.et", "cases.ods", "cases.xlsm"])
def test_tables_of_other_kinds_are_to_be_saved_as_xlsx(tmp_path: Path, profile: Portal, name: str) -> None:
    assert "save it as .xlsx" in file_problem(tmp_path / name, profile).cure


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def test_a_zip_bomb_is_refused_whatever_it_says_of_its_size(
    save: Save, profile: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save()
    monkeypatch.setattr(package, "MAX_BYTES", 1 << 20)
    assert read(path, profile)
    rewritten(path, lambda name, data: data + b" " * (2 << 20) if name.endswith("sheet1.xml") else data)
    assert "more than 1 MB in it" in file_problem(path, profile).reason
    data = path.read_bytes()
    with zipfile.ZipFile(path) as whole:
        real = whole.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(data.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert "more than 1 MB in it" in file_problem(path, profile).reason


def test_a_stray_cell_at_the_end_of_the_sheet_is_refused(book: Workbook, save: Save, profile: Portal) -> None:
    book["案件"].cell(1_048_576, 16_384, "x")
    problem = file_problem(save(), profile)
    assert "1048576 rows and 16384 columns" in problem.reason and "Ctrl+End" in problem.cure


def test_a_document_type_is_refused(save: Save, profile: Portal) -> None:
    path = save()
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    rewritten(path, lambda name, data: bomb + data if name.endswith("sheet1.xml") else data)
    assert "document type" in file_problem(path, profile).reason


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("UTF-8", "U5F-8"),
        ('officeDocument"', 'officeDokument"'),
        ("r:id=", "r:ib="),
        ("<sheet ", "<sheat "),
        ("A1", "?1"),
    ],
)
def test_a_package_that_is_slightly_wrong_is_damaged_and_no_crash(
    folder: Path, profile: Portal, was: str, now: str
) -> None:
    path = Path(shutil.copy(WRITTEN_BY_LIBREOFFICE, folder / "wrong.xlsx"))
    rewritten(path, lambda _, data: data.replace(was.encode(), now.encode()))
    assert problems_of(path, profile)


# whatever is in it, an answer comes

ANY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=8),
    st.sampled_from(["=1+1", "#N/A", "示例", "1E5", "20260220", "注销主体", "粤ICP备12345678号-1"]),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1901, 1, 1), date(9000, 1, 1)),
    st.times(),
)
PLACES = st.tuples(st.integers(1, 6), st.integers(1, len(AT) + 2))


def reads_or_says(path: Path, portal: Portal) -> None:
    try:
        file = read(path, portal)
    except CaseFileError as error:
        assert error.problems and all(each.place and each.reason and each.cure for each in error.problems)
    else:
        assert file.cases


@ANY
@given(
    cells=st.dictionaries(PLACES, CELLS, min_size=1, max_size=4), merged=st.lists(st.tuples(PLACES, PLACES), max_size=2)
)
def test_a_workbook_with_anything_in_it_reads_or_says_what_is_wrong(
    folder: Path, samples: CaseFile, profile: Portal, cells: dict[tuple[int, int], Any], merged: list[Any]
) -> None:
    cases, accounts = as_csv(samples)
    book = Workbook()
    sheet = book.worksheets[0]
    fill(sheet, list(AT), cases[:3])
    fill(book.create_sheet("账号"), [column.header for column in ACCOUNT_COLUMNS], accounts)
    for (row, column), value in cells.items():
        sheet.cell(row, column, value)
    for (top, left), (bottom, right) in merged:
        rows, columns = sorted((top, bottom)), sorted((left, right))
        sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=columns[0], end_column=columns[1])
    path = folder / "any.xlsx"
    book.save(path)
    reads_or_says(path, profile)


@ANY
@given(data=st.data())
def test_a_workbook_damaged_anywhere_reads_or_says_what_is_wrong(
    folder: Path, profile: Portal, data: st.DataObject
) -> None:
    path = folder / "damaged.xlsx"
    with zipfile.ZipFile(WRITTEN_BY_LIBREOFFICE) as old:
        parts = {name: bytearray(old.read(name)) for name in old.namelist()}
    victim = parts[data.draw(st.sampled_from(sorted(parts)))]
    for _ in range(data.draw(st.integers(1, 5))):
        victim[data.draw(st.integers(0, len(victim) - 1))] = data.draw(st.sampled_from(b'09<>"/A&;=\xff\0 '))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, bytes(content))
    reads_or_says(path, profile)


@ANY
@given(start=st.integers(0, 4000), content=st.binary(min_size=1, max_size=40))
def test_a_package_damaged_anywhere_reads_or_says_what_is_wrong(
    folder: Path, profile: Portal, start: int, content: bytes
) -> None:
    path = folder / "package.xlsx"
    whole = bytearray(WRITTEN_BY_LIBREOFFICE.read_bytes())
    start = start * 7 % len(whole)
    whole[start : start + len(content)] = content
    path.write_bytes(whole)
    reads_or_says(path, profile)
