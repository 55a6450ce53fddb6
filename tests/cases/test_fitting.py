"""Materials made fit in a copy: the other type, smaller, another ending; the original stays, and it is said."""

import hashlib
import io
import shutil
from pathlib import Path

import pytest

from pages.catalogue import shipped
from pages.errors import CaseFileError
from pages.profile import Portal
from pages.terms import Material
from portalbot.cases.casefile import CaseFile, read_cases
from portalbot.cases.documents.bounds import LEAST_SIDE
from portalbot.cases.fitting import Fitter
from tests.odd_files import drawing, heic, nested, pdf, red, saved, seals, turned
from tests.support import SAMPLES, TODAY, everywhere


def portal(**rules: object) -> Portal:
    whole = shipped().at("http://127.0.0.1")
    return whole.model_copy(update={"files": whole.files.model_copy(update=rules)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES, tmp_path / "agency")
    return tmp_path / "agency"


def read(folder: Path, portal: Portal, fitter: Fitter | None) -> CaseFile:
    return read_cases(folder / "cases.toml", everywhere(portal), TODAY, fitter)


def case_files(file: CaseFile, case_id: str = "QT-001") -> dict[Material, tuple[str, bytes]]:
    return file.files(next(case for case in file.cases if case.id == case_id))


def hashes(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*.*"))}


def test_without_being_asked_nothing_is_converted(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="is no jpg"):
        read(folder, portal(types=("jpg",)), None)
    assert not (tmp_path / "fitted").exists()


@pytest.mark.parametrize(("types", "head"), [(("jpg",), b"\xff\xd8\xff"), (("pdf",), b"%PDF-")])
def test_what_the_portal_does_not_take_is_converted_in_a_copy(
    folder: Path, tmp_path: Path, types: tuple[str, ...], head: bytes
) -> None:
    before = hashes(folder)
    fitter = Fitter(tmp_path / "fitted")
    files = case_files(read(folder, portal(types=types), fitter))
    assert all(data.startswith(head) for _, data in files.values())
    assert {Path(name).suffix for name, _ in files.values()} == {f".{types[0]}"}
    assert hashes(folder) == before, "the originals are untouched"
    assert any("application.pdf" in line or "identity.jpg" in line for line in fitter.done["QT-001"])


def test_a_large_picture_is_made_smaller_and_stays_readable(folder: Path, tmp_path: Path) -> None:
    from PIL import Image

    path = folder / "materials" / "qiantang" / "identity.jpg"
    with Image.open(path) as small:
        noise = Image.effect_noise((1900, 1500), 90).convert("RGB")
        noise.paste(small, (0, 0))
        noise.save(path, "JPEG", quality=98)
    assert path.stat().st_size > 600_000
    files = case_files(read(folder, portal(max_bytes=300_000), Fitter(tmp_path / "fitted")))
    name, data = files[Material.IDENTITY]
    assert (name, len(data) <= 300_000) == ("identity.jpg", True)
    with Image.open(io.BytesIO(data)) as made:
        assert min(made.size) >= LEAST_SIDE


def test_an_ending_is_mended_and_a_long_name_shortened(folder: Path, tmp_path: Path) -> None:
    place = folder / "materials" / "qiantang"
    long = "法" * 60
    (place / "identity.jpg").rename(place / f"{long}.JPG")
    text = (folder / "cases.toml").read_text(encoding="utf-8")
    (folder / "cases.toml").write_text(text.replace("qiantang/identity.jpg", f"qiantang/{long}.JPG"), encoding="utf-8")
    files = case_files(read(folder, portal(exact_case=True, max_name=40), Fitter(tmp_path / "fitted")))
    name, _ = files[Material.IDENTITY]
    assert name == "法" * 36 + ".jpg"


def test_what_cannot_be_made_fit_is_refused_with_what_stands_in_the_way(folder: Path, tmp_path: Path) -> None:
    (folder / "materials" / "qiantang" / "application.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(CaseFileError) as caught:
        read(folder, portal(types=("jpg",)), Fitter(tmp_path / "fitted"))
    [problem] = caught.value.problems
    assert (problem.rule, problem.field) == ("file-unfit", "materials.注销申请书")
    assert "is no jpg" in problem.reason and "no faithful copy of it can be made: the PDF cannot be" in problem.reason
    assert problem.cure == "make it anew, or scan it"


@pytest.mark.parametrize(
    ("data", "said"),
    [(pdf(b"0 g 0 0 9 9 re f", size=(14400, 14400)), "page 1 measures 5080 × 5080 mm"), (nested(9), "time or memory")],
    ids=["a page of five metres", "forms within forms"],
)
def test_a_bomb_is_refused_with_words(folder: Path, tmp_path: Path, data: bytes, said: str) -> None:
    (folder / "materials" / "qiantang" / "application.pdf").write_bytes(data)
    with pytest.raises(CaseFileError) as caught:
        read(folder, portal(types=("jpg",)), Fitter(tmp_path / "fitted"))
    assert [problem.rule for problem in caught.value.problems] == ["file-unfit"] and said in str(caught.value)


def test_a_file_of_more_bytes_than_are_read_is_refused_unread(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portalbot.cases.documents.bounds.MOST_BYTES", 10_000)
    with pytest.raises(CaseFileError, match=r"application\.pdf' is no jpg.*it has \d+ bytes, at most 10000 are read"):
        read(folder, portal(types=("jpg",)), Fitter(tmp_path / "fitted"))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "BMP", "HEIF"])
def test_what_is_only_named_jpg_is_converted_and_not_renamed(folder: Path, tmp_path: Path, kind: str) -> None:
    data = heic(drawing()) if kind == "HEIF" else saved(drawing(), kind)
    (folder / "materials" / "qiantang" / "identity.jpg").write_bytes(data)
    name, made = case_files(read(folder, portal(), Fitter(tmp_path / "fitted")))[Material.IDENTITY]
    assert (name, made[:3]) == ("identity.jpg", b"\xff\xd8\xff")


def test_a_turned_picture_that_the_portal_takes_is_turned_upright(folder: Path, tmp_path: Path) -> None:
    from PIL import Image

    path = folder / "materials" / "qiantang" / "identity.jpg"
    path.write_bytes(turned(6))
    fitter = Fitter(tmp_path / "fitted")
    _, made = case_files(read(folder, portal(), fitter))[Material.IDENTITY]
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == drawing().size[::-1] and image.getexif().get(0x0112) is None
    assert "turned upright" in fitter.done["QT-001"][0] and path.read_bytes() == turned(6)


def test_what_fits_stays_byte_for_byte_and_nothing_is_said(folder: Path, tmp_path: Path) -> None:
    (folder / "materials" / "qiantang" / "identity.jpg").write_bytes(turned(0))
    fitter = Fitter(tmp_path / "fitted")
    assert case_files(read(folder, portal(), fitter))[Material.IDENTITY][1] == turned(0)
    assert not fitter.done and not fitter.left and not (tmp_path / "fitted").exists()


def test_a_turned_picture_that_cannot_be_turned_stays_and_that_is_said(folder: Path, tmp_path: Path) -> None:
    path = folder / "materials" / "qiantang" / "identity.jpg"
    path.write_bytes(turned(6)[:-400])
    fitter = Fitter(tmp_path / "fitted")
    assert case_files(read(folder, portal(), fitter))[Material.IDENTITY][1] == path.read_bytes()
    assert fitter.left["QT-001"] == ["identity.jpg stays as it is: the picture is damaged"]


def test_two_files_of_one_name_are_two_copies(folder: Path, tmp_path: Path) -> None:
    place = folder / "materials" / "qiantang"
    for inner, colour in (("a", "black"), ("b", "red")):
        (place / inner).mkdir()
        (place / inner / "scan.png").write_bytes(saved(drawing(colour=colour), "PNG"))
    text = (folder / "cases.toml").read_text(encoding="utf-8")
    text = text.replace("qiantang/identity.jpg", "qiantang/a/scan.png").replace(
        "qiantang/application.pdf", "qiantang/b/scan.png"
    )
    (folder / "cases.toml").write_text(text, encoding="utf-8")
    files = case_files(read(folder, portal(), Fitter(tmp_path / "fitted")))
    assert files[Material.IDENTITY][0] == files[Material.APPLICATION][0] == "scan.jpg"
    assert files[Material.IDENTITY][1] != files[Material.APPLICATION][1]


def test_a_seal_that_is_a_signature_widget_is_on_the_picture_that_is_filed(folder: Path, tmp_path: Path) -> None:
    from PIL import Image

    (folder / "materials" / "qiantang" / "application.pdf").write_bytes(seals()["signature widget"])
    _, made = case_files(read(folder, portal(types=("jpg",)), Fitter(tmp_path / "fitted")))[Material.APPLICATION]
    with Image.open(io.BytesIO(made)) as image:
        assert red(image) > 95_000


def test_a_path_that_leads_out_of_the_folder_is_refused_with_it_too(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    shutil.copy(folder / "materials" / "qiantang" / "application.pdf", outside)
    text = (folder / "cases.toml").read_text(encoding="utf-8")
    spoiled = text.replace('"materials/qiantang/application.pdf"', f'"{outside.as_posix()}"')
    (folder / "cases.toml").write_text(spoiled, encoding="utf-8")
    with pytest.raises(CaseFileError) as caught:
        read(folder, portal(), Fitter(tmp_path / "fitted"))
    assert [problem.rule for problem in caught.value.problems] == ["file-place"]
