"""How a known secret may be spelt in an artefact, and where it stands there.

One pattern takes any mixture of spellings character by character: as it is (UTF-8, GBK), percent-encoded (twice and
thrice too, either case, `+` for a space), with backslashes (JSON, JSON within JSON, Python, JavaScript), as an HTML
entity, and these within each other. Since letters and digits are nearly never spelt out, the pattern is tried around
the secret's longest run of them alone, where a text has none that is. Beside it stand UTF-16, hexadecimal, and base64
at its three alignments, in the standard and the URL-safe alphabet. Every alternative is bounded and a run of
backslashes is one repetition, so that no text makes the search slow.
"""

import base64
import html.entities
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

LEAST = 4
"""Characters that a secret must have to be sought wherever it may stand (the package's docstring says why)."""
_PERCENT = "%(?:25){0,2}"
_BACKSLASH = r"(?:\\|%(?:25){0,2}5[cC])"
_AMP = rf"(?:&(?:amp;){{0,2}}|{_BACKSLASH}{{1,8}}u0026|{_PERCENT}26)"
_SEMICOLON = rf"(?:;|{_PERCENT}3[bB])?"
_SHORT = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
_IN_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")

Span = tuple[int, int, str]
"""Where something stands (from, to), and what kind of thing it is."""


def _raw(data: bytes) -> str:
    """Return a pattern of these very bytes; patterns are written as Latin-1 text until they are compiled."""
    return re.escape(data).decode("latin-1")


def _hex(digits: str) -> str:
    return "".join(f"[{each}{each.upper()}]" if each.isalpha() else each for each in digits.lower())


def _bytes(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "ignore")


@cache
def _names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in html.entities.html5.items():
        found.setdefault(value, []).append(name.rstrip(";"))
    return found


def _percents(data: bytes) -> str:
    """Percent-encoded bytes; the ASCII bytes of GBK may stand as they are."""
    each = (f"{_PERCENT}{_hex(f'{byte:02x}')}" for byte in data)
    return "".join(
        f"(?:{spelt}|{_raw(bytes([byte]))})" if byte < 128 and len(data) > 1 else spelt
        for byte, spelt in zip(data, each, strict=True)
    )


def _entity(char: str) -> str:
    names = [re.escape(name) for name in sorted(set(_names().get(char, ())), key=len, reverse=True)]
    numbers = [f"#0{{0,6}}{ord(char)}", f"#[xX]0{{0,6}}{_hex(f'{ord(char):x}')}"]
    return f"{_AMP}(?:{'|'.join(numbers + names)}){_SEMICOLON}"


def _escaped(char: str) -> str:
    """What follows a backslash, or several."""
    units = _bytes(char, "utf-16-be").hex()
    utf8 = _bytes(char, "utf-8")
    inner = [rf"{_BACKSLASH}{{1,8}}u".join(_hex(units[i : i + 4]) for i in range(0, len(units), 4))]
    ways = [f"u{inner[0]}", "x" + rf"{_BACKSLASH}{{1,8}}x".join(_hex(f"{byte:02x}") for byte in utf8)]
    if ord(char) > 0xFFFF:
        ways.append(f"U{_hex(f'{ord(char):08x}')}")
    elif 127 < ord(char) < 256:
        ways.append(f"x{_hex(f'{ord(char):02x}')}")
    if char in _SHORT:
        ways.append(_SHORT[char])
    if char.isascii() and not char.isalnum() and char.isprintable():
        ways += [_percents(char.encode()), _entity(char), _raw(char.encode())]
    return "|".join(ways)


def _char(char: str, backslashes: str = f"{_BACKSLASH}{{1,8}}") -> str:
    utf8, gbk = _bytes(char, "utf-8"), _bytes(char, "gb18030")
    ways = dict.fromkeys([_percents(utf8), _percents(gbk)] if gbk else [_percents(utf8)])
    every = [*ways, rf"{backslashes}(?:{_escaped(char)})", _entity(char)]
    every += dict.fromkeys([_raw(utf8), _raw(gbk)] if gbk else [_raw(utf8)])
    if char == " ":
        every.append(r"\+")
    return f"(?:{'|'.join(every)})"


def _backslashes(count: int) -> str:
    """A run of backslashes: each level of JSON doubles it, and one more may belong to what follows."""
    unit = rf"(?:\\u005[cC]|\\x5[cC]|\\|{_percents(bytes([92]))}|{_entity(chr(92))})"
    return f"{unit}{{{count},{8 * count + 7}}}"


def _mixture(secret: str) -> re.Pattern[bytes]:
    parts: list[str] = []
    for is_backslash, run in groupby(secret, lambda char: char == "\\"):
        chars = list(run)
        if is_backslash:
            parts.append(_backslashes(len(chars)))
        else:  # the backslashes of what follows a run of them are within that run, but for one
            parts += [_char(chars[0], _BACKSLASH) if parts else _char(chars[0]), *map(_char, chars[1:])]
    return re.compile("".join(parts).encode("latin-1"), re.DOTALL)


@dataclass(frozen=True)
class _Base64:
    """The characters of base64 that a secret decides alone; beside them may stand one that it decides in part."""

    pattern: re.Pattern[bytes]
    before: bool
    after: bool

    @classmethod
    def of(cls, data: bytes) -> "Iterator[_Base64]":
        for offset in range(3):
            whole = base64.b64encode(bytes(offset) + data).decode("ascii")
            first, last = -(-offset * 8 // 6), (offset + len(data)) * 8 // 6
            spelt = (
                {"+": "(?:[+-]|%2[bB])", "/": r"(?:\\{0,3}/|_|%2[fF])"}.get(each, each) for each in whole[first:last]
            )
            yield cls(re.compile("".join(spelt).encode("ascii")), offset > 0, (offset + len(data)) % 3 > 0)

    def find(self, data: bytes) -> Iterator[Span]:
        for match in self.pattern.finditer(data):
            start, end = match.span()
            start -= self.before and start > 0 and data[start - 1] in _IN_BASE64
            end += self.after and end < len(data) and data[end] in _IN_BASE64
            end += len(data[end : end + 2]) - len(data[end : end + 2].lstrip(b"="))
            yield start, end, "a known secret in base64"


_SPELT_OUT = re.compile(
    rb"(?:%(?:25){0,2}|[xX]|u00|&#[xX]0{0,6})(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA])|&#0{0,6}(?:4[89]|[5-9][0-9]|1[0-2][0-9])"
)
_LONGEST_SPELLING = 80
"""Bytes that one character may take in the longest spelling that is taken for one."""


def letters_spelt_out(data: bytes) -> bool:
    """Say whether some letter or digit is written as an escape in a text."""
    return _SPELT_OUT.search(data) is not None


class Spelt:
    """One secret, in all its spellings."""

    def __init__(self, secret: str) -> None:
        self._plain = _bytes(secret, "utf-8")
        self._mixture = _mixture(secret)
        runs = re.findall(rb"[0-9A-Za-z]{3,}", self._plain)
        self._run = max(runs, key=len, default=b"")
        self._reach = _LONGEST_SPELLING * len(secret)
        utf16 = [_bytes(secret, "utf-16-le"), _bytes(secret, "utf-16-be")]
        eight = dict.fromkeys([self._plain, _bytes(secret, "gb18030")])
        self._base64 = [each for data in (*eight, *utf16) if len(data) >= LEAST for each in _Base64.of(data)]
        self._literal = {data: "a known secret in UTF-16" for data in utf16}
        for data in eight:
            if len(data) >= LEAST:
                self._literal |= {word.encode("ascii"): "a known secret in hexadecimal"
                                  for word in (data.hex(), data.hex().upper())}  # fmt: skip

    def find(self, data: bytes, *, everywhere: bool = True) -> Iterator[Span]:
        """Yield where the secret stands. `everywhere`: letters may be spelt out, so look around no run of them."""
        for start, end in [(0, len(data))] if everywhere or not self._run else self._around(data):
            for match in self._mixture.finditer(data, start, end):
                yield *match.span(), "a known secret" + ("" if match[0] == self._plain else ", encoded")
        for word, kind in self._literal.items():
            start = data.find(word)
            while start >= 0:
                yield start, start + len(word), kind
                start = data.find(word, start + len(word))
        for each in self._base64:
            yield from each.find(data)

    def _around(self, data: bytes) -> Iterator[tuple[int, int]]:
        at = data.find(self._run)
        while at >= 0:
            start, end = max(0, at - self._reach), at + self._reach
            while 0 <= (at := data.find(self._run, at + len(self._run))) < end:
                end = at + self._reach
            yield start, end


def spelt(secrets: Iterable[str]) -> list[Spelt]:
    """Return the secrets that are long enough to be sought everywhere."""
    return [Spelt(each) for each in dict.fromkeys(secrets) if len(each) >= LEAST]
