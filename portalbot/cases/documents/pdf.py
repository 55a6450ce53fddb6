"""A PDF as a viewer shows it: form fields, seals and notes drawn, as many pixels as can be read and no more."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from portalbot.cases.documents import bounds
from portalbot.cases.documents.errors import Unfit
from portalbot.cases.documents.fonts import undrawn_font

if TYPE_CHECKING:
    from PIL.Image import Image

_LOCKED = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
_ANNOTATION_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_DRAWN = {
    raw.FPDF_ANNOT_FREETEXT: "text",
    raw.FPDF_ANNOT_STAMP: "stamp",
    raw.FPDF_ANNOT_LINE: "line",
    raw.FPDF_ANNOT_POLYGON: "polygon",
    raw.FPDF_ANNOT_POLYLINE: "line",
    raw.FPDF_ANNOT_REDACT: "redaction",
}
"""Notes that viewers draw out of their own heads where the file does not say how; here they would be missing."""
_INSET = 0.01
"""Of a pixel, at each edge: a picture that fills its page would be drawn half a pixel off where rounding makes it
larger than the page."""
_MM = 25.4 / 72


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF with its forms. Raises Unfit for one that does not open."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _unopened(data, error) from error
    try:
        document.init_forms()  # before any page is loaded: fields and seals that are widgets are drawn by nobody else
        yield document
    finally:
        document.close()


def _unopened(data: bytes, error: pypdfium2.PdfiumError) -> Unfit:
    if error.err_code in _LOCKED:
        return Unfit("the PDF is protected by a password", "save it without a password", "pdf-encrypted")
    if re.search(rb"/Count\s+0\b", data):  # pdfium opens no document without pages
        return Unfit("the PDF has no page", rule="pdf-pages")
    return Unfit("the PDF cannot be opened", rule="pdf-opens")


def page_of(document: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """Load a page by its index; raises Unfit for one that cannot be loaded."""
    try:
        return document[index]
    except pypdfium2.PdfiumError as error:
        page, count = index + 1, len(document)
        reason = f"page {page} of {count} of the PDF cannot be opened"
        raise Unfit(reason, rule="pdf-page", page=page, count=count) from error


def restricted(document: pypdfium2.PdfDocument) -> bool:
    """Say whether its owner has encrypted a document that opens without a password."""
    return bool(raw.FPDF_GetSecurityHandlerRevision(document) != -1)


def needs_adobe(document: pypdfium2.PdfDocument) -> bool:
    """Say whether the document shows its content in Adobe's own programs alone, and elsewhere a sheet that says so."""
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
        return True
    text = page_of(document, 0).get_textpage().get_text_bounded()
    return "not eventually replaced by the proper contents" in text or "open this PDF portfolio in" in text


def attached(document: pypdfium2.PdfDocument) -> int:
    """Return how many files are attached to a document."""
    return max(0, int(raw.FPDFDoc_GetAttachmentCount(document)))


def signatures(document: pypdfium2.PdfDocument) -> int:
    """Return how many digital signatures a document has; -1 is pdfium's word for none that it can read."""
    return max(0, int(raw.FPDF_GetSignatureCount(document)))


def is_empty(page: pypdfium2.PdfPage) -> bool:
    """Say whether nothing at all stands on a page."""
    return not raw.FPDFPage_CountObjects(page) and not raw.FPDFPage_GetAnnotCount(page)


class PdfSource:
    """The pages of a PDF that is to be copied: `sizes` in pixels, at `resolution` of them an inch.

    Raises Unfit for a document of which something would be missing, or that would be too large to be drawn.
    """

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self.notes: tuple[str, ...] = ()
        self._document = document
        if len(document) > bounds.MOST_PAGES:
            reason = f"it has {len(document)} pages, at most {bounds.MOST_PAGES} are converted"
            raise Unfit(reason, "leave out the pages that the office does not ask for")
        if files := attached(document):
            cure = "print what the office is to see into a PDF of its own"
            raise Unfit(f"it carries {files} attached file{'s' * (files != 1)}, which a copy would lose", cure)
        self._points = [self._measured(index) for index in range(len(document))]
        if needs_adobe(document):
            raise Unfit("it shows its content in Adobe Reader alone", "print it there into a new PDF")
        self.resolution = 72 * self._scale()
        self.sizes = tuple((self._pixels(width), self._pixels(height)) for width, height in self._points)
        if signatures(document):
            self.notes = ("a digital signature in it does not carry over",)

    def page(self, index: int, size: tuple[int, int]) -> "Image":
        """Draw a page in exactly so many pixels."""
        page, (width, height) = page_of(self._document, index), self._points[index]
        bitmap = pypdfium2.PdfBitmap.new_native(*size, raw.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, *size)
        across, down = ((pixels - 2 * _INSET) / points for pixels, points in zip(size, (width, height), strict=True))
        matrix = raw.FS_MATRIX(across, 0, 0, down, _INSET, _INSET)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, raw.FS_RECTF(0, 0, *size), raw.FPDF_ANNOT)
        if self._document.formenv:
            raw.FPDF_FFLDraw(self._document.formenv, bitmap, page, 0, 0, *size, 0, raw.FPDF_ANNOT)
        drawn: Image = bitmap.to_pil().convert("RGB")
        return drawn

    def _measured(self, index: int) -> tuple[float, float]:
        page = page_of(self._document, index)
        width, height = page.get_size()
        if not (0 < width < math.inf and 0 < height < math.inf):
            raise Unfit(f"page {index + 1} has no size")
        _refuse_undrawn(self._document, page, index + 1)
        if font := undrawn_font(page):
            reason = f"page {index + 1} is written in {font}, which neither the PDF carries nor this machine has"
            raise Unfit(reason, "print it into a PDF that carries its fonts, or install the font")
        return width, height

    def _scale(self) -> float:
        """Return the pixels a point: as many as can be read, within the bounds of a page and of all together."""
        shorter = min(min(each) for each in self._points)
        areas = [width * height for width, height in self._points]
        bound = min(math.sqrt(bounds.PAGE_PIXELS / max(areas)), math.sqrt(bounds.TOTAL_PIXELS / sum(areas)))
        scale = min(max(bounds.DPI / 72, bounds.LEAST_SIDE / shorter), bounds.MOST_DPI / 72, bound)
        if scale < bounds.LEAST_DPI / 72:
            largest = areas.index(max(areas))
            width, height = (round(side * _MM) for side in self._points[largest])
            reason = f"page {largest + 1} measures {width} × {height} mm, too much to be drawn so that it can be read"
            raise Unfit(reason, "print it into a PDF of A4 or A3")
        return scale

    def _pixels(self, points: float) -> int:
        return max(1, round(points * self.resolution / 72))


def _refuse_undrawn(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int) -> None:
    """Raise Unfit where viewers show a note, a stamp or a field on a page that cannot be drawn here."""
    fields_are_drawn = document.get_formtype() != raw.FORMTYPE_NONE
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        kind, flags = raw.FPDFAnnot_GetSubtype(note), raw.FPDFAnnot_GetFlags(note)
        drawn = raw.FPDFAnnot_GetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > 2  # UTF-16, with its end
        raw.FPDFPage_CloseAnnot(note)
        if flags & _ANNOTATION_HIDDEN:
            continue
        lost = _DRAWN.get(kind) if not drawn else "field" if kind == raw.FPDF_ANNOT_WIDGET else None
        if lost and not (lost == "field" and fields_are_drawn):
            reason = f"page {number} has a {lost} that each program draws differently, or not at all"
            raise Unfit(reason, "print it into a new PDF with the program that shows it rightly")
