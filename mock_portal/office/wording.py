"""A portal's replaced words: what a test, or a file, lays over the words of every province or of single ones.

    {"login.submit": "登 入", "广东": {"cancel.submit": "确认提交"}, "licence": {"home.cancel": "证书注销"}}

A value that is an object belongs to a province, by its Chinese name or its slug, or to the platform; the others are
for all of them. A province's own goes before what is for all; where nothing is said, a family's words stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any, TypeAlias

from mock_portal.office.register import PLATFORM, find_province, provinces
from mock_portal.office.variants import dialect_of
from mock_portal.office.words import base_words, dialects

Replaced: TypeAlias = Mapping[str, str | Mapping[str, str]]


class WordingError(ValueError):
    """Report replaced words that cannot be used, with the reason."""


class Wording:
    """Hold replaced words, checked; raise `WordingError` for a key, a province or a text that cannot be."""

    def __init__(self, replaced: Replaced | None = None) -> None:
        self.everywhere: dict[str, str] = {}
        self._own: dict[str, dict[str, str]] = {}
        for key, value in (replaced or {}).items():
            if isinstance(value, Mapping):
                self._put_own(key, value)
            else:
                self.everywhere[key] = _checked(key, value, dialects())

    def _put_own(self, written: str, words: Mapping[str, Any]) -> None:
        found = find_province(written)
        if found is None:
            names = [name for one in (*provinces(), PLATFORM) for name in (one.name, one.slug)]
            raise WordingError(f"no such province: {written}; {_nearest(written, names)}")
        own = self._own.setdefault(found.name, {})
        for key, value in words.items():
            try:
                own[key] = _checked(key, value, [dialect_of(found.name)])
            except WordingError as error:
                raise WordingError(f"{written}: {error}") from error

    def of(self, province: str) -> dict[str, str]:
        """Return the replaced words of a province (by its name)."""
        return {**self.everywhere, **self._own.get(province, {})}


def _checked(key: str, value: object, of: Iterable[str]) -> str:
    """Return a text that a wording of these dialects can have; its gaps must be some of theirs."""
    bases = [base_words(dialect) for dialect in of]
    known = [base[key] for base in bases if key in base]
    if not known:
        if find_province(key):
            raise WordingError(f"{key} is a province: its words are an object, not {value!r}")
        raise WordingError(f"no such wording: {key}; {_nearest(key, {one for base in bases for one in base})}")
    if not isinstance(value, str) or not value.strip():
        raise WordingError(f"{key}: a word is a text, not {value!r}")
    possible = {gap for text in known for gap in _gaps(text)}
    try:
        unknown = sorted(_gaps(value) - possible)
    except ValueError as error:
        raise WordingError(f"{key}: {value!r} cannot be filled in: {error}") from error
    if unknown:
        there = f"it has {_braced(possible)}" if possible else "it has none"
        raise WordingError(f"{key}: no such gap: {_braced(unknown)}; {there}")
    return value


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _braced(gaps: Iterable[str]) -> str:
    return ", ".join(f"{{{gap}}}" for gap in sorted(gaps))


def _nearest(written: str, known: Iterable[str]) -> str:
    return f"the nearest is {get_close_matches(written, sorted(known), 1, 0)[0]}"


def read_wording(file: Path) -> Wording:
    """Read replaced words from a JSON file; raise `WordingError` naming the file and what is wrong with it."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WordingError(f"cannot read the wording file {file}: {error.strerror or error}") from error
    except ValueError as error:
        raise WordingError(f"the wording file {file} is no JSON: {error}") from error
    if not isinstance(raw, dict):
        raise WordingError(f"the wording file {file} is no JSON object")
    try:
        return Wording(raw)
    except WordingError as error:
        raise WordingError(f"the wording file {file}: {error}") from error
