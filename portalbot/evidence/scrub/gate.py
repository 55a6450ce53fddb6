"""The gate itself: find, replace, look again."""

import json
import time
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from typing import Any

from portalbot.evidence.scrub import containers, pictures, places
from portalbot.evidence.scrub.containers import Container
from portalbot.evidence.scrub.leak import Leak
from portalbot.evidence.scrub.spellings import Span, Spellings, Tick
from portalbot.evidence.scrub.words import mask_personal
from portalbot.machine.plain_data import each_text
from portalbot.machine.plain_text import plain

MARKS = ("[withheld]", "[-------]", "[#######]", "[~~~~~~~]")
"""What stands in a secret's place: the first in which no known secret stands."""
ROUNDS = 6
"""How often an artefact is gone over before it is given up."""
SECONDS, SECONDS_A_MEGABYTE = 5.0, 3.0
"""Of processor time for one artefact: far more than any needs (docs/benchmarks.md); what takes longer is withheld."""
MOST_LEARNT = 500
"""Sessions that one artefact may name; one that names more is withheld."""
FIXED = {b"%PDF-": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"SQLite format 3\x00": "a database"}
"""Kinds of files that cannot be changed in the middle: a hit in one of them is a leak."""
JSON_ENDINGS = (".trace", ".network", ".stacks", ".json", ".jsonl", ".har")


@dataclass(frozen=True)
class Hit:
    """One thing found: its kind, and the member of a container in which it stands."""

    kind: str
    member: str = ""

    def __str__(self) -> str:
        return f"{self.kind} (in {self.member})" if self.member else self.kind


@dataclass(frozen=True)
class _Known:
    """The secrets sought in one artefact: those of the gate, and those of the artefact alone."""

    secrets: frozenset[str]
    spellings: tuple[Spellings, ...]
    mark: bytes

    @classmethod
    def of(cls, secrets: frozenset[str]) -> "_Known":
        spellings = Spellings(secrets)
        free = [mark.encode() for mark in MARKS if not any(True for _ in spellings.find(mark.encode()))]
        return cls(secrets, (spellings,), free[0] if free else MARKS[-1].encode())

    def and_also(self, more: Iterable[str]) -> "_Known":
        new = frozenset(more) - self.secrets
        return _Known(self.secrets | new, (*self.spellings, Spellings(new)), self.mark) if new else self


class Gate:
    """What every artefact goes through. `secrets` gives the known secrets as they are now; any thread may ask."""

    def __init__(self, secrets: Callable[[], Iterable[str]] = tuple) -> None:
        self._secrets = secrets
        self._known = _Known.of(frozenset())

    def clean(self, name: str, data: bytes, also: Iterable[str] = ()) -> bytes:
        """Return an artefact with every secret replaced; the same bytes where there was none. Raises Leak.

        `also`: secrets of this artefact alone, e.g. the cookies of the session that it shows. A container is cleaned
        member by member, and put together anew only where something was replaced.
        """
        tick = _within(name, len(data))
        known = self._now().and_also(also)
        if opened := containers.opened(name, data):
            return self._clean_container(name, data, opened, known, tick)
        placed = _in_places(data, known)
        known = known.and_also(_learnt(name, data, placed))
        cleaned = _cleaned(name, data, known, tick, placed)
        if cleaned != data:
            _still_readable(name, data, cleaned)
        return cleaned

    def clean_text(self, text: str) -> str:
        """Return a text with every secret replaced; where one would be left, all of it is withheld."""
        known = self._now()
        try:
            data = text.encode("utf-8", "surrogatepass")
            cleaned = _cleaned("a text", data, known, _within("a text", len(data)))
            return text if cleaned is data else cleaned.decode("utf-8", "surrogatepass")
        except (Leak, UnicodeDecodeError):
            return known.mark.decode()

    def message(self, text: str, *, lines: bool = False) -> str:
        """Return a text fit for a log or a message: no secret, personal numbers masked, no control characters."""
        return plain(mask_personal(self.clean_text(text)), lines=lines)

    def messages(self, value: Any) -> Any:
        """Return plain data (of JSON) with every text in it made fit for a log, line ends kept."""
        return each_text(value, lambda text: self.message(text, lines=True))

    def hits(self, data: bytes, name: str = "") -> list[Hit]:
        """Return what is found in a file, each kind and member once; raises Leak for what cannot be looked into."""
        name = name or "the file"
        known, tick = self._now(), _within(name, len(data))
        opened = containers.opened(name, data)
        found = dict.fromkeys(Hit(kind) for _, _, kind in _found(data, known, tick, raw=bool(opened)))
        for folder in opened.folders if opened else ():
            found |= _hits_of_name(folder, known)
        for member, content in opened.files.items() if opened else ():
            found |= {Hit(each.kind, member): None for each in self.hits(content, member)}
            found |= _hits_of_name(member, known)
        return list(found)

    def _now(self) -> _Known:
        secrets = frozenset(self._secrets())
        if secrets != self._known.secrets:
            self._known = _Known.of(secrets)
        return self._known

    def _clean_container(self, name: str, data: bytes, opened: Container, known: _Known, tick: Tick) -> bytes:
        before = opened.files
        learnt: set[str] = set()
        for content in before.values():
            learnt |= _learnt(name, content, _in_places(content, known), learnt)
        known = known.and_also(learnt)
        after = {}
        for member, content in before.items():
            place = f"{name}/{member}"
            inner = containers.opened(place, content)
            if inner:
                after[member] = self._clean_container(place, content, inner, known, _within(place, len(content)))
            else:
                after[member] = _cleaned(place, content, known, _within(place, len(content)))
        safe = {member: _cleaned(name, member.encode(), known, tick).decode() for member in after}
        outside = any(True for _ in _found(data, known, tick, raw=True))
        folders = any(_hits_of_name(folder, known) for folder in opened.folders)
        if after == before and not (outside or folders) and all(member == new for member, new in safe.items()):
            return data
        names, after = containers.renamed(before, after)
        files: dict[str, bytes] = {}
        for member, content in after.items():
            if content != before[member]:
                _still_readable(f"{name}/{member}", before[member], content)
            if containers.opened(member, content) is None and any(True for _ in _found(content, known, tick)):
                raise Leak(name, f"something still stands in {safe[member]}")
            files[names.get(member, safe[member])] = content
        return opened.pack(files)


def _within(name: str, size: int) -> Tick:
    """Return what raises Leak when this thread has worked for too long from now on."""
    end = time.thread_time() + SECONDS + SECONDS_A_MEGABYTE * size / (1 << 20)

    def tick() -> None:
        if time.thread_time() > end:
            raise Leak(name, "to look through it took too long")

    return tick


def _found(
    data: bytes, known: _Known, tick: Tick, placed: list[Span] | None = None, *, raw: bool = False
) -> list[Span]:
    """Return what stands in an artefact, sought where text can be; `raw`: in a container, only what is known.

    `placed`: what stands in its places of secrets, where that has been looked for already.
    """
    if not raw and (seen := pictures.texts(data)) is not None:
        data = seen
    found = [span for each in known.spellings for span in each.find(data, tick)]
    tick()
    return found if raw else found + (_in_places(data, known) if placed is None else placed)


def _in_places(data: bytes, known: _Known) -> list[Span]:
    text = b"\0" not in data[:8192] and not _fixed(data)
    return list(places.find(data, known.mark)) if text else []


def _learnt(name: str, data: bytes, placed: list[Span], before: Set[str] = frozenset()) -> set[str]:
    found = places.learnt(data, placed)
    if len(found | before) > MOST_LEARNT:
        raise Leak(name, f"it names more than {MOST_LEARNT} sessions")
    return found


def _hits_of_name(member: str, known: _Known) -> dict[Hit, None]:
    found = _found(member.encode("utf-8", "surrogateescape"), known, lambda: None)
    return {Hit(kind, "a member's name"): None for _, _, kind in found}


def _cleaned(name: str, data: bytes, known: _Known, tick: Tick, placed: list[Span] | None = None) -> bytes:
    for _ in range(ROUNDS):
        spans = _found(data, known, tick, placed)
        if not spans:
            return data
        if kind := _fixed(data):
            raise Leak(name, f"{spans[0][2]} stands in it, and {kind} cannot be mended")
        data, placed = _replaced(data, spans, known.mark), None
    if spans := _found(data, known, tick):
        raise Leak(name, f"{spans[0][2]} still stands in it")
    return data


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
