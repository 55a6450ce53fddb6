"""Reports: their words, the plain forms, and the agency's own workbook refreshed and otherwise left alone."""

import csv
import io
import json
import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import CliRunner

from portalbot.casefile.cells import guarded, unguarded
from portalbot.casefile.csvfile import read_csv
from portalbot.casefile.headers import CASE_COLUMNS, RESULTS
from portalbot.casefile.package import Bounds
from portalbot.casefile.template import write_template
from portalbot.casefile.workbook import read_workbook
from portalbot.cli.app import app
from portalbot.clock import SHANGHAI
from portalbot.evidence import Evidence
from portalbot.report import files
from portalbot.report.pictures import pictures_of
from portalbot.report.rows import COLUMNS, UPDATED, ReportError, Row, rows_of
from portalbot.report.sheets import as_csv, as_json, as_xlsx
from portalbot.report.words import STATES, state_of
from portalbot.report.workbook import WHOLE, update
from portalbot.states import NEEDS_PERSON, State
from tests.reported import NOON, SERIAL, a_ledger, fields, filed, picture, some_rows
from tests.unit.test_workbook import rewritten

NOW = datetime(2026, 3, 3, 9, 30, 5, tzinfo=SHANGHAI)
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''+1", '=HYPERLINK("http://x")']


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    return some_rows(tmp_path)


def by_id(rows: list[Row]) -> dict[str, dict[str, str]]:
    return {row.entry.id: row.cells for row in rows}


# words


def test_every_state_has_its_words_and_every_needy_one_says_what_to_do() -> None:
    assert set(STATES) == set(State)
    assert {state for state, words in STATES.items() if words.todo.zh and words.todo.en} == NEEDS_PERSON
    names = [name for words in STATES.values() for name in (words.name.zh, words.name.en)]
    assert len(set(names)) == len(names) and all(names)
    assert state_of("审核不通过") is state_of("rejected") is State.REJECTED and state_of("nonsense") is None


# rows


def test_a_row_says_it_in_peoples_words_and_in_their_time(rows: list[Row]) -> None:
    cells = by_id(rows)["A-1"]
    assert (cells["状态"], cells["审核结果"], cells["流水号"]) == ("已提交", "审核中", SERIAL)
    assert cells["提交时间"] == cells["最后更新"] == "2026-03-02 12:00"
    assert Path(cells["证据"]).is_dir() and by_id(rows)["A-2"]["证据"] == ""


def test_the_reason_is_the_portals_own_words_and_only_where_it_said_no(rows: list[Row]) -> None:
    cells = by_id(rows)
    assert cells["A-2"]["驳回原因"] == "驳回 材料不清晰，请重新上传"
    assert cells["A-1"]["驳回原因"] == cells["A-4"]["驳回原因"] == ""


def test_what_was_not_surely_filed_has_no_time_of_filing(rows: list[Row], tmp_path: Path) -> None:
    cells = by_id(rows)
    assert cells["A-3"]["提交时间"] == cells["A-4"]["提交时间"] == ""
    ledger = a_ledger(tmp_path / "more.db")
    ledger.register(fields("B-1"))
    ledger.move("B-1", State.SUBMITTED, "found", serial="7", origin="outside")
    filed(ledger, "B-2", None)
    filed(ledger, "B-3")
    ledger.move("B-3", State.REJECTED, "no")
    ledger.move("B-3", State.READY, "to be filed anew")
    more = by_id(rows_of([(False, ledger)], Evidence(tmp_path)))
    assert more["B-3"]["提交时间"] == ""
    assert more["B-1"]["提交时间"] == "" and more["B-2"]["提交时间"] == "2026-03-02 12:00"


def test_a_rehearsal_is_never_shown_as_a_filing(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "practice.db")
    filed(ledger, "A-1")
    assert by_id(rows_of([(True, ledger)], Evidence(tmp_path)))["A-1"]["状态"] == "演练·已提交"


def test_an_id_in_both_ledgers_is_not_guessed(tmp_path: Path) -> None:
    real, practice = a_ledger(tmp_path / "a.db"), a_ledger(tmp_path / "b.db")
    filed(real, "A-1")
    filed(practice, "P-1")
    both = [(False, real), (True, practice)]
    assert [row.practice for row in rows_of(both, Evidence(tmp_path))] == [False, True]
    filed(practice, "A-1")
    with pytest.raises(ReportError, match=r"A-1 stand in .*--real or --practice"):
        rows_of(both, Evidence(tmp_path))


def test_accounts_and_states_choose(tmp_path: Path) -> None:
    some_rows(tmp_path)
    ledger = a_ledger(tmp_path / "ledger.db")
    chosen = rows_of([(False, ledger)], Evidence(tmp_path), accounts=["lingnan"], states=[State.HELD, State.SUBMITTED])
    assert [row.entry.id for row in chosen] == ["A-3"]


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
        ledger.register(fields(f"={count}", client=text, site_name=text + "\x01"))
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


# pictures


def test_pictures_are_made_small_and_bounded_newest_first(tmp_path: Path) -> None:
    ledger, evidence = a_ledger(tmp_path / "l.db"), Evidence(tmp_path / "e", clock=lambda: NOON)
    for case_id in ("A", "B"):
        filed(ledger, case_id, case_id)
        evidence.keep(case_id, "form.png", picture())
        evidence.keep(case_id, "receipt.jpg", picture("JPEG"))
    rows = rows_of([(False, ledger)], evidence)
    whole = pictures_of(rows)
    assert [each.step.zh for each in whole["A"].shown] == ["填写表单", "回执"]
    assert whole["A"].shown[0].at == "2026-03-02 12:00" and whole["A"].left_out == 0
    one = len(whole["A"].shown[1].address)
    assert one < len(picture())
    some = pictures_of(rows, most_bytes=2 * one + 10)
    assert [(len(each.shown), each.left_out) for each in some.values()] == [(1, 1), (1, 1)]
    assert some["B"].shown[0].step.zh == "回执"


def test_what_is_no_picture_is_named_and_stops_nothing(tmp_path: Path) -> None:
    ledger, evidence = a_ledger(tmp_path / "l.db"), Evidence(tmp_path / "e", clock=lambda: NOON)
    filed(ledger, "A")
    evidence.keep("A", "form.png", picture()[:400])
    evidence.keep("A", "receipt.png", b"<svg/>")
    assert len(pictures_of(rows_of([(False, ledger)], evidence))["A"].unreadable) == 2


# the agency's own workbook


def agencys(path: Path, **more: str) -> Path:
    """Write a workbook as an agency keeps it."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "案件"
    sheet.append(["客户注销清单"])
    sheet.append(["编号", "备案号", "状态", "费用"])
    for line, case_id in enumerate(["A-1", "A-2", "A-9"], start=3):
        sheet.append([case_id, "粤ICP备12345678号", "旧", f"=1+{line}"])
    sheet["A2"].font = Font(bold=True, color="FF0000")
    sheet["D2"].fill = PatternFill("solid", fgColor="00FF00")
    sheet["A3"].comment = Comment("客户来电", "王敏")
    sheet.column_dimensions["B"].width = 41
    sheet.freeze_panes = "B3"
    choice = DataValidation(type="list", formula1='"注销主体,注销网站"')
    choice.add("B3:B99")
    sheet.add_data_validation(choice)
    workbook.create_sheet("备注")["A1"] = "勿动"
    workbook.save(path)
    return path


def seen(path: Path) -> dict[str, Any]:
    sheet = load_workbook(path)["案件"]
    return {cell.coordinate: cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None}


def test_the_agencys_workbook_gets_its_results_and_keeps_the_rest(rows: list[Row], tmp_path: Path) -> None:
    path = agencys(tmp_path / "cases.xlsx")
    before = path.read_bytes()
    done = update(path, rows, NOW)
    assert done.found == ("A-1", "A-2") and "A-3" in done.absent and done.formulas == 3
    assert done.backup.name == "cases.bak-20260303-093005.xlsx" and done.backup.read_bytes() == before
    cells = seen(path)
    assert (cells["C3"], cells["E2"], cells["E3"], cells["F3"]) == ("已提交", "流水号", SERIAL, "2026-03-02 12:00")
    assert (cells["C4"], cells["H2"], cells["H4"]) == ("审核不通过", "驳回原因", "驳回 材料不清晰，请重新上传")
    assert [cells[f"{column}2"] for column in "EFGHI"] == list(UPDATED[1:])
    untouched = {"A1": "客户注销清单", "A5": "A-9", "C5": "旧", "D3": "=1+3", "D5": "=1+5", "B3": "粤ICP备12345678号"}
    assert {place: cells[place] for place in untouched} == untouched and "E5" not in cells
    workbook = load_workbook(path)
    sheet = workbook["案件"]
    assert workbook.sheetnames == ["案件", "备注"] and workbook["备注"]["A1"].value == "勿动"
    assert sheet["A2"].font.b and sheet.column_dimensions["B"].width == 41 and sheet.freeze_panes == "B3"
    assert sheet.data_validations.dataValidation[0].formula1 == '"注销主体,注销网站"'
    assert sheet["A3"].comment is not None and sheet["A3"].comment.text == "客户来电"
    assert sheet["E2"].fill.fgColor.rgb == "0000FF00", "a new head looks like the one beside it"


def test_the_programs_own_template_gets_its_results(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    write_template(path)
    workbook = load_workbook(path)
    line = workbook["案件"].max_row + 1
    workbook["案件"].cell(line, 1, "A-1")
    workbook.save(path)
    ledger = a_ledger(tmp_path / "l.db")
    filed(ledger, "A-1")
    assert update(path, rows_of([(False, ledger)], Evidence(tmp_path)), NOW).found == ("A-1",)
    sheet = load_workbook(path)["案件"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(line, heads["流水号"] or 0).value == SERIAL


def test_the_sheet_that_is_read_is_the_one_that_is_refreshed(rows: list[Row], mine: Path) -> None:
    workbook = load_workbook(mine)
    workbook.create_sheet("旧案", 0).append([" 编 号*", "备案号"])
    workbook["旧案"].append(["A-1"])
    workbook.save(mine)
    assert update(mine, rows, NOW).found == ("A-1", "A-2"), "案件 counts before any other"
    workbook = load_workbook(mine)
    workbook["案件"].title = "今年"
    workbook.save(mine)
    refused(mine, rows, "旧案、今年 have a column 编号 each")


def test_refreshing_again_adds_no_column(rows: list[Row], tmp_path: Path) -> None:
    path = agencys(tmp_path / "cases.xlsx")
    update(path, rows, NOW)
    first = seen(path)
    done = update(path, rows, NOW)
    assert seen(path) == first and done.backup.name == "cases.bak-20260303-093005-2.xlsx"


def test_a_number_that_is_the_id_is_found(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "l.db")
    filed(ledger, "7")
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["编号"])
    workbook.active.append([7])
    workbook.save(tmp_path / "cases.xlsx")
    assert update(tmp_path / "cases.xlsx", rows_of([(False, ledger)], Evidence(tmp_path)), NOW).found == ("7",)


def test_a_result_is_never_a_formula_in_the_agencys_workbook(tmp_path: Path) -> None:
    ledger = a_ledger(tmp_path / "l.db")
    filed(ledger, "A-1")
    ledger.move("A-1", State.REJECTED, "no", words="=HYPERLINK(1)")
    path = agencys(tmp_path / "cases.xlsx")
    update(path, rows_of([(False, ledger)], Evidence(tmp_path)), NOW)
    cell = load_workbook(path)["案件"]["H3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def alone(path: Path) -> None:
    """Assert that nothing lies beside a file but the ledger and its evidence."""
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "mine").mkdir()
    return agencys(tmp_path / "mine" / "cases.xlsx")


def refused(path: Path, rows: list[Row], why: str) -> None:
    before = path.read_bytes()
    with pytest.raises(ReportError, match=why):
        update(path, rows, NOW)
    assert path.read_bytes() == before


def test_a_workbook_with_what_would_be_lost_is_refused_with_the_cure(rows: list[Row], mine: Path) -> None:
    workbook = load_workbook(mine)
    chart = BarChart()
    chart.add_data(Reference(range_string="案件!A3:A5"))
    notes = workbook.worksheets[1]
    notes.add_chart(chart, "C3")
    workbook.save(mine)
    refused(mine, rows, r"charts.*portalbot report results\.xlsx")
    alone(mine)


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/media/image1.png", "xl/pivotTables/pivotTable1.xml", "xl/threadedComments/a.xml"]
)
def test_a_part_that_openpyxl_would_drop_is_refused(rows: list[Row], mine: Path, part: str) -> None:
    import zipfile

    with zipfile.ZipFile(mine, "a") as parts:
        parts.writestr(part, "x")
    refused(mine, rows, "would be lost")
    alone(mine)


def test_what_openpyxl_warns_of_is_refused(rows: list[Row], mine: Path) -> None:
    import zipfile

    with zipfile.ZipFile(mine) as parts:
        kept = {name: parts.read(name) for name in parts.namelist()}
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    kept["xl/worksheets/sheet1.xml"] = kept["xl/worksheets/sheet1.xml"].replace(b"</worksheet>", extension)
    with zipfile.ZipFile(mine, "w") as parts:
        for name, data in kept.items():
            parts.writestr(name, data)
    refused(mine, rows, "Data Validation extension is not supported")


@pytest.mark.parametrize("name", ["cases.xlsm", "cases.xls", "cases.ods"])
def test_another_kind_of_workbook_is_refused(rows: list[Row], mine: Path, name: str) -> None:
    other = mine.rename(mine.with_name(name))
    refused(other, rows, r"save it as \.xlsx")
    alone(other)


def test_what_is_no_workbook_or_has_no_ids_is_refused(rows: list[Row], mine: Path) -> None:
    mine.write_bytes(b"no workbook")
    refused(mine, rows, "cannot be read as a workbook")
    workbook = Workbook()
    workbook.save(mine)
    refused(mine, rows, "no sheet has a header row with 编号")
    for sheet in (workbook["Sheet"], workbook.create_sheet("二")):
        sheet.append(["编号"])
    workbook.save(mine)
    refused(mine, rows, "Sheet、二 have a column 编号 each")
    workbook.remove(workbook["二"])
    workbook.save(mine)
    refused(mine, rows, "no 编号 of Sheet is in the ledger")
    alone(mine)


def test_a_workbook_that_is_open_elsewhere_is_left_alone(rows: list[Row], mine: Path) -> None:
    for name in ("~$cases.xlsx", ".~cases.xlsx", ".~lock.cases.xlsx#"):
        lock = mine.with_name(name)
        lock.touch()
        refused(mine, rows, "open in a spreadsheet program.*close it there")
        lock.unlink()


END, LAST = b"</sheetData>", b"</worksheet>"
FAR = b'ref="A9:XFD1048576"'
SHEET_BOMBS = {
    "cells": (END, (b"<row>" + b"<c/>" * 1000 + b"</row>") * 6, "more than 5,000 cells in it, empty and merged"),
    "an empty cell far out": (
        END,
        b'<row r="1048576"><c r="XFD1048576"/></row>',
        "over 1048576 rows and 16384 columns",
    ),
    "a merged cell": (LAST, b"<mergeCells><mergeCell %b/></mergeCells>" % FAR, "more than 5,000 cells in it"),
    "a link": (LAST, b"<hyperlinks><hyperlink %b/></hyperlinks>" % FAR, "more than 5,000 cells in it"),
    "pieces": (END, b"<row><c><is>" + b"<r><t>x</t></r>" * 5000 + b"</is></c></row>", "more than 5,000 cells in it"),
    "rules": (
        LAST,
        b"<dataValidations>" + b"<dataValidation/>" * 3000 + b"</dataValidations>",
        "more in its part 案件",
    ),
}
"""Where something is put into a sheet, what, and why it is refused."""


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no more than a little workbook be loaded."""
    monkeypatch.setattr("portalbot.report.workbook.WHOLE", Bounds(bytes=1 << 20, cells=5000, signs=2000))


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("bomb", SHEET_BOMBS)
def test_a_workbook_that_would_take_gigabytes_is_refused_before_it_is_loaded(
    rows: list[Row], mine: Path, monkeypatch: pytest.MonkeyPatch, bomb: str
) -> None:
    def loaded(*_: object, **__: object) -> NoReturn:
        raise AssertionError("it was loaded")

    before, more, reason = SHEET_BOMBS[bomb]
    rewritten(mine, lambda name, data: data.replace(before, more + before) if "sheet1" in name else data)
    monkeypatch.setattr("openpyxl.load_workbook", loaded)
    refused(mine, rows, reason)
    alone(mine)


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("part", ["xl/styles.xml", "docProps/app.xml", "xl/theme/theme1.xml"])
def test_any_part_of_a_workbook_is_within_bounds(rows: list[Row], mine: Path, part: str) -> None:
    update(mine, rows, NOW)
    rewritten(mine, lambda name, data: data + b"<!---->" * 3000 if name == part else data)
    refused(mine, rows, f"more in its part {part}")


def test_a_workbook_of_ten_thousand_cases_is_within_bounds() -> None:
    assert WHOLE.cells >= 10_000 * (len(CASE_COLUMNS) + len(UPDATED)) * 2, "its cells, and a shared text each"


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_nothing_is_half_written(rows: list[Row], mine: Path) -> None:
    size = mine.stat().st_size
    with files_of_at_most(size - 1):
        refused(mine, rows, "copy.*was not written.*make room")
    alone(mine)
    with files_of_at_most(size + 1):  # room for the copy, none for what is larger
        refused(mine, rows, "was not written.*make room")
    alone(mine)


@pytest.mark.parametrize("denied", ["copy2", "replace"])
def test_without_the_right_to_write_nothing_is_half_written(
    rows: list[Row], mine: Path, monkeypatch: pytest.MonkeyPatch, denied: str
) -> None:
    def no(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(mine))

    monkeypatch.setattr(shutil if denied == "copy2" else Path, denied, no)
    refused(mine, rows, r"Permission denied; close it in other programs, or let this user write into")
    alone(mine)


def test_a_change_by_somebody_else_meanwhile_is_kept(
    rows: list[Row], mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.copy2

    def changed(source: Path, target: Path) -> None:
        real(source, target)
        source.write_bytes(b"theirs")

    monkeypatch.setattr(shutil, "copy2", changed)
    with pytest.raises(ReportError, match="changed by somebody meanwhile"):
        update(mine, rows, NOW)
    assert mine.read_bytes() == b"theirs"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of POSIX")
def test_a_file_keeps_its_rights_and_a_new_one_is_private(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    files.put(path, b"1")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    files.put(path, b"2")
    assert path.stat().st_mode & 0o777 == 0o644 and path.read_bytes() == b"2"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"nowhere.*name a folder that is there"):
        files.put(tmp_path / "nowhere" / "r.csv", b"")


# the command


def report(*arguments: str, data: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["report", *arguments, "--data-dir", str(data)])
    return done.exit_code, done.output


def test_the_command_writes_each_kind_and_overwrites_none(tmp_path: Path) -> None:
    some_rows(tmp_path)
    for kind in ("xlsx", "csv", "json", "html"):
        out = tmp_path / f"r.{kind}"
        assert report(str(out), data=tmp_path) == (0, f"{out}: 6 cases\n")
        out.write_bytes(b"mine")
        code, said = report(str(out), data=tmp_path)
        assert code == 2 and "--force" in said and out.read_bytes() == b"mine"
        assert report(str(out), "--force", data=tmp_path)[0] == 0 and out.read_bytes() != b"mine"


def test_the_command_refreshes_a_workbook_and_says_what_to_know(tmp_path: Path) -> None:
    some_rows(tmp_path)
    path = agencys(tmp_path / "cases.xlsx")
    code, said = report("--update", str(path), data=tmp_path)
    assert code == 0 and "2 rows refreshed" in said and "cases.bak-" in said
    assert "not in the workbook: " in said and "A-3" in said and "formulas" in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "give a file to write"),
        (["r.csv", "--update", "r.xlsx"], "give a file to write"),
        (["r.pdf"], "one of .xlsx .csv .json .html"),
        (["r.csv", "--state", "nonsense"], "审核不通过"),
        (["r.csv", "--practice"], "there is another: --real"),
    ],
)
def test_wrong_usage_says_what_would_be_right(tmp_path: Path, arguments: list[str], why: str) -> None:
    some_rows(tmp_path)
    code, said = report(*arguments, data=tmp_path)
    assert code == 2 and why in said
