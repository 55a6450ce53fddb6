"""Words for people: personal numbers masked, and nothing in them that a terminal or a log would obey.

What a portal wrote may hold escape sequences, line breaks that forge a log line, and marks that turn the direction of
writing round; they are shown as what they are. Personal numbers belong into the evidence that needs them, and into
no log and no message: with a mobile number and the last six of an identity card anybody could answer for a person.
"""

import re

_WRITTEN = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BORN = r"(?:19[2-9]\d|200\d|201\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(rf"(?<![0-9A-Za-z])([1-9]\d{{2}})\d{{3}}{_BORN}\d{{3}}[\dXx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![\d.])(1[3-9]\d)\d{4}(\d{4})(?!\d)")
_BETWEEN = r"""[\s,;:/|()，；：、（）"'=]{1,6}"""
_SIX = r"\d{5}[\dXx](?![0-9A-Za-z])"
_SIX_AFTER = re.compile(rf"(1[3-9]\d\*{{4}}\d{{4}}|[1-9]\d{{2}}\*{{15}})({_BETWEEN}){_SIX}")
_SIX_BEFORE = re.compile(rf"(?<![0-9A-Za-z]){_SIX}({_BETWEEN})(?=1[3-9]\d\*{{4}}\d{{4}}|[1-9]\d{{2}}\*{{15}})")
_SIX_NAMED = re.compile(rf"""((?:后六位|后6位|last_six|last six)["']?[^0-9A-Za-z\r\n]{{0,6}}){_SIX}""")


def plain(text: str, *, lines: bool = False) -> str:
    """Return a text with every control character shown and not obeyed; `lines` leaves line ends and tabs as they are.

    Taken are the C0 and C1 controls (ESC, and its eight-bit sister CSI), marks of direction and of no width, and
    halves of surrogate pairs. They are shown as JSON writes them, so that a line of JSON stays one.
    """
    return _CONTROLS.sub(lambda match: match[0] if lines and match[0] in "\n\t" else _shown(match[0]), text)


def _shown(char: str) -> str:
    return _WRITTEN.get(char) or f"\\u{ord(char):04x}"


def mask_personal(text: str) -> str:
    """Return a text with 身份证 numbers, mobile numbers, and the last six beside or named as such, masked.

    An 18-digit number counts as a 身份证 number when its birth date is one between 1920 and 2019, so that serial
    numbers made of a region and today's date stay readable.
    """
    masked = _IDENTITY.sub(r"\1***************", text)
    masked = _MOBILE.sub(r"\1****\2", masked)
    masked = _SIX_AFTER.sub(r"\1\2******", masked)
    masked = _SIX_BEFORE.sub(r"******\1", masked)
    return _SIX_NAMED.sub(r"\1******", masked)
