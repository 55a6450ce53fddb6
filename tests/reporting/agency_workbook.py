"""What the tests of reports share: a workbook as an agency keeps it, and how it is refused."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from portalbot.reporting.report.rows import ReportError, Row
from portalbot.reporting.report.workbook import update
from portalbot.rules.local_time import SHANGHAI

NOW = datetime(2026, 3, 3, 9, 30, 5, tzinfo=SHANGHAI)


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


def refused(path: Path, rows: list[Row], why: str) -> None:
    """Assert that a workbook is refused for a reason, and left byte for byte as it was."""
    before = path.read_bytes()
    with pytest.raises(ReportError, match=why):
        update(path, rows, NOW)
    assert path.read_bytes() == before
