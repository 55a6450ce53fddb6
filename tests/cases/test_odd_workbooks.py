"""Files that are no workbook, too much of one, or damaged anywhere: refused in words, and no crash."""

import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pages.errors import CaseFileError, Problem
from pages.profile import Portal
from portalbot.cases.casefile import CaseFile, package
from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS
from tests.cases.case_files import as_csv, problems_of
from tests.cases.workbooks import AT, WRITTEN_BY_LIBREOFFICE, Save, fill, one_problem, read, rewritten

# files that are no workbook, or too much of one


def file_problem(path: Path, portal: Portal) -> Problem:
    problem = one_problem(path, portal)
    assert problem.place == "file"
    return problem


def test_a_password_an_old_file_and_a_damaged_one_are_told_apart(
    book_folder: Path, save: Save, profile: Portal
) -> None:
    whole = save().read_bytes()
    path = book_folder / "cases.xlsx"
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
    book_folder: Path, profile: Portal, was: str, now: str
) -> None:
    path = Path(shutil.copy(WRITTEN_BY_LIBREOFFICE, book_folder / "wrong.xlsx"))
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
    book_folder: Path, samples: CaseFile, profile: Portal, cells: dict[tuple[int, int], Any], merged: list[Any]
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
    path = book_folder / "any.xlsx"
    book.save(path)
    reads_or_says(path, profile)


@ANY
@given(data=st.data())
def test_a_workbook_damaged_anywhere_reads_or_says_what_is_wrong(
    book_folder: Path, profile: Portal, data: st.DataObject
) -> None:
    path = book_folder / "damaged.xlsx"
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
    book_folder: Path, profile: Portal, start: int, content: bytes
) -> None:
    path = book_folder / "package.xlsx"
    whole = bytearray(WRITTEN_BY_LIBREOFFICE.read_bytes())
    start = start * 7 % len(whole)
    whole[start : start + len(content)] = content
    path.write_bytes(whole)
    reads_or_says(path, profile)
