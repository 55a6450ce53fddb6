"""A text as it reads once its escapes are taken away, round by round, and the way back to where each byte stood.

One round takes every escape for what it stands for: percent-encoded bytes (`%41`, `%u0041`), what follows a backslash
(JSON, JavaScript, Python), HTML entities. What was escaped twice needs two rounds, JSON within JSON within an address
four. Every pattern is bounded and every round is linear; the way back is worked out only where something was found.
"""

import html.entities
import re
from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

ROUNDS = 6
"""Escapes within escapes that are followed; each round shortens what it changes by a third at least."""

_SEMICOLON = rb"(?:;|%(?:25){0,2}3[bB])?"
_ESCAPE = re.compile(
    rb"%(?:([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))"
    rb"|\\(?:u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}"
    rb"|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([!-/:-@\[-`{-~nrtbf]))"
    rb"|&(?:#([0-9]{1,10})|#[xX]([0-9A-Fa-f]{1,8})|([A-Za-z][A-Za-z0-9]{1,31}))" + _SEMICOLON
)
_BYTE = {f"{value:02x}".encode(): bytes([value]) for value in range(256)}
_BYTE |= {each.upper(): byte for each, byte in _BYTE.items()}
_BYTE |= {bytes([a, b]): bytes([int(bytes([a, b]), 16)]) for a in b"ABCDEFabcdef" for b in b"ABCDEFabcdef"}
_SHORT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_SIGNS = (b"%", b"\\", b"&")
_RUN = re.compile(rb"\\{2,}")
_BYTE_OR_CHARACTER = re.compile(rb"\\x[89A-Fa-f]|%(?:25){0,2}5[cC]x[89A-Fa-f]")
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")


@lru_cache(maxsize=4096)
def _named(name: str) -> bytes | None:
    """Return what a named entity stands for; of one without its semicolon the longest beginning that is one."""
    for length in range(len(name), 1, -1):
        if value := html.entities.html5.get(f"{name[:length]};") or html.entities.html5.get(name[:length]):
            return value.encode("utf-8") + name[length:].encode("ascii")
    return None


def _of_code(number: int) -> bytes:
    return chr(number).encode("utf-8", "surrogatepass") if number < 0x110000 else b"\xef\xbf\xbd"


def _as_character(match: re.Match[bytes]) -> bytes:
    """Return what an escape stands for, where `\\xe9` is the character é and no byte of one (Python, JavaScript)."""
    return _of_code(int(match[8], 16)) if match.lastindex == 8 else _meant(match)


def _meant(match: re.Match[bytes]) -> bytes:
    """Return what an escape stands for; the escape itself where it is none."""
    which = match.lastindex or 0
    if which == 9:  # most of all
        sign = match[9]
        return _SHORT.get(sign, sign)
    if which in (1, 8):
        return _BYTE[match[which]]
    if which == 4:
        high, low = int(match[3], 16), int(match[4], 16)
        return _of_code(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    if which == 10:
        return _of_code(int(match[10]))
    if which == 12:
        found = _named(match[12].decode("ascii"))
        return match[0] if found is None else found
    return _of_code(int(match[which], 16))


class View:
    """A text, raw or with escapes taken away. `back` says where in the raw text a stretch of it stood."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stood in the raw text."""
        return start, end

    @cached_property
    def lighter(self) -> "View":
        """Return a view with one round of escapes taken away; worked out once, whoever asks."""
        return _Unescaped(self, _meant)


class _Shorter(View, ABC):
    """A view in which pieces of the one below are replaced by shorter ones."""

    def __init__(self, data: bytes, below: View) -> None:
        super().__init__(data)
        self.below = below

    @abstractmethod
    def _pieces(self) -> Iterator[tuple[int, int, int]]:
        """Yield what was replaced below: from, to, and the length of what stands there now."""

    @cached_property
    def _table(self) -> tuple[list[int], list[tuple[int, int, int]]]:
        """Return where in this view each piece begins, and the piece: its length here, from and to below."""
        starts, pieces, shorter = [], [], 0
        for begin, end, length in self._pieces():
            starts.append(begin - shorter)
            pieces.append((length, begin, end))
            shorter += end - begin - length
        return starts, pieces

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stood in the raw text; an escape of which it has a part counts whole."""
        first, last = self._below(start), self._below(end - 1) if end > start else self._below(start)
        return self.below.back(first[0], last[1])

    def _below(self, at: int) -> tuple[int, int]:
        starts, pieces = self._table
        place = bisect_right(starts, at) - 1
        if place < 0:
            return at, at + 1
        length, begin, end = pieces[place]
        inside = at - starts[place]
        return (begin, end) if inside < length else (end + inside - length, end + inside - length + 1)


class _Unescaped(_Shorter):
    def __init__(self, below: View, meant: Callable[[re.Match[bytes]], bytes]) -> None:
        super().__init__(_ESCAPE.sub(meant, below.data), below)
        self._meant = meant

    def _pieces(self) -> Iterator[tuple[int, int, int]]:
        for match in _ESCAPE.finditer(self.below.data):
            meant = self._meant(match)
            if meant != match[0]:
                yield match.start(), match.end(), len(meant)


class _Without(_Shorter):
    """A view without some bytes."""

    def __init__(self, below: View, unwanted: bytes) -> None:
        super().__init__(below.data.translate(None, unwanted), below)
        self._unwanted = re.compile(b"[" + re.escape(unwanted) + b"]+")

    def _pieces(self) -> Iterator[tuple[int, int, int]]:
        for match in self._unwanted.finditer(self.below.data):
            yield match.start(), match.end(), 0


class _Collapsed(_Shorter):
    """A view in which a run of backslashes is one."""

    def __init__(self, below: View) -> None:
        super().__init__(_RUN.sub(b"\\\\", below.data), below)

    def _pieces(self) -> Iterator[tuple[int, int, int]]:
        for match in _RUN.finditer(self.below.data):
            yield match.start(), match.end(), 1


class _Same(View):
    """A view with other bytes of the same length."""

    def __init__(self, data: bytes, below: View) -> None:
        super().__init__(data)
        self._below = below

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch stood in the raw text: where it stands in the view below."""
        return self._below.back(start, end)


def unescaped(raw: View) -> Iterator[View]:
    """Yield a text raw, then with one round of escapes after the other taken away, until nothing changes any more.

    Where `\\x` writes what may be a character or a byte of one, it is taken for the one first, then for the other.
    """
    yield raw
    yield from _rounds(raw)
    if _BYTE_OR_CHARACTER.search(raw.data):
        yield from _rounds(raw, _as_character)


def _rounds(view: View, meant: Callable[[re.Match[bytes]], bytes] = _meant) -> Iterator[View]:
    for _ in range(ROUNDS):
        if not any(sign in view.data for sign in _SIGNS):
            return
        following = view.lighter if meant is _meant else _Unescaped(view, meant)
        if following.data == view.data:
            return
        view = following
        yield view


def without_backslashes(view: View) -> Iterator[View]:
    """Yield a text in rounds as `unescaped` does, but without backslashes that are none of an escape.

    How many of a run are left depends on how often each of them was escaped, and what they would escape on that.
    """
    for _ in range(ROUNDS):
        collapsed = _Collapsed(view) if _RUN.search(view.data) else view
        following = collapsed.lighter
        if following.data == view.data:
            return
        view = following
        yield _Without(view, b"\\")


def settled(data: bytes) -> bytes:
    """Return a text with every round of escapes taken away."""
    *_, last = (View(data), *_rounds(View(data)))
    return last.data


def with_spaces(view: View) -> View:
    """Return a view in which `+` is the space that it stands for in forms."""
    return _Same(view.data.replace(b"+", b" "), view)


def in_base64(view: View) -> View:
    """Return a view in the standard alphabet of base64, whichever it was written in."""
    return _Same(view.data.translate(_TO_STANDARD), view)


def unfolded(view: View) -> View:
    """Return a view without white space, in the standard alphabet of base64: long values come in several lines."""
    return in_base64(_Without(view, b" \t\r\n"))
