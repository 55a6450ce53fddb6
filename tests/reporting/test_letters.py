"""Letters: which there are, what stands in them, users' templates, and files that are never overwritten unasked."""

import os
import re
import stat
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pages.terms import PROVINCES
from portalbot.browser import finder
from portalbot.cases.casefile import CaseFile, read_cases
from portalbot.cli.app import app
from portalbot.reporting.letters.letters import Letter, LetterError, Press, in_words, letters_of, office_of
from tests.cli.command import THREAD
from tests.support import CASES, TODAY, edited

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def file() -> CaseFile:
    return read_cases(CASES, None, TODAY)


def letters(file: CaseFile, *only: str, agent: str | None = None) -> dict[str, Letter]:
    return {each.file: each for each in letters_of(file, day=DAY, agent=agent, only=only)}


def said(letter: Letter, press: Press | None = None) -> str:
    """Return what a letter says, without its markup."""
    html = (press or Press()).html(letter)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<body>") :]))


def test_each_case_has_an_application_and_each_client_an_authorisation(file: CaseFile) -> None:
    found = letters(file)
    assert {name for name in found if "注销申请书" in name} == {f"{case.id} 注销申请书.pdf" for case in file.cases}
    mine = found["ZX-001 授权委托书.pdf"]
    assert [case.id for case in mine.words["cases"]] == ["ZX-001", "ZX-002", "ZX-003"]
    assert "ZX-002 授权委托书.pdf" not in found
    licence = edited(next(case for case in file.cases if case.id == "XK-001"), account="zhixing")
    same = file.model_copy(update={"cases": (file.cases[0], licence)})
    assert "XK-001 授权委托书.pdf" in letters(same), "a licence is authorised apart, at the same account too"
    assert set(letters(file, "ZX-002")) == {"ZX-002 注销申请书.pdf", "ZX-002 授权委托书.pdf"}


def test_an_application_says_all_that_is_stamped(file: CaseFile) -> None:
    text = said(letters(file)["ZX-001 注销申请书.pdf"])
    case = file.cases[0]
    wanted = [case.client.name, case.client.uscc, case.client.legal_person, case.number, case.site_name, "盖章", "签字"]
    wanted += ["网站备案注销申请书", "广东省通信管理局", "深圳知行网络", "2026年3月2日", "网站停止运营"]
    assert case.reason is not None
    assert [each for each in [*wanted, case.reason.text] if each not in text] == []


def test_an_authorisation_names_every_number_and_the_agent(file: CaseFile) -> None:
    text = said(letters(file, agent="某某代理有限公司")["ZX-001 授权委托书.pdf"])
    numbers = [case.number for case in file.cases if case.account == "zhixing"]
    assert len(numbers) == 3 and [each for each in numbers if each not in text] == []
    assert "某某代理有限公司" in text and "深圳知行网络 " not in text and "共3项" in text


def test_the_date_of_an_authorisation_is_the_files_and_open_where_it_differs(file: CaseFile) -> None:
    first, second, *_ = (case for case in file.cases if case.account == "zhixing")
    signed = first.authorised.on
    assert letters(file, "ZX-001")["ZX-001 授权委托书.pdf"].words["day"] == signed
    other = edited(second, authorised={"by": "陈知行", "on": date(2026, 1, 1)})
    both = file.model_copy(update={"cases": (first, other)})
    assert letters(both)["ZX-001 授权委托书.pdf"].words["day"] is None
    assert in_words(None).split() == ["年", "月", "日"] and in_words(DAY) == "2026年3月2日"


def test_each_office_has_its_full_name() -> None:
    names = [office_of(province) for province in PROVINCES]
    assert {"北京市通信管理局", "四川省通信管理局", "广西壮族自治区通信管理局"} <= set(names)
    assert len([name for name in names if "省" in name]) == 22


def test_a_licence_has_the_words_of_a_licence(file: CaseFile) -> None:
    for name in ("XK-001 注销申请书.pdf", "XK-001 授权委托书.pdf"):
        text = said(letters(file)[name])
        assert "ICP证书注销" in text and "粤B2-20090191" in text and "备案" not in text
    assert "用户善后方案" in said(letters(file)["XK-001 注销申请书.pdf"])


def test_what_a_case_says_is_no_markup(file: CaseFile) -> None:
    case = edited(file.cases[0], site_name="<script>1</script>")
    html = Press().html(letters(file.model_copy(update={"cases": (case,)}))["ZX-001 注销申请书.pdf"])
    assert "<script" not in html and "&lt;script&gt;" in html


# templates of one's own


def test_ones_own_template_takes_the_place_of_ours_and_the_other_stays(file: CaseFile, tmp_path: Path) -> None:
    own = "{% extends 'letter.html' %}{% block body %}本所：{{ case.number }}{% endblock %}"
    (tmp_path / "注销申请书.html").write_text(own, encoding="utf-8")
    press = Press(tmp_path)
    assert said(letters(file)["ZX-001 注销申请书.pdf"], press).strip() == "本所：粤ICP备12345678号-1"
    assert "受托人" in said(letters(file)["ZX-001 授权委托书.pdf"], press)


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("<p>\n{{ case.numbr }}", "line 2.*has no attribute 'numbr'"),
        ("<p>\n\n{{ clientt.name }}", "line 3.*'clientt' is undefined.*knows .*client"),
        ("<p>\n{% if %}", "line 2.*correct the template"),
        ("{{ 1 / 0 }}", "line 1.*division by zero"),
        ("{{ ''.__class__.__mro__ }}", "line 1.*unsafe"),
        ("{% extends 'nowhere.html' %}", "nowhere.html"),
    ],
)
def test_a_fault_in_a_template_is_named_with_file_and_line(
    file: CaseFile, tmp_path: Path, template: str, why: str
) -> None:
    path = tmp_path / "注销申请书.html"
    path.write_text(template, encoding="utf-8")
    with pytest.raises(LetterError, match=why) as caught:
        Press(tmp_path).html(letters(file)["ZX-001 注销申请书.pdf"])
    assert str(path) in str(caught.value)


def test_a_template_in_another_encoding_is_refused(file: CaseFile, tmp_path: Path) -> None:
    (tmp_path / "注销申请书.html").write_bytes("申请".encode("gbk"))
    with pytest.raises(LetterError, match=r"注销申请书\.html"):
        Press(tmp_path).html(letters(file)["ZX-001 注销申请书.pdf"])


def test_a_folder_without_a_template_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "申请.html").touch()
    with pytest.raises(LetterError, match=r"has no template; put 注销申请书\.html or 授权委托书\.html"):
        Press(tmp_path)


# the command


def letter(*arguments: str) -> tuple[int, str]:
    done = THREAD.submit(CliRunner().invoke, app, ["letter", *arguments]).result()
    return done.exit_code, done.output


@pytest.fixture
def cases(tmp_path: Path) -> str:
    """Return a case file whose materials are not there yet, signed tomorrow."""
    text = CASES.read_text(encoding="utf-8")
    path = tmp_path / "cases.toml"
    path.write_text(re.sub(r"on = \d{4}-\d\d-\d\d", "on = 2099-01-01", text), encoding="utf-8")
    return str(path)


def test_letters_are_made_before_there_are_materials_and_kept_afterwards(cases: str, tmp_path: Path) -> None:
    out = tmp_path / "letters"
    code, told = letter(cases, "--out", str(out), "--only", "ZX-001")
    assert code == 0 and "2 letters made" in told
    made = out / "ZX-001 注销申请书.pdf"
    assert made.read_bytes().startswith(b"%PDF-") and len(list(out.iterdir())) == 2
    assert os.name != "posix" or stat.S_IMODE(out.stat().st_mode) == 0o700
    made.write_bytes(b"signed")
    code, told = letter(cases, "--out", str(out), "--only", "ZX-001")
    assert code == 0 and "kept as it is: ZX-001 注销申请书.pdf" in told and made.read_bytes() == b"signed"
    assert letter(cases, "--out", str(out), "--only", "ZX-001", "--force")[0] == 0
    assert made.read_bytes().startswith(b"%PDF-")


def test_without_a_chinese_font_nothing_is_made(cases: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "has_cjk_font", lambda: False)
    code, told = letter(cases, "--out", str(tmp_path / "letters"))
    assert code == 2 and "install one, e.g. apt-get install fonts-noto-cjk" in told
    assert not (tmp_path / "letters").exists()


def test_a_fault_is_found_before_anything_is_printed(cases: str, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "授权委托书.html").write_text("{{ nobody }}", encoding="utf-8")
    code, told = letter(cases, "--out", str(tmp_path / "letters"), "--templates", str(own))
    assert code == 2 and "授权委托书.html, line 1" in told and not (tmp_path / "letters").exists()
    code, told = letter(cases, "--only", "ZX-999")
    assert code == 2 and "no case ZX-999" in told
