"""Case files: what reads, and files that cannot be read at all."""

from copy import deepcopy
from pathlib import Path

import pytest

from pages.profile import Portal
from pages.terms import Kind, Material, normalise_number
from portalbot.cases.casefile import read_cases
from tests.cases.case_files import Data, edited, file_problem, one_case, problems_of, put, write_toml
from tests.support import CASES, TODAY, everywhere

# what reads


def test_the_sample_file_reads(profile: Portal) -> None:
    file = read_cases(CASES, everywhere(profile), TODAY)
    assert len(file.cases) == 16
    assert len(file.accounts) == 8
    assert {account.province for account in file.accounts.values()} == {"广东", "北京", "浙江", "四川", "江苏", "安徽"}
    assert {case.kind for case in file.cases} == set(Kind)


def test_the_files_of_a_case_are_read_with_their_names(profile: Portal) -> None:
    file = read_cases(CASES, everywhere(profile), TODAY)
    files = file.files(file.cases[0])
    assert files[Material.LICENCE][0] == "licence.pdf"
    assert files[Material.LICENCE][1].startswith(b"%PDF-")


def test_a_small_file_reads(folder: Path, profile: Portal) -> None:
    file = read_cases(write_toml(folder, one_case()), everywhere(profile), TODAY)
    assert [case.id for case in file.cases] == ["ZX-001"]
    assert file.path.is_absolute()


def test_a_toml_file_with_a_byte_order_mark_reads(folder: Path, profile: Portal) -> None:
    path = write_toml(folder, one_case())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_cases(path, everywhere(profile), TODAY).cases) == 1


def test_an_authorisation_of_today_counts(folder: Path, profile: Portal) -> None:
    path = write_toml(folder, edited(put("cases.0.authorised.on", TODAY)))
    assert read_cases(path, everywhere(profile), TODAY).cases[0].authorised.on == TODAY


def test_spaces_around_values_and_numbers_for_texts_are_taken(folder: Path, profile: Portal) -> None:
    data = edited(put("cases.0.id", 7), put("cases.0.site_name", " 知行商城 "))
    data["cases"][0]["responsible"][0] |= {"mobile": 13800138000, "last_six": "01234x"}
    [case] = read_cases(write_toml(folder, data), everywhere(profile), TODAY).cases
    assert (case.id, case.site_name) == ("7", "知行商城")
    assert (case.responsible[0].mobile, case.responsible[0].last_six) == ("13800138000", "01234X")


@pytest.mark.parametrize(
    "written",
    [
        "粤ICP备12345678号-1",
        "粤icp备12345678号-1",
        "粤Icp备 12345678 号 - 1",
        "  粤ＩＣＰ备１２３４５６７８号－１　",
        "粤ICP备12345678号–1",
        "粤ICP备12345678号—1",
        "粤ICP备12345678号−1",
        "粤ICP备12345678号‑1",
    ],
)
def test_a_number_is_brought_to_its_one_written_form(folder: Path, profile: Portal, written: str) -> None:
    assert normalise_number(written) == "粤ICP备12345678号-1"
    [case] = read_cases(write_toml(folder, edited(put("cases.0.number", written))), everywhere(profile), TODAY).cases
    assert case.number == "粤ICP备12345678号-1"


@pytest.mark.parametrize("number", ["粤ICP备2021004567号-1", "粤ICP备12345678号-1A", "粤ICP备12345678号-9999X"])
def test_every_form_of_a_sites_number_reads(folder: Path, profile: Portal, number: str) -> None:
    [case] = read_cases(write_toml(folder, edited(put("cases.0.number", number))), everywhere(profile), TODAY).cases
    assert case.number == number


def test_a_case_may_have_its_own_responsible_beside_a_shared_client(folder: Path, profile: Portal) -> None:
    data = one_case()
    case = data["cases"][0]
    data["clients"] = {"zhixing": {**case["client"], "responsible": deepcopy(case["responsible"])}}
    case["client"] = "zhixing"
    case["responsible"][0]["name"] = "林知远"
    second = {**case, "id": "ZX-002", "number": "粤ICP备12345678号-2"}
    del second["responsible"]
    data["cases"].append(second)
    own, shared = read_cases(write_toml(folder, data), everywhere(profile), TODAY).cases
    assert own.client == shared.client
    assert (own.responsible[0].name, shared.responsible[0].name) == ("林知远", "陈知行")


def test_the_digest_covers_every_field_and_every_byte(profile: Portal) -> None:
    case = read_cases(CASES, everywhere(profile), TODAY).cases[0]
    files = {Material.LICENCE: b"one", Material.IDENTITY: b"two"}
    digest = case.digest(files)
    assert case.digest(dict(reversed(files.items()))) == digest
    assert case.digest({**files, Material.LICENCE: b"onE"}) != digest
    assert case.digest({Material.LICENCE: b"two", Material.IDENTITY: b"one"}) != digest
    client = case.client.model_copy(update={"name": "else"})
    changes: list[Data] = [{name: "else"} for name in ("id", "account", "number", "site_name")]
    for change in [*changes, {"sites": 2}, {"client": client}, {"kind": Kind.ACCESS}]:
        assert case.model_copy(update=change).digest(files) != digest, change


# files that cannot be read at all


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[cases\n", "line 1"),
        (b"a = 1\na = 2\n", "line 2"),
        ("[accounts.知行]".encode("gbk"), "utf-8"),
        (b"a = " + b"9" * 5000, "digits"),
        (b"a = " + b"[" * 20000, "brackets within one another"),
        (b"a = 2026-02-30", "date"),
    ],
    ids=["open heading", "key twice", "GBK", "endless number", "endless nesting", "no such day"],
)
def test_broken_toml_is_one_problem_that_says_where(
    tmp_path: Path, profile: Portal, content: bytes, reason: str
) -> None:
    path = tmp_path / "cases.toml"
    path.write_bytes(content)
    problem = file_problem(path, profile)
    assert reason in problem.reason.lower()
    assert "mend the TOML" in problem.cure


@pytest.mark.parametrize("name", ["cases.toml", "cases.csv"])
def test_a_file_that_is_not_there_is_said_so(tmp_path: Path, profile: Portal, name: str) -> None:
    problems = problems_of(tmp_path / name, profile)
    assert any("No such file" in each.reason for each in problems)


def test_a_folder_is_no_case_file(tmp_path: Path, profile: Portal) -> None:
    (tmp_path / "cases.toml").mkdir()
    assert file_problem(tmp_path / "cases.toml", profile).reason


@pytest.mark.parametrize("name", ["cases.docx", "cases"])
def test_another_suffix_is_refused_naming_the_known_ones(tmp_path: Path, profile: Portal, name: str) -> None:
    assert ".toml .csv" in file_problem(tmp_path / name, profile).cure
