"""TOML within bounds: what a parser would take gigabytes or minutes for is refused before it is parsed.

The parser makes a table for each part of a dotted key: 400 kB of dots are 8 GB. So the signs that make tables and
values are counted first, outside strings and comments; nothing that a person writes comes near the bounds.
"""

import re
import tomllib
from typing import Any

DEEPEST = 32
"""Parts of a key, and brackets within brackets."""
MOST_DOTS = 200_000
"""In a whole file; 10,000 cases have about 30,000."""
MOST_SIGNS = 2_000_000
"""Of `= , [ {` in a whole file; 10,000 cases have about 500,000."""

_TOKEN = re.compile(
    r'"{3}[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*(?:"{3,5})?'
    r"|'{3}[^']*+(?:'(?!'')[^']*+)*(?:'{3,5})?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
    r"|(?P<sign>[\[\]{}=,.\n])",
    re.DOTALL,
)
"""A string that does not end ends the parser too: whatever comes after it makes no table.

No group with a look ahead is repeated possessively: before 3.11.5 Python takes a wrong turn there (gh-106052), and the
end of a string was passed over.
"""


class TooMuch(ValueError):
    """A text has more in it than anybody writes: says what, and in which line where it can be told."""


def loads(text: str) -> dict[str, Any]:
    """Parse a text. Raises TooMuch, and ValueError for what is no TOML."""
    _count(text)
    return tomllib.loads(text)


def _count(text: str) -> None:
    line, depth, parts, dots, signs = 1, 0, 0, 0, 0
    for token in _TOKEN.finditer(text):
        sign = token["sign"]
        if sign is None:
            line += token[0].count("\n")
        elif sign == ".":
            parts += 1
            dots += 1
            if parts > DEEPEST:
                raise TooMuch(f"has a key of more than {DEEPEST} parts (line {line})")
            if dots > MOST_DOTS:
                raise TooMuch(f"has more than {MOST_DOTS:,} dots in keys and numbers")
        else:
            parts = 0
            signs += 1
            if sign == "\n":
                line += 1
                signs -= 1
            elif sign in "[{":
                depth += 1
            elif sign in "]}":
                depth -= 1
            if depth > DEEPEST:
                raise TooMuch(f"has more than {DEEPEST} brackets within one another (line {line})")
            if signs > MOST_SIGNS:
                raise TooMuch(f"has more than {MOST_SIGNS:,} values and tables")
