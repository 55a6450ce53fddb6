"""What stands in one cell of a table, as the plain value that the model checks, or why it cannot be taken.

Nothing is guessed. A spreadsheet that took an identity number or a 备案号 for a number has lost its leading zeros or
its last digits; only a whole number of exactly the right length is the same as the text. What nobody sees in a text
(a zero-width space in a number that was copied from a chat, a mark that turns the writing round) is named, not
dropped: the portal, the client's papers and this program would each treat it in their own way.
"""

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from pages.characters import unseen
from portalbot.cases.casefile.headers import Column, Form

AS_TEXT = "format the cell as text (设置单元格格式 → 文本) and write it anew"
AS_DATE = "write a date like 2026-02-20, or format the cell as a date"
LARGEST = 10**15
"""Spreadsheets keep 15 digits of a number."""

_DATE = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?: ?0?0:00(?::00)?)?", re.ASCII
)
_MADE_A_NUMBER = re.compile(r"\d+(\.\d+)?E\+?\d+|\d+\.0*", re.ASCII | re.IGNORECASE)
_SHORT = re.compile(r"\d{1,5}|\d{1,4}X", re.ASCII | re.IGNORECASE)


class Unfit(Exception):
    """A cell cannot be taken: the reason, the cure, and the advisor's rule, where there is one."""

    def __init__(self, reason: str, cure: str, rule: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure
        self.rule = rule


def visible(text: str, *, lines: bool) -> str:
    """Return a text with line ends as they are everywhere here (`\\n`). `lines`: it may have several. Raises Unfit."""
    text = re.sub(r"\r\n?", "\n", text.strip())
    if "\n" in text and not lines:
        raise Unfit("has a line end in it, and is one line", "write it on one line; one cell has one value", "one-line")
    if signs := unseen(text, allowed="\n\t" if lines else "\n"):
        reason = f"has characters that nobody sees: {', '.join(signs)}"
        raise Unfit(reason, "write it anew without them, not copied", "invisible")
    return text


def is_empty(value: Any) -> bool:
    """Say whether nothing stands in a cell; an Unfit is something."""
    return value is None or (isinstance(value, str) and not value.strip())


def taken(value: Any, column: Column) -> str | date:
    """Return what a cell says for a column. Raises Unfit."""
    if isinstance(value, Unfit):
        raise value
    if column.form is Form.DATE:
        return _date(visible(value, lines=False) if isinstance(value, str) else value)
    if column.form is Form.ANY and isinstance(value, date):
        return _date(value).isoformat()
    text = visible(value, lines=column.lines) if isinstance(value, str) else _written(value, column)
    if column.form in (Form.TEXT, Form.ANY):
        return text
    text = unicodedata.normalize("NFKC", text).strip()
    return _code(text, column) if column.form is Form.CODE else text


def _written(value: Any, column: Column) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        raise Unfit(f"is a date or time ({value}), not text", AS_TEXT)
    if not abs(value) < LARGEST or value != int(value):
        raise Unfit(f"is the number {value!r}, not text", AS_TEXT)
    text = str(int(value))
    if column.form is Form.CODE and (len(text) != column.digits or text.endswith("00000")):
        raise Unfit(f"is stored as the number {text}: digits or leading zeros may be lost", AS_TEXT)
    return text


def _code(text: str, column: Column) -> str:
    text = re.sub(r"\s+", "", text)
    if _MADE_A_NUMBER.fullmatch(text):
        raise Unfit(f"{text} was stored as a number: digits or leading zeros may be lost", AS_TEXT)
    if column.digits == 6 and _SHORT.fullmatch(text):
        raise Unfit(f"{text} has {len(text)} characters of 6: leading zeros may be lost", AS_TEXT)
    return text


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(value))).strip()
    found = _DATE.fullmatch(text)
    if not found:
        raise Unfit(f"{text!r} is no date", AS_DATE)
    numbers = [int(each) for index, each in enumerate(found.groups()) if each and index != 1]
    try:
        return date(*numbers)
    except ValueError as error:
        raise Unfit(f"{text!r} is no date: there is no such day", AS_DATE) from error
