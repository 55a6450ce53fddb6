"""The files that a report is written to, and the command that writes them."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.reporting.report import files
from portalbot.reporting.report.rows import ReportError
from tests.reported import some_rows
from tests.reporting.agency_workbook import agencys


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of POSIX")
def test_a_file_keeps_its_rights_and_a_new_one_is_private(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    files.put(path, b"1")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    files.put(path, b"2")
    assert path.stat().st_mode & 0o777 == 0o644 and path.read_bytes() == b"2"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"nowhere.*name a folder that is there"):
        files.put(tmp_path / "nowhere" / "r.csv", b"")


# the command


def report(*arguments: str, data: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["report", *arguments, "--data-dir", str(data)])
    return done.exit_code, done.output


def test_the_command_writes_each_kind_and_overwrites_none(tmp_path: Path) -> None:
    some_rows(tmp_path)
    for kind in ("xlsx", "csv", "json", "html"):
        out = tmp_path / f"r.{kind}"
        assert report(str(out), data=tmp_path) == (0, f"{out}: 6 cases\n")
        out.write_bytes(b"mine")
        code, said = report(str(out), data=tmp_path)
        assert code == 2 and "--force" in said and out.read_bytes() == b"mine"
        assert report(str(out), "--force", data=tmp_path)[0] == 0 and out.read_bytes() != b"mine"


def test_the_command_refreshes_a_workbook_and_says_what_to_know(tmp_path: Path) -> None:
    some_rows(tmp_path)
    path = agencys(tmp_path / "cases.xlsx")
    code, said = report("--update", str(path), data=tmp_path)
    assert code == 0 and "2 rows refreshed" in said and "cases.bak-" in said
    assert "not in the workbook: " in said and "A-3" in said and "formulas" in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "give a file to write"),
        (["r.csv", "--update", "r.xlsx"], "give a file to write"),
        (["r.pdf"], "one of .xlsx .csv .json .html"),
        (["r.csv", "--state", "nonsense"], "审核不通过"),
        (["r.csv", "--practice"], "there is another: --real"),
    ],
)
def test_wrong_usage_says_what_would_be_right(tmp_path: Path, arguments: list[str], why: str) -> None:
    some_rows(tmp_path)
    code, said = report(*arguments, data=tmp_path)
    assert code == 2 and why in said
