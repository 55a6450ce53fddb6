"""`check` and `submit` with the advisor, as processes: an error stops its case alone, in both languages."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from portalbot.cases.casefile import read_cases
from portalbot.rules.working_days import known
from tests.cases.case_files import as_csv
from tests.cases.workbooks import fill
from tests.cli.command import inside, lines, submit_arguments
from tests.odd_files import drawing, saved, turned
from tests.support import CASES, SAMPLES, TODAY, everywhere

VAGUE = "该网站已经不再使用，申请注销"


@pytest.fixture
def vague(tmp_path: Path) -> Path:
    """Return the samples with a vague reason in JJ-001."""
    shutil.copytree(SAMPLES, tmp_path / "agency")
    path = tmp_path / "agency" / "cases.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("门店已全部停业，订餐网站停止运营并关闭服务器", VAGUE), encoding="utf-8")
    return path


def test_check_warns_in_both_languages_and_lists_the_preparations(tmp_path: Path) -> None:
    done = inside("check", str(CASES), "--data-dir", str(tmp_path))
    assert done.returncode == 0
    assert "[subject-order]" in done.stdout and "逐个办理" in done.stdout and "注销前准备" in done.stdout
    assert inside("check", str(CASES), "--data-dir", str(tmp_path), "--strict").returncode == 1


def test_check_says_where_a_review_may_end_beyond_the_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = date(2026, 12, 31)
    while known(last):
        last = last.replace(year=last.year + 1)
    monkeypatch.setattr("portalbot.rules.local_time.today", lambda: last.replace(year=last.year - 1))
    done = inside("check", str(CASES), "--data-dir", str(tmp_path))
    assert done.returncode == 0
    assert f"note: a review that begins today may last until {last.year}-01-0" in done.stdout
    assert f"which ends with {last.year - 1}" in done.stdout and "放假安排" in done.stdout
    monkeypatch.setattr("portalbot.rules.local_time.today", lambda: date(2026, 3, 2))
    assert "public calendar" not in inside("check", str(CASES), "--data-dir", str(tmp_path)).stdout


def test_check_names_the_rule_and_explains_it(vague: Path, tmp_path: Path) -> None:
    done = inside("check", str(vague), "--data-dir", str(tmp_path), "--json")
    assert done.returncode == 1
    [error] = [each for each in map(json.loads, done.stdout.splitlines()) if each["severity"] == "error"]
    assert (error["id"], error["rule"]) == ("JJ-001", "reason-vague") and "笼统" in error["message_zh"]
    said = inside("check", "--explain", "reason-vague").stdout
    assert "DOMAIN §1.1" in said and "因公司业务调整" in said
    assert inside("check", "--explain", "reason-vage").returncode == 2
    assert "near: reason-vague" in inside("check", "--explain", "reason-vage").stderr


def test_a_file_with_errors_is_told_with_rules_in_both_languages(vague: Path, tmp_path: Path) -> None:
    text = vague.read_text(encoding="utf-8")
    vague.write_text(text.replace("13800138000", "12800138000", 1), encoding="utf-8")
    done = inside("check", str(vague), "--data-dir", str(tmp_path))
    assert done.returncode == 2 and "[person]" in done.stderr and "手机号不正确" in done.stderr


@pytest.mark.parametrize("command", ["check", "submit"])
def test_a_material_that_the_form_has_no_place_for_ends_the_command_before_any_browser(
    vague: Path, tmp_path: Path, command: str
) -> None:
    text = vague.read_text(encoding="utf-8")
    vague.write_text(text.replace('category = "公司解散/注销"', 'category = "其他"'), encoding="utf-8")
    more = ["--yes", "--portal-url", "http://127.0.0.1:9"] if command == "submit" else []
    done = inside(command, str(vague), "--data-dir", str(tmp_path), *more, PORTALBOT_BROWSER="/nowhere")
    assert done.returncode == 2 and "with 公司解散/注销 only, and the case says 其他" in done.stderr


def test_check_says_which_copy_was_made_and_why_one_was_not(vague: Path, tmp_path: Path) -> None:
    place = vague.parent / "materials" / "qiantang"
    arguments = ("check", str(vague), "--data-dir", str(tmp_path), "--fit-materials")
    (place / "identity.jpg").write_bytes(saved(drawing(), "PNG"))
    done = inside(*arguments)
    assert "QT-001: made fit for the portal: identity.jpg" in done.stdout and "→ identity.jpg" in done.stdout
    (place / "identity.jpg").write_bytes(saved(drawing(), "GIF", save_all=True, append_images=[drawing().rotate(90)]))
    done = inside(*arguments)
    assert done.returncode == 2 and "it moves: it holds one picture after another" in done.stderr
    assert "[file-unfit]" in done.stderr and "无法制作内容一致的副本" in done.stderr
    (place / "identity.jpg").write_bytes(turned(6)[:-400])
    assert "QT-001: not made fit: identity.jpg stays as it is: the picture is damaged" in inside(*arguments).stdout


def test_submit_leaves_the_case_that_would_come_back_and_says_so(
    practice: PracticePortal, vague: Path, tmp_path: Path
) -> None:
    only = ["--only", "JJ-001", "--only", "JJ-002", "--yes"]
    done = inside(*submit_arguments(practice.url, tmp_path, *only, cases=vague))
    assert done.returncode == 1 and "[reason-vague]" in done.stderr
    found = lines(done)
    assert (found["JJ-001"]["state"], found["JJ-002"]["state"]) == ("ready", "submitted")
    assert [one.number for one in practice.office.applications] == ["蜀ICP备18005678号-1"]


def test_submit_files_no_hidden_row_says_so_in_the_plan_and_files_the_rest(
    practice: PracticePortal, tmp_path: Path
) -> None:
    shutil.copytree(SAMPLES, tmp_path / "agency")
    book, (cases, accounts) = Workbook(), as_csv(read_cases(CASES, everywhere(shipped()), TODAY))
    fill(book.worksheets[0], list(cases[0]), [row for row in cases if row["编号"].startswith("JJ-")])
    fill(book.create_sheet("账号"), list(accounts[0]), accounts)
    book.worksheets[0].row_dimensions[2].hidden = True
    path = tmp_path / "agency" / "cases.xlsx"
    book.save(path)
    done = inside(*submit_arguments(practice.url, tmp_path, "--yes", cases=path))
    assert done.returncode == 1 and "[row-hidden]" in done.stderr
    assert "Left out, 1 hidden or struck-out rows:\n  JJ-001  sheet Sheet row 2 is hidden" in done.stderr
    assert {name: each["state"] for name, each in lines(done).items()} == {"JJ-001": "ready", "JJ-002": "submitted"}
    assert [one.number for one in practice.office.applications] == ["蜀ICP备18005678号-1"]


def test_preparations_are_ticked_by_name_and_kept(tmp_path: Path) -> None:
    data = ["--data-dir", str(tmp_path)]
    assert inside("check", str(CASES), *data, "--tick", "ZX-001:contents").returncode == 2
    assert inside("check", str(CASES), *data, "--tick", "ZX-001:nothing", "--by", "王敏").returncode == 2
    ticks = ["--tick", "ZX-001:contents", "--tick", "ZX-001:told", "--by", "王敏"]
    assert inside("check", str(CASES), *data, *ticks).returncode == 0
    said = inside("check", str(CASES), *data).stdout
    assert re.search(r"ZX-001: done contents \(王敏.*\), told .*; open: users, database", said)


def test_materials_are_made_fit_only_when_asked(practice: PracticePortal, vague: Path, tmp_path: Path) -> None:
    place = vague.parent / "materials" / "jinjiang_b"
    (place / "identity.jpg").rename(place / "identity.png.jpg")
    shutil.copy(place / "identity.png.jpg", place / "scan.JPG")
    text = vague.read_text(encoding="utf-8").replace("jinjiang_b/identity.jpg", "jinjiang_b/scan.bmp")
    (place / "scan.bmp").write_bytes((place / "scan.JPG").read_bytes())
    vague.write_text(text, encoding="utf-8")
    only = ["--only", "JJ-002", "--yes"]
    assert inside(*submit_arguments(practice.url, tmp_path, *only, cases=vague)).returncode == 2
    done = inside(*submit_arguments(practice.url, tmp_path, *only, "--fit-materials", cases=vague))
    assert done.returncode == 0 and "made fit" in done.stderr, done.stderr
    [application] = practice.office.applications
    assert "scan.jpg" in {file.name for file in application.files}
    assert list((tmp_path / "evidence" / "JJ-002").glob("*fitted.txt"))
