"""Files as clients have them, made byte by byte: PDFs with seals, layers and bombs, pictures of every kind."""

import io
import zlib
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw

LINES = b"0 g " + b" ".join(b"60 %d 400 4 re f" % (780 - 20 * line) for line in range(36))
"""A page with something on it."""
RED_BOX = b"1 0 0 rg 0 0 150 150 re f"
SEAL_AT = b"/Rect[300 100 450 250]"


def pdf(
    *pages: bytes,
    catalog: bytes = b"",
    more: Sequence[bytes] = (),
    page: bytes = b"",
    size: Any = (595, 842),
    padding: int = 0,
) -> bytes:
    """Return a PDF with these contents. `more`: further objects, from number 3 on; `page`, `catalog`: further entries.

    `padding`: bytes that nothing of it needs.
    """
    first = 3 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
    ]
    objects += more
    for index, content in enumerate(pages):
        box = b"/MediaBox[0 0 %d %d]" % tuple(size)
        objects.append(b"<</Type/Page/Parent 2 0 R%s/Contents %d 0 R%s>>" % (box, first + 2 * index + 1, page))
        objects.append(stream(content))
    return whole([*objects, stream(bytes(padding))] if padding else objects)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def form(data: bytes, entries: bytes = b"") -> bytes:
    return stream(data, b"/Type/XObject/Subtype/Form/BBox[0 0 150 150]" + entries)


def whole(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of these objects, the first one its catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + each + b"endobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def with_note(entries: bytes, *, fields: bool = False, drawn: bytes = b"/AP<</N 4 0 R>>", padding: int = 0) -> bytes:
    """Return a PDF with a note where a seal would be; `fields`: it belongs to a form; `drawn`: how, as a red box."""
    note = b"<</Type/Annot%s%s%s/F 4>>" % (entries, SEAL_AT, drawn)
    catalog = b"/AcroForm<</Fields[3 0 R]/SigFlags 3>>" if fields else b""
    return pdf(LINES, catalog=catalog, more=[note, form(RED_BOX)], page=b"/Annots[3 0 R]", padding=padding)


def seals(padding: int = 0) -> dict[str, bytes]:
    """Return whole PDFs with one red box of a seal's size, each drawn by another means."""
    states = b"/AS/On/AP<</N<</On 4 0 R>>>>"
    return {
        "signature widget": with_note(b"/Subtype/Widget/FT/Sig/T(S)", fields=True, padding=padding),
        "field widget": with_note(b"/Subtype/Widget/FT/Tx/T(S)/V(x)", fields=True, padding=padding),
        "button widget": with_note(b"/Subtype/Widget/FT/Btn/Ff 65536/T(S)", fields=True, padding=padding),
        "box widget": with_note(b"/Subtype/Widget/FT/Btn/T(S)", fields=True, drawn=states, padding=padding),
        "stamp": with_note(b"/Subtype/Stamp", padding=padding),
        "free text": with_note(b"/Subtype/FreeText/DA(/Helv 12 Tf)/Contents(x)", padding=padding),
        "ink": with_note(b"/Subtype/Ink/InkList[[310 110 440 240]]", padding=padding),
        "drawn at once": pdf(LINES + b" 1 0 0 rg 300 100 150 150 re f", padding=padding),
    }


def layered(*, on: bool) -> bytes:
    """Return a PDF whose seal stands in a layer that is shown or not."""
    state = b"/ON[3 0 R]" if on else b"/OFF[3 0 R]"
    catalog = b"/OCProperties<</OCGs[3 0 R]/D<<%s>>>>" % state
    content = LINES + b" /OC /L BDC 1 0 0 rg 300 100 150 150 re f EMC"
    page = b"/Resources<</Properties<</L 3 0 R>>>>"
    return pdf(content, catalog=catalog, more=[b"<</Type/OCG/Name(L)>>"], page=page)


def written_in_a_font_of_nobody(text: str, *, field: bool = False) -> bytes:
    """Return a PDF with Chinese writing, on its page or in a field, in a font that it does not carry."""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/FangSong/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>"
    system = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    descendant = b"<</Type/Font/Subtype/CIDFontType0/BaseFont/FangSong%s/FontDescriptor 5 0 R>>" % system
    about = b"/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93"
    descriptor = b"<</Type/FontDescriptor/FontName/FangSong/Flags 6%s>>" % about
    fonts, code = b"/Resources<</Font<</F 3 0 R>>>>", text.encode("utf-16-be").hex().encode()
    said = b"BT /F 24 Tf 50 50 Td <%s> Tj ET" % code
    note = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(T)/F 4/V<FEFF%s>%s/AP<</N 7 0 R>>>>" % (code, SEAL_AT)
    more = [font, descendant, descriptor, note, form(said, fonts)]
    if not field:
        return pdf(LINES + b" " + said, more=more, page=fonts)
    return pdf(LINES, more=more, page=b"/Annots[6 0 R]", catalog=b"/AcroForm<</Fields[6 0 R]>>")


def nested(depth: int, fan: int = 10) -> bytes:
    """Return a PDF of few bytes that draws `fan` to the power of `depth` boxes: forms within forms."""
    boxes = [form(b"0 0 1 1 re f")]
    for level in range(depth):
        boxes.append(form(b"/X Do " * fan, b"/Resources<</XObject<</X %d 0 R>>>>" % (3 + level)))
    return pdf(b"/X Do", more=boxes, page=b"/Resources<</XObject<</X %d 0 R>>>>" % (3 + depth))


def inflating(megabytes: int) -> bytes:
    """Return a PDF of few bytes whose content unpacks to so many megabytes."""
    packer = zlib.compressobj(9)
    chunk = b"0 0 1 1 re f\n" * 80_000
    packed = b"".join(packer.compress(chunk) for _ in range(megabytes)) + packer.flush()
    twice = stream(zlib.compress(packed, 9), b"/Filter[/FlateDecode/FlateDecode]")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return whole([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, twice])


def encrypted(user: str) -> bytes:
    """Return a PDF that its owner has encrypted; it opens with the password `user`, or without one if that is empty."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(LINES))) as document:
        allowed = pikepdf.Permissions(extract=False, print_highres=False, print_lowres=False)
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user=user, allow=allowed))
    return out.getvalue()


def form_of_adobe() -> bytes:
    """Return an XFA form: what everybody but Adobe Reader shows of it is a sheet that asks to wait."""
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    catalog = b"/NeedsRendering true/AcroForm<</XFA 3 0 R>>"
    return pdf(b"BT /F 12 Tf 50 700 Td (Please wait...) Tj ET", catalog=catalog, more=[stream(b"<xdp/>")], page=font)


def with_attachment() -> bytes:
    """Return a PDF that carries a file."""
    names = b"/Names<</EmbeddedFiles<</Names[(a.txt) 3 0 R]>>>>"
    spec = b"<</Type/Filespec/F(a.txt)/EF<</F 4 0 R>>>>"
    return pdf(LINES, catalog=names, more=[spec, stream(b"words", b"/Type/EmbeddedFile")])


# pictures


def drawing(
    size: tuple[int, int] = (1240, 900), colour: Any = (20, 20, 20), ground: Any = "white", mode: str = "RGB"
) -> Image.Image:
    """Return a drawing that is not the same when it is turned or mirrored."""
    image = Image.new(mode, size, ground)
    draw = ImageDraw.Draw(image)
    for line in range(14):
        draw.line((40, 40 + 50 * line, 900, 40 + 50 * line), fill=colour, width=4)
        draw.rectangle((60 + 50 * line, 50 + 50 * line, 180 + 50 * line, 75 + 50 * line), fill=colour)
    return image


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    """Return a picture in a file."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def turned(orientation: Any, kind: str = "JPEG", image: Image.Image | None = None) -> bytes:
    """Return a picture with an EXIF orientation; its pixels are as they are."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image or drawing(), kind, exif=exif.tobytes())


def heic(image: Image.Image, **how: Any) -> bytes:
    """Return a picture as an iPhone keeps it."""
    import pillow_heif

    return bytes(_heif_bytes(pillow_heif.from_pillow(image), **how))


def _heif_bytes(file: Any, **how: Any) -> bytes:
    out = io.BytesIO()
    file.save(out, quality=90, **how)
    return out.getvalue()


def red(image: Image.Image) -> int:
    """Count the pixels of a picture that are as red as a seal."""
    colours: Any = image.convert("RGB").getcolors(image.width * image.height)
    return sum(count for count, (r, g, b) in colours if r > 150 and g < 90 and b < 90)
