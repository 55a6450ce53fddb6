"""The template of a case file, made from the table of headers itself: a workbook, or a CSV with its accounts beside it.

Its example rows are marked by 示例 in 编号 and 账号 and are passed over when it is read, so that nobody files them.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.cases.casefile.cells import guarded
from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS, CASE_COLUMNS, EXAMPLE, Column, Form
from portalbot.cases.casefile.workbook import ACCOUNTS, CASES, EXPLAINED

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROWS = 20_000
"""So many rows of the workbook have drop-down lists."""

_CLIENT = {
    "账号": EXAMPLE, "省份": "广东", "主办单位名称": "深圳市示例网络科技有限公司",
    "统一社会信用代码": "91440300708461136T", "法定代表人": "陈示例", "法定代表人证件后六位": "01234X",
    "负责人类型": "主体负责人", "负责人": "陈示例", "手机号": "13800138000", "证件后六位": "01234X",
    "营业执照副本": "materials/licence.pdf", "法人身份证": "materials/identity.jpg", "授权人": "陈示例",
    "授权日期": "2026-02-20",
}  # fmt: skip
EXAMPLE_CASES: tuple[dict[str, str], ...] = (
    {**_CLIENT, "编号": f"{EXAMPLE}-1", "类型": "注销网站", "备案号": "粤ICP备12345678号-1", "网站名称": "示例商城",
     "注销原因": "网站停止运营", "原因说明": "因公司业务调整，该网站已停止运营，不再提供服务",
     "注销申请书": "materials/application.pdf"},
    {**_CLIENT, "编号": f"{EXAMPLE}-2", "类型": "许可证", "许可证号": "粤B2-20090191", "网站名称": "示例商城",
     "网站状态": "网站已关闭", "关闭日期": "2026-01-31", "终止业务": "信息服务业务",
     "用户善后方案": "已提前三十日公告，用户数据已导出并删除", "网站关闭证明": "materials/closed.pdf"},
)  # fmt: skip
EXAMPLE_ACCOUNT = {"账号": EXAMPLE, "显示名": "示例（删除本行）", "省份": "广东", "用户名": "shili"}

ABOUT = (
    "本工作簿供 portalbot 读取：「案件」每行一件注销，「账号」每行一个门户账号。",
    f"编号或账号以「{EXAMPLE}」开头的行只是示例，读取时跳过，可以删除。",
    "列的顺序可以改变，不需要的列可以删除；表头须在第一行，不合并单元格，表头名称不要改。",
    "数字类的列（证件后六位、手机号、备案号、统一社会信用代码）须为文本格式，否则会丢失前导零或末尾数字。",
    "日期写成 2026-02-20，或使用日期格式。",
    "材料路径相对于本文件所在的文件夹；材料须放在该文件夹内。",
    "密码绝不写在本文件中。",
    "填好后先运行：portalbot check 本文件",
)


def accounts_beside(path: Path) -> Path:
    """Return where the accounts of a CSV stand."""
    return path.with_name("accounts.csv")


def write_template(path: Path) -> list[Path]:
    """Write the template as its ending says, .xlsx or .csv; return the files. Raises FileExistsError and OSError."""
    if path.suffix.lower() == ".csv":
        accounts = accounts_beside(path)
        if accounts.exists():
            raise FileExistsError(17, "is there already", str(accounts))
        _write_csv(path, CASE_COLUMNS, EXAMPLE_CASES)
        _write_csv(accounts, ACCOUNT_COLUMNS, (EXAMPLE_ACCOUNT,))
        return [path, accounts]
    book = _workbook()
    data = io.BytesIO()
    book.save(data)
    _make(path, data.getvalue())
    return [path]


def explanation() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the lines of the sheet 说明 about columns: sheet, header, when to fill it, what, choices."""
    yield "工作表", "表头", "何时填写", "填写内容", "可选值"
    for sheet, columns in ((CASES, CASE_COLUMNS), (ACCOUNTS, ACCOUNT_COLUMNS)):
        for column in columns:
            yield sheet, column.header, column.when, column.what, "、".join(column.choices)


def comment(column: Column) -> str:
    """Return what the comment on a header says."""
    choices = f"\n可选值：{'、'.join(column.choices)}" if column.choices else ""
    return f"{column.when}。{column.what}{choices}"


def _write_csv(path: Path, columns: Sequence[Column], examples: Sequence[dict[str, str]]) -> None:
    headers = [column.header for column in columns]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headers)
    writer.writeheader()
    writer.writerows({name: guarded(word) for name, word in example.items()} for example in examples)
    _make(path, text.getvalue().encode("utf-8-sig"))


def _make(path: Path, data: bytes) -> None:
    """Make a file that was not there, whole or not at all: half of one would be taken for somebody's work."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise
    except OSError as error:
        path.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def _workbook() -> "Workbook":
    from openpyxl import Workbook

    book = Workbook()
    cases = book.worksheets[0]
    cases.title = CASES
    _fill(cases, CASE_COLUMNS, EXAMPLE_CASES)
    _fill(book.create_sheet(ACCOUNTS), ACCOUNT_COLUMNS, (EXAMPLE_ACCOUNT,))
    _explain(book.create_sheet(EXPLAINED))
    return book


def _fill(sheet: "Worksheet", columns: Sequence[Column], examples: Sequence[dict[str, str]]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for index, column in enumerate(columns, start=1):
        letter = get_column_letter(index)
        width = sheet.column_dimensions[letter]
        width.width = max(12, 2 * len(column.header) + 4)
        width.number_format = "yyyy-mm-dd" if column.form is Form.DATE else "@"
        head = sheet.cell(1, index, column.header)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDEBF7")
        head.comment = Comment(comment(column), "portalbot", width=320, height=140)
        for row, example in enumerate(examples, start=2):
            text = example.get(column.header)
            cell = sheet.cell(row, index, date.fromisoformat(text) if text and column.form is Form.DATE else text)
            cell.number_format = width.number_format
            cell.font = Font(italic=True, color="808080")
        if column.choices:
            choices = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choices.errorTitle, choices.error = column.header, f"请从列表中选择：{'、'.join(column.choices)}"[:255]
            choices.showErrorMessage = True
            choices.add(f"{letter}2:{letter}{ROWS}")
            sheet.add_data_validation(choices)
    sheet.freeze_panes = "A2"


def _explain(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment, Font

    for row, line in enumerate(ABOUT, start=1):
        sheet.cell(row, 1, line)
    for row, cells in enumerate(explanation(), start=len(ABOUT) + 2):
        for index, text in enumerate(cells, start=1):
            cell = sheet.cell(row, index, text)
            cell.alignment = Alignment(wrap_text=index > 3, vertical="top")
            cell.font = Font(bold=row == len(ABOUT) + 2)
    for letter, width in zip("ABCDE", (10, 24, 24, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width
