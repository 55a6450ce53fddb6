"""The agency's own workbook gets its results, and is otherwise left as it was."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from portalbot.cases.casefile.template import write_template
from portalbot.evidence.store import Evidence
from portalbot.reporting.report.rows import UPDATED, Row, rows_of
from portalbot.reporting.report.workbook import update
from portalbot.rules.states import State
from tests.reported import SERIAL, a_ledger, filed
from tests.reporting.agency_workbook import NOW, agencys, refused


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
    ledger.cases.move("A-1", State.REJECTED, "no", words="=HYPERLINK(1)")
    path = agencys(tmp_path / "cases.xlsx")
    update(path, rows_of([(False, ledger)], Evidence(tmp_path)), NOW)
    cell = load_workbook(path)["案件"]["H3"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
