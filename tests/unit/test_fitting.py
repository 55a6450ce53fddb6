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
from portalbot.casefile import CaseFile, read_cases
from portalbot.fitting import LEAST_SIDE, Fitter
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


def test_what_cannot_be_made_fit_is_refused_as_before(folder: Path, tmp_path: Path) -> None:
    (folder / "materials" / "qiantang" / "application.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(CaseFileError) as caught:
        read(folder, portal(types=("jpg",)), Fitter(tmp_path / "fitted"))
    assert [problem.rule for problem in caught.value.problems] == ["file-type"]


def test_a_path_that_leads_out_of_the_folder_is_refused_with_it_too(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    shutil.copy(folder / "materials" / "qiantang" / "application.pdf", outside)
    text = (folder / "cases.toml").read_text(encoding="utf-8")
    spoiled = text.replace('"materials/qiantang/application.pdf"', f'"{outside.as_posix()}"')
    (folder / "cases.toml").write_text(spoiled, encoding="utf-8")
    with pytest.raises(CaseFileError) as caught:
        read(folder, portal(), Fitter(tmp_path / "fitted"))
    assert [problem.rule for problem in caught.value.problems] == ["file-place"]
