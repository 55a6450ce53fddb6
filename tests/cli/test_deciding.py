"""`reconcile`, `settle` and `backup` as commands."""

import shutil
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from tests.cli.command import inside, lines, submit_arguments
from tests.support import SAMPLES


def where(url: str, data: Path) -> list[str]:
    return ["--portal-url", url, "--data-dir", str(data), "--env-file", str(SAMPLES / "accounts.env")]


@pytest.fixture(scope="module")
def clicked(practice_server: PracticePortal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data directory with one case that was clicked, got a serial, and never came in."""
    folder = tmp_path_factory.mktemp("clicked")
    practice_server.office.reset()
    practice_server.office.faults.add("SuccessPageWithoutCommit")
    done = inside(*submit_arguments(practice_server.url, folder, "--yes", "--only", "JH-002"))
    assert (done.returncode, lines(done)["JH-002"]["state"]) == (1, "unknown"), done.stderr
    assert len(practice_server.office.arrivals) == 1
    return folder


@pytest.fixture
def unsettled(clicked: Path, practice: PracticePortal, tmp_path: Path) -> Path:
    """Return a copy of that data directory; the office has been reset since, and nothing of the case is there."""
    return Path(shutil.copytree(clicked, tmp_path / "data"))


def test_reconcile_looks_and_files_nothing(practice: PracticePortal, office: PracticeOffice, unsettled: Path) -> None:
    done = inside("reconcile", *where(practice.url, unsettled), "--json")
    assert (done.returncode, lines(done)["JH-002"]["state"]) == (1, "unknown")
    assert office.sign_ins and office.arrivals == []


def test_a_person_settles_what_no_look_can(practice: PracticePortal, office: PracticeOffice, unsettled: Path) -> None:
    data = ["--data-dir", str(unsettled)]
    both = inside("settle", "JH-002", "--nothing-there", "--withdraw", "--by", "王敏", "--why", "x", *data)
    assert both.returncode == 2
    nobody = inside("settle", "JH-002", "--nothing-there", "--by", " ", "--why", "x", *data)
    assert nobody.returncode == 2
    done = inside("settle", "JH-002", "--nothing-there", "--by", "王敏", "--why", "管局确认没有收到", *data)
    assert done.returncode == 0, done.stderr
    shown = inside("status", "JH-002", *data)
    assert "王敏" in shown.stdout and "管局确认没有收到" in shown.stdout
    filed = inside(*submit_arguments(practice.url, unsettled, "--yes", "--only", "JH-002"))
    assert lines(filed)["JH-002"]["serial"] == office.applications[0].serial
    late = inside("settle", "JH-002", "--withdraw", "--by", "王敏", "--why", "x", *data)
    assert late.returncode == 2 and "settled" in late.stderr


def test_a_serial_from_the_office_is_written_down(practice: PracticePortal, unsettled: Path) -> None:
    given = ["--serial", "2026030299999999", "--by", "王敏", "--why", "电话询问"]
    assert inside("settle", "JH-002", *given, "--data-dir", str(unsettled)).returncode == 0
    shown = lines(inside("status", "--json", "--data-dir", str(unsettled)))["JH-002"]
    assert (shown["state"], shown["serial"]) == ("submitted", "2026030299999999")


def test_a_backup_is_a_ledger_that_can_be_read(unsettled: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("copy")
    copy = folder / "practice.db"
    assert inside("backup", str(copy), "--data-dir", str(unsettled)).returncode == 2, "only rehearsals are there"
    done = inside("backup", str(copy), "--practice", "--data-dir", str(unsettled))
    assert done.returncode == 0, done.stderr
    assert lines(inside("status", "--json", "--data-dir", str(folder)))["JH-002"]["state"] == "unknown"
