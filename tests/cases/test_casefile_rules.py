"""For every rule of a case file a file that trips it, with place, field, reason and cure."""

from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path

import pytest

from pages.profile import Portal
from pages.terms import PROVINCES
from portalbot.cases.casefile import read_cases
from tests.cases.case_files import CASE, Edit, drop, edited, one_case, problems_of, put, write_toml
from tests.support import TODAY, everywhere

# one rule, one file that trips it: (edit, place, field, in the reason, in the cure)

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
