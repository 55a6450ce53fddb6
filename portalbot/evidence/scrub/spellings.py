r"""Known secrets in every spelling, found by one automaton (Aho-Corasick) however many secrets there are.

A text is looked through raw and once more for each round of escapes that is taken away (`views.py`); so any mixture of
percent-encoding, backslashes and HTML entities, within each other too, comes to one of a few forms: UTF-8, GBK, Latin-1
and UTF-16, hexadecimal, base64 at its three alignments, in either alphabet and folded. A secret that has escapes in
itself is also sought as it reads without them, since what stands around it decides how many rounds it lasts. Not found
is one that is partly escaped and whose first character ends an escape that nobody meant: `\n%20…` for `n …`.
"""

import base64
from collections.abc import Callable, Iterable, Iterator

from ahocorasick_rs import BytesAhoCorasick

from portalbot.evidence.scrub import views
from portalbot.evidence.scrub.views import View
from portalbot.evidence.scrub.vocabulary import LEAST, can_be_guarded

Span = tuple[int, int, str]
"""Where something stands (from, to), and what kind of thing it is."""
Tick = Callable[[], None]
"""Is called between steps of the work; it raises when the time for it is over."""

PLAIN = "a known secret"
ENCODED, UTF16, HEX, BASE64 = (
    f"{PLAIN}, encoded", f"{PLAIN} in UTF-16", f"{PLAIN} in hexadecimal", f"{PLAIN} in base64"
)  # fmt: skip
_UNFOLDED = 8
"""Characters that a piece of base64 must have to be sought across lines: shorter ones are made by chance."""
_MANY = 1000
_ENOUGH = 6
"""Bytes of what was long enough before its escapes were taken away."""
_IN_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")


def _encoded(text: str, charset: str) -> bytes:
    """Return a text in a character set; nothing where it cannot be written there."""
    try:
        return text.encode(charset, "surrogatepass" if charset.startswith("utf") else "strict")
    except UnicodeEncodeError:
        return b""


class _Literals:
    """Byte strings with what each stands for, sought all at once."""

    def __init__(self, literals: dict[bytes, str]) -> None:
        self._meant = list(literals.items())
        self._automaton = BytesAhoCorasick([each for each, _ in self._meant]) if literals else None

    def find(self, data: bytes) -> Iterator[tuple[bytes, str, int, int]]:
        """Yield what was found: the literal, its kind, from, to; also where they overlap."""
        if self._automaton:
            for which, start, end in self._automaton.find_matches_as_indexes(data, overlapping=True):
                yield *self._meant[which], start, end


class Spellings:
    """Some secrets, in all their spellings; those that cannot be guarded are left out."""

    def __init__(self, secrets: Iterable[str]) -> None:
        texts: dict[bytes, str] = {}
        settled: dict[bytes, str] = {}
        coded: dict[bytes, tuple[bool, bool]] = {}
        for secret in filter(can_be_guarded, dict.fromkeys(secrets)):
            eight = [each for each in map(lambda it: _encoded(secret, it), ("utf-8", "gb18030", "latin-1")) if each]
            wide = [_encoded(secret, "utf-16-le"), _encoded(secret, "utf-16-be")]
            texts |= dict.fromkeys(wide, UTF16)
            for data in filter(lambda it: len(it) >= LEAST, eight):
                texts |= dict.fromkeys((data.hex().encode(), data.hex().upper().encode()), HEX)
                plain = views.settled(data)
                settled |= dict.fromkeys((plain, plain.replace(b"+", b" "), plain.replace(b"\\", b"")), ENCODED)
            texts |= dict.fromkeys(eight, ENCODED)
            for data in filter(lambda it: len(it) >= LEAST, (*eight, *wide)):
                coded |= _pieces_of_base64(data)
        self._plus = any(b" " in each for each in settled)
        self._backslash = any(b"\\" in each for each in settled)
        lasting = {data: kind for data, kind in settled.items() if _is_enough(data)}
        self._texts = _Literals({**lasting, **texts})
        self._sides = coded
        self._long = _Literals({each: BASE64 for each in coded if len(each) >= _UNFOLDED})
        self._short = _Literals({each: BASE64 for each in coded if len(each) < _UNFOLDED})
        self.empty = not texts

    def find(self, data: bytes, tick: Tick = lambda: None) -> Iterator[Span]:
        """Yield where a secret stands; where it stands plainly very often, that alone: who replaces it asks again."""
        if self.empty:
            return
        plain = [
            (start, end, PLAIN if kind is ENCODED and _is_plain(data[start:end]) else kind)
            for _, kind, start, end in self._texts.find(data)
        ]
        yield from plain
        if len(plain) > _MANY:
            return
        raw = View(data)
        for view in views.unescaped(raw):
            tick()
            if view.data is not data:
                yield from self._encoded_in(view)
            yield from self._in_base64(views.unfolded(view), self._long)
            yield from self._in_base64(views.in_base64(view), self._short)
            for other in (views.with_spaces(view),) if self._plus and b"+" in view.data else ():
                yield from self._encoded_in(other)
        for view in views.without_backslashes(raw) if self._backslash else ():
            tick()
            yield from self._encoded_in(view)

    def _encoded_in(self, view: View) -> Iterator[Span]:
        for _, kind, start, end in self._texts.find(view.data):
            yield *view.back(start, end), kind

    def _in_base64(self, view: View, literals: _Literals) -> Iterator[Span]:
        for piece, kind, start, end in literals.find(view.data):
            before, after = self._sides[piece]
            start -= before and start > 0 and view.data[start - 1] in _IN_BASE64
            end += after and end < len(view.data) and view.data[end] in _IN_BASE64
            end += len(view.data[end : end + 2]) - len(view.data[end : end + 2].lstrip(b"="))
            yield *view.back(start, end), kind


def _is_enough(data: bytes) -> bool:
    """Say whether what is left of a secret without its escapes can still be told apart."""
    return len(data) >= _ENOUGH or can_be_guarded(data.decode("utf-8", "replace"))


def _is_plain(found: bytes) -> bool:
    """Say whether what was found raw is text in UTF-8."""
    try:
        found.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _pieces_of_base64(data: bytes) -> dict[bytes, tuple[bool, bool]]:
    """Return the characters of base64 that some bytes decide alone, at each alignment.

    With each, whether beside it, before and after, stands a character that they decide in part.
    """
    found = {}
    for offset in range(3):
        whole = base64.b64encode(bytes(offset) + data)
        first, last = -(-offset * 8 // 6), (offset + len(data)) * 8 // 6
        found[whole[first:last]] = (offset > 0, (offset + len(data)) % 3 > 0)
    return found
