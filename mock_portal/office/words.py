"""What the portal says, as data: `site/modern/wording.json` is the home of its words.

Another dialect lays over them a `wording.json` of its own folder, with what it words differently or alone needs.
Families (`variants.py`), replaced words (`wording.py`) and drifts (`drift.py`) lay theirs over these.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeVar

from mock_portal.office.register import SITE

MODERN = "modern"
WORDING_FILE = SITE / MODERN / "wording.json"

Term = TypeVar("Term", bound=StrEnum)


def _read(file: Path) -> Mapping[str, str]:
    raw: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return raw


@cache
def base_words(dialect: str = MODERN) -> Mapping[str, str]:
    """Return the words of a dialect before any province changes them."""
    own = SITE / dialect / "wording.json"
    return {**_read(WORDING_FILE), **(_read(own) if own.is_file() else {})}


@cache
def dialects() -> tuple[str, ...]:
    """Return the folders of `site/` that have words."""
    return tuple(sorted(file.parent.name for file in SITE.glob("*/wording.json")))


@cache
def _known() -> frozenset[str]:
    return frozenset(key for dialect in dialects() for key in base_words(dialect))


class Words:
    """Say what the portal says: `words("code.1016")`, `words("forgot.sent", mobile="…")`."""

    def __init__(self, own: Mapping[str, str] | None = None, dialect: str = MODERN) -> None:
        self._own = dict(own or {})
        self._base = base_words(dialect)
        unknown = sorted(set(self._own) - _known())
        if unknown:
            raise ValueError(f"no such wording: {', '.join(unknown)}")

    @property
    def own(self) -> Mapping[str, str]:
        """Return the words that are this portal's own."""
        return self._own

    def __call__(self, key: str, **values: object) -> str:
        said = self._own.get(key) or self._base[key]
        return said.format(**values) if values else said

    def all(self) -> dict[str, str]:
        """Return every wording, as the pages ask for it."""
        return {**self._base, **self._own}

    def of(self, term: StrEnum) -> str:
        """Return the portal's word for one of the office's terms."""
        return self(f"{type(term).__name__.lower()}.{term.name.lower()}")

    def list(self, terms: Iterable[StrEnum]) -> list[str]:
        """Return the portal's words for several terms."""
        return [self.of(term) for term in terms]

    def find(self, terms: Iterable[Term], said: str) -> Term | None:
        """Find the term that the portal's word stands for."""
        return next((term for term in terms if self.of(term) == said), None)
