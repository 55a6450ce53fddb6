"""What a file is by its first bytes, whatever its name says."""

from enum import StrEnum

HEAD = 1024
"""Bytes that are looked at: viewers accept a PDF whose header stands anywhere in them (ISO 32000-1, Annex H.3)."""


class Content(StrEnum):
    """What a file is, as people call it."""

    PDF = "PDF"
    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    TIFF = "TIFF"
    BMP = "BMP"
    WEBP = "WebP"
    HEIC = "HEIC"
    AVIF = "AVIF"
    ZIP = "ZIP (a Word, Excel or OFD file, or an archive)"
    OLE = "an old Word or Excel file"
    HTML = "HTML (a web page)"
    UNKNOWN = "unknown"


_MARKS = (
    (b"%PDF-", Content.PDF),
    (b"\xff\xd8\xff", Content.JPEG),
    (b"\x89PNG\r\n\x1a\n", Content.PNG),
    (b"GIF87a", Content.GIF),
    (b"GIF89a", Content.GIF),
    (b"II*\0", Content.TIFF),
    (b"MM\0*", Content.TIFF),
    (b"II+\0", Content.TIFF),
    (b"MM\0+", Content.TIFF),
    (b"BM", Content.BMP),
    (b"PK\3\4", Content.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content.OLE),
)
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
"""Brands of ISO/IEC 23008-12; `mif1` stands in AVIF files too, beside a brand of theirs."""
_ENDINGS = {
    "pdf": Content.PDF, "jpg": Content.JPEG, "jpeg": Content.JPEG, "png": Content.PNG, "gif": Content.GIF,
    "tif": Content.TIFF, "tiff": Content.TIFF, "bmp": Content.BMP, "webp": Content.WEBP, "heic": Content.HEIC,
    "heif": Content.HEIC, "avif": Content.AVIF,
}  # fmt: skip


def content_of(head: bytes) -> Content:
    """Return what a file is; `head`: its first `HEAD` bytes, or all of it."""
    for mark, content in _MARKS:
        if head.startswith(mark):
            return content
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Content.WEBP
    if head[4:8] == b"ftyp":
        size = min(int.from_bytes(head[:4], "big"), HEAD)
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}
        return Content.AVIF if brands & _AVIF else Content.HEIC if brands & _HEIC else Content.UNKNOWN
    if b"%PDF-" in head[:HEAD]:
        return Content.PDF
    if head.lstrip()[:9].lower().startswith((b"<!doctype", b"<html")):
        return Content.HTML
    return Content.UNKNOWN


def ending_of(ending: str) -> Content | None:
    """Return what a file with this ending (lower case, without the dot) should be; None for one not known here."""
    return _ENDINGS.get(ending)
