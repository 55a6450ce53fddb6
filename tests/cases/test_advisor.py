"""The advisor: every rule with a case that trips it and one that does not, both languages, and no surprise."""

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.catalogue import shipped
from pages.errors import CaseFileError
from pages.terms import Reason
from portalbot.cases import documents
from portalbot.cases.advisor import RULES, Advice, Severity, advise
from portalbot.cases.advisor.files import _GAPS, examined
from portalbot.cases.advisor.rules import page
from portalbot.cases.advisor.subjects import Known
from portalbot.cases.advisor.texts import VAGUE, about_reason
from portalbot.cases.casefile import Case, CaseFile, read_cases
from portalbot.cases.casefile.model import Cause
from portalbot.cases.documents.examining import LEAST_SHARPNESS, sharpness
from tests.odd_files import LINES, encrypted, form_of_adobe, nested, pdf, whole, with_attachment
from tests.support import CASES, ROOT, SAMPLES, TODAY, edited, everywhere, why

PORTAL = everywhere(shipped().at("http://127.0.0.1"))


@pytest.fixture
def file(tmp_path: Path) -> CaseFile:
    """Return the sample cases in a folder of their own, whose files may be changed."""
    shutil.copytree(SAMPLES, tmp_path / "agency")
    return read_cases(tmp_path / "agency" / "cases.toml", PORTAL, TODAY)


def case_of(file: CaseFile, case_id: str = "QT-001") -> Case:
    return next(case for case in file.cases if case.id == case_id)


def only(file: CaseFile, *cases: Case) -> CaseFile:
    return file.model_copy(update={"cases": cases})


def with_text(case: Case, text: str, category: str = "网站停止运营") -> Case:
    more = {"new_domain": "a.example"} if category == "域名变更" else {}
    more |= {"wrong": "名称有误", "right": "应为钱塘"} if category == "备案信息错误" else {}
    return case.model_copy(update={"reason": Cause.model_validate({"category": category, "text": text, **more})})


def rules_of(file: CaseFile, *cases: Case, known: tuple[Known, ...] = ()) -> set[str]:
    return {advice.rule.id for advice in advise(only(file, *cases), PORTAL, known)}


# reasons


@pytest.mark.parametrize(
    "text",
    [
        "网站不再使用了，申请注销",
        "该网站已经不再使用，申请注销",
        "我公司网站不用了，请予注销备案",
        "网站已停用，特申请注销备案",
        "本网站现已关闭，申请取消备案",
    ],
)
def test_a_vague_reason_stops_the_case(file: CaseFile, text: str) -> None:
    assert "reason-vague" in rules_of(file, with_text(case_of(file), text))


@pytest.mark.parametrize(
    "text",
    [
        "因公司业务调整，该网站已停止运营，不再提供服务",
        "门店已全部停业，订餐网站停止运营并关闭服务器",
        "公司已经股东会决议解散，工商注销手续已办理完毕",
        "网站不再使用：业务已并入集团总站，本站服务器已于三月关闭",
    ],
)
def test_a_reason_that_names_its_cause_is_left_alone(file: CaseFile, text: str) -> None:
    assert not {rule for rule in rules_of(file, with_text(case_of(file), text)) if rule.startswith("reason-")}


def test_a_reason_without_cause_or_with_few_words_is_warned_of(file: CaseFile) -> None:
    assert "reason-cause" in rules_of(file, with_text(case_of(file), "相关页面已全部清空，无法再打开访问"))
    assert "reason-short" in rules_of(file, with_text(case_of(file), "因业务调整网站停运了"))


def test_a_mistake_or_another_domain_is_usually_a_change(file: CaseFile) -> None:
    good = "因公司业务调整，该网站已停止运营，不再提供服务"
    case = case_of(file)
    assert "reason-mistake" in rules_of(file, with_text(case, good, "备案信息错误"))
    assert "reason-domain" in rules_of(file, with_text(case, good, "域名变更"))
    assert not {"reason-mistake", "reason-domain"} & rules_of(file, with_text(case, good))


@given(st.text(min_size=10, max_size=200))
def test_no_text_is_too_strange_for_the_rules(text: str) -> None:
    case = read_cases(CASES, PORTAL, TODAY).cases[0]
    reason = why(case).model_copy(update={"text": text, "category": Reason.OTHER})
    assert all(isinstance(advice, Advice) for advice in about_reason(case.model_copy(update={"reason": reason})))


def test_no_text_makes_the_rule_of_vagueness_run_for_long() -> None:
    assert VAGUE.match("我们" * 5000 + "不") is None


# subjects


def test_a_subject_and_its_site_in_one_file_are_a_conflict(file: CaseFile) -> None:
    whole, site = case_of(file, "LN-105"), case_of(file, "QT-001")
    number = f"{whole.number}-1"
    clash = site.model_copy(update={"number": number, "account": whole.account, "client": whole.client})
    assert "subject-conflict" in rules_of(file, whole, clash)
    assert "subject-conflict" not in rules_of(file, whole, site)


def test_one_site_asked_for_twice_in_two_kinds_is_a_conflict(file: CaseFile) -> None:
    site = case_of(file, "ZX-001")
    twin = edited(site, id="ZX-009", kind="取消接入")
    assert "site-conflict" in rules_of(file, site, twin)
    assert "site-conflict" not in rules_of(file, site, case_of(file, "ZX-002"))


def test_several_sites_of_a_subject_take_their_turns_and_their_days(file: CaseFile) -> None:
    cases = [case_of(file, case_id) for case_id in ("ZX-001", "ZX-002", "ZX-003")]
    [first, *_] = [one for one in advise(only(file, *cases), PORTAL) if one.rule.id == "subject-order"]
    assert first.values["days"] == 9 and first.values["order"] == "-1 → -2 → -11"
    assert "subject-order" not in rules_of(file, cases[0])


def test_a_subjects_only_site_as_far_as_is_known_may_leave_an_empty_shell(file: CaseFile) -> None:
    site = case_of(file, "JJ-001")
    assert "subject-shell" in rules_of(file, site)
    other = Known(site.number.replace("-1", "-2"), "注销网站", ended=False)
    assert "subject-shell" not in rules_of(file, site, known=(other,))
    assert "subject-shell" in rules_of(file, site, known=(Known(other.number, other.kind, ended=True),))
    assert "subject-shell" not in rules_of(file, case_of(file, "LN-105"))


# files


def picture(width: int = 1240, height: int = 840, *, blurred: int = 0, orientation: int = 1) -> bytes:
    from PIL import Image, ImageFilter

    with Image.open(SAMPLES / "materials" / "zhixing" / "identity.jpg") as whole:
        made = whole.resize((width, height))
    if blurred:
        made = made.filter(ImageFilter.GaussianBlur(blurred))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    made.save(out, "JPEG", exif=exif, quality=80)
    return out.getvalue()


def empty_pdf() -> bytes:
    import pypdfium2

    out = io.BytesIO()
    pypdfium2.PdfDocument.new().save(out)
    return out.getvalue()


def without_its_last_page() -> bytes:
    """Return a PDF of three pages whose last one is lost."""
    return pdf(LINES, LINES, LINES).replace(b"7 0 obj", b"9 0 obj")


@dataclass(frozen=True)
class Put:
    """A content for one material of a case."""

    material: str
    name: str
    data: Callable[[], bytes]


FILES = {
    "pdf-opens": Put("注销申请书", "application.pdf", lambda: b"%PDF-1.7 nothing more"),
    "pdf-encrypted": Put("注销申请书", "application.pdf", lambda: encrypted("secret")),
    "pdf-restricted": Put("注销申请书", "application.pdf", lambda: encrypted("")),
    "pdf-page": Put("注销申请书", "application.pdf", without_its_last_page),
    "pdf-cut": Put("注销申请书", "application.pdf", lambda: pdf(LINES, LINES)[:-6]),
    "pdf-adobe": Put("注销申请书", "application.pdf", form_of_adobe),
    "pdf-empty": Put("注销申请书", "application.pdf", lambda: pdf(b"", b" ")),
    "pdf-attached": Put("注销申请书", "application.pdf", with_attachment),
    "file-heavy": Put("注销申请书", "application.pdf", lambda: nested(9)),
    "pdf-pages": Put("注销申请书", "application.pdf", empty_pdf),
    "image-opens": Put("法人身份证", "identity.jpg", lambda: b"\xff\xd8\xff\xe0 nothing more"),
    "image-turned": Put("法人身份证", "identity.jpg", lambda: picture(orientation=6)),
    "image-small": Put("法人身份证", "identity.jpg", lambda: picture(900, 600)),
    "image-blurred": Put("法人身份证", "identity.jpg", lambda: picture(blurred=4)),
}


@pytest.mark.parametrize("rule", FILES)
def test_a_file_that_would_come_back_is_named_and_a_good_one_is_not(file: CaseFile, rule: str) -> None:
    case = case_of(file)
    put = FILES[rule]
    path = file.path.parent / "materials" / "qiantang" / put.name
    assert rule not in rules_of(file, case), "the sample is good"
    path.write_bytes(put.data())
    [advice] = [one for one in advise(only(file, case), PORTAL) if one.rule.id == rule]
    assert advice.where == f"materials.{put.material}" and put.name in advice.en and put.name in advice.zh


def test_every_rule_about_contents_has_a_file_that_trips_it() -> None:
    assert set(FILES) == set(_GAPS)


NO_PAGE = (
    b"<</Type/Pages/Kids[]/Count 1>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Pages/Kids[null]/Count 1>>",
)


@pytest.mark.parametrize("pages", NO_PAGE)
def test_a_pdf_that_opens_and_has_no_page_that_loads_stops_its_case(file: CaseFile, pages: bytes) -> None:
    case = case_of(file)
    path = file.path.parent / "materials" / "qiantang" / "application.pdf"
    path.write_bytes(whole([b"<</Type/Catalog/Pages 2 0 R>>", pages]))
    found = [one for one in advise(only(file, case), PORTAL) if one.rule.id in ("pdf-page", "pdf-pages", "pdf-opens")]
    assert len(found) == 1 and found[0].stops()


def test_a_page_that_is_lost_is_named_by_its_number(file: CaseFile) -> None:
    case = case_of(file)
    path = file.path.parent / "materials" / "qiantang" / "application.pdf"
    path.write_bytes(without_its_last_page())
    [advice] = [one for one in advise(only(file, case), PORTAL) if one.rule.id == "pdf-page"]
    assert "page 3 of 3" in advice.en and "共3页，第3页" in advice.zh


@pytest.mark.parametrize("orientation", [0, 1, 9, 200])
def test_an_orientation_that_says_nothing_is_not_warned_of(file: CaseFile, orientation: int) -> None:
    path = file.path.parent / "materials" / "qiantang" / "identity.jpg"
    path.write_bytes(picture(orientation=orientation))
    assert "image-turned" not in rules_of(file, case_of(file))


@pytest.mark.parametrize("orientation", range(2, 9))
def test_every_orientation_that_turns_or_mirrors_is_warned_of(file: CaseFile, orientation: int) -> None:
    path = file.path.parent / "materials" / "qiantang" / "identity.jpg"
    path.write_bytes(picture(orientation=orientation))
    assert "image-turned" in rules_of(file, case_of(file))


def test_what_is_found_of_a_file_counts_only_as_a_rule_of_the_advisor(
    file: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = [documents.Finding("person", {}), documents.Finding("pdf-page", {"page": 1})]
    monkeypatch.setattr(documents, "examined", lambda _data: strange)
    case = case_of(file)
    found = [one.rule.id for one in advise(only(file, case), PORTAL) if one.where.startswith("materials.")]
    assert found == ["file-heavy", "file-heavy"] * len(case.materials)


def test_the_threshold_of_sharpness_lies_between_the_samples_and_their_blurred_copies(tmp_path: Path) -> None:
    from PIL import Image

    for path in SAMPLES.glob("materials/*/identity.jpg"):
        with Image.open(path) as sample:
            assert sharpness(sample) > 2 * LEAST_SHARPNESS
    with Image.open(io.BytesIO(picture(blurred=3))) as blurred:
        assert sharpness(blurred) < LEAST_SHARPNESS / 2


def test_one_file_for_two_materials_is_warned_of(file: CaseFile) -> None:
    case = case_of(file)
    names = dict(case.materials)
    names |= {key: names[next(iter(names))] for key in list(names)[:2]}
    assert "same-file" in rules_of(file, case.model_copy(update={"materials": names}))
    assert "same-file" not in rules_of(file, case)


def test_a_picture_that_unpacks_to_gigabytes_is_not_opened(tmp_path: Path) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")
    )
    assert [rule for rule, _ in examined(path, 0, 0).trips] == ["image-opens"]


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"]))
def test_whatever_a_file_holds_an_answer_comes(tmp_path_factory: Any, data: bytes, head: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(head + data)
    assert all(rule in RULES for rule, _ in examined(path, 0, len(data)).trips)


# the table


def test_every_rule_speaks_both_languages_and_names_its_source() -> None:
    for rule in RULES.values():
        assert re.search("[一-鿿]", rule.zh) and re.search("[一-鿿]", rule.cure_zh), rule.id
        assert re.search("[a-z]", rule.en) and rule.source, rule.id
        assert set(re.findall(r"\{(\w+)", rule.en)) == set(re.findall(r"\{(\w+)", rule.zh)), rule.id


def test_every_rule_is_asked_somewhere() -> None:
    sources = [
        *(ROOT / "portalbot" / "cases" / "advisor").glob("*.py"),
        *(ROOT / "portalbot" / "cases" / "casefile").glob("*.py"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert [rule for rule in RULES if f'"{rule}"' not in text] == []


def test_the_page_of_rules_is_made_from_the_table() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == page()


def test_an_error_stops_a_case_and_a_warning_does_when_strict() -> None:
    error, warning = Advice.of("pdf-pages", "A", file="x"), Advice.of("same-file", "A", materials="x")
    assert (error.rule.severity, warning.rule.severity) == (Severity.ERROR, Severity.WARNING)
    assert [error.stops(), warning.stops(), warning.stops(strict=True)] == [True, False, True]


READERS: dict[str, tuple[str, str]] = {
    "number-form": ('number = "浙ICP备2021004567号-1"', 'number = "浙ICP备20210号-1"'),
    "number-province": ('number = "浙ICP备2021004567号-1"', 'number = "京ICP备2021004567号-1"'),
    "kind-number": ('number = "浙ICP备2021004567号-1"', 'number = "浙ICP备2021004567号"'),
    "licence-content": ('[cases.licence]\nsite = "网站已关闭"', '[cases.licence]\nplan = "短"\nsite = "网站已关闭"'),
    "reason-fields": (', wrong = "网站名称登记为锦绣川剧"', ""),
    "reason-length": ('text = "门店已全部停业，订餐网站停止运营并关闭服务器"', 'text = "停业"'),
    "person": ('mobile = "13800138000"', 'mobile = "12800138000"'),
    "account-unknown": ('account = "qiantang"', 'account = "nobody"'),
    "twice": ('id = "JJ-002"', 'id = "JJ-001"'),
    "material-missing": ('"注销申请书" = "materials/qiantang/application.pdf"', ""),
    "file-place": ('"materials/qiantang/application.pdf"', '"materials/qiantang/nowhere.pdf"'),
    "authorised-future": ('by = "沈钱塘", on = 2026-02-20', 'by = "沈钱塘", on = 2026-04-20'),
}


@pytest.mark.parametrize("rule", READERS)
def test_what_the_reader_refuses_names_its_rule(file: CaseFile, rule: str) -> None:
    old, new = READERS[rule]
    text = file.path.read_text(encoding="utf-8")
    assert old in text
    if rule == "licence-content":
        text = re.sub(r"plan = .*", "", text)
    file.path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CaseFileError) as caught:
        read_cases(file.path, PORTAL, TODAY)
    assert rule in {problem.rule for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("file-type", lambda path: path.write_bytes(b"plain text")),
        ("file-size", lambda path: path.write_bytes(b"")),
        ("file-size", lambda path: path.write_bytes(b"%PDF-" + b"0" * 6_000_000)),
    ],
)
def test_a_file_that_the_portal_does_not_take_names_its_rule(
    file: CaseFile, rule: str, change: Callable[[Path], object]
) -> None:
    change(file.path.parent / "materials" / "qiantang" / "application.pdf")
    with pytest.raises(CaseFileError) as caught:
        read_cases(file.path, PORTAL, TODAY)
    assert [problem.rule for problem in caught.value.problems] == [rule]


def test_a_name_that_is_too_long_and_a_character_that_cannot_be_written_name_their_rules(file: CaseFile) -> None:
    long = "a" * 120 + ".pdf"
    place = file.path.parent / "materials" / "qiantang"
    (place / "application.pdf").rename(place / long)
    text = file.path.read_text(encoding="utf-8").replace("qiantang/application.pdf", f"qiantang/{long}")
    file.path.write_text(text.replace("因公司业务调整，该网站", "因公司业务调整𠮷，该网站"), encoding="utf-8")
    old = everywhere(shipped("practice/安徽").at("http://127.0.0.1"))
    with pytest.raises(CaseFileError) as caught:
        read_cases(file.path, old, TODAY)
    assert {"file-name", "charset"} <= {problem.rule for problem in caught.value.problems}
    with pytest.raises(CaseFileError) as caught:
        read_cases(file.path, PORTAL, TODAY)
    assert {problem.rule for problem in caught.value.problems} == {"file-name"}
