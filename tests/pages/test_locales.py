"""Locales whose file names are not in UTF-8: what is ours is found by its name, and so are a user's own files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pages.filenames import told
from tests.support import CASES, ROOT

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("PORTALBOT_", "LC_", "LANG"))}
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture(scope="module")
def gbk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the variables of a Chinese locale that is not in UTF-8."""
    folder = tmp_path_factory.mktemp("locales")
    made = shutil.which("localedef") and subprocess.run(
        ["localedef", "-i", "zh_CN", "-f", "GBK", str(folder / "zh_CN.GBK")], capture_output=True, check=False
    )
    if not made or not (folder / "zh_CN.GBK").is_dir():
        pytest.skip("localedef cannot make zh_CN.GBK here")
    return {"LOCPATH": str(folder), "LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "0"}


@pytest.fixture(params=["ascii", "gbk"])
def locale(request: pytest.FixtureRequest) -> dict[str, str]:
    found: dict[str, str] = ASCII if request.param == "ascii" else request.getfixturevalue("gbk")
    return found


def run(locale: dict[str, str], *arguments: str) -> tuple[int, str]:
    environment = {**ENVIRONMENT, **locale, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "portalbot", *arguments], env=environment, cwd=ROOT, capture_output=True, check=False
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def test_no_file_of_ours_has_a_name_that_a_locale_could_read_otherwise() -> None:
    files = [path for name in ("portalbot", "pages", "mock_portal", "examples") for path in (ROOT / name).rglob("*")]
    assert len(files) > 300
    assert [path for path in files if not str(path.relative_to(ROOT)).isascii()] == []


def test_the_locale_is_one_whose_file_names_are_not_in_utf_8(locale: dict[str, str]) -> None:
    code = "import sys; print(sys.getfilesystemencoding())"
    done = subprocess.run([sys.executable, "-c", code], env={**ENVIRONMENT, **locale}, capture_output=True, check=True)
    assert done.stdout.decode().strip() in ("ascii", "gbk")


def test_the_shipped_profiles_are_found(locale: dict[str, str], tmp_path: Path) -> None:
    code, said = run(locale, "check", str(CASES), "--data-dir", str(tmp_path))
    assert code == 0, said
    assert run(locale, "portals", "show", "practice/广东")[0] == 0


def test_ones_own_profile_is_found_by_its_name(locale: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "自己的").mkdir()
    (tmp_path / "自己的" / "广东.toml").write_text('extends = "practice/广东"\n', encoding="utf-8")
    (tmp_path / "sichuan.toml").write_text('extends = "自己的/广东"\nname = "四川"\n', encoding="utf-8")
    code, said = run(locale, "portals", "show", "自己的/广东", "--portals", str(tmp_path))
    assert code == 0 and 'name = "自己的/广东"' in said
    code, said = run(locale, "portals", "show", "四川", "--portals", str(tmp_path))
    assert code == 0 and 'name = "四川"' in said


def test_ones_own_letters_are_found(locale: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "注销申请书.html").write_text("{{ nothing_of_the_kind }}", encoding="utf-8")
    where = ["--out", str(tmp_path / "out"), "--templates", str(tmp_path), "--only", "ZX-001"]
    code, said = run(locale, "letter", str(CASES), *where)
    assert code == 2 and "nothing_of_the_kind" in said, said


def test_a_name_that_the_locale_has_no_letters_for_is_said_with_the_cure(tmp_path: Path) -> None:
    code, said = run(ASCII, "letter", str(CASES), "--out", str(tmp_path), "--only", "ZX-001")
    assert code == 2 and "set LC_ALL=C.UTF-8" in said and "Traceback" not in said


@pytest.mark.parametrize("name", ["practice/广东", "a.toml", ""])
def test_a_name_is_told_as_it_is(name: str) -> None:
    assert told(name) == name


def test_a_name_in_no_encoding_is_told_as_text() -> None:
    assert told(os.fsdecode(b"a\xff")).isprintable()
