"""What a reader hands over: places and plain values, before anything is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pages.errors import Problem


class Mark(StrEnum):
    """What a row of a table has that a person sees, and its values do not tell."""

    HIDDEN = "hidden"
    STRUCK = "struck out"


Marks = tuple[tuple[Mark, str], ...]
"""The marks of a row, each with where it is."""


@dataclass
class RawFile:
    """Accounts and cases with the place where each stands; `names` are the file's own words for our fields.

    `said`: (place, field) of what `problems` has already; the model's own complaint about it would be a second one.
    `notes`: what was passed over and is no problem. `marks`: place of a case → what its row has.
    """

    accounts: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    cases: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    said: set[tuple[str, str]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    marks: dict[str, Marks] = field(default_factory=dict)

    def name_of(self, path: str) -> str:
        """Return the file's own word for a field of ours."""
        return self.names.get(path, path)
