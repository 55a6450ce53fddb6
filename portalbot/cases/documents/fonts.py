"""Writing that vanishes without a word: in a font that neither the PDF carries nor this machine has.

Forms and certificates often name 宋体 or 仿宋 without carrying it; a server without Chinese fonts draws nothing then.
"""

import ctypes
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw

_DEPTH = 15
"""Of forms within forms that pages are searched to."""
_SIZE = 12.0
"""Points; whether a letter has an outline is the same in each size."""


def undrawn_font(page: pypdfium2.PdfPage) -> str | None:
    """Return the name of a font on a page, not carried by the PDF, some of whose letters cannot be drawn here."""
    read = page.get_textpage()
    for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=_DEPTH):
        if (font := _foreign_font(text)) and any(not _has_outline(font, letter) for letter in _letters(read, text)):
            return _name_of(font)
    return next(filter(None, map(_undrawn_in, _notes(page))), None)


def _notes(page: pypdfium2.PdfPage) -> Iterator[raw.FPDF_ANNOTATION]:
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        if note := raw.FPDFPage_GetAnnot(page, index):
            yield note
            raw.FPDFPage_CloseAnnot(note)


def _undrawn_in(note: raw.FPDF_ANNOTATION) -> str | None:
    """Return the font of writing in a field, stamp or note, of which nothing is drawn at all."""
    said = any(_text_of(note, key).strip() for key in (b"V", b"Contents"))
    for index in range(raw.FPDFAnnot_GetObjectCount(note)) if said else ():
        text = raw.FPDFAnnot_GetObject(note, index)
        if raw.FPDFPageObj_GetType(text) == raw.FPDF_PAGEOBJ_TEXT and (font := _foreign_font(text)):
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            if raw.FPDFPageObj_GetBounds(text, left, bottom, right, top) and bottom.value == top.value:
                return _name_of(font)
    return None


def _foreign_font(text: raw.FPDF_PAGEOBJECT) -> raw.FPDF_FONT | None:
    """Return the font of a text that is to be seen, where the PDF does not carry it."""
    if raw.FPDFTextObj_GetTextRenderMode(text) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        return None
    font = raw.FPDFTextObj_GetFont(text)
    return font if font and not raw.FPDFFont_GetIsEmbedded(font) else None


def _has_outline(font: raw.FPDF_FONT, letter: str) -> bool:
    path = raw.FPDFFont_GetGlyphPath(font, ord(letter), _SIZE)
    return bool(path) and raw.FPDFGlyphPath_CountGlyphSegments(path) > 0


def _letters(read: pypdfium2.PdfTextPage, text: raw.FPDF_PAGEOBJECT) -> set[str]:
    """Return the wide letters of a text (Chinese and its like): others every machine can draw."""
    said = _utf16(lambda buffer, size: raw.FPDFTextObj_GetText(text, read, buffer, size))
    return {each for each in said if _is_wide(each)}


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" and not letter.isspace() and letter <= "\uffff"


def _text_of(note: raw.FPDF_ANNOTATION, key: bytes) -> str:
    return _utf16(lambda buffer, size: raw.FPDFAnnot_GetStringValue(note, key, buffer, size))


def _name_of(font: raw.FPDF_FONT) -> str:
    size = raw.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(size)
    raw.FPDFFont_GetBaseFontName(font, name, size)
    return name.value.decode("utf-8", "replace")


def _utf16(read: Callable[[Any, int], int]) -> str:
    """Read a text as pdfium gives it: its size in bytes first, then UTF-16 with a NUL at its end."""
    size = read(None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
