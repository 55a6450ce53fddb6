"""Where text can be in a picture: its comments and metadata, and what was put behind its end; never its pixels.

Compressed pixels hold what looks like any short text by chance, and looking for it there costs most of the time that
a picture takes. JPEG: every segment but what is scanned (ITU-T T.81, B.1.1); PNG: every chunk but those of pixels and
palette, compressed text inflated (W3C PNG, 11.3.3).
"""

import re
import struct
import zlib
from collections.abc import Iterator

from portalbot.evidence.scrub.leak import Leak

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
MOST_TEXT = 1 << 22
"""Bytes that one chunk of text may inflate to."""
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
"""What begins a segment: within a scan 0xFF is followed by 0, or by the number of a restart."""
_END = 0xD9
_PIXELS = (b"IHDR", b"IDAT", b"PLTE", b"IEND", b"tRNS", b"fdAT", b"fcTL", b"acTL")


def texts(data: bytes) -> bytes | None:
    """Return all that may be text in a picture, in a row; None for what is no picture that is known here, or damaged.

    What is damaged is for the caller to look at as a whole. Raises Leak for text that inflates to too much.
    """
    try:
        if data.startswith(PNG):
            return b"\n".join(_png(data))
        if data.startswith(JPEG):
            return b"\n".join(_jpeg(data))
    except (struct.error, zlib.error, IndexError):
        return None
    return None


def _jpeg(data: bytes) -> Iterator[bytes]:
    at = 2
    while found := _MARKER.search(data, at):
        at = found.end()
        if found[0][1] == _END:
            yield data[at:]
            return
        (length,) = struct.unpack_from(">H", data, at)
        yield data[at + 2 : at + length]
        at += length
    raise IndexError("no end")


def _png(data: bytes) -> Iterator[bytes]:
    at, kind = len(PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at + 8 : at + 8 + length]
        if len(chunk) < length:
            raise IndexError("cut off")
        if kind not in _PIXELS:
            yield chunk
            yield _inflated(kind, chunk)
        at += 12 + length
    yield data[at:]


def _inflated(kind: bytes, chunk: bytes) -> bytes:
    """Return the compressed text of a chunk (zTXt, iTXt, iCCP); nothing where there is none."""
    if kind in (b"zTXt", b"iCCP"):
        packed = chunk.partition(b"\0")[2][1:]
    elif kind == b"iTXt":
        rest = chunk.partition(b"\0")[2]
        if rest[:1] != b"\x01":
            return b""
        packed = rest[2:].split(b"\0", 2)[2]
    else:
        return b""
    inflating = zlib.decompressobj()
    text = inflating.decompress(packed, MOST_TEXT)
    if inflating.unconsumed_tail:
        raise Leak("a picture", f"it has more than {MOST_TEXT >> 20} MB of text in it")
    return text
