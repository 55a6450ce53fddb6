"""Names of variables: which are ours, what they mean, and which were meant for one of ours.

PORTALBOT_<SETTING> is one setting; PORTALBOT_<TABLE>__<NAME>__<FIELD> is one field of a named entry of a table. A whole
table may also be given as a JSON object of objects. Letters count alike in either case.

A misspelt name is repeated only where it is a name for certain: in a line whose `=` was forgotten, what looks like a
name is half a password.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PREFIX = "PORTALBOT_"
Parts = tuple[str, ...]
"""A setting as a way into the settings: ("data_dir",) or ("accounts", "zhixing", "password")."""
_NEAR = 0.75
"""Below, two words are different words: `port` is not `portals` (Kubernetes sets PORTALBOT_PORT for a service)."""


@dataclass(frozen=True)
class Misspelt:
    """A name that was meant for one of ours: as much of it as is a name for certain, and what was probably meant.

    `sure`: it is so near that it must be a mistake, wherever it stands.
    """

    shown: str
    meant: str
    sure: bool


@dataclass(frozen=True)
class Names:
    """The names of all settings: those of one value, and the tables with the fields of their entries."""

    single: frozenset[str]
    tables: Mapping[str, frozenset[str]]

    def parts(self, name: str) -> Parts | None:
        """Return what a variable's name means; None where it is none of ours."""
        if not name.upper().startswith(PREFIX):
            return None
        first, *rest = parts = tuple(name[len(PREFIX) :].lower().split("__"))
        if first in self.single:
            return parts if not rest else None
        fields = self.tables.get(first)
        if fields is None or not rest:
            return parts if fields else None
        fits = len(rest) == 2 and re.fullmatch(r"\w+", rest[0]) and rest[1] in fields
        return parts if fits else None

    def leaves(self, parts: Parts, value: str) -> Iterator[tuple[Parts, str]]:
        """Yield each single value that a variable gives; a JSON object gives several. Raises ValueError."""
        if parts[0] in self.single or len(parts) == 3:
            yield parts, value
            return
        try:
            found = json.loads(value)
        except RecursionError as error:
            raise ValueError("tables within tables without end") from error
        yield from self._within(parts, found)

    def _within(self, parts: Parts, value: object) -> Iterator[tuple[Parts, str]]:
        if len(parts) < 3 and isinstance(value, dict):
            for key, inner in value.items():
                yield from self._within((*parts, str(key).lower()), inner)
        elif len(parts) == 3 and isinstance(value, str) and parts[2] in self.tables[parts[0]]:
            yield parts, value
        else:
            raise ValueError("no object of objects with these fields")

    def names_a_table(self, word: str) -> bool:
        """Say whether a word is, or was meant for, the name of a table."""
        return any(_near(word.lower(), table) for table in self.tables)

    def misspelt(self, name: str) -> Misspelt | None:
        """Return what a name that is none of ours was meant for; None where it was meant for nothing of ours."""
        words = [word for word in re.split(r"_+", name.lower()) if word]
        if words[:2] == ["portal", "bot"]:
            words[:2] = ["portalbot"]
        if not words or not _near(words[0], "portalbot"):
            return None
        exact = name.upper().startswith(PREFIX)
        shown = PREFIX if exact else ""
        if len(words) > 1:
            for table, fields in self.tables.items():
                if _near(words[1], table):
                    return _entry(name, words, table, fields)
            rest = "_".join(words[1:])
            near = difflib.get_close_matches(rest, self.single, n=1, cutoff=0.8)
            if near:
                return Misspelt(name, PREFIX + near[0].upper(), exact)
        return Misspelt(f"{shown}…", "", sure=False) if exact else None


def _entry(name: str, words: list[str], table: str, fields: frozenset[str]) -> Misspelt:
    field = next(iter(difflib.get_close_matches(words[-1], fields, n=1, cutoff=_NEAR)), "") if len(words) > 2 else ""
    if len(words[-1]) > len(field) + 1:
        field = ""  # what is longer may have the beginning of a password at its end
    entry = "_".join(words[2:-1]).upper() if field else ""
    fitting = (field or "/".join(sorted(fields))).upper()
    meant = f"{PREFIX}{table.upper()}__{entry or '<NAME>'}__{fitting}"
    sure = bool(field) or "__" in name  # Kubernetes sets PORTALBOT_NOTIFY_PORT for a service
    return Misspelt(name if field else f"{PREFIX}{table.upper()}__…", meant, sure)


def _near(word: str, known: str) -> bool:
    return difflib.SequenceMatcher(None, word, known).ratio() >= _NEAR
