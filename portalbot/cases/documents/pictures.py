"""A picture as a viewer shows it: upright, on white, in 8 bits and sRGB; and every page of a TIFF.

What cannot be shown rightly is refused with words: what moves, depths and colours whose meaning the file does not say,
writing as light as paper. Pillow is asked for the formats of this list alone; it would hand some to other programs.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageCms, ImageMath, ImageOps, TiffImagePlugin, UnidentifiedImageError

from portalbot.cases.documents import bounds
from portalbot.cases.documents.errors import Unfit

FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP", "HEIF", "AVIF")
_THREADS = 2
"""Of a decoder: one for each core of a large machine would take more memory than there is for it."""
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture of an EXIF orientation upright; 1 is upright, and 0, which cameras write too, is "not set"."""
_WIDE = ("I;16", "I;16L", "I;16B", "I;16N")
_SHOWN = ("1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr")
_WIDE_MOST = 65_535
_LEAST_DEPTH = 4_096
"""A 16-bit scan that stays below it comes from a scanner of 12 bits or fewer: as it stands it is nearly black."""
_A4 = 297 / 25.4
"""Inches of its longer side: no page that a picture becomes is larger."""
_PALE = 247
"""Where every pixel is as light as this, nothing is to be seen on paper."""
_SUBFILE, _REDUCED, _MASK = 254, 1, 4
_PHOTOMETRIC, _WHITE_IS_ZERO = 262, 0
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error)
"""What Pillow raises for damaged files. Anything else ends this process, and is said by the one that asked."""

pillow_heif.options.DECODE_THREADS = _THREADS
pillow_heif.register_heif_opener(thumbnails=False)
AvifImagePlugin.DEFAULT_MAX_THREADS = _THREADS
Image.MAX_IMAGE_PIXELS = None  # a warning at half of it; the bound here is asked before anything is decoded


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture without decoding it. Raises Unfit for one that cannot be opened, within the block too."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            _bounded(picture)
            yield picture
    except UnidentifiedImageError as error:
        raise Unfit("it is no picture that can be opened here", "save it as JPG or PDF", "image-opens") from error
    except _BROKEN as error:
        raise Unfit("the picture is damaged", "save or scan it anew", "image-opens") from error


def _bounded(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > bounds.MOST_PIXELS:
        most = bounds.MOST_PIXELS // 1_000_000
        reason = f"the picture has {width} × {height} pixels, at most {most} million are opened"
        raise Unfit(reason, "save it smaller", "image-opens")


def orientation(picture: Image.Image) -> int | None:
    """Return the EXIF orientation of a picture that is turned or mirrored by it; None where it stands upright."""
    found = picture.getexif().get(_ORIENTATION)
    return found if isinstance(found, int) and found in _TURNS else None


def shown(picture: Image.Image, most: int) -> Image.Image:
    """Return what is seen of a frame, in RGB and at most so many pixels."""
    if picture.format == "JPEG":
        picture.draft("RGB", _within(most, picture.size))  # decoded smaller; in no other format is that the same
    picture.load()
    turn = orientation(picture)  # not before: of a TIFF Pillow has turned it by now
    small = _smaller(_eight_bits(picture), most)
    upright = small.transpose(_TURNS[turn]) if turn else small
    return _srgb(_on_white(upright), picture.info.get("icc_profile"))


def _within(most: int, size: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, (most / (size[0] * size[1])) ** 0.5, bounds.MOST_SIDE / max(size))
    return max(1, int(size[0] * factor)), max(1, int(size[1] * factor))


def _smaller(picture: Image.Image, most: int) -> Image.Image:
    size = _within(most, picture.size)
    if size == picture.size:
        return picture
    plain = {"1": "L", "P": "RGBA", "PA": "RGBA"}.get(picture.mode, picture.mode)  # a palette's numbers have no mean
    plain = "RGBA" if _has_transparency(picture) else plain
    averaged = picture if picture.mode == plain else picture.convert(plain)  # no second one of 400 MB
    return averaged.resize(size, Image.Resampling.LANCZOS)


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a frame in a mode of 8 bits a channel: black stays black and white white."""
    if picture.mode in _SHOWN:
        return picture
    if picture.mode in _WIDE or (picture.mode == "I" and picture.format == "PNG"):
        return _narrowed(picture)
    reason = f"its colours ({picture.mode}) are of a kind that programs show differently"
    raise Unfit(reason, "save it as JPG or PNG in 8 bits")


def _narrowed(picture: Image.Image) -> Image.Image:
    wide = picture.convert("I")
    most = wide.getextrema()[1]
    if isinstance(most, int | float) and most < _LEAST_DEPTH:
        reason = f"its grey has 16 bits and uses {most} of {_WIDE_MOST} steps only: it would be nearly black"
        raise Unfit(reason, "save it as JPG or PNG in 8 bits")
    grey = wide.point(lambda value: value * (255 / _WIDE_MOST) + 0.5).convert("L")
    if isinstance(picture, TiffImagePlugin.TiffImageFile) and picture.tag_v2.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        grey = ImageOps.invert(grey)
    clear = picture.info.get("transparency")
    if isinstance(clear, int):
        ink = ImageMath.lambda_eval(lambda bands: (bands["wide"] != clear) * 255, wide=wide).convert("L")
        grey = Image.merge("LA", (grey, ink))
    grey.info = {key: value for key, value in picture.info.items() if key != "transparency"}
    return grey


def _has_transparency(picture: Image.Image) -> bool:
    return picture.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in picture.info


def _on_white(picture: Image.Image) -> Image.Image:
    """Lay a frame on white, as paper is; raises Unfit where nothing of it is to be seen there."""
    if not _has_transparency(picture):
        return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")
    inked = picture.convert("RGBA")
    alpha = inked.getchannel("A")
    paper = Image.new("RGB", inked.size, "white")
    paper.paste(inked.convert("RGB"), mask=alpha)
    lightest_ink = min(low for low, _ in paper.getextrema())  # type: ignore[misc]  # of three bands: pairs
    if lightest_ink >= _PALE and alpha.getextrema() not in ((0, 0), (255, 255)):
        raise Unfit("nothing of it is to be seen on white: its ink is as light as paper", "save it on a dark ground")
    return paper


def _srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Return a picture in sRGB, by the profile that it carries; a profile of another kind counts as none."""
    if isinstance(profile, bytes) and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return found or picture.convert("RGB")
        except (ImageCms.PyCMSError, OSError):
            return picture.convert("RGB")  # as browsers do
    return picture.convert("RGB")


def pages(picture: Image.Image) -> list[int]:
    """Return which frames of a picture are its pages. Raises Unfit for what moves, and for a bundle of pictures.

    Further pictures within a JPEG (MPO: depth, the other eye) are shown by no viewer, and are left out.
    """
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return _pages(picture)
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        what = "holds several pictures" if picture.format == "HEIF" else "moves: it holds one picture after another"
        raise Unfit(f"it {what}", "save the one that is meant as JPG")
    return [picture.tell()]


def _pages(picture: TiffImagePlugin.TiffImageFile) -> list[int]:
    found: list[int] = []
    for index in range(2 * bounds.MOST_PAGES + 1):
        try:
            picture.seek(index)
        except EOFError:
            return found
        kind = picture.tag_v2.get(_SUBFILE, 0)
        if not (index and kind & (_REDUCED | _MASK)):  # a page once more, smaller, or what of it is to be cut out
            _bounded(picture)
            found.append(index)
        if len(found) > bounds.MOST_PAGES:
            break
    raise Unfit(f"it has more than {bounds.MOST_PAGES} pages", "leave out what the office does not ask for")


class PictureSource:
    """The pages of a picture that is to be copied: `sizes` in pixels, at `resolution` of them an inch."""

    def __init__(self, picture: Image.Image) -> None:
        self._sheets: list[Image.Image] = []
        turned = clear = False
        indexes = pages(picture)
        most = min(bounds.PAGE_PIXELS, bounds.TOTAL_PIXELS // len(indexes))
        for index in indexes:
            if picture.tell() != index:
                picture.seek(index)
            turned |= orientation(picture) is not None
            clear |= _has_transparency(picture)
            self._sheets.append(shown(picture, most))
        self.sizes = tuple(each.size for each in self._sheets)
        longest = max(max(size) for size in self.sizes)
        self.resolution = max(float(bounds.DPI), longest / _A4)
        told = [(turned, "turned upright"), (clear, "on a white ground")]
        self.notes = tuple(words for so, words in told if so)

    def page(self, index: int, size: tuple[int, int]) -> Image.Image:
        """Return a page in so many pixels."""
        sheet = self._sheets[index]
        return sheet if sheet.size == size else sheet.resize(size, Image.Resampling.LANCZOS)
