"""What a portal's form has a place for: each material, with each cause, at every shipped portal, before any browser."""

from itertools import product
from pathlib import Path

import pytest

from mock_portal.office import terms as office
from pages.catalogue import Catalogue, load_profile, shipped
from pages.errors import CaseFileError, Problem, ProfileError
from pages.profile import Cause, Portal
from pages.terms import Kind, Material, Reason, SiteState
from portalbot.cases.casefile import Case, read_cases
from portalbot.cases.casefile.places import about_form
from tests.support import CASES, TODAY, edited, everywhere

FILE = read_cases(CASES, everywhere(shipped()), TODAY)
SITE = next(case for case in FILE.cases if case.kind is Kind.SITE and case.reason)
LICENCE = next(case for case in FILE.cases if case.kind is Kind.LICENCE)
MORE: dict[Cause, dict[str, str]] = {
    Reason.DOMAIN_CHANGED: {"new_domain": "a.example"},
    Reason.WRONG_INFORMATION: {"wrong": "名称有误", "right": "应为知行"},
}


def because_of(cause: Cause, *materials: Material) -> Case:
    """Return a case with a cause, and with these materials."""
    files = dict.fromkeys(materials, "a.pdf")
    if isinstance(cause, SiteState):
        assert LICENCE.licence
        return edited(LICENCE, licence={**LICENCE.licence.model_dump(), "site": cause}, materials=files)
    assert SITE.reason
    return edited(SITE, reason={**SITE.reason.model_dump(), **MORE.get(cause, {}), "category": cause}, materials=files)


def unplaced(case: Case, portal: Portal) -> list[Problem]:
    return [each for each in about_form("row 2", case, portal) if each.rule == "material-unplaced"]


def office_takes(material: Material, cause: Cause) -> bool:
    """Say whether the practice portal's office shows a place for a material, by its own tables."""
    if isinstance(cause, SiteState):
        papers = [*office.BASE_PAPERS, *office.PAPERS_BY_STATE[office.SiteState(cause.value)], office.Paper.RESOLUTION]
        label = shipped("practice/许可证").form.materials.get(material, ("",))[0]
        return label in map(str, papers)
    needed = [*office.needed_materials(office.Category(cause.value)), office.Material.CLOSURE]
    return material.value in map(str, needed)


@pytest.mark.parametrize("name", [name for name in Catalogue().names() if name.startswith("practice/")])
def test_every_portal_takes_with_each_cause_what_its_office_has_a_place_for_and_nothing_else(name: str) -> None:
    portal = shipped(name)
    causes: list[Cause] = [*SiteState] if Kind.LICENCE in portal.form.kinds else [*Reason]
    for cause, material in product(causes, Material):
        said = unplaced(because_of(cause, material), portal)
        assert bool(said) is not office_takes(material, cause), (cause, material)


def test_a_material_of_another_reason_is_named_with_the_reason_that_it_belongs_to() -> None:
    [problem] = unplaced(because_of(Reason.STOPPED, Material.DISSOLUTION, Material.LICENCE), shipped())
    assert (problem.place, problem.field) == ("row 2", "materials.公司注销证明")
    assert (
        "with 公司解散/注销 only, and the case says 网站停止运营" in problem.reason and "leave it out" in problem.cure
    )


def test_a_material_that_the_form_does_not_know_is_named_with_those_that_it_knows() -> None:
    [problem] = unplaced(because_of(SiteState.CLOSED, Material.APPLICATION), shipped("practice/许可证"))
    assert "no place for it" in problem.reason and "股东会决议" in problem.cure


def test_what_is_always_demanded_has_its_place_though_a_reason_names_it_too() -> None:
    tables = {**shipped().materials, Reason.DISSOLVED: (Material.LICENCE, Material.DISSOLUTION)}
    portal = shipped().model_copy(update={"materials": tables})
    assert unplaced(because_of(Reason.STOPPED, Material.LICENCE), portal) == []


def test_a_profile_may_say_that_what_one_reason_demands_has_a_place_with_others_too(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('extends = "modern"\n[optional]\nalways = ["公司注销证明"]\n', encoding="utf-8")
    assert unplaced(because_of(Reason.STOPPED, Material.DISSOLUTION), load_profile(path)) == []
    path.write_text('extends = "modern"\n[optional]\n"其他" = ["公司注销证明"]\n', encoding="utf-8")
    assert unplaced(because_of(Reason.OTHER, Material.DISSOLUTION), load_profile(path)) == []
    [problem] = unplaced(because_of(Reason.STOPPED, Material.DISSOLUTION), load_profile(path))
    assert "公司解散/注销、其他 only" in problem.reason


@pytest.mark.parametrize("table", ["materials", "optional"])
def test_a_profile_that_asks_for_a_material_without_a_label_is_refused(tmp_path: Path, table: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "modern"\n[{table}]\n"其他" = ["股东会决议"]\n', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"股东会决议 is asked for, and the form has no label for it"):
        load_profile(path)


MOVED = {str(SiteState.MOVED): ("网站已迁移",)}


def test_a_cause_that_the_form_does_not_offer_is_named() -> None:
    website, licences = shipped(), shipped("practice/许可证")
    fewer = {"reasons": {Reason.OTHER: ("其他",)}}
    portal = website.model_copy(update={"form": website.form.model_copy(update=fewer)})
    [problem] = [each for each in about_form("row 2", SITE, portal) if each.rule == "cause-unplaced"]
    assert (problem.field, problem.cure) == ("reason.category", "choose one of these") and "其他" in problem.reason
    said = [
        each.model_copy(update={"map": MOVED}) if each.value == "licence.site" else each for each in licences.form.fill
    ]
    platform = licences.model_copy(update={"form": licences.form.model_copy(update={"fill": tuple(said)})})
    [problem] = about_form("row 2", LICENCE, platform)
    assert (problem.field, problem.cure) == ("licence.site", "choose one of 网站已迁移")
    for case, whole in ((SITE, website), (LICENCE, licences)):
        assert about_form("row 2", case, whole) == []


@pytest.mark.parametrize("cause", Reason)
def test_a_field_of_another_reason_is_named_and_one_of_its_own_is_not(cause: Reason) -> None:
    everything = {name: value for fields in MORE.values() for name, value in fields.items()}
    case = because_of(cause)
    assert case.reason
    full = edited(case, reason={**case.reason.model_dump(), **everything})
    said = {each.field for each in about_form("row 2", full, shipped()) if each.rule == "field-unplaced"}
    assert said == {f"reason.{name}" for name in everything} - {f"reason.{name}" for name in MORE.get(cause, {})}
    assert not [each for each in about_form("row 2", case, shipped()) if each.rule == "field-unplaced"]


def test_reading_a_case_file_says_it(tmp_path: Path) -> None:
    text = CASES.read_text(encoding="utf-8")
    line = '"公司注销证明" = "materials/lingnan_b/dissolution.pdf"\n'
    assert line in text
    path = tmp_path / "cases.toml"
    path.write_text(text.replace('category = "公司解散/注销"', 'category = "其他"'), encoding="utf-8")
    with pytest.raises(CaseFileError) as caught:
        read_cases(path, everywhere(shipped()), TODAY, folders=[CASES.parent])
    assert "material-unplaced" in {problem.rule for problem in caught.value.problems}
