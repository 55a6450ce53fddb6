"""The parts of a package and their XML, read as they come; what a part may refer to outside is never opened."""

import posixpath
import zipfile
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import IO
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], None]


def parse(
    file: IO[bytes],
    start: Start,
    end: Callable[[str], None] | None = None,
    parser: "expat.XMLParserType | None" = None,
) -> None:
    """Tell of each element as it comes. Raises ValueError for a document type, ExpatError for what is no XML."""
    parser = parser or expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.ParseFile(file)


def _no_doctype(*_: object) -> None:
    raise ValueError("it declares a document type")


@lru_cache(maxsize=256)
def local(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


def is_true(value: str | None) -> bool:
    """Say whether an attribute of XML Schema's kind boolean is true."""
    return value in ("1", "true")


def open_part(package: zipfile.ZipFile, part: str) -> IO[bytes]:
    """Open a part; letters count as equal in either case, as Excel has it. Raises KeyError."""
    for name in package.namelist():
        if name.lower() == part.lower():
            return package.open(name)
    raise KeyError(f"there is no {part} in it")


def relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part: id → (kind, part). Raises KeyError where there are none."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"])).lstrip("/")
            found[attributes["Id"]] = (attributes["Type"].rpartition("/")[2], target)

    with open_part(package, posixpath.join(folder, "_rels", f"{name}.rels")) as file:
        parse(file, start)
    if not found:
        raise KeyError(f"{part or 'the package'} has no parts")
    return found


def only(found: Iterable[str]) -> str:
    """Return the first; a package that says nothing of it is damaged. Raises KeyError."""
    for each in found:
        return each
    raise KeyError("a part is not named")
