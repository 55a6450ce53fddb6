"""What stands on a page, without what it says of anybody: headings, labels, column heads, buttons, landmarks.

Read from ARIA snapshots, one for the window and one for each iframe (a snapshot leaves iframes out). Bodies of tables
and values of fields are left away. Two skeletons of one page tell what has changed. No Playwright in this module.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

KEPT = {
    "heading", "button", "link", "columnheader", "rowheader", "textbox", "combobox", "searchbox", "spinbutton",
    "checkbox", "radio", "radiogroup", "group", "dialog", "region", "img", "table", "term", "option",
}  # fmt: skip
FIELDS = {"textbox", "combobox", "searchbox", "spinbutton", "checkbox", "radiogroup", "group"}
_LINE = re.compile(r"^(?P<indent> *)- '?(?P<role>[a-z]+)(?: \"(?P<name>(?:[^\"\\]|\\.)*)\")?(?P<rest>.*)$")
_NEAR = 0.2


@dataclass(frozen=True, order=True)
class Piece:
    """One thing with a role and a name; `frame` is the title of the iframe that it stands in ("": the window)."""

    role: str
    name: str
    frame: str = ""

    def __str__(self) -> str:
        return f"{self.role} {self.name!r}" + (f" in the iframe {self.frame!r}" if self.frame else "")


@dataclass(frozen=True)
class Skeleton:
    """Everything on a page that has a role and a name, and the fields that are marked as mandatory.

    `repeated`: the pieces that stand there more than once, where a page was read; not part of a comparison.
    """

    pieces: frozenset[Piece]
    mandatory: frozenset[str]
    repeated: frozenset[Piece] = field(default=frozenset(), compare=False)

    def named(self, *roles: str) -> list[Piece]:
        """Return the pieces of some roles (none given: of every role)."""
        return sorted(piece for piece in self.pieces if not roles or piece.role in roles)

    def has_once(self, role: str, name: re.Pattern[str], frame: tuple[str, ...]) -> bool:
        """Say whether exactly one thing of a role and name stands in the iframe of one of these titles."""
        found = [each for each in self.pieces if each.role == role and each.frame in frame and name.match(each.name)]
        return len(found) == 1 and found[0] not in self.repeated

    def nearest(self, role: str, words: Iterable[str], claimed: Iterable[str] = ()) -> list[Piece]:
        """Return the pieces whose names come nearest to the words, those of the role first; `claimed` names are out."""
        out = set(claimed)
        free = [piece for piece in self.named() if piece.name not in out and piece.role != "option"]
        wanted = tuple(words)

        def near(piece: Piece) -> float:
            alike = max(difflib.SequenceMatcher(None, word, piece.name).ratio() for word in wanted)
            return alike + (0.5 if piece.role == role else 0) + (1 if piece.name in wanted else 0)

        found = sorted(free, key=near, reverse=True)
        return [piece for piece in found if near(piece) > _NEAR][:3]

    def as_data(self) -> dict[str, list[list[str]] | list[str]]:
        """Return it as plain data, in a lasting order."""
        pieces = [[piece.role, piece.name, piece.frame] for piece in sorted(self.pieces)]
        return {"pieces": pieces, "mandatory": sorted(self.mandatory)}

    @classmethod
    def from_data(cls, data: dict[str, list[list[str]] | list[str]]) -> "Skeleton":
        """Read it from plain data."""
        return cls(frozenset(Piece(*each) for each in data["pieces"]), frozenset(map(str, data["mandatory"])))


class Drift(StrEnum):
    """How much a page has changed."""

    NONE = "none"
    COSMETIC = "cosmetic"
    BREAKING = "breaking"


def read(snapshots: Iterable[tuple[str, str]]) -> Skeleton:
    """Read a skeleton from (title of the iframe or "", ARIA snapshot)."""
    pieces: Counter[Piece] = Counter()
    mandatory: set[str] = set()
    for frame, snapshot in snapshots:
        starred = False
        for line in snapshot.splitlines():
            found = _LINE.match(line)
            if not found:
                continue
            role, name = found["role"], (found["name"] or "").replace('\\"', '"').strip()
            if role == "term":
                name = name or found["rest"].lstrip(": ").strip('"')
            if starred and role in FIELDS and name:
                mandatory.add(name)
            starred = False
            if role == "text":
                marked = re.match(r"^: *\"?[*＊] *(.*?)[:：]?\"?$", found["rest"])
                if marked:
                    starred = not marked[1]
                    mandatory |= {marked[1].strip()} - {""}
            elif re.match(r"^[*＊]", name) and role in FIELDS:
                mandatory.add(name.lstrip("*＊ ").rstrip(":："))
            if role in KEPT and name:
                pieces[Piece(role, name, frame)] += 1
    repeated = frozenset(piece for piece, count in pieces.items() if count > 1)
    return Skeleton(frozenset(pieces), frozenset(mandatory), repeated)


def changes(before: Skeleton, after: Skeleton) -> list[str]:
    """Return what went and what came, in words."""
    gone = [f"- {piece}" for piece in sorted(before.pieces - after.pieces)]
    come = [f"+ {piece}" for piece in sorted(after.pieces - before.pieces)]
    return gone + come
