"""One sheet of a workbook, scanned for what the reader of values passes over in silence.

That reader (calamine) shows an error value and a formula that was never calculated as empty cells, lays a sheet out
as a full rectangle, and tells neither which rows and columns are hidden nor what is struck out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from portalbot.cases.casefile.struck import Struck, strikes
from portalbot.cases.casefile.values import Unfit
from portalbot.cases.casefile.xmlparts import is_true, local, parse

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


@dataclass
class Found:
    """What a scan of one sheet found; rows and columns count from 0.

    `unfit`: cells that cannot be taken. `rows`, `columns`: how far filled cells reach; `reach`: all cells, empty ones
    too. `struck`: filled cells that are struck out, wholly or in part. `formulas`: how many there are. What a reader
    would keep in memory: `pieces` (cells, and pieces of texts that are formatted by themselves), `spread` (cells within
    merged ones and links), `around` (elements beside the cells).
    """

    unfit: dict[tuple[int, int], Unfit] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0
    reach: tuple[int, int] = (0, 0)
    formulas: int = 0
    pieces: int = 0
    spread: int = 0
    around: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    struck: set[tuple[int, int]] = field(default_factory=set)


def scan_sheet(file: IO[bytes], struck: Struck) -> Found:
    """Scan a worksheet's part. Raises ValueError, ExpatError for what is none."""
    sheet = _Scan(struck)
    parse(file, sheet.start, sheet.end, sheet.parser)
    return sheet.found


class _Scan:
    """The scan of one sheet: is told each element as it comes."""

    def __init__(self, struck: Struck) -> None:
        self.found = Found()
        self.parser = expat.ParserCreate()
        self._out = struck
        self._row = self._column = -1
        self._type = ""
        self._formula = self._filled = self._struck = self._within = False
        self._text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of a row, a cell, a formula or a value."""
        tag = local(name)
        if tag == "c":
            self._cell(attributes)
        elif tag == "v" or tag == "is":
            self._filled = True
            found = self.found
            found.rows = max(found.rows, self._row + 1)
            found.columns = max(found.columns, self._column + 1)
            if tag == "v" and (self._formula or self._type == "e" or (self._type == "s" and self._out.texts)):
                self.parser.CharacterDataHandler = self._said
        elif tag == "f":
            self._formula = True
            self.found.formulas += 1
        elif tag == "r":
            self.found.pieces += 1
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if is_true(attributes.get("hidden")) or _is_nothing(attributes.get("ht")):
                self.found.hidden_rows.add(self._row)
        elif tag == "col":
            if is_true(attributes.get("hidden")) or _is_nothing(attributes.get("width")):
                self.found.hidden_columns.append(range(int(attributes["min"]) - 1, int(attributes["max"])))
        elif tag in ("mergeCell", "hyperlink"):
            self.found.spread += _size(attributes["ref"])
        elif strikes(tag, attributes):
            self._struck = True
        if tag == "sheetData":
            self._within = True
        elif not self._within:
            self.found.around += 1

    def _cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._row, self._column = position(place) if place else (self._row, self._column + 1)
        self._type = attributes.get("t", "n")
        self._formula = self._filled = False
        self._struck = bool(self._out.styles) and int(attributes.get("s", "0")) in self._out.styles
        self._text = ""
        found = self.found
        found.pieces += 1
        found.reach = max(found.reach[0], self._row + 1), max(found.reach[1], self._column + 1)

    def _said(self, text: str) -> None:
        self._text += text

    def end(self, name: str) -> None:
        """Judge a cell at its end."""
        tag = local(name)
        if tag == "v":
            self.parser.CharacterDataHandler = None
        elif tag == "sheetData":
            self._within = False
        elif tag == "c":
            if self._type == "e" or (self._formula and not self._text and self._type != "str"):
                self.found.unfit[self._row, self._column] = self._unfit()
            struck = self._struck or (
                self._type == "s" and self._text.isdecimal() and int(self._text) in self._out.texts
            )
            if struck and self._filled:
                self.found.struck.add((self._row, self._column))

    def _unfit(self) -> Unfit:
        if self._type == "e":
            return Unfit(f"is the error {self._text or '#VALUE!'}", "mend the formula, or write the value itself")
        return Unfit("is a formula that was never calculated", "open the file in Excel and save it, or write the value")


def _is_nothing(size: str | None) -> bool:
    """Say whether a height or a width shows nothing; less than a point is a line."""
    return size is not None and float(size) < 1


def _size(reference: str) -> int:
    """Return how many cells a reference like B3:D9 has."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    return (abs(bottom - top) + 1) * (abs(right - left) + 1)


def position(place: str) -> tuple[int, int]:
    """Return (row, column) of `B3`, counted from 0. Raises ValueError."""
    letters = place.rstrip("0123456789")
    row, column = int(place[len(letters) :]), _column(letters)
    if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
        raise ValueError(f"{place} is no cell")
    return row - 1, column - 1


@lru_cache(maxsize=256)
def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(f"{letters} is no column")
        column = column * 26 + ord(letter) - 64
    return column


def columns_within(ranges: list[range], most: int) -> Iterator[int]:
    """Yield the columns of some ranges, below `most`, each once."""
    yield from sorted({column for each in ranges for column in range(each.start, min(each.stop, most))})
