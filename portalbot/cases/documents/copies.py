"""A copy of a file that a portal takes: another type, smaller, upright; held against the original before it is used."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from portalbot.cases.documents import bounds, pdf, pictures
from portalbot.cases.documents.comparing import difference
from portalbot.cases.documents.content import HEAD, Content, content_of, ending_of
from portalbot.cases.documents.errors import Unfit

QUALITIES = (92, 85, 75, 62, 50, 40)
STEP = 0.75
"""By which a copy becomes smaller where quality alone does not do."""

Size = tuple[int, int]


class Source(Protocol):
    """The pages of a file as they are seen: their sizes in pixels, at `resolution` of them an inch."""

    sizes: tuple[Size, ...]
    resolution: float
    notes: tuple[str, ...]

    def page(self, index: int, size: Size) -> Image.Image:
        """Draw a page in so many pixels, in RGB."""


@dataclass(frozen=True)
class Copy:
    """The bytes of a copy, its ending, and what was done beside converting it."""

    data: bytes
    ending: str
    notes: tuple[str, ...] = ()


def copy_of(data: bytes, endings: Sequence[str], most: int) -> Copy:
    """Return a copy with one of the endings and at most so many bytes. Raises Unfit where no faithful one can be made.

    What is right but for its name or its ending is returned byte for byte.
    """
    content = content_of(data[:HEAD])
    if whole := _as_it_is(data, content, endings, most):
        return whole
    copy, sizes = _made(data, content, endings, most)  # what it was made of is not kept while the two are compared
    _refuse_unlike(copy, sizes, data, content)
    return copy


def _made(data: bytes, content: Content, endings: Sequence[str], most: int) -> tuple[Copy, list[Size]]:
    """Return the first copy that is small enough, and the size of each of its pages in pixels."""
    with source_of(data, content) as source:
        pages = len(source.sizes)
        ending = _chosen(endings, content, pages)
        for factor in _factors(source):
            sizes = [_scaled(size, factor) for size in source.sizes]
            sheets = [source.page(index, size) for index, size in enumerate(sizes)]
            for made in _MAKERS[ending](sheets, source.resolution * factor):
                if len(made) <= most:
                    below = (f"{pages} pages below one another",) if pages > 1 and ending != "pdf" else ()
                    return Copy(made, ending, (*source.notes, *below)), sizes
    reason = f"with {bounds.LEAST_SIDE} pixels a side and the lowest quality it still has more than {most} bytes"
    raise Unfit(reason, "scan it in grey, or leave out pages that the office does not ask for")


def _as_it_is(data: bytes, content: Content, endings: Sequence[str], most: int) -> Copy | None:
    """Return a file as it is where only its name or ending was wrong."""
    ending = next((each for each in endings if ending_of(each) is content), None)
    if ending is None or not 0 < len(data) <= most:
        return None
    if content is Content.PDF:
        return Copy(data, ending) if data.startswith(b"%PDF-") else None
    with pictures.opened(data) as picture:
        return None if pictures.orientation(picture) else Copy(data, ending)


@contextmanager
def source_of(data: bytes, content: Content) -> Iterator[Source]:
    """Open a file to be copied. Raises Unfit."""
    if content is Content.PDF:
        with pdf.opened(data) as document:
            yield pdf.PdfSource(document)
    elif content in (Content.ZIP, Content.OLE, Content.HTML, Content.UNKNOWN):
        raise Unfit(f"its content is {content}, which is not converted", "print it into a PDF")
    else:
        with pictures.opened(data) as picture:
            source = pictures.PictureSource(picture)
        yield source


def _chosen(endings: Sequence[str], content: Content, pages: int) -> str:
    """Return the ending that suits best: pages stay pages where they can, a picture stays one."""
    picture = [each for each in ("jpg", "jpeg", "png") if each in endings]
    book = [each for each in ("pdf",) if each in endings]
    found = [*book, *picture] if content is Content.PDF or pages > 1 else [*picture, *book]
    if not found:
        raise Unfit(
            f"the portal takes {'/'.join(endings)} only, copies are made as PDF, JPG or PNG", "convert it by hand"
        )
    if found[0] != "pdf" and pages > bounds.MOST_STACKED:
        reason = (
            f"it has {pages} pages; in one picture, which is all the portal takes, {bounds.MOST_STACKED} can be read"
        )
        raise Unfit(reason, "leave out the pages that the office does not ask for")
    return found[0]


def _factors(source: Source) -> Iterator[float]:
    """Yield by how much the pages are made smaller, as long as their shorter side stays readable."""
    shorter = min(min(size) for size in source.sizes)
    factor = 1.0
    while True:
        yield factor
        if shorter * factor <= bounds.LEAST_SIDE:
            return
        factor *= max(STEP, bounds.LEAST_SIDE / (shorter * factor))


def _scaled(size: Size, factor: float) -> Size:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def stacked(sheets: Sequence[Image.Image]) -> Image.Image:
    """Return the pages below one another in one picture."""
    if len(sheets) == 1:
        return sheets[0]
    height = sum(each.height for each in sheets)
    if height > bounds.MOST_SIDE:
        raise Unfit(f"below one another its pages are {height} pixels high", "leave out pages, or scan it smaller")
    whole = Image.new("RGB", (max(each.width for each in sheets), height), "white")
    top = 0
    for each in sheets:
        whole.paste(each, (0, top))
        top += each.height
    return whole


def _jpegs(sheets: Sequence[Image.Image], _resolution: float) -> Iterator[bytes]:
    picture = stacked(sheets)
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, subsampling=0)  # 4:4:4: a seal's red stays sharp
        yield out.getvalue()


def _pngs(sheets: Sequence[Image.Image], _resolution: float) -> Iterator[bytes]:
    out = io.BytesIO()
    stacked(sheets).save(out, "PNG", optimize=True)
    yield out.getvalue()


def _pdfs(sheets: Sequence[Image.Image], resolution: float) -> Iterator[bytes]:
    first, *others = sheets
    for quality in QUALITIES:
        out = io.BytesIO()
        # without dates: what is approved is the very bytes, and made again they are the same
        first.save(
            out,
            "PDF",
            save_all=True,
            append_images=others,
            resolution=resolution,
            quality=quality,
            subsampling=0,
            creationDate=None,
            modDate=None,
        )
        yield out.getvalue()


_MAKERS: dict[str, Callable[[Sequence[Image.Image], float], Iterator[bytes]]] = {
    "jpg": _jpegs,
    "jpeg": _jpegs,
    "png": _pngs,
    "pdf": _pdfs,
}


def _refuse_unlike(copy: Copy, sizes: Sequence[Size], data: bytes, content: Content) -> None:
    """Open the finished copy and the original anew, draw both in the same size, and raise Unfit where they differ."""
    with source_of(data, content) as original:
        expected = [original.page(index, size) for index, size in enumerate(sizes)]
    if copy.ending == "pdf":
        with pdf.opened(copy.data) as document:
            drawn = pdf.PdfSource(document)
            seen = [drawn.page(index, size) for index, size in zip(range(len(document)), sizes, strict=False)]
            count = len(document)
    else:
        expected = [stacked(expected)]
        with pictures.opened(copy.data) as picture:
            seen = [picture.convert("RGB")]
            count = 1
    if count != len(expected):
        raise _unlike(f"it has {count} pages instead of {len(expected)}")
    for number, (page, found) in enumerate(zip(expected, seen, strict=True), 1):
        if said := difference(page, found):
            raise _unlike(f"page {number}: {said}")


def _unlike(said: str) -> Unfit:
    return Unfit(f"the copy does not look like the original ({said})", "convert it by hand, and look at the outcome")
