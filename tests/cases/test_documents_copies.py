"""Copies of files: what stays byte for byte, what is too large, and that a copy is compared before it is used."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from portalbot.cases.documents import bounds, copies
from portalbot.cases.documents.copies import Copy, copy_of
from tests.copied import LIMIT, pages_of, picture_of, refusal
from tests.odd_files import LINES, drawing, pdf, saved


def test_what_is_right_but_for_its_ending_stays_byte_for_byte() -> None:
    jpeg, letter = saved(drawing(), "JPEG"), pdf(LINES)
    assert copy_of(jpeg, ("pdf", "jpg"), LIMIT) == Copy(jpeg, "jpg")
    assert copy_of(letter, ("jpg", "pdf"), LIMIT) == Copy(letter, "pdf")
    assert copy_of(jpeg, ("jpeg",), LIMIT) == Copy(jpeg, "jpeg")
    assert copy_of(saved(drawing(), "GIF"), ("gif",), LIMIT).ending == "gif"
    with_junk = b"\xef\xbb\xbf" + letter
    assert copy_of(with_junk, ("pdf",), LIMIT).data.startswith(b"%PDF-")


def test_a_type_that_nothing_is_converted_to_and_a_file_that_is_none_of_these_are_refused_by_name() -> None:
    assert "the portal takes doc only" in refusal(pdf(LINES), "doc")
    assert "ZIP (a Word, Excel or OFD file" in refusal(b"PK\3\4" + bytes(60))
    assert "content is unknown" in refusal(b"words")
    assert "the picture is damaged" in refusal(saved(drawing(), "PNG")[:3000])


def test_the_same_file_gives_the_same_bytes_so_that_an_approval_holds() -> None:
    made = [copy_of(saved(drawing(), "PNG"), ("pdf",), LIMIT).data for _ in range(2)]
    assert made[0] == made[1] and b"Date" not in made[0]


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 120) for _ in range(3)])


def test_a_large_picture_becomes_smaller_as_long_as_it_can_be_read() -> None:
    data = saved(noise((1900, 1500)), "JPEG", quality=98)
    with Image.open(io.BytesIO(copy_of(data, ("jpg",), 900_000).data)) as made:
        assert bounds.LEAST_SIDE <= min(made.size) < 1500
    assert f"with {bounds.LEAST_SIDE} pixels a side" in refusal(data, "jpg", most=60_000)


def test_a_picture_of_more_pixels_than_are_opened_is_refused_before_it_is() -> None:
    data = saved(Image.new("1", (20_000, 6_001)), "PNG")
    assert "20000 × 6001 pixels" in refusal(data)
    tall = saved(Image.new("1", (9_000, 9_000)), "PNG")
    made = picture_of(tall)
    assert made.width * made.height <= bounds.PAGE_PIXELS and made.width == made.height


# the copy is compared before it is used


def losing(what: str) -> Callable[..., Any]:
    """Return a maker of PDFs that loses something."""

    def maker(sheets: list[Image.Image], resolution: float) -> Any:
        kept = list(sheets)
        if what == "a page":
            kept = kept[:-1]
        elif what == "their order":
            kept.reverse()
        elif what == "a seal":
            kept[-1] = kept[-1].copy()
            kept[-1].paste("white", (620, 1220, 950, 1560))
        elif what == "colour":
            kept = [each.convert("L").convert("RGB") for each in kept]
        yield from copies._pdfs(kept, resolution)

    return maker


@pytest.mark.parametrize("what", ["nothing", "a page", "their order", "a seal", "colour"])
def test_a_copy_that_differs_from_the_original_is_not_used(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    data = pdf(LINES, LINES + b" 1 0 0 rg 300 100 150 150 re f", padding=500_000)
    monkeypatch.setitem(copies._MAKERS, "pdf", losing(what))
    if what == "nothing":
        assert len(pages_of(copy_of(data, ("pdf",), 490_000).data)) == 2
    else:
        assert "does not look like the original" in refusal(data, "pdf", most=490_000)
