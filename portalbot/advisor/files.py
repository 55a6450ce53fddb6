"""Rules about the files' contents: do they open, are they readable, is each its own (DOMAIN §1.1, step 6, and §2).

Size, type by its first bytes, and name are asked by the reader already. Sharpness is the variance of the Laplacian of
the grey picture, scaled to 1000 pixels at its longer side; scans and photographs that can be read lie far above the
threshold, which was set with the samples and copies of them blurred by a few pixels.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from portalbot.advisor.advice import Advice
from portalbot.casefile import Case, CaseFile

LEAST_SIDE = 800
"""Pixels of the shorter side."""
LEAST_SHARPNESS = 40
MOST_PIXELS = 120_000_000
"""Larger pictures are not opened: a few kilobytes can unpack to gigabytes."""
_UPRIGHT = 1
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Findings:
    """What one file is: rules that it trips, each with what fills its gaps, and the hash of its bytes."""

    sha256: str
    trips: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]


def about_files(file: CaseFile, case: Case) -> Iterator[Advice]:
    """Advise on the files of a case; a file that cannot be read was said by the reader."""
    seen: dict[str, list[str]] = {}
    for material, name in case.materials.items():
        path = file.material(case, material)
        try:
            stat = path.stat()
            found = examined(path, stat.st_mtime_ns, stat.st_size)
        except OSError:
            continue
        seen.setdefault(found.sha256, []).append(material.value)
        for rule, values in found.trips:
            yield Advice.of(rule, case.id, f"materials.{material}", file=name, **dict(values))
    for materials in seen.values():
        if len(materials) > 1:
            yield Advice.of("same-file", case.id, "materials", materials="、".join(materials))


@lru_cache(maxsize=4096)
def examined(path: Path, _changed: int, _size: int) -> Findings:
    """Examine one file, once as long as it does not change. Raises OSError."""
    data = path.read_bytes()
    trips = tuple(_pdf(data) if data.startswith(b"%PDF-") else _picture(data))
    return Findings(hashlib.sha256(data).hexdigest(), trips)


Trip = tuple[str, tuple[tuple[str, Any], ...]]


def _pdf(data: bytes) -> Iterator[Trip]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        # pdfium opens neither a protected document nor one without pages: what it is stands in its own words
        if b"/Encrypt" in data:
            yield "pdf-encrypted", ()
        else:
            yield ("pdf-pages" if re.search(rb"/Count\s+0\b", data) else "pdf-opens"), ()
        return
    document.close()


def _picture(data: bytes) -> Iterator[Trip]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                yield "image-opens", ()
                return
            picture.load()
            orientation = picture.getexif().get(_ORIENTATION, _UPRIGHT)
            side = min(picture.size)
            sharp = sharpness(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        yield "image-opens", ()
        return
    if orientation != _UPRIGHT:
        yield "image-turned", (("orientation", orientation),)
    if side < LEAST_SIDE:
        yield "image-small", (("side", side), ("least", LEAST_SIDE))
    if sharp < LEAST_SHARPNESS:
        yield "image-blurred", (("value", sharp), ("least", LEAST_SHARPNESS))


def sharpness(picture: Any) -> float:
    """Return the variance of the Laplacian of a picture, at 1000 pixels of its longer side."""
    from PIL import ImageFilter, ImageStat

    grey = picture.convert("L")
    grey.thumbnail((1000, 1000))
    kernel = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    inner = grey.filter(kernel).crop((2, 2, grey.width - 2, grey.height - 2))  # the filter leaves the border as it is
    return float(ImageStat.Stat(inner).var[0])
