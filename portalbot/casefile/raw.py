"""What a reader hands over: places and plain values, before anything is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pages.errors import Problem


@dataclass
class RawFile:
    """Accounts and cases with the place where each stands; `names` are the file's own words for our fields.

    `said`: (place, field) of what `problems` has already; the model's own complaint about it would be a second one.
    `notes`: what was passed over and is no problem.
    """

    accounts: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    cases: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)
    said: set[tuple[str, str]] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def name_of(self, path: str) -> str:
        """Return the file's own word for a field of ours."""
        return self.names.get(path, path)
