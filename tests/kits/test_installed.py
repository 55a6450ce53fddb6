"""The kits are installed once, whole or not at all, and a machine that cannot have them says why in one line."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.kits import installed
from tests.kits.conftest import kits_or_skip
from tests.kits.installed import NotInstalled, cache, kits

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the npm of these tests is a script of a Unix shell")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache beside an empty PATH."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path


def npm(home: Path, does: str) -> None:
    """Put an npm on the PATH."""
    script = home / "bin" / "npm"
    script.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{does}\n", encoding="utf-8")
    script.chmod(0o755)


def test_two_workers_at_once_install_once(home: Path) -> None:
    npm(home, f"echo \"$@\" >>'{home}/asked'; sleep 0.3; mkdir node_modules")
    with ThreadPoolExecutor(2) as workers:
        found = list(workers.map(lambda _: kits(), range(2)))
    assert found == [cache() / "node_modules"] * 2 and found[0].is_dir()
    (asked,) = (home / "asked").read_text(encoding="utf-8").splitlines()
    assert "--ignore-scripts" in asked and "--no-package-lock" in asked
    assert kits() == found[0], "what is there is asked of nobody"
    assert sorted(path.name for path in cache().parent.iterdir()) == [cache().name, f"{cache().name}.lock"]


def test_an_install_that_fails_says_why_and_leaves_nothing(home: Path) -> None:
    npm(home, "mkdir node_modules; echo 'npm warn old' >&2; echo 'npm error code ENOTFOUND' >&2; exit 1")
    with pytest.raises(NotInstalled, match=r"^npm could not install the kits \(1\): npm error code ENOTFOUND$"):
        kits()
    assert not cache().exists()


def test_a_machine_without_npm_says_so(home: Path) -> None:
    with pytest.raises(NotInstalled, match=r"^the kits are not installed, and there is no npm to install them with$"):
        kits()


def test_other_versions_have_a_cache_of_their_own(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = cache()
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(installed, "PACKAGE", tmp_path / "package.json")
    assert cache() != before


@pytest.mark.parametrize(("said", "ends"), [("", pytest.skip.Exception), ("required", pytest.fail.Exception)])
def test_kits_that_cannot_be_had_skip_a_test_unless_they_are_demanded(
    said: str, ends: type[BaseException], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTALBOT_KITS", said)
    with pytest.raises(ends, match="there is no npm"):
        kits_or_skip()
