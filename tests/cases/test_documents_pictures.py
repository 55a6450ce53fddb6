"""Copies of pictures: upright, on white, in every depth and colour as a person sees them, or refused by name."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageOps

from portalbot.cases.documents.copies import Copy, copy_of
from tests.copied import LIMIT, apart, pages_of, picture_of, refusal
from tests.odd_files import drawing, heic, red, saved, turned


def clear(mode: str) -> Image.Image:
    """Return a drawing on a transparent ground."""
    ink = drawing(colour=255, ground=0, mode="L")
    whole = Image.merge("RGBA", [Image.new("L", ink.size, 20)] * 3 + [ink])
    if mode == "P":
        flat = drawing().quantize(2)
        flat.info["transparency"] = flat.getpixel((1200, 800))
        return flat
    return whole if mode == "RGBA" else whole.convert(mode)


def keyed(mode: str) -> bytes:
    """Return a PNG of a mode without alpha, in which one value is transparent."""
    grounds: dict[str, Any] = {"1": 0, "L": 7, "RGB": (7, 8, 9), "I;16": 7}
    inks: dict[str, Any] = {"1": 1, "L": 90, "RGB": (200, 10, 10), "I;16": 30_000}
    image = drawing(colour=inks[mode], ground=grounds[mode], mode=mode)
    return saved(image, "PNG", transparency=grounds[mode])


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("ending", ["jpg", "pdf"])
def test_a_transparent_ground_becomes_white(mode: str, ending: str) -> None:
    made = copy_of(saved(clear(mode), "PNG"), (ending,), LIMIT)
    assert made.notes == ("on a white ground",)
    seen = pages_of(made.data)[0] if ending == "pdf" else picture_of(made.data)
    assert apart(seen.resize(drawing().size), drawing()) < 3


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "I;16"])
def test_a_value_that_is_transparent_becomes_white(mode: str) -> None:
    ground = {"1": None, "L": (90,) * 3, "RGB": (200, 10, 10), "I;16": (117,) * 3}[mode]
    if ground is None:  # white ink on nothing
        assert "nothing of it is to be seen on white" in refusal(keyed(mode))
    else:
        assert apart(picture_of(keyed(mode)), drawing(colour=ground)) < 3


def test_ink_as_light_as_paper_on_a_transparent_ground_is_refused_and_a_blank_page_is_not() -> None:
    pale = drawing(colour=(255, 255, 255, 255), ground=(0, 0, 0, 0), mode="RGBA")
    assert "nothing of it is to be seen on white" in refusal(saved(pale, "PNG"))
    blank = Image.new("RGBA", (900, 900), (255, 255, 255, 255))
    assert apart(picture_of(saved(blank, "PNG")), blank) == 0


def grey16(most: int = 65_535) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((1200, 900))
    return ramp.convert("I").point(lambda value: value * (most / 255)).convert("I;16")


def inverted_tiff(image: Image.Image) -> bytes:
    """Return a TIFF in which 0 is white."""
    return saved(image, "TIFF", tiffinfo={262: 0})


@pytest.mark.parametrize(
    ("data", "right"),
    [
        (lambda: saved(grey16(), "PNG"), Image.linear_gradient("L")),
        (lambda: saved(grey16(), "TIFF"), Image.linear_gradient("L")),
        (lambda: inverted_tiff(grey16()), ImageOps.invert(Image.linear_gradient("L"))),
    ],
    ids=["PNG", "TIFF", "TIFF, 0 is white"],
)
def test_grey_of_16_bits_is_neither_bleached_nor_blackened(data: Callable[[], bytes], right: Image.Image) -> None:
    assert apart(picture_of(data()), right.resize((1200, 900))) < 3


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "CMYK"])
@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_every_usual_depth_looks_as_before(mode: str, kind: str) -> None:
    image = drawing().convert(mode)
    if (mode, kind) == ("1", "JPEG"):
        image = image.convert("L")
    assert apart(picture_of(saved(image, kind), "png"), drawing()) < 5


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (lambda: saved(grey16(4095), "PNG"), "uses 4095 of 65535 steps only"),
        (lambda: saved(drawing().convert("F"), "TIFF"), r"its colours (F)"),
        (lambda: saved(grey16().convert("I"), "TIFF"), r"its colours (I)"),
        (lambda: saved(drawing().convert("LAB"), "TIFF"), r"its colours (LAB)"),
    ],
    ids=["12 bits", "float", "32 bits", "LAB"],
)
def test_a_depth_whose_meaning_the_file_does_not_say_is_refused(image: Callable[[], bytes], said: str) -> None:
    assert said in refusal(image())


def swapped_profile() -> bytes:
    """Return a colour profile in which red is blue."""
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return usual.replace(b"rXYZ", b"?").replace(b"bXYZ", b"rXYZ", 1).replace(b"?", b"bXYZ", 1)


def test_colours_are_those_of_the_profile_that_a_picture_carries() -> None:
    image = drawing(colour=(230, 0, 0))
    seen = picture_of(saved(image, "PNG", icc_profile=swapped_profile()))
    assert red(seen) == 0 and red(picture_of(saved(image, "PNG"))) > 20_000
    assert red(picture_of(saved(image, "PNG", icc_profile=b"no profile"))) > 20_000, "a broken one counts as none"


MOVING = [drawing(), drawing().rotate(180)]


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_what_moves_is_refused_and_one_that_stands_still_is_not(kind: str) -> None:
    moving = saved(MOVING[0], kind, save_all=True, append_images=MOVING[1:], duration=500)
    assert "it moves" in refusal(moving)
    assert apart(picture_of(saved(drawing(), kind)), drawing()) < 4


@pytest.mark.parametrize("kind", ["BMP", "WEBP", "AVIF", "PNG", "TIFF", "GIF"])
def test_what_lies_under_the_limit_is_converted_and_not_renamed(kind: str) -> None:
    made = copy_of(saved(drawing(), kind), ("jpg",), LIMIT)
    assert made.data.startswith(b"\xff\xd8\xff")


def test_an_iphones_photo_is_converted_and_stands_upright() -> None:
    assert apart(picture_of(heic(drawing())), drawing()) < 4
    exif = Image.Exif()
    exif[0x0112] = 6
    seen = picture_of(heic(drawing(), exif=exif.tobytes()))
    assert apart(seen, drawing().transpose(Image.Transpose.ROTATE_270)) < 4


def test_several_photos_in_one_file_are_refused() -> None:
    import pillow_heif

    several = pillow_heif.from_pillow(drawing())
    several.add_from_pillow(drawing().rotate(180))
    out = io.BytesIO()
    several.save(out)
    assert "it holds several pictures" in refusal(out.getvalue())


def test_a_photo_with_a_second_picture_behind_it_is_the_first_one() -> None:
    data = saved(drawing(), "MPO", save_all=True, append_images=[Image.new("RGB", (300, 200), "red")])
    assert copy_of(data, ("jpg",), LIMIT) == Copy(data, "jpg"), "it is a JPEG already"
    assert apart(picture_of(data, "png"), drawing()) < 3


def tiff(*pages: Image.Image, **how: Any) -> bytes:
    return saved(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), **how)


def test_every_page_of_a_tiff_is_kept() -> None:
    pages = [drawing((900, 1200)), drawing((900, 1200), colour="red"), drawing((900, 1200)).rotate(180)]
    made = copy_of(tiff(*pages), ("jpg", "pdf"), LIMIT)
    assert made.ending == "pdf", "pages stay pages where the portal takes them"
    for seen, page in zip(pages_of(made.data), pages, strict=True):
        assert apart(seen.resize(page.size), page) < 4
    whole = picture_of(tiff(*pages), "jpg")
    assert whole.size == (900, 3600)
    assert [apart(whole.crop((0, 1200 * at, 900, 1200 * at + 1200)), page) < 4 for at, page in enumerate(pages)] == [
        True
    ] * 3
    assert "more than 20 pages" in refusal(tiff(*[Image.new("1", (8, 8))] * 21))


def test_each_page_of_a_tiff_is_turned_by_its_own_orientation() -> None:
    pages = [drawing((900, 1200)), drawing((900, 1200)), drawing((900, 1200))]
    pages[1].encoderinfo = {"tiffinfo": {0x0112: 6}}
    made = copy_of(tiff(*pages), ("pdf",), LIMIT)
    assert "turned upright" in made.notes
    seen = pages_of(made.data)
    assert [page.width > page.height for page in seen] == [False, True, False]
    assert apart(seen[1].resize((1200, 900)), drawing((900, 1200)).transpose(Image.Transpose.ROTATE_270)) < 4
    assert apart(seen[2].resize((900, 1200)), drawing((900, 1200))) < 4


def test_the_pages_of_a_large_scan_are_made_smaller_and_not_refused() -> None:
    pages = [Image.new("1", (4960, 7016), 1) for _ in range(4)]
    made = copy_of(tiff(*pages, compression="group4"), ("pdf",), LIMIT)
    sizes = [page.size for page in pages_of(made.data)]
    assert len(sizes) == 4 and {(round(width, -1), round(height, -1)) for width, height in sizes} == {(1240, 1750)}


def test_a_small_picture_of_a_page_in_a_tiff_is_no_page_of_it() -> None:
    page, small = drawing((900, 1200)), drawing((90, 120))
    small.encoderinfo = {"tiffinfo": {254: 1}}
    assert picture_of(tiff(page, small)).size == (900, 1200)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_what_exif_turns_or_mirrors_stands_upright_on_the_copy(kind: str, orientation: int) -> None:
    data = turned(orientation, kind)
    made = copy_of(data, ("jpg",), LIMIT)
    with Image.open(io.BytesIO(made.data)) as seen:
        assert seen.getexif().get(0x0112) in (None, 1)
        right = ImageOps.exif_transpose(Image.open(io.BytesIO(turned(orientation))))
        assert apart(seen, right) < 5
    assert ("turned upright" in made.notes) is (orientation > 1)


@pytest.mark.parametrize("orientation", [0, 1, 9, 42])
def test_a_jpeg_whose_orientation_says_nothing_stays_byte_for_byte(orientation: int) -> None:
    data = turned(orientation)
    assert copy_of(data, ("jpg",), LIMIT) == Copy(data, "jpg")
