"""The commands as processes: exit codes, JSON, approval without a terminal, other consoles and time zones."""

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from portalbot import __version__
from tests.cli.command import command, inside, lines, submit_arguments
from tests.support import CASES, PASSWORDS, SAMPLES

Filed = tuple[Path, "subprocess.CompletedProcess[str]"]
"""A data directory, and what the command that filed said."""


def test_help_and_version_are_there() -> None:
    assert command("--version").stdout.strip() == f"portalbot {__version__}"
    for name in ("demo", "check", "submit", "status", "poll", "accounts"):
        done = command(name, "--help")
        assert done.returncode == 0 and "Usage" in done.stdout


def test_check_says_that_the_samples_are_right() -> None:
    done = inside("check", str(CASES))
    assert (done.returncode, "16 cases in 8 accounts, no errors" in done.stdout) == (0, True)


def test_submit_without_an_address_says_why_and_exits_2(tmp_path: Path) -> None:
    done = inside("submit", str(CASES), "--data-dir", str(tmp_path), "--yes")
    assert done.returncode == 2
    assert "has no address" in done.stderr and "--portal-url" in done.stderr


def test_the_practice_profile_is_never_used_on_a_real_address(tmp_path: Path) -> None:
    where = ["--portal-url", "https://beian.example.cn", "--data-dir", str(tmp_path)]
    done = inside("submit", str(CASES), *where, "--yes")
    assert done.returncode == 2 and "practice portal only" in done.stderr


def test_without_a_terminal_the_plan_must_be_approved_beforehand(practice: PracticePortal, tmp_path: Path) -> None:
    done = inside(*submit_arguments(practice.url, tmp_path))
    assert done.returncode == 2
    assert "--yes" in done.stderr and "不可恢复" in done.stderr and "粤ICP备12345678号-11" in done.stderr
    assert practice.office.sign_ins == []


def test_a_plan_of_another_size_than_expected_is_not_filed(practice: PracticePortal, tmp_path: Path) -> None:
    done = inside(*submit_arguments(practice.url, tmp_path, "--yes", "--expect", "12"))
    assert done.returncode == 2 and "16 cases are planned" in done.stderr
    assert practice.office.sign_ins == []


def test_an_unknown_case_is_named(practice: PracticePortal, tmp_path: Path) -> None:
    done = inside(*submit_arguments(practice.url, tmp_path, "--yes", "--only", "ZX-999"))
    assert done.returncode == 2 and "ZX-999" in done.stderr


def test_nothing_is_filed_from_a_file_with_errors(practice: PracticePortal, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    shutil.copytree(SAMPLES, folder)
    cases = folder / "cases.toml"
    text = cases.read_text(encoding="utf-8").replace("粤ICP备12345678号-2", "粤ICP备1234号-2")
    cases.write_text(text.replace("2026-02-20", "2199-01-01"), encoding="utf-8")
    done = inside(*submit_arguments(practice.url, tmp_path / "data", "--yes", cases=cases))
    assert done.returncode == 2
    assert "case ZX-002, number" in done.stderr and "case JJ-001, authorised.on" in done.stderr
    assert practice.office.sign_ins == []


def test_samples_of_every_dialect_are_filed_and_filed_once(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path
) -> None:
    only = [word for case in ("ZX-001", "ZX-002", "JH-001", "AH-001", "XK-001") for word in ("--only", case)]
    first = command(*submit_arguments(practice.url, tmp_path, "--yes", "--expect", "5", "--workers", "2", *only))
    assert first.returncode == 0, first.stderr
    records = lines(first)
    assert {name for name, record in records.items() if record["state"] == "held"} == {"ZX-002"}
    filed = {record["serial"]: record["number"] for record in records.values() if record["state"] == "submitted"}
    assert filed == {application.serial: application.number for application in office.applications}
    assert len(filed) == 4
    second = inside(*submit_arguments(practice.url, tmp_path, "--yes", *only))
    assert second.returncode == 0
    assert len(office.arrivals) == 4, "a second submit files nothing"
    office.advance(days=14)  # a licence is reviewed for up to eight working days
    where = ["--portal-url", practice.url, "--data-dir", str(tmp_path), "--env-file", str(SAMPLES / "accounts.env")]
    polled = lines(inside("poll", *where, "--json", "--all"))
    assert {record["state"] for record in polled.values()} == {"cancelled", "ready"}
    shown = command("status", "JH-001", "--data-dir", str(tmp_path))
    assert shown.returncode == 0 and "已注销" in shown.stdout and "intent" in shown.stdout


def test_a_case_that_needs_somebody_makes_the_exit_code_1(practice: PracticePortal, tmp_path: Path) -> None:
    arguments = submit_arguments(practice.url, tmp_path, "--yes", "--only", "JH-001")
    done = inside(*arguments, PORTALBOT_ACCOUNTS__JINGHUA__PASSWORD="wrong")
    assert done.returncode == 1
    assert lines(done)["JH-001"]["state"] == "waiting"
    accounts = inside("accounts", "--data-dir", str(tmp_path))
    assert "jinghua" in accounts.stdout and "账号或密码错误" in accounts.stdout
    assert inside("accounts", "release", "jinghua", "--data-dir", str(tmp_path)).returncode == 0
    again = inside(*arguments)
    assert (again.returncode, lines(again)["JH-001"]["state"]) == (0, "submitted")


ZONES = ("America/New_York", "Pacific/Kiritimati")


@pytest.fixture(scope="module")
def filed_in(practice_server: PracticePortal, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Filed]:
    """Return a maker of data directories with one case that was filed in a time zone, each made once."""

    @cache
    def make(zone: str) -> Filed:
        data = tmp_path_factory.mktemp("filed")
        practice_server.office.reset()
        return data, command(*submit_arguments(practice_server.url, data, "--yes", "--only", "QT-001"), TZ=zone)

    return make


def test_no_password_reaches_output_or_logs(filed_in: Callable[[str], Filed]) -> None:
    data, done = filed_in(ZONES[0])
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert kept and PASSWORDS["qiantang"].encode() not in kept
    assert PASSWORDS["qiantang"] not in done.stdout + done.stderr


@pytest.mark.parametrize("zone", ZONES)
def test_another_time_zone_changes_nothing(filed_in: Callable[[str], Filed], zone: str) -> None:
    data, done = filed_in(zone)
    assert lines(done)["QT-001"]["state"] == "submitted"
    shown = command("status", "QT-001", "--data-dir", str(data), TZ=zone)
    here = command("status", "QT-001", "--data-dir", str(data), TZ="Asia/Shanghai")
    assert re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", shown.stdout) == re.findall(
        r"\d{4}-\d\d-\d\d \d\d:\d\d", here.stdout
    )


def test_a_gbk_console_shows_what_it_can(practice: PracticePortal, tmp_path: Path) -> None:
    arguments = [
        word for word in submit_arguments(practice.url, tmp_path, "--yes", "--only", "QT-001") if word != "--json"
    ]
    done = command(*arguments, encoding="gbk")
    assert done.returncode == 0 and "杭州钱塘软件有限公司" in done.stdout
    ascii_only = command("status", "--data-dir", str(tmp_path), encoding="ascii")
    assert ascii_only.returncode == 0 and "QT-001" in ascii_only.stdout


def test_a_csv_file_is_filed_like_a_toml_file(practice: PracticePortal, office: PracticeOffice, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    shutil.copytree(SAMPLES / "materials", folder / "materials")
    row = {
        "编号": "QT-7",
        "账号": "qiantang",
        "类型": "注销网站",
        "备案号": "浙ICP备2021004567号-2",
        "网站名称": "钱塘学堂",
        "主办单位名称": "杭州钱塘软件有限公司",
        "统一社会信用代码": "91330100799655058B",
        "法定代表人": "沈钱塘",
        "法定代表人证件后六位": "080915",
        "负责人": "沈钱塘",
        "手机号": "13700137000",
        "证件后六位": "080915",
        "注销原因": "网站停止运营",
        "原因说明": "在线教育业务终止，网站已停止运营并关闭",
        "营业执照副本": "materials/qiantang/licence.pdf",
        "法人身份证": "materials/qiantang/identity.jpg",
        "注销申请书": "materials/qiantang/application.pdf",
        "授权人": "沈钱塘",
        "授权日期": "2026-02-20",
    }
    (folder / "cases.csv").write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", encoding="utf-8-sig")
    (folder / "accounts.csv").write_text("账号,显示名,省份,用户名\nqiantang,钱塘,浙江,qiantang\n", encoding="utf-8-sig")
    done = inside(*submit_arguments(practice.url, tmp_path / "data", "--yes", cases=folder / "cases.csv"))
    assert lines(done)["QT-7"]["serial"] == office.applications[0].serial
