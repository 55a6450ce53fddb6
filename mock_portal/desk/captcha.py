"""CAPTCHAs: which ones are open, and their pictures, drawn with nothing but the standard library.

A person can read them; a test asks the office (`Captchas.text`, `GET /_office/captchas`).
"""

from __future__ import annotations

import struct
import zlib
from random import Random

_GLYPHS = {
    "2": "01110 10001 00001 00110 01000 10000 11111",
    "3": "11110 00001 00001 01110 00001 00001 11110",
    "4": "00010 00110 01010 10010 11111 00010 00010",
    "5": "11111 10000 11110 00001 00001 10001 01110",
    "6": "00110 01000 10000 11110 10001 10001 01110",
    "7": "11111 00001 00010 00100 01000 01000 01000",
    "8": "01110 10001 10001 01110 10001 10001 01110",
    "A": "01110 10001 10001 11111 10001 10001 10001",
    "C": "01110 10001 10000 10000 10000 10001 01110",
    "E": "11111 10000 10000 11110 10000 10000 11111",
    "F": "11111 10000 10000 11110 10000 10000 10000",
    "H": "10001 10001 10001 11111 10001 10001 10001",
    "K": "10001 10010 10100 11000 10100 10010 10001",
    "L": "10000 10000 10000 10000 10000 10000 11111",
    "M": "10001 11011 10101 10101 10001 10001 10001",
    "N": "10001 11001 10101 10011 10001 10001 10001",
    "P": "11110 10001 10001 11110 10000 10000 10000",
    "R": "11110 10001 10001 11110 10100 10010 10001",
    "T": "11111 00100 00100 00100 00100 00100 00100",
    "U": "10001 10001 10001 10001 10001 10001 01110",
    "W": "10001 10001 10001 10101 10101 11011 10001",
    "X": "10001 10001 01010 00100 01010 10001 10001",
    "Y": "10001 10001 01010 00100 00100 00100 00100",
}
_SCALE, _STEP, _HEIGHT = 4, 28, 44
_LENGTH = (4, 5)


class Captchas:
    """Hand out CAPTCHAs, drawn from a seed; each can be answered once."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._open: dict[str, str] = {}
        self._count = 0

    def new(self) -> str:
        """Open a CAPTCHA and return its id."""
        self._count += 1
        id_ = f"c{self._count:04d}"
        self._open[id_] = "".join(self._random.choices(sorted(_GLYPHS), k=self._random.choice(_LENGTH)))
        return id_

    def text(self, id_: str) -> str | None:
        """Return what an open CAPTCHA shows, for a test that plays the person."""
        return self._open.get(id_)

    def open(self) -> dict[str, str]:
        """Return every open CAPTCHA: id and text."""
        return dict(self._open)

    def answer(self, id_: str, said: str) -> bool:
        """Check an answer (upper or lower case alike) and close the CAPTCHA, right or wrong."""
        text = self._open.pop(id_, None)
        return text is not None and said.strip().upper() == text

    def picture(self, id_: str) -> bytes | None:
        """Draw an open CAPTCHA as a PNG."""
        text = self._open.get(id_)
        return draw(text, Random(id_ + text)) if text else None


def draw(text: str, random: Random) -> bytes:
    """Draw a text as a PNG in grey: every letter a little out of place, with lines and specks over it."""
    width = _STEP * len(text) + 16
    canvas = [bytearray([random.randint(225, 255) for _ in range(width)]) for _ in range(_HEIGHT)]
    for place, sign in enumerate(text):
        left, top = 10 + place * _STEP + random.randint(-2, 3), 8 + random.randint(-4, 4)
        lean, ink = random.uniform(-0.2, 0.2), random.randint(20, 90)
        rows = _GLYPHS[sign].split()
        for y in range(7 * _SCALE):
            for x in range(5 * _SCALE):
                if rows[y // _SCALE][x // _SCALE] == "1":
                    _dot(canvas, left + x + round(lean * (14 - y)), top + y, ink)
    for _ in range(3):
        start, end = random.randrange(_HEIGHT), random.randrange(_HEIGHT)
        ink = random.randint(90, 160)
        for x in range(width):
            _dot(canvas, x, start + (end - start) * x // width, ink)
    for _ in range(width):
        _dot(canvas, random.randrange(width), random.randrange(_HEIGHT), random.randint(60, 180))
    return _png(canvas, width)


def _dot(canvas: list[bytearray], x: int, y: int, ink: int) -> None:
    if 0 <= y < len(canvas) and 0 <= x < len(canvas[0]):
        canvas[y][x] = ink


def _png(canvas: list[bytearray], width: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, len(canvas), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes(row) for row in canvas))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
