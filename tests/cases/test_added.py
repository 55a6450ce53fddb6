"""What only some portal asks for: columns 附加:NAME, `extra` in TOML, and what a described form demands of a case."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from pages.catalogue import Catalogue
from pages.errors import CaseFileError, Problem
from pages.fields import Fill
from pages.profile import Portal
from pages.terms import Material, Reason
from portalbot.cases.casefile import Case, CaseFile, read_cases
from portalbot.cases.casefile.model import Cause
from portalbot.cases.casefile.places import about_form
from tests.cases.case_files import problems_of, write_csv
from tests.support import ROOT, TODAY, everywhere

NAME = "关停日期"


@pytest.fixture(scope="module")
def described() -> Portal:
    """Return a portal whose form asks for a date with one reason, and for 10 to 200 characters."""
    return Catalogue().load(str(ROOT / "tests" / "kits" / "portals" / "antd" / "profile.toml"))


@pytest.mark.parametrize("header", [f"附加:{NAME}", f"附加：{NAME}", f" 附加 ： {NAME}*"])
def test_an_added_column_of_a_csv_goes_into_the_case(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, header: str
) -> None:
    write_csv(sheet, [{**rows[0], header: "2026-02-27"}])
    [case] = read_cases(sheet, everywhere(profile), TODAY).cases
    assert case.extra == {NAME: "2026-02-27"} and case.values()[f"extra.{NAME}"] == "2026-02-27"


def test_an_added_column_of_a_workbook_may_hold_dates(
    book: Workbook, save: Callable[[], Path], profile: Portal
) -> None:
    cases = book["案件"]
    column = cases.max_column + 1
    cases.cell(1, column, f"附加:{NAME}")
    cases.cell(2, column, date(2026, 2, 27))
    first, second, *_ = read_cases(save(), everywhere(profile), TODAY).cases
    assert (first.extra, second.extra) == ({NAME: "2026-02-27"}, {})


def test_an_added_column_without_a_name_is_no_header(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    write_csv(sheet, [{**rows[0], "附加:": "x"}])
    assert [problem.field for problem in problems_of(sheet, profile)] == ["附加:"]


def test_what_is_added_is_approved_with_the_rest_and_leaves_older_approvals_as_they_were(samples: CaseFile) -> None:
    case = samples.cases[0]
    assert "extra" not in case.model_dump_json(exclude_defaults=True)
    assert case.model_copy(update={"extra": {NAME: "2026-02-27"}}).digest({}) != case.digest({})
    assert case.model_copy(update={"extra": {}}).digest({}) == case.digest({})


def about(case: Case, portal: Portal) -> list[Problem]:
    return [problem for problem in about_form("case", case, portal) if problem.rule == "field-described"]


def test_what_a_described_form_asks_for_is_demanded_where_it_is_asked(samples: CaseFile, described: Portal) -> None:
    case = samples.cases[0].model_copy(
        update={"reason": Cause(category=Reason.STOPPED, text="网站已经停止运营，不再服务")}
    )
    [problem] = about(case, described)
    assert (problem.field, problem.rule) == (f"附加:{NAME}", "field-described")
    assert NAME in problem.reason and f'extra = {{ "{NAME}" = "…" }}' in problem.cure
    assert about(case.model_copy(update={"extra": {NAME: "2026-02-27"}}), described) == []
    other = case.model_copy(update={"reason": Cause(category=Reason.OTHER, text="网站已经停止运营，不再服务")})
    assert about(other, described) == [], "with another reason nobody asks for it"


@pytest.mark.parametrize(("length", "said"), [(14, "at least 15"), (15, ""), (20, ""), (21, "at most 20")])
def test_lengths_of_the_profile_are_judged_before_filing(
    samples: CaseFile, described: Portal, length: int, said: str
) -> None:
    asked = Fill(label=("原因说明",), value="reason.text", min=15, max=20)
    portal = described.model_copy(update={"form": described.form.model_copy(update={"fill": (asked,)})})
    case = samples.cases[0].model_copy(update={"reason": Cause(category=Reason.OTHER, text="说" * length)})
    found = about(case, portal)
    assert [problem.field for problem in found] == (["reason.text"] if said else [])
    assert all(said in problem.reason for problem in found)


def test_a_kind_or_material_that_a_described_form_has_no_place_for_is_said(
    samples: CaseFile, described: Portal
) -> None:
    case = samples.cases[0]
    materials = {**case.materials, Material.CLOSED: case.materials[Material.LICENCE]}
    [problem] = [each for each in about_form("case", case.model_copy(update={"materials": materials}), described)
                 if each.rule == "material-unplaced"]  # fmt: skip
    assert problem.field == f"materials.{Material.CLOSED}"


@pytest.mark.parametrize(("count", "said"), [(1, True), (2, False)])
def test_more_files_than_a_place_takes_are_said(samples: CaseFile, described: Portal, count: int, said: bool) -> None:
    shared = Fill(label=("证明材料",), files=(Material.LICENCE, Material.IDENTITY), count=count)
    portal = described.model_copy(update={"form": described.form.model_copy(update={"fill": (shared,)})})
    found = about(samples.cases[0], portal)
    assert [problem.field for problem in found] == ([f"materials.{Material.IDENTITY}"] if said else [])


def test_an_error_in_the_file_loses_nothing_of_it(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    write_csv(sheet, [{**rows[0], f"附加:{NAME}": "2026\u200b-02-27"}])
    with pytest.raises(CaseFileError, match=r"U\+200B"):
        read_cases(sheet, everywhere(profile), TODAY)
