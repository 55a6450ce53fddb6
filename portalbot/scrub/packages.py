"""Packages (zip): a trace, a report as a workbook. Taken apart within bounds, and put together anew.

A trace names its resources by the SHA-1 of their content. One whose content was changed is renamed to that of what is
left, everywhere: the old name would let anybody try passwords until one gives that hash.
"""

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

MOST_BYTES = 1 << 30
MOST_MEMBERS = 100_000
CHUNK = 1 << 20
_HASH = re.compile(rb"[0-9a-f]{40}")
_HASHED = re.compile(r"(.*/)?([0-9a-f]{40})(\.[\w.-]*)?")
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class Leak(Exception):
    """An artefact cannot be kept: says which, and what kind of thing would leak, never the thing."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} is not kept: {why}")
        self.name = name
        self.why = why


def is_package(data: bytes) -> bool:
    """Say whether these bytes begin as a zip does."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def members(name: str, data: bytes) -> dict[str, bytes]:
    """Return the files in a package; raises Leak. Sizes are counted while inflating, none is believed."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if len(package.infolist()) > MOST_MEMBERS:
                raise Leak(name, f"it has more than {MOST_MEMBERS} members")
            for info in package.infolist():
                if info.is_dir():
                    continue
                if info.filename in found:
                    raise Leak(name, "it has two members of one name")
                parts = []
                with package.open(info) as file:
                    while chunk := file.read(CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise Leak(name, f"it has more than {MOST_BYTES >> 20} MB in it")
                        parts.append(chunk)
                found[info.filename] = b"".join(parts)
    except _DAMAGE as error:
        raise Leak(name, f"it is damaged or locked ({type(error).__name__})") from error
    return found


def renamed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return what each changed member is called that is named by its content's hash, and the members that tell so."""
    names: dict[str, str] = {}
    hashes: dict[bytes, bytes] = {}
    for member, content in after.items():
        match = _HASHED.fullmatch(member)
        if match and content != before[member]:
            new = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            hashes[match[2].encode()] = new.encode()
            names[member] = f"{match[1] or ''}{new}{match[3] or ''}"
    if not hashes:
        return names, dict(after)
    telling = {
        member: content if _HASHED.fullmatch(member) else _HASH.sub(lambda it: hashes.get(it[0], it[0]), content)
        for member, content in after.items()
    }
    return names, telling


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a package of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()
