"""A workbook that cannot be refreshed without loss is refused, and nothing is half written."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from portalbot.cases.casefile.headers import CASE_COLUMNS
from portalbot.cases.casefile.package import Bounds
from portalbot.reporting.report.rows import UPDATED, ReportError, Row
from portalbot.reporting.report.workbook import WHOLE, update
from tests.cases.workbooks import rewritten
from tests.reporting.agency_workbook import NOW, refused


def alone(path: Path) -> None:
    """Assert that nothing lies beside a file but the ledger and its evidence."""
    assert [each.name for each in path.parent.iterdir()] == [path.name]


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
    monkeypatch.setattr("portalbot.reporting.report.workbook.WHOLE", Bounds(bytes=1 << 20, cells=5000, signs=2000))


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
