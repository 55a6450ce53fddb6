"""Materials made fit for a portal, only when asked (`--fit-materials`): in a copy; the originals stay as they are.

JPG becomes PDF or PDF becomes JPG where the portal takes but the other; what is too large is scaled and compressed as
long as it stays readable (the shorter side keeps `LEAST_SIDE` pixels); endings are mended, long names shortened. What
was done is said in words, for the evidence of the case.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pages.wording import FileRules
from portalbot.casefile import Case
from portalbot.evidence import safe_name
from portalbot.private import make_folder, write

if TYPE_CHECKING:
    from PIL.Image import Image

LEAST_SIDE = 800
DPI = 150
MOST_PAGES = 6
QUALITIES = (88, 75, 62, 50, 40)
PICTURES = ("jpg", "jpeg")


@dataclass
class Fitter:
    """Makes copies that fit in a folder; `done` says what was done, by case id."""

    folder: Path
    done: dict[str, list[str]] = field(default_factory=dict)

    def __call__(self, case: Case, path: Path, rules: FileRules) -> Path | None:
        """Return a copy of a file that the portal takes, or None where none can be made. Raises OSError."""
        data = path.read_bytes()
        is_pdf = data.startswith(b"%PDF-")
        wanted = _wanted(rules, is_pdf=is_pdf)
        if wanted is None:
            return None
        made = _made(data, rules.max_bytes, is_pdf=is_pdf, to_pdf=wanted == "pdf")
        if made is None:
            return None
        stem = path.stem[: rules.max_name - len(wanted) - 1]
        copy = self.folder / safe_name(case.id) / f"{stem}.{wanted}"
        make_folder(copy.parent)
        write(copy, made)
        said = f"{path.name} ({len(data)} bytes) → {copy.name} ({len(made)} bytes), the original is untouched"
        self.done.setdefault(case.id, []).append(said)
        return copy


def _wanted(rules: FileRules, *, is_pdf: bool) -> str | None:
    pictures = next((each for each in PICTURES if each in rules.types), None)
    pdf = "pdf" if "pdf" in rules.types else None
    return (pdf or pictures) if is_pdf else (pictures or pdf)


def _made(data: bytes, most: int, *, is_pdf: bool, to_pdf: bool) -> bytes | None:
    """Return the bytes of a copy of at most so many bytes; None where the content cannot be read or made so small."""
    same_kind = is_pdf == to_pdf
    if same_kind and 0 < len(data) <= most:
        return data
    pictures = list(_pages(data)) if is_pdf else list(_picture(data))
    if not pictures:
        return None
    for attempt in _smaller(pictures):
        made = _as_pdf(attempt) if to_pdf else _as_jpg(_stacked([picture for picture, _ in attempt]), attempt[0][1])
        if len(made) <= most:
            return made
    return None


def _pages(data: bytes) -> "Iterator[Image]":
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    try:
        if len(document) > MOST_PAGES:
            return
        for page in document:
            yield page.render(scale=DPI / 72).to_pil().convert("RGB")
    finally:
        document.close()


def _picture(data: bytes) -> "Iterator[Image]":
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as picture:
            upright = ImageOps.exif_transpose(picture)
            yield upright.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return


def _smaller(pictures: "list[Image]") -> "Iterator[list[tuple[Image, int]]]":
    """Yield the pictures with falling quality, and then smaller, as long as they stay readable."""
    while True:
        for quality in QUALITIES:
            yield [(picture, quality) for picture in pictures]
        shorter = min(min(picture.size) for picture in pictures)
        if shorter <= LEAST_SIDE:
            return
        factor = max(0.75, LEAST_SIDE / shorter)
        pictures = [_scaled(picture, factor) for picture in pictures]


def _scaled(picture: "Image", factor: float) -> "Image":
    return picture.resize((max(1, round(picture.width * factor)), max(1, round(picture.height * factor))))


def _stacked(pictures: "list[Image]") -> "Image":
    from PIL import Image

    if len(pictures) == 1:
        return pictures[0]
    sheet = Image.new("RGB", (max(each.width for each in pictures), sum(each.height for each in pictures)), "white")
    top = 0
    for each in pictures:
        sheet.paste(each, (0, top))
        top += each.height
    return sheet


def _as_jpg(picture: "Image", quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _as_pdf(attempt: "list[tuple[Image, int]]") -> bytes:
    from PIL import Image

    pages: list[Any] = [Image.open(io.BytesIO(_as_jpg(picture, quality))) for picture, quality in attempt]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI)
    return out.getvalue()
