"""The package that an .xlsx is: kept within bounds, and what its fast reader would pass over in silence.

The reader of values (calamine) shows an error value and a formula that was never calculated as empty cells, and lays
a sheet out as a full rectangle, so that one stray cell in the last row would cost gigabytes. So every sheet is
scanned first. Sizes are counted while inflating: what a package says of itself is not believed.
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.parsers import expat

from portalbot.casefile.values import Unfit

MAX_BYTES = 256 * 1024 * 1024
"""Of everything in a package, inflated; 10,000 cases with every column take about 40 MB."""
MAX_CELLS = 4_000_000
"""Of a sheet's rectangle: 100,000 rows of 40 columns."""
CHUNK = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError,
    EOFError, LookupError, ValueError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the standard library raises for a package that is none."""


class NoWorkbook(Exception):
    """A file cannot be read as a workbook: the reason, and the cure."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


@dataclass
class Found:
    """What a scan of one sheet found: its cells that cannot be taken, and how far its filled cells reach."""

    unfit: dict[tuple[int, int], Unfit] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def scan(path: Path) -> dict[str, Found]:
    """Return what each worksheet has, by its name. Raises NoWorkbook, OSError."""
    with path.open("rb") as file:
        head = file.read(len(OLE))
        if head == OLE:
            file.seek(0)
            raise _no_package(file.read(MAX_BYTES))
    try:
        with zipfile.ZipFile(path) as package:
            _within_bounds(package)
            return {name: _sheet(package, part) for name, part in _parts(package).items()}
    except DAMAGE as error:
        reason = f"is no Excel workbook, or a damaged one ({error})"
        raise NoWorkbook(reason, "open it in Excel and save it anew as .xlsx") from error


def _no_package(data: bytes) -> NoWorkbook:
    if ENCRYPTED in data:
        return NoWorkbook("is protected by a password", "open it, remove the password (文件 → 信息 → 保护) and save it")
    return NoWorkbook("is an old Excel file (.xls)", "open it in Excel and save it as .xlsx (Excel 工作簿)")


def _within_bounds(package: zipfile.ZipFile) -> None:
    left = MAX_BYTES
    for info in package.infolist():
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(f"{info.filename} is packed in an unknown way")
        info.file_size = MAX_BYTES + 1
        with package.open(info) as part:
            while data := part.read(CHUNK):
                left -= len(data)
                if left < 0:
                    cure = "remove pictures and sheets that are not needed, or divide the cases among several files"
                    raise NoWorkbook(f"has more than {MAX_BYTES >> 20} MB in it, unpacked", cure)


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the worksheets: name → part of the package."""
    main = _only(part for kind, part in _relations(package, "").values() if kind == "officeDocument")
    related = _relations(package, main)
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            kind, part = related[_only(value for key, value in attributes.items() if key.endswith(":id"))]
            if kind == "worksheet":
                found[attributes["name"]] = part

    with _open(package, main) as file:
        _parse(file, start)
    return found


def _only(found: Iterable[str]) -> str:
    """Return the first; a package that says nothing of it is damaged."""
    for each in found:
        return each
    raise KeyError("a part is not named")


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part: id → (kind, part)."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], target)

    with _open(package, posixpath.join(folder, "_rels", f"{name}.rels")) as file:
        _parse(file, start)
    if not found:
        raise KeyError(f"{part or 'the package'} has no parts")
    return found


def _open(package: zipfile.ZipFile, part: str) -> IO[bytes]:
    """Open a part; letters count as equal in either case, as Excel has it."""
    for name in package.namelist():
        if name.lower() == part.lower():
            return package.open(name)
    raise KeyError(f"there is no {part} in it")


def _parse(
    file: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    parser: "expat.XMLParserType | None" = None,
) -> None:
    parser = parser or expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.ParseFile(file)


def _no_doctype(*_: object) -> None:
    raise ValueError("it declares a document type")


@lru_cache(maxsize=256)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _sheet(package: zipfile.ZipFile, part: str) -> Found:
    sheet = _Scan()
    with _open(package, part) as file:
        _parse(file, sheet.start, sheet.end, sheet.parser)
    found = sheet.found
    if found.rows * found.columns > MAX_CELLS:
        corner = f"{found.rows} rows and {found.columns} columns"
        cure = "delete the stray cells at its end (Ctrl+End goes there), or divide the cases among several files"
        raise NoWorkbook(f"has a sheet whose filled cells reach over {corner}", cure)
    return found


class _Scan:
    """The scan of one sheet: is told each element as it comes."""

    def __init__(self) -> None:
        self.found = Found()
        self.parser = expat.ParserCreate()
        self._row = self._column = -1
        self._type = ""
        self._formula = False
        self._text = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of a row, a cell, a formula or a value."""
        tag = _local(name)
        if tag == "c":
            place = attributes.get("r")
            self._row, self._column = _position(place) if place else (self._row, self._column + 1)
            self._type = attributes.get("t", "n")
            self._formula = False
            self._text = ""
        elif tag == "v" or tag == "is":
            found = self.found
            found.rows = max(found.rows, self._row + 1)
            found.columns = max(found.columns, self._column + 1)
            if tag == "v" and (self._formula or self._type == "e"):
                self.parser.CharacterDataHandler = self._said
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1

    def _said(self, text: str) -> None:
        self._text += text

    def end(self, name: str) -> None:
        """Judge a cell at its end."""
        tag = _local(name)
        if tag == "v":
            self.parser.CharacterDataHandler = None
        elif tag == "c" and (self._type == "e" or (self._formula and not self._text and self._type != "str")):
            self.found.unfit[self._row, self._column] = self._unfit()

    def _unfit(self) -> Unfit:
        if self._type == "e":
            return Unfit(f"is the error {self._text or '#VALUE!'}", "mend the formula, or write the value itself")
        return Unfit("is a formula that was never calculated", "open the file in Excel and save it, or write the value")


def _position(place: str) -> tuple[int, int]:
    """Return (row, column) of `B3`, counted from 0."""
    letters = place.rstrip("0123456789")
    row, column = int(place[len(letters) :]), _column(letters)
    if not (0 < row <= 1_048_576 and 0 < column <= 16_384):
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
