"""Copies of PDFs: every seal, field, layer and page that a person sees is on the copy, or it is refused."""

import io

import pypdfium2
import pytest
from PIL import Image

from portalbot.cases.documents import bounds
from portalbot.cases.documents.copies import copy_of
from tests.copied import LIMIT, apart, pages_of, picture_of, refusal
from tests.odd_files import (
    LINES,
    encrypted,
    form_of_adobe,
    layered,
    pdf,
    red,
    seals,
    whole,
    with_attachment,
    with_note,
    written_in_a_font_of_nobody,
)  # fmt: skip

SEALS = seals()
SEAL = (150 * 150 / 72) ** 2
"""Pixels of a box of 150 points at 150 dpi."""


@pytest.mark.parametrize("kind", SEALS)
def test_a_seal_is_on_the_copy_however_it_is_drawn(kind: str) -> None:
    seen = red(picture_of(SEALS[kind]))
    assert abs(seen - SEAL) < SEAL * 0.02


@pytest.mark.parametrize("kind", SEALS)
def test_a_seal_is_on_a_smaller_pdf_too(kind: str) -> None:
    made = copy_of(seals(padding=700_000)[kind], ("pdf",), 600_000)
    assert (made.ending, len(made.data) <= 600_000) == ("pdf", True)
    [page] = pages_of(made.data)
    assert abs(red(page) - SEAL) < SEAL * 0.02


@pytest.mark.parametrize(
    "subtype", [b"Stamp", b"Line/L[310 110 440 240]", b"Polygon/Vertices[310 110 440 240 440 110]"]
)
def test_a_note_that_each_program_draws_out_of_its_own_head_is_refused(subtype: bytes) -> None:
    assert "page 1 has a" in refusal(with_note(b"/Subtype/" + subtype, drawn=b""))


def test_a_field_that_belongs_to_no_form_is_refused_and_a_hidden_note_is_not_missed() -> None:
    lost = with_note(b"/Subtype/Widget/FT/Sig/T(S)")
    assert "field that each program draws differently" in refusal(lost)
    hidden = lost.replace(b"/F 4>>", b"/F 2>>")
    assert hidden != lost and red(picture_of(hidden)) == 0


def test_a_layer_is_on_the_copy_when_it_is_shown() -> None:
    assert red(picture_of(layered(on=True))) > SEAL * 0.98
    assert red(picture_of(layered(on=False))) == 0


def test_a_page_that_is_turned_lies_as_a_viewer_shows_it() -> None:
    upright = picture_of(pdf(LINES))
    lying = picture_of(pdf(LINES, page=b"/Rotate 90"))
    assert lying.size == upright.size[::-1]
    assert apart(lying, upright.transpose(Image.Transpose.ROTATE_270)) < 8


def test_every_page_is_on_a_picture_below_the_one_before() -> None:
    one, other = LINES, LINES + b" 1 0 0 rg 300 100 150 150 re f"
    made = copy_of(pdf(one, other, one), ("jpg",), LIMIT)
    assert made.notes == ("3 pages below one another",)
    with Image.open(io.BytesIO(made.data)) as image:
        height = image.height // 3
        seen = [red(image.crop((0, height * index, image.width, height * (index + 1)))) for index in range(3)]
    assert seen[0] == seen[2] == 0 and seen[1] > SEAL * 0.98


def test_a_card_is_drawn_with_more_pixels_an_inch_and_a_poster_with_fewer() -> None:
    card, poster = (243, 153), (3370, 4768)
    assert picture_of(pdf(b"0 g 20 20 100 50 re f", size=card)).size == (1012, 638)
    assert (
        0.9 * bounds.PAGE_PIXELS
        < picture_of(pdf(LINES, size=poster)).width ** 2 * 4768 / 3370
        < bounds.PAGE_PIXELS * 1.01
    )


def test_a_smaller_pdf_has_pages_of_the_same_size_as_before() -> None:
    heavy = pdf(LINES, LINES, padding=600_000)
    made = copy_of(heavy, ("pdf",), 200_000)
    with pypdfium2.PdfDocument(made.data) as document:
        assert [tuple(round(side) for side in page.get_size()) for page in document] == [(595, 842)] * 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encrypted("secret"), "protected by a password"),
        (form_of_adobe(), "in Adobe Reader alone"),
        (with_attachment(), "carries 1 attached file, which a copy would lose"),
        (pdf(*[LINES] * 21), "it has 21 pages, at most 20"),
        (pdf(*[LINES] * 7), "it has 7 pages; in one picture"),
        (pdf(LINES, size=(14400, 14400)), "page 1 measures 5080 × 5080 mm"),
        (pdf(LINES, size=(10**9, 10**9)), "page 1 measures"),
        (b"%PDF-1.7 nothing", "cannot be opened"),
        (whole([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 1>>"]),
         "page 1 of 1 of the PDF cannot be opened"),
    ],
    ids=["password", "Adobe", "attachment", "21 pages", "7 pages", "14,400", "10⁹", "no PDF", "no page"],
)  # fmt: skip
def test_a_pdf_of_which_no_faithful_picture_can_be_made_is_refused(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_seven_pages_stay_a_pdf_of_seven_pages() -> None:
    heavy = pdf(*[LINES] * 7, padding=2_000_000)
    assert len(pages_of(copy_of(heavy, ("jpg", "pdf"), 1_900_000).data)) == 7


@pytest.mark.parametrize("field", [False, True])
def test_writing_in_a_font_that_is_nowhere_is_refused_by_the_fonts_name(field: bool) -> None:
    nowhere = written_in_a_font_of_nobody("ꀀꀁ", field=field)  # Yi: no font of ours has it
    assert "page 1 is written in FangSong" in refusal(nowhere)
    spaces = written_in_a_font_of_nobody("  \u3000", field=field)
    assert picture_of(spaces).size == (1240, 1754), "spaces need no font"


def test_a_signature_is_said_not_to_carry_over() -> None:
    assert copy_of(SEALS["signature widget"], ("jpg",), LIMIT).notes == (
        "a digital signature in it does not carry over",
    )
