"""Which browser is taken, in which order, and what is said where there is none."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from portalbot.browser import finder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that is all of PATH; nothing is installed in it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("portalbot.browser.finder.sys.platform", "linux")
    return tmp_path


def program(folder: Path, name: str, body: str = "exit 0") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def playwright(folder: Path) -> Any:
    executable = folder / "ms-playwright" / "chromium-1234" / "chrome-linux" / "chrome"
    return cast(Any, SimpleNamespace(chromium=SimpleNamespace(executable_path=str(executable))))


def test_a_configured_path_comes_first(machine: Path) -> None:
    mine = program(machine, "my-browser")
    program(machine, "chromium-headless-shell")
    assert finder.find(playwright(machine), headed=False, executable=mine).executable == str(mine)
    with pytest.raises(finder.NoBrowser, match="not there"):
        finder.find(playwright(machine), headed=False, executable=machine / "missing")


def test_a_channel_is_left_to_playwright(machine: Path) -> None:
    assert finder.find(playwright(machine), headed=False, channel="msedge") == finder.Choice(channel="msedge")


def test_playwrights_own_comes_before_the_machines(machine: Path) -> None:
    program(machine, "chromium-headless-shell")
    shell = machine / "ms-playwright" / "chromium_headless_shell-1234" / "chrome-linux" / "headless_shell"
    shell.parent.mkdir(parents=True)
    shell.touch()
    assert finder.find(playwright(machine), headed=False) == finder.Choice()
    assert finder.find(playwright(machine), headed=True, executable=shell).executable == str(shell)


def test_the_headless_shell_comes_before_full_browsers_unless_a_window_is_wanted(machine: Path) -> None:
    shell = program(machine, "chromium-headless-shell")
    chrome = program(machine, "google-chrome")
    program(machine, "chromium")
    assert finder.find(playwright(machine), headed=False).executable == str(shell)
    assert finder.find(playwright(machine), headed=True).executable == str(chrome)


def test_without_a_browser_the_command_that_gets_one_is_said(machine: Path) -> None:
    with pytest.raises(finder.NoBrowser, match="playwright install chromium"):
        finder.find(playwright(machine), headed=False)
    program(machine, "apt-get")
    with pytest.raises(finder.NoBrowser, match="apt-get install chromium-headless-shell fonts-noto-cjk"):
        finder.find(playwright(machine), headed=False)


def test_installing_tries_playwright_then_the_packages_and_says_so(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = machine / "asked"
    program(machine, "apt-get", f'echo "$@" >> {asked}')
    monkeypatch.setattr("portalbot.browser.finder.os.geteuid", lambda: 0)
    monkeypatch.setattr("portalbot.browser.finder.sys.executable", str(program(machine, "python", "exit 1")))
    said: list[str] = []
    finder.install(said.append)
    assert "Playwright" in said[0] and "apt-get" in said[1]
    lines = asked.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("update") and "chromium-headless-shell fonts-noto-cjk" in lines[1]


def test_installing_without_root_names_what_to_install(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine, "apt-get", "exit 1")
    monkeypatch.setattr("portalbot.browser.finder.os.geteuid", lambda: 1000)
    monkeypatch.setattr("portalbot.browser.finder.sys.executable", str(program(machine, "python", "exit 1")))
    with pytest.raises(finder.NoBrowser, match="apt-get install chromium-headless-shell"):
        finder.install(lambda _: None)


def test_a_missing_font_is_noticed(machine: Path) -> None:
    program(machine, "fc-list", "exit 0")
    assert not finder.has_cjk_font()
    program(machine, "fc-list", "echo 'Noto Sans CJK SC'")
    assert finder.has_cjk_font()


def test_chromium_runs_as_root_without_its_sandbox_only_there(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portalbot.browser.finder.os.geteuid", lambda: 0)
    assert "--no-sandbox" in finder.Choice().launch_arguments()["args"]
    monkeypatch.setattr("portalbot.browser.finder.os.geteuid", lambda: 1000)
    assert "--no-sandbox" not in finder.Choice().launch_arguments()["args"]


def test_a_submit_without_a_browser_exits_74_and_says_how_to_get_one(tmp_path: Path) -> None:
    from tests.support import SAMPLES

    environment = {
        **os.environ,
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path),
    }
    arguments = ["submit", str(SAMPLES / "cases.toml"), "--env-file", str(SAMPLES / "accounts.env"), "--yes"]
    where = ["--portal-url", "http://127.0.0.1:9", "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(
        [sys.executable, "-m", "portalbot", *arguments, *where], env=environment, capture_output=True,
        encoding="utf-8", timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 74, done.stderr
    assert "no browser found" in done.stderr
