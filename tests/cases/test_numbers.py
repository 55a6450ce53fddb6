"""备案号 in every form, and domains: what is understood, what fits which kind, and what is said of the rest."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.catalogue import shipped
from pages.domains import NoDomain, a_label, same
from pages.errors import Problem
from pages.profile import Portal
from pages.terms import LICENCE_NUMBER, MARK, NUMBER, PROVINCES, Kind, is_site_number, normalise_number, subject_of
from portalbot.cases.advisor.online import Asker
from portalbot.cases.advisor.subjects import Known, about_subjects
from portalbot.cases.casefile import Case, read_cases
from portalbot.cases.site_lookup import SiteAsker
from tests.cases.case_files import drop, problems_of, put, write_toml
from tests.cases.case_files import edited as one_case_edited
from tests.families import licence_case
from tests.support import CASES, TODAY, edited, everywhere, sample_cases, why

# what numbers were before

_SHORT = "".join(PROVINCES.values())
OLD_NUMBER = re.compile(rf"^[{_SHORT}]ICP备([0-9]{{8}}|[0-9]{{10}})号(-[1-9][0-9]{{0,3}}[AXK]?)?$")
OLD_LICENCE = re.compile(
    rf"^(?:[{_SHORT}川]ICP证[0-9]{{6,8}}号|(?:[{_SHORT}川]|合字)?[AB][12]-[0-9]{{8}}(?:-[0-9]{{1,3}})?)$"
)


@given(number=st.from_regex(OLD_NUMBER, fullmatch=True) | st.from_regex(OLD_LICENCE, fullmatch=True))
def test_a_number_that_was_taken_before_is_the_same_record_for_ever(number: str) -> None:
    assert normalise_number(number) == number
    assert bool(NUMBER.match(number)) or bool(LICENCE_NUMBER.match(number))
    if OLD_NUMBER.match(number):
        assert subject_of(number) == number.split("号")[0] + "号" and is_site_number(number) == ("号-" in number)


@given(text=st.text("粤京川icpICP备证号abAB12.-－‐ 0123456789axkAXKＩ１"))
def test_a_normalised_number_stays_as_it_is(text: str) -> None:
    number = normalise_number(text)
    assert normalise_number(number) == number
    assert subject_of(subject_of(number)) == subject_of(number)
    if is_site_number(number) and NUMBER.match(number):
        assert number.startswith(subject_of(number) + "-")


# every form

FORMS = [
    ("粤ICP备12345678号-12x", "粤ICP备12345678号-12X"),
    ("粤icp备2021004567号－1a", "粤ICP备2021004567号-1A"),
    ("京ICP证030173号-1", "京ICP证030173号-1"),
    ("京icp证 030173 号 - 1k", "京ICP证030173号-1K"),
    ("粤B2-20090059-5", "粤B2-20090059-5"),
    ("粤b2-20090059号-5", "粤B2-20090059-5"),
    ("粤B2-20090191号", "粤B2-20090191"),
    ("A2.B1.B2-20090003", "A2.B1.B2-20090003"),
    ("a2.b1.b2-20090003-11", "A2.B1.B2-20090003-11"),
    ("粤Ａ２．Ｂ１－２００９００５９", "粤A2.B1-20090059"),
    ("合字B2-20090007-2", "合字B2-20090007-2"),
]


@pytest.mark.parametrize(("written", "number"), FORMS)
def test_a_number_is_understood_in_the_ways_that_it_is_written(written: str, number: str) -> None:
    assert normalise_number(written) == number and NUMBER.match(number)
    assert is_site_number(number) == (number.count("-") > ("B" in number.split("号")[0]))
    assert re.search(MARK, number), "a page is known to have come by it"


@pytest.mark.parametrize(
    ("number", "subject"),
    [
        ("京ICP证030173号-1", "京ICP证030173号"),
        ("粤B2-20090059-5", "粤B2-20090059"),
        ("A2.B1.B2-20090003-11", "A2.B1.B2-20090003"),
        ("粤B2-20090059", "粤B2-20090059"),
        ("粤ICP备12345678号-1", "粤ICP备12345678号"),
        ("粤B2-200900591", "粤B2-200900591"),
    ],
)
def test_websites_of_one_licence_are_of_one_subject(number: str, subject: str) -> None:
    assert subject_of(number) == subject


SITE, WHOLE = "网站", "主体"
FITS = [
    ("粤B2-20090059-5", ["注销网站", "取消接入"]),
    ("粤A2.B1.B2-20090003-5", ["注销网站", "取消接入"]),
    ("粤ICP证030173号-1", ["注销网站", "取消接入"]),
    ("粤ICP备12345678号-12x", ["注销网站", "取消接入"]),
    ("B1-20231485-3", ["注销网站", "取消接入"]),
    ("粤B2-20090059", ["注销主体"]),
    ("粤B2-20090191号", ["注销主体"]),
    ("粤ICP证030173号", ["注销主体"]),
]


@pytest.mark.parametrize(("number", "kinds"), FITS)
def test_a_licence_holders_number_fits_the_kinds_of_websites(
    folder: Path, profile: Portal, number: str, kinds: list[str]
) -> None:
    for kind in ("注销网站", "取消接入", "注销主体"):
        path = write_toml(folder, one_case_edited(put("cases.0.number", number), put("cases.0.kind", kind)))
        if kind in kinds:
            [case] = read_cases(path, everywhere(profile), TODAY).cases
            assert case.number == normalise_number(number)
        else:
            [problem] = problems_of(path, profile)
            assert problem.rule == "kind-number" and not problem.cure.endswith("choose 许可证"), problem


def about(folder: Path, profile: Portal, number: str, kind: str) -> Problem:
    edits = [put("cases.0.number", number), put("cases.0.kind", kind)]
    if kind == "许可证":
        plan = "已提前三十日公告，用户数据已导出并删除"
        licence = {"site": "网站已关闭", "since": TODAY, "business": "信息服务业务", "plan": plan}
        edits += [drop("cases.0.reason"), put("cases.0.licence", licence)]
    found = [
        each for each in problems_of(write_toml(folder, one_case_edited(*edits)), profile) if each.field == "number"
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("number", "kind", "cure"),
    [
        ("粤B2-20090059-5", "注销主体", "write 粤B2-20090059, or choose 注销网站"),
        ("京ICP证030173号-1", "许可证", "write 京ICP证030173号 to end the licence, or choose 注销网站 or 取消接入"),
        (
            "粤B2-20090059",
            "注销网站",
            "write 粤B2-20090059-1 or the suffix of that site, or choose 注销主体, or 许可证",
        ),
        ("粤ICP备12345678", "注销主体", "probably 粤ICP备12345678号"),
        ("粤ICP备12345678-3x", "注销网站", "probably 粤ICP备12345678号-3X"),
        ("京ICP证030173", "注销主体", "probably 京ICP证030173号"),
        ("京ICP证030173号-1", "注销网站", "use an account of its province"),
        ("粤ICP备12345678号-1Z", "注销网站", "write it like"),
        ("C2-20090003", "注销主体", "write it like"),
    ],
)
def test_a_number_that_does_not_fit_is_said_with_the_right_cure(
    folder: Path, profile: Portal, number: str, kind: str, cure: str
) -> None:
    assert cure in about(folder, profile, number, kind).cure


def test_a_licence_is_ended_in_every_form_of_its_number() -> None:
    case = licence_case()
    for number in ("粤B2-20090191号", "粤b2-20090191", "A2.B1.B2-20090003", "京ICP证030173号", "粤B2-20090191-18"):
        assert edited(case, number=number).number == normalise_number(number)


def test_a_website_of_a_licences_holder_belongs_to_its_subject_and_a_licence_to_none() -> None:
    template = sample_cases(shipped())
    case = next(each for each in template.cases if each.id == "ZX-001")
    mine = edited(case, number="粤B2-20090059-5")

    def rules(*known: Known) -> list[str]:
        return [advice.rule.id for advice in about_subjects([mine], known, {case.id: 5})]

    assert rules() == ["subject-shell"]
    assert rules(Known("粤B2-20090059-6", Kind.SITE, ended=False)) == []
    assert rules(Known("粤B2-20090059-18", Kind.LICENCE, ended=False)) == ["subject-shell"]


# domains

RIGHT = [
    ("www.example.cn", "www.example.cn"),
    ("WWW.Example.CN", "www.example.cn"),
    ("a-b.example.com.cn", "a-b.example.com.cn"),
    ("例子.中国", "xn--fsqu00a.xn--fiqs8s"),
    ("www.例子.公司", "www.xn--fsqu00a.xn--55qx5d"),
    ("例子.cn", "xn--fsqu00a.cn"),
    ("xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
    ("XN--FSQU00A.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("123.com", "123.com"),
]


@pytest.mark.parametrize(("written", "label"), RIGHT)
def test_a_domain_is_kept_as_it_is_written_and_compared_by_its_label(
    folder: Path, profile: Portal, written: str, label: str
) -> None:
    assert a_label(written) == label and same(written, label)
    [case] = read_cases(write_toml(folder, changed(written)), everywhere(profile), TODAY).cases
    assert why(case).new_domain == written


def changed(new_domain: str, *more: Any) -> dict[str, Any]:
    """Return a file whose one case is about a changed domain."""
    return one_case_edited(
        put("cases.0.reason.category", "域名变更"),
        put("cases.0.reason.new_domain", new_domain),
        put("cases.0.materials.新域名注册证书", "materials/zhixing/licence.pdf"),
        *more,
    )


LIKE = "write it like www.example.cn, without http://"
WRONG = [
    ("http://www.example.cn/", "is an address, no domain", "probably www.example.cn"),
    ("https://例子.中国/a?b", "is an address, no domain", "probably 例子.中国"),
    ("HTTP:\\\\example.cn", "is an address", LIKE),
    ("同上", "is no domain", "write the domain itself, in each row"),
    ("无", "is no domain", "in each row"),
    ("-", "is no domain", "in each row"),
    ("www.example.cn/", "has a path behind", "probably www.example.cn"),
    ("www.example.cn:8080", "has a port behind", "probably www.example.cn"),
    ("example.cn.", "ends with a dot", "probably example.cn"),
    ("www。example。cn", "has a full-width dot", "probably www.example.cn"),
    ("www．example．cn", "has a full-width dot", "probably www.example.cn"),
    ("info@example.cn", "is a mail address", "probably example.cn"),
    ("a.cn b.cn", "is more than one domain", "write one domain"),
    ("a.cn、b.cn", "is more than one domain", "write one domain"),
    ("a.cn,b.cn", "is more than one domain", "write one domain"),
    ("www.exam ple.cn", "has a blank in it", "without blanks"),
    ("192.168.0.1", "is an IP address", LIKE),
    ("[2001:db8::1]", "behind the domain", LIKE),
    ("example.123", "is no domain", LIKE),
    ("*.example.cn", "is no domain", LIKE),
    ("ex_ample.cn", "is no domain", LIKE),
    ("-a.example.cn", "is no domain", LIKE),
    ("a..cn", "is no domain", LIKE),
    ("xn--zzzzzz99999.cn", "is no domain", LIKE),
    (".".join(["a" * 63] * 5) + ".cn", "is no domain", LIKE),
]


@pytest.mark.parametrize(("written", "reason", "cure"), WRONG, ids=lambda each: each[:24])
@pytest.mark.parametrize("field", ["domain", "reason.new_domain"])
def test_what_is_no_domain_is_refused_with_words(
    folder: Path, profile: Portal, field: str, written: str, reason: str, cure: str
) -> None:
    data = changed("new.example.cn", put(f"cases.0.{field}", written))
    [problem] = problems_of(write_toml(folder, data), profile)
    assert (problem.field, problem.rule) == (field, "domain-form")
    assert reason in problem.reason and cure in problem.cure


@given(text=st.text() | st.text("a.-中国:/@ 。"))
def test_any_text_is_a_domain_or_said_to_be_none(text: str) -> None:
    try:
        label = a_label(text)
    except NoDomain as error:
        assert error.reason and error.cure
    else:
        assert re.fullmatch(r"[a-z0-9.-]+", label) and a_label(label) == label


def test_a_new_domain_that_is_the_old_one_is_said(folder: Path, profile: Portal) -> None:
    data = changed("XN--FSQU00A.xn--fiqs8s", put("cases.0.domain", "www.例子.中国"))
    [problem] = problems_of(write_toml(folder, data), profile)
    assert problem.field == "reason.new_domain" and "the domain that the site has now" in problem.reason


def test_the_net_is_asked_for_the_label(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(_self: SiteAsker, name: str, _kind: str = "A") -> list[str]:
        asked.append(name)
        return []

    monkeypatch.setattr(SiteAsker, "resolve", resolve)
    SiteAsker().about(["www.例子.中国"])
    assert set(asked) == {"xn--fsqu00a.xn--fiqs8s", "www.xn--fsqu00a.xn--fiqs8s"}
    assert SiteAsker().about(["http://x/"])[0].unknown == ("'http://x/' is an address, no domain",)
    asked.clear()
    case: Case = read_cases(CASES, everywhere(shipped()), TODAY).cases[0]
    Asker().about_sites([case.model_copy(update={"domain": "例子.中国"})])
    assert asked == ["xn--fsqu00a.xn--fiqs8s"]
