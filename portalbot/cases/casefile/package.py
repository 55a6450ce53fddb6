"""The package that an .xlsx is: kept within bounds, and what its fast reader would pass over in silence.

Every sheet is scanned (`sheetscan.py`) before its values are read: one stray cell in the last row would cost
gigabytes. Sizes are counted while inflating: what a package says of itself is not believed.
"""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from portalbot.cases.casefile.sheetscan import Found, scan_sheet
from portalbot.cases.casefile.struck import Struck, struck_styles, struck_texts
from portalbot.cases.casefile.xmlparts import local, only, open_part, parse, relations

MAX_BYTES = 256 * 1024 * 1024
"""Of everything in a package, inflated; 10,000 cases with every column take about 40 MB."""
MAX_CELLS = 4_000_000
"""Of a sheet's rectangle: 100,000 rows of 40 columns."""
CHUNK = 1 << 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRAY = "delete the stray cells at its end (Ctrl+End goes there), or divide the cases among several files"
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


@dataclass(frozen=True)
class Bounds:
    """What a reader that keeps a whole workbook in memory can take (`report/workbook.py`).

    `cells`: of all sheets, empty ones and those within merged ones too, and shared texts. `signs`: of XML, in any other
    part, and beside a sheet's cells.
    """

    bytes: int
    cells: int
    signs: int


def scan(source: Path | bytes, whole: Bounds | None = None) -> dict[str, Found]:
    """Return what each worksheet of a file, or of its bytes, has, by its name. Raises NoWorkbook, OSError."""
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        head = file.read(len(OLE))
        file.seek(0)
        if head == OLE:
            raise _no_package(file.read(MAX_BYTES))
        return _scanned(file, whole)


def _scanned(file: IO[bytes], whole: Bounds | None) -> dict[str, Found]:
    try:
        with zipfile.ZipFile(file) as package:
            signs = _within_bounds(package, whole.bytes if whole else MAX_BYTES)
            parts = _parts(package)
            struck = _struck(package)
            found = {name: _sheet(package, part, struck) for name, part in parts.items()}
            if whole:
                texts = signs.pop(dict(relations(package, _main(package)).values()).get("sharedStrings", ""), 0)
                _within(whole, found, texts, {name: signs[name] for name in signs if name not in parts.values()})
            return found
    except DAMAGE as error:
        reason = f"is no Excel workbook, or a damaged one ({error})"
        raise NoWorkbook(reason, "open it in Excel and save it anew as .xlsx") from error


def _no_package(data: bytes) -> NoWorkbook:
    if ENCRYPTED in data:
        return NoWorkbook("is protected by a password", "open it, remove the password (文件 → 信息 → 保护) and save it")
    return NoWorkbook("is an old Excel file (.xls)", "open it in Excel and save it as .xlsx (Excel 工作簿)")


def _within_bounds(package: zipfile.ZipFile, most: int) -> dict[str, int]:
    """Return how many signs of XML each part has; all of them together have at most so many bytes, inflated."""
    left = most
    found: dict[str, int] = {}
    for info in package.infolist():
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile(f"{info.filename} is packed in an unknown way")
        info.file_size = most + 1
        found[info.filename] = 0
        with package.open(info) as part:
            while data := part.read(CHUNK):
                left -= len(data)
                found[info.filename] += data.count(b"<")
                if left < 0:
                    cure = "remove pictures and sheets that are not needed, or divide the cases among several files"
                    raise NoWorkbook(f"has more than {most >> 20} MB in it, unpacked", cure)
    return found


def _within(whole: Bounds, found: dict[str, Found], texts: int, others: dict[str, int]) -> None:
    cure = "remove sheets and formats that are not needed, or divide the cases among several files"
    if texts // 3 + sum(each.pieces + each.spread for each in found.values()) > whole.cells:
        raise NoWorkbook(f"has more than {whole.cells:,} cells in it, empty and merged ones counted", cure)
    for name, each in found.items():
        if each.reach[0] * each.reach[1] > MAX_CELLS:
            corner = f"{each.reach[0]} rows and {each.reach[1]} columns"
            raise NoWorkbook(f"has a sheet {name} whose cells reach over {corner}, empty ones counted", _STRAY)
    for name, signs in (*others.items(), *((name, each.around) for name, each in found.items())):
        if signs > whole.signs:
            raise NoWorkbook(f"has more in its part {name} than a workbook of cases has", cure)


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the worksheets: name → part of the package."""
    main = _main(package)
    related = relations(package, main)
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            kind, part = related[only(value for key, value in attributes.items() if key.endswith(":id"))]
            if kind == "worksheet":
                found[attributes["name"]] = part

    with open_part(package, main) as file:
        parse(file, start)
    return found


def _main(package: zipfile.ZipFile) -> str:
    return only(part for kind, part in relations(package, "").values() if kind == "officeDocument")


def _struck(package: zipfile.ZipFile) -> Struck:
    """Return what is struck out by the styles and texts that the sheets share."""
    related = dict(relations(package, _main(package)).values())
    styles, texts = frozenset[int](), frozenset[int]()
    if part := related.get("styles"):
        with open_part(package, part) as file:
            styles = struck_styles(file)
    if part := related.get("sharedStrings"):
        with open_part(package, part) as file:
            texts = struck_texts(file)
    return Struck(styles, texts)


def _sheet(package: zipfile.ZipFile, part: str, struck: Struck) -> Found:
    with open_part(package, part) as file:
        found = scan_sheet(file, struck)
    if found.rows * found.columns > MAX_CELLS:
        corner = f"{found.rows} rows and {found.columns} columns"
        raise NoWorkbook(f"has a sheet whose filled cells reach over {corner}", _STRAY)
    return found
