"""What of a file would come back from an office: by the advisor's rules, each with what fills its gaps.

Sharpness is the variance of the Laplacian of the grey picture, scaled to 1000 pixels at its longer side; scans and
photographs that can be read lie far above the threshold, which was set with the samples and copies of them blurred by a
few pixels.
"""

from collections.abc import Iterator

from PIL import Image, ImageFilter, ImageStat

from portalbot.cases.documents import bounds, pdf, pictures
from portalbot.cases.documents.content import HEAD, Content, content_of
from portalbot.cases.documents.errors import Unfit

LEAST_SHARPNESS = 40
_END = 1024
"""Bytes at its end in which a whole PDF says %%EOF (ISO 32000-1, Annex H.3)."""

Trip = tuple[str, dict[str, int]]
"""A rule, and what fills its gaps."""


def examine(data: bytes) -> list[Trip]:
    """Return the rules that a file trips."""
    about = _about_pdf if content_of(data[:HEAD]) is Content.PDF else _about_picture
    trips: list[Trip] = []
    try:
        for trip in about(data):  # what was found before the one that ends it counts too
            trips.append(trip)
    except Unfit as unfit:
        trips.append((unfit.rule or "image-opens", unfit.values))
    return trips


def _about_pdf(data: bytes) -> Iterator[Trip]:
    with pdf.opened(data) as document:
        if pdf.restricted(document):
            yield "pdf-restricted", {}
        if b"%%EOF" not in data.rstrip(b"\0")[-_END:]:
            yield "pdf-cut", {}
        pages = [pdf.page_of(document, index) for index in range(len(document))]
        if pdf.needs_adobe(document):
            yield "pdf-adobe", {}
        elif all(map(pdf.is_empty, pages)):
            yield "pdf-empty", {}
        if count := pdf.attached(document):
            yield "pdf-attached", {"count": count}


def _about_picture(data: bytes) -> Iterator[Trip]:
    with pictures.opened(data) as picture:
        turned = pictures.orientation(picture)
        picture.load()
        side = min(picture.size)
        value = round(sharpness(picture))
    if turned is not None:
        yield "image-turned", {"orientation": turned}
    if side < bounds.LEAST_SIDE:
        yield "image-small", {"side": side, "least": bounds.LEAST_SIDE}
    if value < LEAST_SHARPNESS:
        yield "image-blurred", {"value": value, "least": LEAST_SHARPNESS}


def sharpness(picture: Image.Image) -> float:
    """Return the variance of the Laplacian of a picture, at 1000 pixels of its longer side."""
    grey = picture.convert("L")
    grey.thumbnail((1000, 1000))
    kernel = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)
    inner = grey.filter(kernel).crop((2, 2, grey.width - 2, grey.height - 2))  # the filter leaves the border as it is
    return float(ImageStat.Stat(inner).var[0])
