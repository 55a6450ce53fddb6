"""What is struck out in a workbook: the styles that strike a cell out, and the shared texts with a struck-out piece.

Offices strike a row out when it is done with, or not to be done; the reader of values does not tell.
"""

from dataclasses import dataclass
from typing import IO

from portalbot.cases.casefile.xmlparts import is_true, local, parse


@dataclass(frozen=True)
class Struck:
    """Numbers of styles of cells, and of shared texts."""

    styles: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()


def strikes(tag: str, attributes: dict[str, str]) -> bool:
    """Say whether an element strikes out the text that it is about."""
    return tag in ("strike", "dstrike") and is_true(attributes.get("val", "1"))


def struck_styles(file: IO[bytes]) -> frozenset[int]:
    """Return which styles of cells have a font that strikes out."""
    fonts: list[bool] = []
    found: list[bool] = []
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "font" and within[-1:] == ["fonts"]:
            fonts.append(False)
        elif strikes(tag, attributes) and within[-2:] == ["fonts", "font"]:
            fonts[-1] = True
        elif tag == "xf" and within[-1:] == ["cellXfs"]:
            font = int(attributes.get("fontId", "0"))
            found.append(0 <= font < len(fonts) and fonts[font])
        within.append(tag)

    def end(_name: str) -> None:
        within.pop()

    parse(file, start, end)
    return frozenset(index for index, struck in enumerate(found) if struck)


def struck_texts(file: IO[bytes]) -> frozenset[int]:
    """Return which shared texts have a piece that is struck out."""
    found: set[int] = set()
    count = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        tag = local(name)
        if tag == "si":
            count += 1
        elif strikes(tag, attributes):
            found.add(count)

    parse(file, start)
    return frozenset(found)
