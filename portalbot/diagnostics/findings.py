"""What a look at a portal finds, and the lines of TOML that mend its profile."""

import difflib
from dataclasses import dataclass, field
from typing import Any

from pages.profile import Portal
from pages.skeleton import Drift, Piece, Skeleton, changes

ALIKE = 0.5
"""How alike a name must be to be proposed for the profile (1: the same)."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the profile says: what was sought, what is there instead, the lines that mend it."""

    part: str
    what: str
    nearest: tuple[Piece, ...] = ()
    lines: str = ""
    key: str = ""

    def __str__(self) -> str:
        near = f"\n  nearest: {'; '.join(map(str, self.nearest))}" if self.nearest else ""
        lines = f"\n  for the profile:\n    {self.lines.replace(chr(10), chr(10) + '    ')}" if self.lines else ""
        return f"{self.part}: {self.what}{near}{lines}"


@dataclass
class Report:
    """What a walk found. `seen`: the parts that were looked at; `ended`: why it did not go further ("": it did).

    `notes`: what hinders nothing, and is good to know. `unreachable`: an answer stayed away, or was no page.
    """

    portal: str
    origin: str
    seen: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    skeletons: dict[str, Skeleton] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ended: str = ""
    unreachable: bool = False

    @property
    def drift(self) -> Drift:
        """Say how much has changed: whether the journey still goes, and whether anything else is new."""
        if self.findings:
            return Drift.BREAKING
        return Drift.COSMETIC if any(self.changes.values()) else Drift.NONE

    def compare(self, before: dict[str, Skeleton]) -> None:
        """Hold the skeletons against those of the last check."""
        for part, now in self.skeletons.items():
            if part in before:
                self.changes[part] = changes(before[part], now)


def is_near(words: tuple[str, ...], name: str) -> bool:
    """Say whether a name is like one of the words, more than by being of the same role."""
    return any(difflib.SequenceMatcher(None, word, name).ratio() >= ALIKE for word in words)


def keys_of(portal: Portal, part: str) -> list[str]:
    return [f"{part}.{name}" for name in getattr(portal, part).model_dump()]


def patched(portal: Portal, key: str, value: object) -> Portal:
    """Return a portal with another value under a dotted key."""
    data = portal.model_dump()
    *path, last = key.split(".", 2)
    place: Any = data
    for name in path:
        place = place[name]
    place[last] = value
    return type(portal).model_validate(data)


def line_for(key: str, words: tuple[str, ...]) -> str:
    """Return the lines of TOML that put wordings under a key."""
    *path, last = key.split(".")
    name = last if last.isascii() and last.isidentifier() else f'"{last}"'
    accepted = ", ".join(f'"{word}"' for word in dict.fromkeys(words))
    return f"[{'.'.join(path)}]\n{name} = [{accepted}]"


def nearest_to(words: tuple[str, ...], there: list[str]) -> str:
    """Return the wording that comes nearest to one of the words; empty where none does."""
    near = difflib.get_close_matches(words[0] if words else "", there, n=1, cutoff=0.3)
    return near[0] if near else ""


def as_text(key: str, word: str) -> str:
    """Return the lines that name a landmark as plain text."""
    return f'[{key.removesuffix(".landmark")}]\nlandmark = {{ text = "{word}" }}'
