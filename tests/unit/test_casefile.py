"""Case files: what reads, and for every rule a file that trips it, with place, field, reason and cure."""

import csv
import shutil
import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages.catalogue import shipped
from pages.errors import CaseFileError, Problem
from pages.profile import Portal
from pages.terms import PROVINCES, Kind, Material, normalise_number
from portalbot.casefile import CaseFile, csvfile, read_cases
from portalbot.casefile.headers import ACCOUNT_COLUMNS, CASE_COLUMNS
from tests.odd_files import drawing, heic, saved
from tests.support import CASES, SAMPLES, TODAY, everywhere, why

CASE_HEADERS = {each.header: each.target for each in CASE_COLUMNS if each.target not in ("province", "licence_number")}
ACCOUNT_HEADERS = {each.header: each.target for each in ACCOUNT_COLUMNS}

Data = dict[str, Any]
Edit = Callable[[Data], object]


@pytest.fixture(scope="module")
def profile() -> Portal:
    return shipped()


# writing files


def quoted(text: str) -> str:
    """Return a TOML basic string."""
    return '"' + "".join(c if c.isalnum() or c in " _-./" else f"\\U{ord(c):08x}" for c in text) + '"'


def toml(value: Any) -> str:
    """Return a value as inline TOML."""
    match value:
        case str():
            return quoted(value)
        case dict():
            return "{" + ", ".join(f"{quoted(key)} = {toml(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(toml(each) for each in value) + "]"
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
    return repr(value)


def write_toml(folder: Path, data: Data) -> Path:
    path = folder / "cases.toml"
    path.write_text("\n".join(f"{quoted(key)} = {toml(value)}" for key, value in data.items()), encoding="utf-8")
    return path


def one_case() -> Data:
    """Return a small file that is right: one account, one case."""
    return {
        "accounts": {"zhixing": {"display": "知行", "province": "广东", "user_name": "zhixing"}},
        "cases": [
            {
                "id": "ZX-001",
                "account": "zhixing",
                "client": {
                    "name": "深圳市知行网络科技有限公司",
                    "uscc": "91440300708461136T",
                    "legal_person": "陈知行",
                    "legal_person_last_six": "01234X",
                },
                "responsible": [
                    {"role": "主体负责人", "name": "陈知行", "mobile": "13800138000", "last_six": "01234X"}
                ],
                "kind": "注销网站",
                "number": "粤ICP备12345678号-1",
                "site_name": "知行商城",
                "reason": {"category": "网站停止运营", "text": "因公司业务调整，该网站已停止运营，不再提供服务"},
                "authorised": {"by": "陈知行", "on": date(2026, 2, 20)},
                "materials": {
                    "营业执照副本": "materials/zhixing/licence.pdf",
                    "法人身份证": "materials/zhixing/identity.jpg",
                    "注销申请书": "materials/zhixing/application.pdf",
                },
            }
        ],
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the materials that `one_case` names."""
    shutil.copytree(SAMPLES / "materials" / "zhixing", tmp_path / "materials" / "zhixing")
    return tmp_path


def problems_of(path: Path, portal: Portal) -> list[Problem]:
    with pytest.raises(CaseFileError) as caught:
        read_cases(path, everywhere(portal), TODAY)
    assert caught.value.file == str(path)
    for problem in caught.value.problems:
        assert problem.place and problem.reason and problem.cure, problem
        assert str(problem) in str(caught.value)
    return caught.value.problems


def put(path: str, value: Any) -> Edit:
    """Return an edit that sets `cases.0.number` and the like."""

    def edit(data: Data) -> None:
        *way, last = path.split(".")
        at: Any = data
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        at[last] = value

    return edit


def drop(path: str) -> Edit:
    def edit(data: Data) -> None:
        *way, last = path.split(".")
        at: Any = data
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        del at[last]

    return edit


def edited(*edits: Edit) -> Data:
    data = deepcopy(one_case())
    for edit in edits:
        edit(data)
    return data


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


# one rule, one file that trips it: (edit, place, field, in the reason, in the cure)

CASE = "case ZX-001"
SUBJECT_NUMBER = "粤ICP备12345678号"
BAD: dict[str, tuple[Edit, str, str, str, str]] = {
    "slip 川": (put("cases.0.number", "川ICP备12345678号-1"), CASE, "number", "begins with 川", "蜀ICP备12345678号-1"),
    "slip 贵": (put("cases.0.number", "贵ICP备12345678号-1"), CASE, "number", "begins with 贵", "黔ICP备12345678号-1"),
    "slip 云": (put("cases.0.number", "云ICP备12345678号-1"), CASE, "number", "begins with 云", "滇ICP备12345678号-1"),
    "slip 甘": (put("cases.0.number", "甘ICP备12345678号-1"), CASE, "number", "begins with 甘", "陇ICP备12345678号-1"),
    "no number": (put("cases.0.number", "粤ICP证123号"), CASE, "number", "no 备案号", "like 粤ICP备12345678号"),
    "nine digits": (put("cases.0.number", "粤ICP备123456789号-1"), CASE, "number", "no 备案号", "like"),
    "suffix nought": (put("cases.0.number", "粤ICP备12345678号-0"), CASE, "number", "no 备案号", "like"),
    "arabic digits": (put("cases.0.number", "粤ICP备١٢٣٤٥٦٧٨号-1"), CASE, "number", "no 备案号", "like"),
    "of another province": (
        put("cases.0.number", "京ICP备12345678号-1"),
        CASE,
        "number",
        "not of 广东 (粤)",
        "account",
    ),
    "subject with suffix": (put("cases.0.kind", "注销主体"), CASE, "number", "needs the bare number", SUBJECT_NUMBER),
    "site without suffix": (put("cases.0.number", SUBJECT_NUMBER), CASE, "number", "number of a site", "-1"),
    "site without name": (drop("cases.0.site_name"), CASE, "site_name", "is missing", "as the portal shows it"),
    "unknown kind": (put("cases.0.kind", "注销"), CASE, "kind", "注销网站", "choose one"),
    "code": (put("cases.0.client.uscc", "91440300708461136X"), CASE, "client.uscc", "统一社会信用代码", "copy it anew"),
    "legal person": (put("cases.0.client.legal_person", " "), CASE, "client.legal_person", "at least 1", "write more"),
    "long name": (put("cases.0.client.name", "名" * 201), CASE, "client.name", "at most 200", "write less"),
    "last six": (
        put("cases.0.client.legal_person_last_six", "1234X"),
        CASE,
        "client.legal_person_last_six",
        "last six",
        "6 digits",
    ),
    "mobile": (
        put("cases.0.responsible.0.mobile", "12800138000"),
        CASE,
        "responsible.0.mobile",
        "no mobile",
        "11 digits",
    ),
    "role": (put("cases.0.responsible.0.role", "经理"), CASE, "responsible.0.role", "主体负责人", "choose one"),
    "nobody responsible": (put("cases.0.responsible", []), CASE, "responsible", "nobody", "主体负责人"),
    "category": (put("cases.0.reason.category", "不想要了"), CASE, "reason.category", "网站停止运营", "choose one"),
    "vague text": (put("cases.0.reason.text", "网站不再使用"), CASE, "reason.text", "at least 10", "write more"),
    "endless text": (put("cases.0.reason.text", "停" * 201), CASE, "reason.text", "at most 200", "write less"),
    "no new domain": (
        lambda data: (
            put("cases.0.reason.category", "域名变更")(data),
            put("cases.0.materials.新域名注册证书", "materials/zhixing/licence.pdf")(data),
        ),
        CASE,
        "reason.new_domain",
        "needs the new domain",
        "新域名",
    ),
    "nothing wrong": (
        put("cases.0.reason.category", "备案信息错误"),
        CASE,
        "reason.wrong/right",
        "what is wrong and what is right",
        "add wrong and right",
    ),
    "future": (
        put("cases.0.authorised.on", TODAY + timedelta(days=1)),
        CASE,
        "authorised.on",
        "2026-03-03 is in the future",
        "wait until it is signed",
    ),
    "no date": (put("cases.0.authorised.on", "二月"), CASE, "authorised.on", "date", "2026-02-20"),
    "not authorised": (drop("cases.0.authorised"), CASE, "authorised", "is missing", "add it"),
    "unknown field": (put("cases.0.nubmer", "x"), CASE, "nubmer", "not permitted", "spelling"),
    "missing field": (drop("cases.0.number"), CASE, "number", "is missing", "add it"),
    "id with a slash": (put("cases.0.id", "a/b"), "case a/b", "id", "match pattern", "letters, digits"),
    "long id": (put("cases.0.id", "x" * 65), "case " + "x" * 65, "id", "match pattern", "at most 64"),
    "no id": (drop("cases.0.id"), "case number 1", "id", "is missing", "add it"),
    "no sites": (put("cases.0.sites", 0), CASE, "sites", "greater than or equal to 1", "correct"),
    "unknown material": (
        put("cases.0.materials.户口本", "x.pdf"),
        CASE,
        "materials.户口本",
        "营业执照副本",
        "choose one",
    ),
    "demanded material": (
        drop("cases.0.materials.法人身份证"),
        CASE,
        "materials.法人身份证",
        "is missing",
        "网站停止运营",
    ),
    "material by reason": (
        put("cases.0.reason.category", "公司解散/注销"),
        CASE,
        "materials.公司注销证明",
        "is missing",
        "公司解散/注销",
    ),
    "no such account": (put("cases.0.account", "other"), CASE, "account", "no account 'other'", "one of: zhixing"),
    "account name": (put("cases.0.account", "a__b"), CASE, "account", "cannot name an account", "single underscores"),
    "province": (
        put("accounts.zhixing.province", "台湾"),
        "[accounts.zhixing]",
        "province",
        "no province",
        " ".join(PROVINCES),
    ),
    "password": (put("accounts.zhixing.password", "x"), "[accounts.zhixing]", "password", "a password", "accounts set"),
    "name twice": (put("accounts.zhixing.name", "x"), "[accounts.zhixing]", "name", "heading", "remove it"),
    "capitals": (
        lambda data: data["accounts"].update(ZX=data["accounts"].pop("zhixing")),
        "[accounts.ZX]",
        "name",
        "cannot name an account",
        "a-z",
    ),
    "unknown table": (put("case", {}), "file", "case", "is not a known table", "[[cases]]"),
    "no such client": (put("cases.0.client", "nobody"), CASE, "client", "no [clients.nobody]", "one of: none"),
    "cases no list": (put("cases", {}), "file", "cases", "not a list", "[[cases]]"),
    "case no table": (put("cases", [1]), "case 1", "", "is not a table", "[[cases]]"),
    "accounts no tables": (put("accounts", {"a": 1}), "file", "accounts", "not a table of tables", "[accounts.NAME]"),
    "no case": (put("cases", []), "file", "", "no case in it", "at least one"),
}


@pytest.mark.parametrize("rule", BAD)
def test_each_rule_says_place_field_reason_and_cure(folder: Path, profile: Portal, rule: str) -> None:
    edit, place, field, reason, cure = BAD[rule]
    problems = problems_of(write_toml(folder, edited(edit)), profile)
    assert any(
        (each.place, each.field) == (place, field) and reason in each.reason and cure in each.cure for each in problems
    ), problems


def test_a_password_in_a_case_file_is_never_repeated(folder: Path, profile: Portal) -> None:
    problems = problems_of(write_toml(folder, edited(put("accounts.zhixing.password", "geheim-2026"))), profile)
    assert "geheim" not in "".join(map(str, problems))


def test_all_errors_are_told_at_once(folder: Path, profile: Portal) -> None:
    data = edited(
        put("accounts.zhixing.province", "粤"), put("typo", 1), put("cases.0.kind", "x"), drop("cases.0.reason")
    )
    second = deepcopy(one_case()["cases"][0])
    second |= {"id": "ZX-002", "number": "粤ICP备12345678号-2", "authorised": {"by": "陈知行", "on": date(2030, 1, 1)}}
    second["materials"]["法人身份证"] = "nowhere.jpg"
    data["cases"].append(second)
    found = {(each.place, each.field) for each in problems_of(write_toml(folder, data), profile)}
    assert found >= {
        ("file", "typo"),
        ("[accounts.zhixing]", "province"),
        (CASE, "kind"),
        (CASE, "reason"),
        ("case ZX-002", "authorised.on"),
        ("case ZX-002", "materials.法人身份证"),
    }


def test_one_error_keeps_every_case_of_the_file_back(folder: Path, profile: Portal) -> None:
    data = one_case()
    data["cases"].append({**deepcopy(data["cases"][0]), "id": "ZX-002", "number": "x"})
    assert [each.place for each in problems_of(write_toml(folder, data), profile)] == ["case ZX-002"]


def test_an_id_that_stands_twice_names_the_other(folder: Path, profile: Portal) -> None:
    data = one_case()
    data["cases"].append({**deepcopy(data["cases"][0]), "number": "粤ICP备12345678号-2"})
    [problem] = problems_of(write_toml(folder, data), profile)
    assert (problem.place, problem.field) == (CASE, "id")
    assert "'ZX-001' is used by case ZX-001 too" in problem.reason


def test_a_record_that_is_asked_for_twice_names_the_other(folder: Path, profile: Portal) -> None:
    data = one_case()
    data["cases"].append({**deepcopy(data["cases"][0]), "id": "ZX-002", "number": "粤ICP备１２３４５６７８号－１"})
    [problem] = problems_of(write_toml(folder, data), profile)
    assert (problem.place, problem.field) == ("case ZX-002", "number")
    assert "注销网站 粤ICP备12345678号-1 is asked for by case ZX-001 too" in problem.reason


def test_the_same_number_under_another_kind_is_another_record(folder: Path, profile: Portal) -> None:
    data = one_case()
    data["cases"].append({**deepcopy(data["cases"][0]), "id": "ZX-002", "kind": "取消接入"})
    assert len(read_cases(write_toml(folder, data), everywhere(profile), TODAY).cases) == 2


# materials


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


# files that cannot be read at all


def file_problem(path: Path, portal: Portal) -> Problem:
    [problem] = problems_of(path, portal)
    assert problem.place == "file"
    return problem


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


# CSV


def as_csv(file: CaseFile) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the rows (cases, accounts) that a case file would have as CSV."""
    rows = []
    for case in file.cases:
        data = case.model_dump(mode="json")
        row = {}
        for header, target in CASE_HEADERS.items():
            value: Any = data
            for part in target.split("."):
                value = value[int(part)] if part.isdigit() else (value or {}).get(part, "")
            row[header] = str(value)
        rows.append(row)
    dumped = [account.model_dump() for account in file.accounts.values()]
    return rows, [{header: data[name] for header, name in ACCOUNT_HEADERS.items()} for data in dumped]


def write_csv(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def table(profile: Portal) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    return as_csv(read_cases(CASES, everywhere(profile), TODAY))


@pytest.fixture
def rows(table: tuple[list[dict[str, str]], list[dict[str, str]]]) -> list[dict[str, str]]:
    return deepcopy(table[0])


@pytest.fixture
def sheet(tmp_path: Path, table: tuple[list[dict[str, str]], list[dict[str, str]]]) -> Path:
    """Return where the cases' CSV goes: materials and accounts.csv are there already."""
    shutil.copytree(SAMPLES / "materials", tmp_path / "materials")
    write_csv(tmp_path / "accounts.csv", table[1])
    return tmp_path / "cases.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"], ids=["plain", "with a byte-order mark"])
def test_toml_and_csv_read_into_equal_cases(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, encoding: str
) -> None:
    from_csv = read_cases(write_csv(sheet, rows, encoding), everywhere(profile), TODAY)
    from_toml = read_cases(CASES, everywhere(profile), TODAY)
    assert from_csv.cases == from_toml.cases
    assert from_csv.accounts == from_toml.accounts
    for one, other in zip(from_csv.cases, from_toml.cases, strict=True):
        files = [
            {name: data for name, (_, data) in each.items()} for each in (from_csv.files(one), from_toml.files(other))
        ]
        assert one.digest(files[0]) == other.digest(files[1])


def test_blank_rows_windows_line_ends_and_a_default_role_are_taken(
    sheet: Path, rows: list[dict[str, str]], profile: Portal
) -> None:
    del rows[0]["负责人类型"]
    write_csv(sheet, [rows[0]])
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("\r\n", "\n") + ",,,\n\n", encoding="utf-8", newline="\r\n")
    [case] = read_cases(sheet, everywhere(profile), TODAY).cases
    assert case.responsible[0].role == "主体负责人"


def test_an_odd_line_end_within_a_cell_breaks_no_row_and_is_named(
    sheet: Path, rows: list[dict[str, str]], profile: Portal
) -> None:
    rows[0]["原因说明"] = "因公司业务调整，\u2028该网站已停止运营\x0b不再提供服务"
    [problem] = problems_of(write_csv(sheet, rows), profile)
    assert (problem.place, problem.field) == ("row 2 (ZX-001)", "原因说明")
    assert "U+2028, U+000B" in problem.reason


@pytest.mark.parametrize(
    ("header", "value", "reason", "cure"),
    [
        ("备案号", "川ICP备18001234号-1", "begins with 川", "蜀ICP备18001234号-1"),
        ("手机号", "123", "no mobile number", "11 digits"),
        ("统一社会信用代码", "1", "no valid", "copy it anew"),
        ("类型", "删除", "注销主体", "choose one"),
        ("注销原因", "其它", "网站停止运营", "choose one"),
        ("授权日期", "去年", "date", "2026-02-20"),
        ("授权日期", "2030-01-01", "in the future", "signed"),
        ("账号", "nobody", "no account 'nobody'", "one of: zhixing"),
        ("营业执照副本", "nowhere.pdf", "no file", "correct the path"),
        ("营业执照副本", "", "is missing", "add it"),
    ],
)
def test_a_problem_in_csv_names_row_id_and_the_files_own_header(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, header: str, value: str, reason: str, cure: str
) -> None:
    rows[0][header] = value
    [problem] = problems_of(write_csv(sheet, rows), profile)
    assert (problem.place, problem.field) == ("row 2 (ZX-001)", header)
    assert reason in problem.reason and cure in problem.cure


@pytest.mark.parametrize(
    ("written", "nearest"), [("备案编号", "备案号"), ("统一社会信用码", "统一社会信用代码"), ("手机", "手机号")]
)
def test_an_unknown_header_suggests_the_nearest(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, written: str, nearest: str
) -> None:
    renamed = [{(written if name == nearest else name): value for name, value in row.items()} for row in rows]
    problems = problems_of(write_csv(sheet, renamed), profile)
    [problem] = [each for each in problems if each.reason == "is not a known header"]
    assert (problem.place, problem.field, problem.cure) == ("cases.csv row 1", written, f"did you mean {nearest}?")


def test_a_header_like_none_of_ours_lists_all(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    [problem] = problems_of(write_csv(sheet, [{**row, "xyz": "1"} for row in rows]), profile)
    assert problem.cure == f"known: {'、'.join(each.header for each in CASE_COLUMNS)}"


def test_a_column_that_stands_twice_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    write_csv(sheet, rows)
    first, rest = sheet.read_text(encoding="utf-8").split("\n", 1)
    sheet.write_text(f"编号,{first}\n" + "\n".join(f"X,{line}" for line in rest.splitlines()), encoding="utf-8")
    assert any((each.field, each.reason) == ("编号", "stands twice") for each in problems_of(sheet, profile))


def test_a_missing_column_is_named(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    for row in rows:
        del row["备案号"]
    problems = problems_of(write_csv(sheet, rows), profile)
    assert Problem("cases.csv row 1", "备案号", "is missing among the headers", "add the column") in problems


def test_a_comma_too_many_is_said_and_not_swallowed(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    write_csv(sheet, rows[:1])
    sheet.write_text(sheet.read_text(encoding="utf-8").rstrip() + ",多余\n", encoding="utf-8")
    assert any("cells under" in each.reason and "quotes" in each.cure for each in problems_of(sheet, profile))


@pytest.mark.parametrize("name", ["cases.csv", "accounts.csv"])
@pytest.mark.parametrize("content", ["编号,账号\n".encode("utf-16"), b"\xff\xfe\xff\x80", "編號,帳號\n".encode("big5")])
def test_a_sheet_that_is_neither_utf_8_nor_gb18030_is_said(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, name: str, content: bytes
) -> None:
    write_csv(sheet, rows)
    (sheet.parent / name).write_bytes(content)
    with pytest.raises(CaseFileError, match=r"neither UTF-8 nor GB18030 .* → save it as «CSV UTF-8»") as caught:
        read_cases(sheet, everywhere(profile), TODAY)
    assert caught.value.file == str(sheet.parent / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_recognised(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, encoding: str, delimiter: str
) -> None:
    rows[0]["原因说明"] = "因公司业务调整;该网站,已停止运营\t不再提供服务"
    write_csv(sheet, rows)
    for path in (sheet, sheet.with_name("accounts.csv")):
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        with path.open("w", encoding=encoding, newline="") as out:
            csv.writer(out, delimiter=delimiter).writerows(lines)
    file = read_cases(sheet, everywhere(profile), TODAY)
    assert len(file.cases) == len(rows)
    assert why(file.cases[0]).text == rows[0]["原因说明"]


def test_a_character_that_only_gb18030_has_is_read(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    rows[0]["主办单位名称"] = "深圳市𬭚科技有限公司"
    file = read_cases(write_csv(sheet, rows, "gb18030"), everywhere(profile), TODAY)
    assert file.cases[0].client.name == "深圳市𬭚科技有限公司"


def test_a_csv_beyond_the_bound_is_refused_unread(sheet: Path, profile: Portal) -> None:
    with sheet.open("wb") as file:
        file.truncate(csvfile.MAX_BYTES + 1)
    assert "larger than 16 MB" in file_problem(sheet, profile).reason


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("手机号", "1.38E+10", "stored as a number"),
        ("统一社会信用代码", "9.144E17", "stored as a number"),
        ("备案号", "12345678.0", "stored as a number"),
        ("证件后六位", "1234", "has 4 characters of 6"),
        ("法定代表人证件后六位", "123X", "has 4 characters of 6"),
    ],
)
def test_a_csv_that_a_spreadsheet_has_spoilt_is_refused_with_the_cure(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, header: str, value: str, reason: str
) -> None:
    rows[0][header] = value
    [problem] = problems_of(write_csv(sheet, rows), profile)
    assert (problem.place, problem.field) == ("row 2 (ZX-001)", header)
    assert reason in problem.reason and "format the cell as text" in problem.cure


def test_empty_columns_and_rows_before_the_headers_are_passed_over(
    sheet: Path, rows: list[dict[str, str]], profile: Portal
) -> None:
    write_csv(sheet, rows)
    lines = list(csv.reader(sheet.read_text(encoding="utf-8").splitlines()))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[], ["", " "], *([line[0], "", *line[1:], "", ""] for line in lines)])
    assert len(read_cases(sheet, everywhere(profile), TODAY).cases) == len(rows)


def test_a_quote_that_never_ends_is_said(sheet: Path, profile: Portal) -> None:
    sheet.write_text('编号,账号,类型,备案号\n"ZX', encoding="utf-8")
    assert "CSV" in file_problem(sheet, profile).cure


def test_a_sheet_without_rows_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    sheet.write_text(",".join(CASE_HEADERS) + "\n", encoding="utf-8")
    assert file_problem(sheet, profile).reason == "there is no case in it"


def test_a_sheet_without_accounts_beside_it_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    (sheet.parent / "accounts.csv").unlink()
    problems = problems_of(write_csv(sheet, rows), profile)
    assert any(each.place == "accounts.csv" and "账号" in each.cure for each in problems)


def test_an_account_that_stands_twice_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    with (sheet.parent / "accounts.csv").open("a", encoding="utf-8") as file:
        file.write("zhixing,别的,广东,someone_else\n")
    problems = problems_of(write_csv(sheet, rows), profile)
    assert [(each.place, each.field, each.reason) for each in problems] == [
        ("accounts.csv row 10", "账号", "'zhixing' stands twice")
    ]


# whatever is written, an answer comes, and it is a plain one

WORDS = st.one_of(st.text(max_size=8), st.sampled_from(["zhixing", "ZX-001", "粤ICP备12345678号-1", "注销主体", ".."]))
SCALARS = st.one_of(
    WORDS,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
)
FIELDS = sorted({part for path in CASE_HEADERS.values() for part in path.split(".")} | {"name", "cases", "clients"})
KEYS = st.one_of(st.sampled_from(FIELDS), st.text(max_size=5))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
FILES = st.dictionaries(st.sampled_from(["accounts", "clients", "cases", "x"]), VALUES, max_size=4)
ANY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ANY
@given(data=FILES)
def test_arbitrary_toml_gives_a_case_file_error_and_nothing_else(tmp_path: Path, profile: Portal, data: Data) -> None:
    path = write_toml(tmp_path, data)
    assert tomllib.loads(path.read_text(encoding="utf-8")) == data
    assert problems_of(path, profile)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every (container, key) within a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for key, inner in inside for each in [(value, key), *places(inner)]]


@ANY
@given(data=st.data())
def test_a_right_file_with_anything_anywhere_reads_whole_or_says_what_is_wrong(
    folder_with_materials: Path, profile: Portal, data: st.DataObject
) -> None:
    content = deepcopy(one_case())
    for _ in range(data.draw(st.integers(1, 2))):
        container, key = data.draw(st.sampled_from(places(content)))
        container[key] = data.draw(VALUES)
    path = write_toml(folder_with_materials, content)
    try:
        file = read_cases(path, everywhere(profile), TODAY)
    except CaseFileError as error:
        assert error.problems and all(each.place and each.reason and each.cure for each in error.problems)
    else:
        assert len(file.cases) == len(content["cases"]) == 1
        assert all((path.parent / name).is_file() for name in file.cases[0].materials.values())


@pytest.mark.parametrize("place", range(len(places(one_case()))))
def test_nothing_of_a_right_file_can_be_left_out_unnoticed(folder: Path, profile: Portal, place: int) -> None:
    content = one_case()
    container, key = places(content)[place]
    del container[key]
    assert problems_of(write_toml(folder, content), profile)


@ANY
@given(text=st.text() | st.lists(st.lists(WORDS | st.sampled_from(list(CASE_HEADERS)))).map(
    lambda lines: "\n".join(",".join(line) for line in lines)))  # fmt: skip
def test_arbitrary_csv_gives_a_case_file_error_and_nothing_else(sheet_place: Path, profile: Portal, text: str) -> None:
    for name in ("cases.csv", "accounts.csv"):
        (sheet_place / name).write_text(text, encoding="utf-8", newline="")
    with pytest.raises(CaseFileError) as caught:
        read_cases(sheet_place / "cases.csv", everywhere(profile), TODAY)
    assert caught.value.problems and all(each.place and each.reason and each.cure for each in caught.value.problems)


@ANY
@given(cells=st.dictionaries(st.sampled_from(list(CASE_HEADERS)), WORDS, min_size=1, max_size=2))
def test_a_right_sheet_with_anything_in_a_cell_reads_whole_or_says_what_is_wrong(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, cells: dict[str, str]
) -> None:
    write_csv(sheet, [{**rows[0], **cells}])
    try:
        file = read_cases(sheet, everywhere(profile), TODAY)
    except CaseFileError as error:
        assert error.problems and all(each.place and each.reason and each.cure for each in error.problems)
    else:
        assert len(file.cases) == 1


@pytest.fixture(scope="module")
def folder_with_materials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    shutil.copytree(SAMPLES / "materials" / "zhixing", folder / "materials" / "zhixing")
    return folder


@pytest.fixture(scope="module")
def sheet_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")
