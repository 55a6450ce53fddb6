"""Cells that a spreadsheet program would change: how they are written into CSV, and read back.

Excel runs a CSV cell that begins with = + - @ (also full-width, or after a tab or a line's end), and makes numbers and
dates of what looks like one: 2026030242041778 loses its last digit, 012345 its nought, 12E5 becomes 1200000, 1-2 a day
in January. Such a cell is written with an apostrophe before it, as a person would type it, and so stays a text;
`unguarded` takes that one apostrophe away again. A text that has apostrophes before such a sign gets one more, so that
every text reads back as it was. Dates like 2026-03-02 17:05 are left: whatever a program makes of them is that instant.
"""

import re
import unicodedata

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_CHANGED = re.compile(
    r"0\d+|\d{12,}"  # a number has no noughts before it, and is shown as 1.2E+11
    r"|\d+(?:\.\d*)?e[+-]?\d+"
    r"|\d*\.\d+|\d+\."
    r"|\d{1,3}(?:,\d{3})+(?:\.\d*)?"
    r"|\d{1,4}[-/年]\d{1,2}(?:月|[-/月]\d{1,4}日?)?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}:\d{1,2}(?::\d{1,2})?(?: ?[ap]m?)?|\d{1,2} ?[ap]m"
    r"|\d+(?:\.\d+)?%|[￥¥$€£] ?[\d.,]+|\([\d.,]+\)|(?:\d+ )?\d+/\d+"
    rf"|(?:\d{{1,4}}[-/. ]?)?{_MONTH}[-/. ]?\d{{1,4}}|\d{{1,4}}[-/. ]?{_MONTH}"
    r"|true|false"
)
_KEPT = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2})?")


def risky(text: str) -> bool:
    """Say whether a spreadsheet program would run a text, or keep something else than it."""
    if _FORMULA.match(text):
        return True
    plain = unicodedata.normalize("NFKC", text.lstrip("'")).strip().lower()
    return _CHANGED.fullmatch(plain) is not None and _KEPT.fullmatch(plain) is None


def guarded(text: str) -> str:
    """Return a cell's text as it is safe in a CSV."""
    return f"'{text}" if risky(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and risky(text) else text
