"""Characters that nobody sees: what must not stand in a name, a number, a password or a text that goes to an office.

An invisible character makes two names that look alike different, turns the direction of writing round, or is taken
for a letter by one program and dropped by the next. So each is named by its code point, never dropped. What is seen
stays: every hanzi, those of the extension planes too (also ones that this Python's tables do not know yet), and a
variation selector behind the character whose shape it chooses (rare names are written so).
"""

import re
import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Letters, marks and symbols that show nothing."""
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_HANZI_PLANES = range(0x20000, 0x40000)
"""Planes 2 and 3: hanzi are still added there."""

_SEEN = re.compile(r"[ -~\u3001-\u3030\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uff01-\uff9f]*")
"""What nearly every text is made of, so that most are known at a glance."""


def unseen(text: str, *, allowed: str = "") -> list[str]:
    """Return the code points of a text that nobody sees, each once and as U+200B; `allowed` ones are no trouble."""
    if _SEEN.fullmatch(text):
        return []
    found: dict[str, None] = {}
    for before, sign in zip(("", *text), text, strict=False):
        if sign not in allowed and _is_unseen(sign, before):
            found[f"U+{ord(sign):04X}"] = None
    return list(found)


def _is_unseen(sign: str, before: str) -> bool:
    if " " <= sign <= "~":
        return False
    code = ord(sign)
    if any(code in each for each in _SELECTORS):
        return not before or before.isspace() or any(ord(before) in each for each in _SELECTORS)
    category = unicodedata.category(sign)
    if category == "Cn":
        return code not in _HANZI_PLANES or code & 0xFFFF >= 0xFFFE
    return category in _INVISIBLE or sign in _BLANK
