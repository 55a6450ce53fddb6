"""Cells that a spreadsheet program would take for formulas: how they are written into CSV, and read back.

Excel runs a CSV cell that begins with = + - @ (also full-width, or after a tab or a line's end). Such a cell is
written with an apostrophe before it, as a person would type it; `unguarded` takes that one apostrophe away again. A
text that has apostrophes before such a sign gets one more, so that every text reads back as it was.
"""

import re

RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """Return a cell's text as it is safe in a CSV."""
    return f"'{text}" if RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith("'") and RISKY.match(text) else text
