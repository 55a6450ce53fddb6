"""The last check of a portal, and other JSON that is read: bounded, found in every locale, and no crash."""

import json
from pathlib import Path

import pytest

from pages.errors import CaseFileError
from portalbot.diagnostics.demo import running
from portalbot.diagnostics.findings import Report
from portalbot.diagnostics.last_checks import FOLDER, keep, last
from portalbot.reporting.notify.sending import _refusal


def a_report(portal: str) -> Report:
    return Report(portal, "http://127.0.0.1:8800", seen=["sign_in"])


def test_a_check_is_kept_under_a_name_that_every_locale_can_read(tmp_path: Path) -> None:
    path = keep(tmp_path, a_report("practice/广东"), "2026-03-02T04:00:00")
    assert path.name.isascii()
    found = last(tmp_path, "practice/广东")
    assert found and (found.portal, found.seen) == ("practice/广东", ("sign_in",))
    assert last(tmp_path, "practice/广西") is None


def test_a_check_of_an_earlier_version_is_found(tmp_path: Path) -> None:
    path = keep(tmp_path, a_report("practice/广东"), "2026-03-02T04:00:00")
    path.rename(path.with_name("practice_广东.json"))
    assert last(tmp_path, "practice/广东")


@pytest.mark.parametrize("content", [b"[" * 100_000, b"{}", b"", b" " * 17_000_000 + b"{}", b"\xff"])
def test_a_check_that_cannot_be_read_counts_as_none(tmp_path: Path, content: bytes) -> None:
    keep(tmp_path, a_report("a"), "2026-03-02T04:00:00").write_bytes(content)
    assert last(tmp_path, "a") is None and list((tmp_path / FOLDER).iterdir())


@pytest.mark.parametrize("content", [b"[" * 100_000, b" " * 2_000_000 + b"{}", "词".encode("gbk"), b"{"])
def test_a_file_of_words_without_bounds_is_said(tmp_path: Path, content: bytes) -> None:
    words = tmp_path / "words.json"
    words.write_bytes(content)
    with pytest.raises(CaseFileError, match="write a JSON object of words"), running(tmp_path / "demo", words):
        pass


def test_a_service_that_answers_with_endless_brackets_is_no_crash() -> None:
    assert _refusal(200, b"[" * 100_000, "errcode", "https://x.example") == ""
    assert "1: no" in _refusal(200, json.dumps({"errcode": 1, "errmsg": "no"}).encode(), "errcode", "https://x.example")
