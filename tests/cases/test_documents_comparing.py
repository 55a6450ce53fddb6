"""The comparison of a copy with its original: what a person would miss is seen, what JPEG and scaling do is not."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps

from portalbot.cases.documents.comparing import difference
from tests.odd_files import drawing


def page() -> Image.Image:
    """Return a page with writing, a pale note and a seal."""
    image = drawing((1240, 1754))
    draw = ImageDraw.Draw(image)
    draw.ellipse((800, 1300, 1100, 1600), outline=(210, 20, 20), width=12)
    draw.text((100, 1500), "signed 2026-02-20, Chen Zhixing", fill=(40, 40, 160), font_size=28)
    image.paste(Image.linear_gradient("L").resize((300, 300)), (900, 900))
    draw.text((100, 1650), "a pale note of thin grey writing", fill=(150, 150, 150), font_size=24)
    return image


def without(*box: int) -> Callable[[Image.Image], Image.Image]:
    def change(image: Image.Image) -> Image.Image:
        changed = image.copy()
        changed.paste("white", box)  # type: ignore[arg-type]
        return changed

    return change


LOSSES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "the seal": without(780, 1280, 1120, 1620),
    "a part of the seal": without(780, 1280, 900, 1400),
    "the signature": without(90, 1490, 700, 1540),
    "the pale note": without(90, 1640, 700, 1690),
    "one line": without(30, 135, 910, 146),
    "the ground": lambda image: ImageOps.invert(image),
    "half of the page": lambda image: Image.blend(image, Image.new("RGB", image.size, "white"), 0.5),
    "depth": lambda image: image.point(lambda value: 255 if value > 100 else 0),
    "its place": lambda image: ImageChops.offset(image, 0, 12),
    "left and right": ImageOps.mirror,
    "its colours": lambda image: Image.merge("RGB", image.split()[::-1]),
    "some of its light": lambda image: image.point(lambda value: int(value * 0.93)),
}


@pytest.mark.parametrize("what", LOSSES)
def test_what_a_person_would_miss_is_said(what: str) -> None:
    assert difference(page(), LOSSES[what](page()))
    assert difference(LOSSES[what](page()), page())


def bars(shift: int) -> Image.Image:
    """Return a page with a field of upright bars, 6 pixels each; whatever is a word wide is equally dark."""
    image = Image.new("RGB", (1248, 1752), "white")
    draw = ImageDraw.Draw(image)
    for left in range(480, 720, 12):
        draw.rectangle((left + shift, 480, left + shift + 5, 599), fill="black")
    return image


def test_writing_that_is_another_of_the_same_darkness_is_said() -> None:
    assert difference(bars(0), bars(6)) == "something is missing or added"


def test_pale_writing_that_is_missing_is_said_though_no_stroke_of_it_is_dark() -> None:
    image = Image.new("RGB", (1248, 1752), "white")
    pale = image.copy()
    ImageDraw.Draw(pale).rectangle((480, 480, 720, 520), fill=(232, 232, 232))
    assert difference(pale, image) == "something is missing or added"


def test_a_page_that_is_darker_by_a_little_everywhere_is_said() -> None:
    image = Image.new("RGB", (1248, 1752), "white")
    assert difference(image, image.point(lambda value: value - 10)) == "it is lighter, darker or of another colour"


def test_a_copy_of_another_size_is_said_with_both() -> None:
    assert "1240 × 1753 pixels instead of 1240 × 1754" in difference(page(), page().crop((0, 0, 1240, 1753)))


def compressed(image: Image.Image, quality: int, **how: Any) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **how)
    with Image.open(io.BytesIO(out.getvalue())) as found:
        return found.convert("RGB")


def half_a_pixel_off(image: Image.Image) -> Image.Image:
    return Image.blend(image, ImageChops.offset(image, 0, 1), 0.5)


IMAGES: dict[str, Callable[[], Image.Image]] = {
    "a form": page,
    "noise": lambda: Image.merge("RGB", [Image.effect_noise((1400, 1000), 120) for _ in range(3)]),
    "dots": lambda: Image.linear_gradient("L").resize((1240, 1754)).convert("1").convert("RGB"),
    "a photograph": lambda: Image.radial_gradient("L").resize((1600, 1200)).convert("RGB"),
}


@pytest.mark.parametrize("what", IMAGES)
@pytest.mark.parametrize("quality", [92, 40])
def test_what_compression_does_is_the_same_to_a_person(what: str, quality: int) -> None:
    image = IMAGES[what]()
    assert difference(image, compressed(image, quality, subsampling=0)) == ""


@pytest.mark.parametrize("what", IMAGES)
def test_half_a_pixel_is_the_same_to_a_person(what: str) -> None:
    image = IMAGES[what]()
    assert difference(image, half_a_pixel_off(image)) == ""


def test_a_picture_of_a_few_pixels_is_compared_too() -> None:
    assert difference(Image.new("RGB", (2, 3), "white"), Image.new("RGB", (2, 3), "white")) == ""
    assert difference(Image.new("RGB", (2, 3), "white"), Image.new("RGB", (2, 3), "black"))
