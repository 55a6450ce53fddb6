"""The gate itself: find, replace, look again."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portalbot.scrub import packages, places
from portalbot.scrub.packages import Leak
from portalbot.scrub.spellings import Span, Spelt, letters_spelt_out, spelt
from portalbot.scrub.words import mask_personal, plain

MARKS = ("[withheld]", "[-------]", "[#######]", "[~~~~~~~]")
"""What stands in a secret's place: the first in which no known secret stands."""
ROUNDS = 3
"""How often an artefact is gone over before it is given up."""
FIXED = {b"%PDF-": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"SQLite format 3\x00": "a database"}
"""Kinds of files that cannot be changed in the middle: a hit in one of them is a leak."""
JSON_ENDINGS = (".trace", ".network", ".stacks", ".json", ".jsonl", ".har")


@dataclass(frozen=True)
class Hit:
    """One thing found: its kind, and the member of a package in which it stands."""

    kind: str
    member: str = ""

    def __str__(self) -> str:
        return f"{self.kind} (in {self.member})" if self.member else self.kind


@dataclass(frozen=True)
class _Known:
    secrets: frozenset[str]
    spelt: tuple[Spelt, ...]
    mark: bytes


class Gate:
    """What every artefact goes through. `secrets` gives the known secrets as they are now; any thread may ask."""

    def __init__(self, secrets: Callable[[], Iterable[str]] = tuple) -> None:
        self._secrets = secrets
        self._known = _Known(frozenset(), (), MARKS[0].encode())

    def clean(self, name: str, data: bytes, also: Iterable[str] = ()) -> bytes:
        """Return an artefact with every secret replaced; the same bytes where there was none. Raises Leak.

        `also`: secrets of this artefact alone, e.g. the cookies of the session that it shows. A package (zip) is
        cleaned member by member, and put together anew only where something was replaced.
        """
        if packages.is_package(data):
            return self._clean_package(name, data, also)
        known = self._now(also)
        if learnt := self._learnt([data], known):
            known = self._now([*also, *learnt])
        cleaned = self._cleaned(name, data, known)
        if cleaned != data:
            _still_readable(name, data, cleaned)
        return cleaned

    def clean_text(self, text: str) -> str:
        """Return a text with every secret replaced; where one would be left, all of it is withheld."""
        try:
            data = text.encode("utf-8", "surrogatepass")
            return self._cleaned("a text", data, self._now(())).decode("utf-8", "surrogatepass")
        except (Leak, UnicodeDecodeError):
            return self._now(()).mark.decode()

    def message(self, text: str, *, lines: bool = False) -> str:
        """Return a text fit for a log or a message: no secret, personal numbers masked, no control characters."""
        return plain(mask_personal(self.clean_text(text)), lines=lines)

    def hits(self, data: bytes, name: str = "") -> list[Hit]:
        """Return what is found in a file, each kind and member once; raises Leak for what cannot be looked into."""
        if not packages.is_package(data):
            known = self._now(())
            return list(dict.fromkeys(Hit(kind) for _, _, kind in self._found(data, known)))
        found: dict[Hit, None] = {}
        for member, content in packages.members(name or "the package", data).items():
            found |= {Hit(each.kind, member): None for each in self.hits(content, member)}
            found |= {Hit(kind, "a member's name"): None
                      for _, _, kind in self._found(member.encode(), self._now(()))}  # fmt: skip
        return list(found)

    def _now(self, also: Iterable[str]) -> _Known:
        secrets = frozenset(self._secrets())
        if secrets != self._known.secrets:
            self._known = _known(secrets)
        more = frozenset(also) - secrets
        return _known(secrets | more) if more else self._known

    def _found(self, data: bytes, known: _Known) -> list[Span]:
        out = bool(known.spelt) and letters_spelt_out(data) and not _fixed(data)
        found = [span for each in known.spelt for span in each.find(data, everywhere=out)]
        return found + _in_places(data, known)

    def _learnt(self, artefacts: Iterable[bytes], known: _Known) -> set[str]:
        return {each for data in artefacts for each in places.learnt(data, _in_places(data, known))}

    def _cleaned(self, name: str, data: bytes, known: _Known) -> bytes:
        for _ in range(ROUNDS):
            spans = self._found(data, known)
            if not spans:
                return data
            if kind := _fixed(data):
                raise Leak(name, f"{spans[0][2]} stands in it, and {kind} cannot be mended")
            data = _replaced(data, spans, known.mark)
        if spans := self._found(data, known):
            raise Leak(name, f"{spans[0][2]} still stands in it")
        return data

    def _clean_package(self, name: str, data: bytes, also: Iterable[str]) -> bytes:
        before = packages.members(name, data)
        known = self._now(also)
        if learnt := self._learnt(before.values(), known):
            known = self._now([*also, *learnt])
        after = {}
        for member, content in before.items():
            place = f"{name}/{member}"
            if packages.is_package(content):
                after[member] = self._clean_package(place, content, [*also, *learnt])
            else:
                after[member] = self._cleaned(place, content, known)
        safe = {member: self._cleaned(name, member.encode(), known).decode() for member in after}
        if after == before and all(member == new for member, new in safe.items()):
            return data
        names, after = packages.renamed(before, after)
        files: dict[str, bytes] = {}
        for member, content in after.items():
            if content != before[member]:
                _still_readable(f"{name}/{member}", before[member], content)
            if not packages.is_package(content) and self._found(content, known):
                raise Leak(name, f"something still stands in {safe[member]}")
            files[names.get(member, safe[member])] = content
        return packages.packed(files)


def _known(secrets: frozenset[str]) -> _Known:
    found = tuple(spelt(secrets))
    marks = [each.encode() for each in MARKS]
    free = [mark for mark in marks if not any(True for one in found for _ in one.find(mark))]
    return _Known(secrets, found, free[0] if free else marks[-1])


def _in_places(data: bytes, known: _Known) -> list[Span]:
    text = b"\0" not in data[:8192] and not _fixed(data)
    return list(places.find(data, known.mark)) if text else []


def _replaced(data: bytes, spans: list[Span], mark: bytes) -> bytes:
    pieces, at = [], 0
    for start, end, _ in sorted(spans):
        if start >= at:
            pieces += [data[at:start], mark]
        at = max(at, end)
    return b"".join([*pieces, data[at:]])


def _fixed(data: bytes) -> str:
    return next((kind for magic, kind in FIXED.items() if data.startswith(magic)), "")


def _still_readable(name: str, before: bytes, after: bytes) -> None:
    """Raise Leak where JSON is none any more: a file that nobody can open proves nothing."""
    if not name.endswith(JSON_ENDINGS):
        return
    for old, new in zip(before.split(b"\n"), after.split(b"\n"), strict=False):
        if old != new and _is_json(old) and not _is_json(new):
            raise Leak(name, "it could not be read any more without what is withheld")
    if b"\n" in before and _is_json(before) and not _is_json(after):
        raise Leak(name, "it could not be read any more without what is withheld")


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
