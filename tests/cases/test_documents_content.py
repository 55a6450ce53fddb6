"""What a file is by its first bytes, whatever it is called."""

from collections.abc import Callable

import pytest

from portalbot.cases.documents import Content, content_of, ending_of
from tests.odd_files import LINES, drawing, heic, pdf, saved

FILES: dict[Content, Callable[[], bytes]] = {
    Content.PDF: lambda: pdf(LINES),
    Content.JPEG: lambda: saved(drawing(), "JPEG"),
    Content.PNG: lambda: saved(drawing(), "PNG"),
    Content.GIF: lambda: saved(drawing(), "GIF"),
    Content.TIFF: lambda: saved(drawing(), "TIFF"),
    Content.BMP: lambda: saved(drawing(), "BMP"),
    Content.WEBP: lambda: saved(drawing(), "WEBP"),
    Content.HEIC: lambda: heic(drawing()),
    Content.AVIF: lambda: saved(drawing(), "AVIF"),
    Content.ZIP: lambda: b"PK\3\4" + bytes(30),
    Content.OLE: lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(30),
    Content.HTML: lambda: b"\n<!DOCTYPE html><p>404",
    Content.UNKNOWN: lambda: b"words",
}


@pytest.mark.parametrize("content", FILES)
def test_a_file_is_known_by_what_it_holds(content: Content) -> None:
    assert content_of(FILES[content]()) is content


@pytest.mark.parametrize("head", [b"", b"\0", b"RIFF", b"\0\0\0\x18ftyp", b"\xff\xff\xff\xffftypheic", b"RIFFxxxxWAVE"])
def test_a_head_that_breaks_off_is_no_error(head: bytes) -> None:
    assert content_of(head) in (Content.UNKNOWN, Content.HEIC)


def test_a_pdf_may_begin_a_little_later_as_viewers_allow_it() -> None:
    assert content_of(b"\xef\xbb\xbf\r\n" + pdf(LINES)) is Content.PDF
    assert content_of(b" " * 1020 + pdf(LINES)) is Content.UNKNOWN


def test_a_big_tiff_and_the_moving_avif_are_known_too() -> None:
    assert content_of(b"II+\0\x08\0\0\0") is Content.TIFF
    assert content_of(b"\0\0\0\x20ftypavis\0\0\0\0avifmif1") is Content.AVIF
    assert content_of(b"\0\0\0\x20ftypmif1\0\0\0\0mif1avif") is Content.AVIF
    assert content_of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic") is Content.HEIC


def test_an_ending_says_what_should_be_in_a_file() -> None:
    assert [ending_of(each) for each in ("jpeg", "heif", "tif", "docx")] == [
        Content.JPEG,
        Content.HEIC,
        Content.TIFF,
        None,
    ]
