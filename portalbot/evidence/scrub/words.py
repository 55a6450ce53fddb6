"""Words for people: personal numbers masked.

They belong into the evidence that needs them, and into no log and no message: with a mobile number and the last six of
an identity card anybody could answer for a person.
"""

import re
import unicodedata

_SEPARATOR = r"[ \t\u00a0\u3000.·‐‑–—－-]"
"""What people put between the parts of a number."""


def _spaced(*parts: str) -> str:
    """Return a pattern of digits, plain or full width, with a separator or none behind each but the last."""
    wide = {"d": "[0-9０-９]", "X": "[0-9０-９XxＸｘ]"}
    each = [wide.get(part) or _either(part) for part in parts]
    return f"{_SEPARATOR}?".join(each)


def _either(part: str) -> str:
    """Return a class of digits, given as `3-9` or `012`, in both widths."""
    full = part.translate({ord(digit): ord(digit) - ord("0") + ord("０") for digit in "0123456789"})
    return f"[{part}{full}]"


_YEAR = "|".join((_spaced("1", "9", "2-9", "d"), _spaced("2", "0", "01", "d")))
_MONTH = "|".join((_spaced("0", "1-9"), _spaced("1", "0-2")))
_DAY = "|".join((_spaced("0", "1-9"), _spaced("12", "d"), _spaced("3", "01")))
_BORN = f"{_SEPARATOR}?".join(f"(?:{each})" for each in (_YEAR, _MONTH, _DAY))
_AT_START, _AT_END = r"(?<![0-9０-９])(?<![0-9０-９]\.)", "(?![0-9０-９])"
_IDENTITY = re.compile(
    f"{_AT_START}({_spaced('1-9', 'd', 'd')}){_SEPARATOR}?{_spaced('d', 'd', 'd')}{_SEPARATOR}?{_BORN}"
    f"{_SEPARATOR}?{_spaced('d', 'd', 'd', 'X')}{_AT_END}"
)
_THREE, _FOUR = f"{_either('1')}{_either('3-9')}[0-9０-９]", "[0-9０-９]{4}"
_MOBILE = re.compile(
    rf"(?:{_AT_START}|(?:\+|＋|(?<!\d)00|[(（]){_either('8')}{_either('6')}[)）]?{_SEPARATOR}?)"
    rf"({_THREE})({_SEPARATOR}?){_FOUR}\2({_FOUR}){_AT_END}"
)
_BETWEEN = r"""[\s,;:/|()，；：、（）"'=]{1,6}"""
_SIX = r"[0-9０-９]{5}[0-9０-９XxＸｘ](?![0-9A-Za-z０-９])"
_SIX_AFTER = re.compile(rf"(1[3-9]\d\*{{4}}\d{{4}}|[1-9]\d{{2}}\*{{15}})({_BETWEEN}){_SIX}")
_SIX_BEFORE = re.compile(rf"(?<![0-9A-Za-z]){_SIX}({_BETWEEN})(?=1[3-9]\d\*{{4}}\d{{4}}|[1-9]\d{{2}}\*{{15}})")
_SIX_NAMED = re.compile(rf"""((?:后六位|后6位|last_six|last six)["']?[^0-9A-Za-z０-９\r\n]{{0,6}}){_SIX}""")


def mask_personal(text: str) -> str:
    """Return a text with 身份证 numbers, mobile numbers, and the last six beside or named as such, masked.

    An 18-digit number counts as a 身份证 number when its birth date is one between 1920 and 2019, so that serial
    numbers made of a region and today's date stay readable. Written apart or in full width, it is the same number.
    """
    masked = _IDENTITY.sub(lambda found: f"{_narrow(found[1])}***************", text)
    masked = _MOBILE.sub(lambda found: f"{_narrow(found[1])}****{_narrow(found[3])}", masked)
    masked = _SIX_AFTER.sub(r"\1\2******", masked)
    masked = _SIX_BEFORE.sub(r"******\1", masked)
    return _SIX_NAMED.sub(r"\1******", masked)


def _narrow(digits: str) -> str:
    """Return digits in plain width, without what stands between them."""
    return re.sub(_SEPARATOR, "", unicodedata.normalize("NFKC", digits))
