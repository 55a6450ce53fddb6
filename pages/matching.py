"""When words on a page are the words of a profile: whole or within a text, whatever a kit makes of signs and spaces.

No Playwright in this module.
"""

import re
import unicodedata
from functools import cache

_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_AROUND = r"[\s\ue000-\uf8ff]*"
"""What is drawn around words and is none: blanks, and signs of fonts of icons (the private area of Unicode)."""
END = rf"{_AROUND}[:：▾▼]?{_AROUND}$"
"""What may stand after words: a colon, the arrow of something that opens."""
_WIDER = ord("！") - ord("!")
"""How far a sign of full width stands from the one of half width."""


@cache
def exactly(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match one of the wordings whole, allowing the mark of a mandatory field before and a colon after.

    Signs of full and of half width are the same, and between two Chinese characters there may be spaces: kits put one
    into buttons of two characters, and people space out titles. A `*` within stands for anything. The pattern is
    read by JavaScript too, between slashes: a slash in a wording is escaped.
    """
    forms = "|".join(map(_form, words))
    return re.compile(rf"^{_AROUND}[*＊]?\s*(?:{forms}){END}")


def _form(word: str) -> str:
    """Return the pattern of one wording."""
    signs = re.split(r"(\s+)", _plain(word).strip())
    return "".join(r"\s+" if part.isspace() else _spaced(part) for part in signs)


def _spaced(part: str) -> str:
    found = ""
    for before, sign in zip(" " + part, part, strict=False):
        found += (r"\s*" if _HAN.match(before) and _HAN.match(sign) else "") + _either(sign)
    return found


def _either(sign: str) -> str:
    """Return the class of a sign in both widths; `*` stands for anything."""
    if sign == "*":
        return ".*"
    plain = re.escape(sign).replace("/", r"\/")
    return f"[{plain}{chr(ord(sign) + _WIDER)}]" if "!" <= sign <= "~" else plain


def is_one_of(words: tuple[str, ...], text: str) -> bool:
    """Say whether a text is one of the wordings, as `exactly` matches."""
    return exactly(words).match(text) is not None


def says(words: tuple[str, ...], text: str) -> bool:
    """Say whether a text contains one of the wordings; widths of signs and spaces between characters do not count.

    A `*` within a wording stands for anything.
    """
    said = _plain(text)
    return any(_contains(said, _plain(word)) for word in words)


def _contains(said: str, word: str) -> bool:
    if "*" not in word:
        return word in said
    return re.search(".*".join(map(re.escape, word.split("*"))), said, re.DOTALL) is not None


def _plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
