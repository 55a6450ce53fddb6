"""Containers: zip (a trace, a workbook), gzip, bzip2, xz and tar. Taken apart within bounds, put together anew.

A zip is one wherever it begins: what stands in front of it, between its members and in its comments is looked at too,
and is gone from one that is put together anew. What else may pack a text (7-Zip, RAR, Zstandard …) is named, and not
looked into.

A trace names its resources by the SHA-1 of their content. One whose content was changed is renamed to that of what is
left, everywhere: the old name would let anybody try passwords until one gives that hash.
"""

import bz2
import gzip
import hashlib
import io
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, cast

from portalbot.evidence.scrub.leak import Leak

MOST_BYTES = 1 << 30
MOST_MEMBERS = 100_000
CHUNK = 1 << 20
_HASH = re.compile(rb"[0-9a-f]{40}")
_HASHED = re.compile(r"(.*/)?([0-9a-f]{40})(\.[\w.-]*)?")
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip
_ZIP_END, _ZIP_TAIL = b"PK\x05\x06", 22 + 65535
_TAR, _TAR_AT = b"ustar", 257
_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_FOREIGN = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip", b"Rar!\x1a\x07": "RAR", b"\x28\xb5\x2f\xfd": "Zstandard", b"MSCF": "cabinet",
    b"\x04\x22\x4d\x18": "LZ4", b"\x1f\x9d": "compress", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file",
}  # fmt: skip


@dataclass(frozen=True)
class Container:
    """What a container has: its files by name, the names of its folders, and how it is put together anew."""

    files: dict[str, bytes]
    folders: tuple[str, ...]
    pack: Callable[[Mapping[str, bytes]], bytes]


def opened(name: str, data: bytes) -> Container | None:
    """Take a container apart; None for what is none. Raises Leak for one that cannot be looked into, or is too large.

    Sizes are counted while inflating, none is believed.
    """
    if foreign := next((kind for magic, kind in _FOREIGN.items() if data.startswith(magic)), ""):
        raise Leak(name, f"it is packed in a way that is not looked into ({foreign})")
    taken = next((take for fits, take in _KINDS if fits(data)), None)
    if taken is None:
        return None
    try:
        return taken(name, data)
    except _DAMAGE as error:
        raise Leak(name, f"it is damaged or locked ({type(error).__name__})") from error


def _is_zip(data: bytes) -> bool:
    """Say whether a file begins as a zip, or ends as one and can be read as one: those bytes come by chance too."""
    if data[:4] in (b"PK\x03\x04", _ZIP_END):
        return True
    if _ZIP_END not in data[-_ZIP_TAIL:]:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return bool(package.infolist())
    except _DAMAGE:
        return False


def _is_tar(data: bytes) -> bool:
    return data[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR


def _is_packed(data: bytes) -> bool:
    return data.startswith(_MAGIC)


class _Room:
    """How many bytes may still come out of a container."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._left = MOST_BYTES

    def read(self, file: IO[bytes]) -> bytes:
        """Read a file to its end. Raises Leak."""
        return b"".join(self._chunks(file))

    def _chunks(self, file: IO[bytes]) -> Iterator[bytes]:
        while chunk := file.read(CHUNK):
            self._left -= len(chunk)
            if self._left < 0:
                raise Leak(self._name, f"it has more than {MOST_BYTES >> 20} MB in it")
            yield chunk


def _counted(name: str, count: int) -> None:
    if count > MOST_MEMBERS:
        raise Leak(name, f"it has more than {MOST_MEMBERS} members")


def _put(name: str, found: dict[str, bytes], member: str, content: bytes) -> None:
    if member in found:
        raise Leak(name, "it has two members of one name")
    found[member] = content


def _zip(name: str, data: bytes) -> Container:
    room, found, folders = _Room(name), dict[str, bytes](), list[str]()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        _counted(name, len(package.infolist()))
        for info in package.infolist():
            if info.is_dir():
                folders.append(info.filename)
                continue
            with package.open(info) as file:
                _put(name, found, info.filename, room.read(file))
    return Container(found, tuple(folders), packed)


def _tar(name: str, data: bytes) -> Container:
    room, found, folders = _Room(name), dict[str, bytes](), list[str]()
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as package:
        for count, info in enumerate(package):
            _counted(name, count)
            file = package.extractfile(info) if info.isreg() else None
            if file is None:
                folders.append(f"{info.name} {info.linkname}".strip())
            else:
                _put(name, found, info.name, room.read(file))
    return Container(found, tuple(folders), _tarred)


def _compressed(name: str, data: bytes) -> Container:
    with _inflating(data) as file:
        content = _Room(name).read(file)
    return Container({_inner(name): content}, (), lambda files: gzip.compress(next(iter(files.values())), mtime=0))


def _inflating(data: bytes) -> IO[bytes]:
    """Open a compressed file by what it begins with: gzip, bzip2 or xz."""
    file = io.BytesIO(data)
    if data.startswith(_MAGIC[0]):
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    return bz2.BZ2File(file) if data.startswith(_MAGIC[1]) else lzma.LZMAFile(file)


def _inner(name: str) -> str:
    """Return what a compressed file is called without its ending."""
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    return f"{stem}.tar" if ending in ("tgz", "tbz2", "txz") else stem or "content"


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[str, bytes], Container]], ...] = (
    (_is_packed, _compressed),
    (_is_tar, _tar),
    (_is_zip, _zip),
)


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
    """Return a zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return out.getvalue()


def _tarred(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as package:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            package.addfile(info, io.BytesIO(content))
    return out.getvalue()
