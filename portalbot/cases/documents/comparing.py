"""Hold a finished copy against its original: the same to a person, but for what JPEG does.

Both are looked at from so far that the noise of compression averages out, twice: in cells of a pen's stroke, where one
that is missing is a clear mark, and in cells of a word, where a pale line of writing still is one. The bounds were set
with forms, dense writing, dots and noise at the lowest quality (40), which stay at 12, 10 and 5 of them.
"""

from PIL import Image, ImageChops, ImageFilter, ImageStat

STROKE, STROKE_MOST = 6, 30
"""Pixels of a cell's side (less than a block of JPEG), and by how much of 255 one may differ."""
WORD, WORD_MOST = 24, 14
MEAN = 7.0
"""Of 255, over a page: one that is lighter, darker or of another colour."""


def difference(original: Image.Image, copy: Image.Image) -> str:
    """Say in what a copy differs from its original, both drawn in the same size; empty where it is the same."""
    if original.size != copy.size:
        return f"it has {copy.width} × {copy.height} pixels instead of {original.width} × {original.height}"
    near = ImageChops.difference(_strokes(original), _strokes(copy))
    far = ImageChops.difference(original.reduce(WORD), copy.reduce(WORD))
    if max(ImageStat.Stat(near).mean) > MEAN:
        return "it is lighter, darker or of another colour"
    if _most(near) > STROKE_MOST or _most(far) > WORD_MOST:
        return "something is missing or added"
    return ""


def _strokes(picture: Image.Image) -> Image.Image:
    return picture.reduce(STROKE).filter(ImageFilter.BoxBlur(1))


def _most(apart: Image.Image) -> int:
    """Return by how much the cell that differs most does, in any colour."""
    return max(high for _, high in ImageStat.Stat(apart).extrema)
