"""Materials of a case: where they may lie, and what of them a portal would not take."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from pages.errors import Problem
from pages.profile import Portal
from portalbot.cases.casefile import read_cases
from tests.cases.case_files import CASE, edited, one_case, problems_of, put, write_toml
from tests.odd_files import drawing, heic, saved
from tests.support import TODAY, everywhere


def material_problem(folder: Path, portal: Portal, name: str) -> Problem:
    [problem] = problems_of(write_toml(folder, edited(put("cases.0.materials.营业执照副本", name))), portal)
    assert (problem.place, problem.field) == (CASE, "materials.营业执照副本")
    return problem


def with_files(portal: Portal, **rules: Any) -> Portal:
    return portal.model_copy(update={"files": portal.files.model_copy(update=rules)})


@pytest.mark.parametrize("name", ["nowhere.pdf", "", "materials", "materials/zhixing", "~/x.pdf"])
def test_a_material_that_is_not_there_is_named(folder: Path, profile: Portal, name: str) -> None:
    problem = material_problem(folder, profile, name)
    assert repr(name) in problem.reason and "no file" in problem.reason


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "x/" * 3000 + "a.pdf"], ids=["name", "path"])
def test_a_path_too_long_for_the_system_is_a_problem_and_no_crash(folder: Path, profile: Portal, name: str) -> None:
    assert "cannot be read" in material_problem(folder, profile, name).reason


def test_a_material_outside_the_folder_is_refused(folder: Path, profile: Portal) -> None:
    outside = folder / "licence.pdf"
    shutil.copy(folder / "materials/zhixing/licence.pdf", outside)
    inner = folder / "inner"
    shutil.copytree(folder / "materials", inner / "materials")
    for name in ("../licence.pdf", str(outside), "materials/../../licence.pdf"):
        problem = material_problem(inner, profile, name)
        assert "outside the case file's folder" in problem.reason
        assert "copy it" in problem.cure


def test_a_link_that_leads_outside_the_folder_is_refused(folder: Path, profile: Portal, tmp_path_factory: Any) -> None:
    outside = tmp_path_factory.mktemp("outside") / "licence.pdf"
    shutil.copy(folder / "materials/zhixing/licence.pdf", outside)
    (folder / "link.pdf").symlink_to(outside)
    assert "outside the case file's folder" in material_problem(folder, profile, "link.pdf").reason


def test_a_material_of_a_type_that_the_portal_does_not_take_is_refused(folder: Path, profile: Portal) -> None:
    (folder / "licence.docx").write_bytes(b"PK")
    problem = material_problem(folder, profile, "licence.docx")
    assert "no pdf/jpg/jpeg" in problem.reason
    assert "convert" in problem.cure


def test_a_material_that_is_too_large_is_refused(folder: Path, profile: Portal) -> None:
    size = (folder / "materials/zhixing/licence.pdf").stat().st_size
    small = with_files(profile, max_bytes=size - 1)
    assert any(f"has {size} bytes" in each.reason for each in problems_of(write_toml(folder, one_case()), small))
    largest = max(path.stat().st_size for path in (folder / "materials/zhixing").iterdir())
    assert read_cases(write_toml(folder, one_case()), everywhere(with_files(profile, max_bytes=largest)), TODAY)


def test_an_empty_material_is_refused(folder: Path, profile: Portal) -> None:
    (folder / "empty.pdf").touch()
    assert "has 0 bytes" in material_problem(folder, profile, "empty.pdf").reason


def test_a_material_whose_name_is_too_long_is_refused(folder: Path, profile: Portal) -> None:
    name = "x" * 97 + ".pdf"
    shutil.copy(folder / "materials/zhixing/licence.pdf", folder / name)
    problem = material_problem(folder, profile, name)
    assert "longer than 100" in problem.reason
    assert "shorten" in problem.cure


def test_a_material_that_is_not_what_its_name_says_is_refused(folder: Path, profile: Portal) -> None:
    shutil.copy(folder / "materials/zhixing/identity.jpg", folder / "picture.pdf")
    assert "named .pdf but its content is not: it is JPEG" in material_problem(folder, profile, "picture.pdf").reason


@pytest.mark.parametrize(("kind", "said"), [("PNG", "it is PNG"), ("BMP", "it is BMP"), ("HEIF", "it is HEIC")])
def test_a_material_that_was_only_renamed_is_refused_by_what_it_is(
    folder: Path, profile: Portal, kind: str, said: str
) -> None:
    data = heic(drawing()) if kind == "HEIF" else saved(drawing(), kind)
    (folder / "photo.jpg").write_bytes(data)
    assert said in material_problem(folder, profile, "photo.jpg").reason
    (folder / "photo.heic").write_bytes(data)
    assert f"no pdf/jpg/jpeg, its content is {said[6:]}" in material_problem(folder, profile, "photo.heic").reason


def test_a_type_that_a_portal_takes_and_nobody_here_knows_is_taken_by_its_name(folder: Path, profile: Portal) -> None:
    (folder / "licence.docx").write_bytes(b"PK")
    path = write_toml(folder, edited(put("cases.0.materials.营业执照副本", "licence.docx")))
    assert read_cases(path, everywhere(with_files(profile, types=("docx", "pdf", "jpg"))), TODAY)


def test_a_pdf_with_something_in_front_of_it_is_refused(folder: Path, profile: Portal) -> None:
    whole = (folder / "materials/zhixing/licence.pdf").read_bytes()
    (folder / "mail.pdf").write_bytes(b"\r\n" + whole)
    assert "something else in front" in material_problem(folder, profile, "mail.pdf").reason


def test_a_material_with_a_suffix_in_capitals_reads(folder: Path, profile: Portal) -> None:
    shutil.copy(folder / "materials/zhixing/licence.pdf", folder / "LICENCE.PDF")
    path = write_toml(folder, edited(put("cases.0.materials.营业执照副本", "LICENCE.PDF")))
    assert read_cases(path, everywhere(profile), TODAY)
