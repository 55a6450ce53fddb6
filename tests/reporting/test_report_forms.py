"""The plain forms of a report hold no formula and every digit, and our own readers read them back."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from portalbot.cases.casefile.cells import guarded, unguarded
from portalbot.cases.casefile.csvfile import read_csv
from portalbot.cases.casefile.headers import CASE_COLUMNS, RESULTS
from portalbot.cases.casefile.workbook import read_workbook
from portalbot.evidence.store import Evidence
from portalbot.reporting.report.rows import COLUMNS, UPDATED, Row, rows_of
from portalbot.reporting.report.sheets import as_csv, as_json, as_xlsx
from portalbot.reporting.report.workbook import update
from tests.reported import SERIAL, a_ledger, fields
from tests.reporting.agency_workbook import NOW

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''+1", '=HYPERLINK("http://x")']


# plain forms


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_of_a_csv_is_a_formula_and_all_read_back(text: str) -> None:
    assert guarded(text).startswith("'") and unguarded(guarded(text)) == text


@given(st.text(alphabet="'=+-@\t\r\n＝a1 "))
def test_guarding_takes_nothing_away(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


def hostile(tmp_path: Path) -> list[Row]:
    ledger = a_ledger(tmp_path / "hostile.db")
    for count, text in enumerate(RISKY):
        ledger.cases.register(fields(f"={count}", client=text, site_name=text + "\x01"))
    return rows_of([(False, ledger)], Evidence(tmp_path))


def test_the_csv_has_a_mark_for_excel_and_no_formula(tmp_path: Path) -> None:
    data = as_csv(hostile(tmp_path))
    assert data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert tuple(table[0]) == COLUMNS and len(table) == len(RISKY) + 1
    assert not [cell for line in table for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))]
    assert [unguarded(line[1]) for line in table[1:]] == RISKY


def test_every_cell_of_the_workbook_is_text(tmp_path: Path) -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(hostile(tmp_path)))).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"} and {cell.number_format for cell in cells} == {"@"}
    assert sheet.cell(2, 2).value == "=1+1" and sheet.cell(2, 2).quotePrefix
    assert sheet.cell(2, 5).value == "=1+1\ufffd", "what no cell can hold"


def test_a_long_serial_keeps_every_digit_in_the_workbook(rows: list[Row]) -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx(rows))).active
    assert sheet is not None
    assert SERIAL in [cell.value for cell in sheet[COLUMNS_LETTER["流水号"]]]


COLUMNS_LETTER = {name: chr(ord("A") + index) for index, name in enumerate(COLUMNS)}


def test_the_json_has_the_columns_and_our_state(rows: list[Row]) -> None:
    records = json.loads(as_json(rows))
    assert set(records[0]) == {*COLUMNS, "state", "practice"}
    assert [record["state"] for record in records if record["编号"] == "A-2"] == ["rejected"]


# read back by our own readers


def test_a_csv_of_ours_is_read_back_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes(as_csv(hostile(tmp_path)))
    raw = read_csv(tmp_path / "cases.csv")
    assert [problem for problem in raw.problems if "header" in problem.reason] == []
    ids = [values["id"] for _, values in raw.cases]
    assert ids == [f"={count}" for count in range(len(RISKY))]


def test_a_refreshed_workbook_is_read_as_before(rows: list[Row], tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet("案件")
    sheet.append(["编号", "账号", "类型", "备案号", "网站名称"])
    sheet.append(["A-1", "zhixing", "注销网站", "粤ICP备12345678号-1", "知行商城"])
    accounts = workbook.create_sheet("账号")
    accounts.append(["账号", "省份", "用户名"])
    accounts.append(["zhixing", "广东", "zhixing"])
    workbook.save(path)
    before = read_workbook(path)
    assert update(path, rows, NOW).found == ("A-1",)
    after = read_workbook(path)
    assert after.cases == before.cases != [] and after.accounts == before.accounts != []
    assert after.problems == before.problems
    assert set(UPDATED) < set(COLUMNS) and set(COLUMNS) - {each.header for each in CASE_COLUMNS} == set(RESULTS)
