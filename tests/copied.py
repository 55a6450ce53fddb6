"""Copies of files, as tests look at them: the picture, the pages, the refusal; and how far two pictures are apart."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from portalbot.cases.documents import bounds
from portalbot.cases.documents.copies import copy_of
from portalbot.cases.documents.errors import Unfit

LIMIT = 4_000_000
"""Bytes of a copy, at most."""


def picture_of(data: bytes, *endings: str, most: int = LIMIT) -> Image.Image:
    made = copy_of(data, endings or ("jpg",), most)
    with Image.open(io.BytesIO(made.data)) as image:
        return image.convert("RGB")


def pages_of(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=bounds.DPI / 72).to_pil().convert("RGB") for page in document]


def refusal(data: bytes, *endings: str, most: int = LIMIT) -> str:
    with pytest.raises(Unfit) as caught:
        copy_of(data, endings or ("jpg",), most)
    assert caught.value.cure
    return caught.value.reason


def apart(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures are from each other, in the mean, of 255."""
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)
