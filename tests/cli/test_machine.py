"""What this machine does to a run: no screen, no browser, a full disk, a pipe that closes. Said, and no traceback."""

import asyncio
import logging
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from loguru import logger
from playwright.sync_api import Error as PlaywrightError

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from portalbot.browser.finder import NoBrowser
from portalbot.browser.launch import launched
from portalbot.cli.errors import errors_for_people
from portalbot.ledger import sqlite
from portalbot.ledger.data_directory import LEAST_FREE
from portalbot.ledger.ledger import Ledger
from portalbot.machine.leftovers import _host
from portalbot.rules.states import State
from tests.cli.command import ENVIRONMENT, THREAD, command, inside, lines, submit_arguments
from tests.work.test_status import enter

MACHINE, PIPE = 74, 141


def one_case(url: str, data: Path, *more: str) -> list[str]:
    return submit_arguments(url, data, "--yes", "--only", "JJ-001", *more)


def said_of(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """See that the last line of what was said names all these words, and that nothing is a traceback."""
    assert "Traceback" not in done.stderr and "ERROR" not in done.stderr, done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert all(word in last for word in words), last


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of its own of 64 MB, which can be filled."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data directory with some cases that need somebody."""
    ledger = Ledger(tmp_path / "data" / "ledger.db", who="test")
    for number in range(60):
        enter(ledger, f"A-{number}", State.REVIEWING)
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as book, book:
        book.execute("UPDATE cases SET state = 'rejected'")
    return tmp_path / "data"


def fill(disk: Path) -> Path:
    """Leave not a byte free on a disk; returns the file that is in the way."""
    path = disk / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)) == size:
                    pass
            except OSError:
                continue
    return path


def test_a_window_without_a_screen_is_said(practice: PracticePortal, office: PracticeOffice, tmp_path: Path) -> None:
    done = command(*one_case(practice.url, tmp_path, "--headed"), DISPLAY="", WAYLAND_DISPLAY="")
    assert done.returncode == MACHINE and office.arrivals == []
    said_of(done, "--headed needs a screen", "DISPLAY", "xvfb-run")


@pytest.mark.parametrize(("browser", "words"), [("nowhere", "is not there"), ("dies", "does not start")])
def test_no_browser_and_one_that_dies_at_once_are_said(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path, browser: str, words: str
) -> None:
    dies = tmp_path / "dies"
    dies.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
    dies.chmod(0o700)
    done = command(*one_case(practice.url, tmp_path / "data"), PORTALBOT_BROWSER=str(tmp_path / browser))
    assert done.returncode == MACHINE and office.arrivals == []
    said_of(done, str(tmp_path / browser), words)


def test_a_disk_without_room_begins_nothing(practice: PracticePortal, office: PracticeOffice, disk: Path) -> None:
    with (disk / "filler").open("wb") as file:
        file.write(bytes(shutil.disk_usage(disk).free - LEAST_FREE + (1 << 20)))
    done = command(*one_case(practice.url, disk / "data"))
    assert done.returncode == MACHINE and office.arrivals == []
    said_of(done, str(disk), "make room")


@pytest.mark.parametrize(
    "arguments", [("template", "cases.xlsx"), ("template", "cases.csv"), ("report", "report.xlsx"),
                  ("backup", "copy.db")], ids=" ".join
)  # fmt: skip
def test_what_a_full_disk_does_not_take_is_not_left_in_halves(
    disk: Path, data: Path, arguments: tuple[str, str]
) -> None:
    fill(disk)
    command, name = arguments
    more = () if command == "template" else ("--data-dir", str(data))
    done = inside(command, str(disk / name), *more)
    assert done.returncode == MACHINE, done.stderr
    said_of(done, str(disk / name), "room")
    assert [path.name for path in disk.iterdir()] == ["filler"]


def test_a_read_only_disk_is_said(disk: Path, data: Path) -> None:
    shutil.copytree(data, disk / "data")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    done = inside("status", "--data-dir", str(disk / "data"))
    assert done.returncode == MACHINE
    said_of(done, "ledger.db", "Read-only", "another place")


def test_a_disk_that_is_full_between_intent_and_receipt_never_files_twice(
    practice: PracticePortal, office: PracticeOffice, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filling: list[Path] = []
    take = office.submit

    def submit(*arguments: object, **named: object) -> object:
        if not filling:
            filling.append(fill(disk))
        return take(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(office, "submit", submit)
    data = disk / "data"
    done = command(*one_case(practice.url, data))
    assert len(office.applications) == len(office.arrivals) == 1, done.stderr
    assert done.returncode == MACHINE, done.stderr
    said_of(done, str(data), "full", "make room", "nothing is filed twice")
    filling[0].unlink()
    again = command(*one_case(practice.url, data))
    assert len(office.applications) == len(office.arrivals) == 1, "counted at the office"
    [application] = office.applications
    assert lines(again)["JJ-001"]["serial"] == application.serial and again.returncode == 0, again.stderr


def test_a_ledger_that_something_holds_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)
    with closing(sqlite3.connect(data / "ledger.db", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        done = inside("status", "--data-dir", str(data))
    assert done.returncode == MACHINE
    said_of(done, "ledger.db", "locked", "end what else holds it")


def test_a_log_file_that_cannot_be_written_stops_no_work(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    (data / "logs" / "portalbot.jsonl").mkdir(parents=True)
    data.chmod(0o700)
    done = inside(*one_case(practice.url, data, "--dry-run"))
    assert "Traceback" not in done.stderr and "portalbot.jsonl" in done.stderr and office.arrivals == []


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("$BOT status --json --data-dir $DATA | :; exit ${PIPESTATUS[0]}", PIPE, ""),
        ("$BOT status --data-dir $DATA >&-", 1, ""),
        ("$BOT status --data-dir $DATA >/dev/full", MACHINE, "No space left"),
    ],
    ids=["the reader goes", "closed", "full"],
)
def test_what_cannot_be_printed_is_no_traceback(data: Path, script: str, code: int, said: str) -> None:
    own = {"BOT": f"{sys.executable} -m portalbot", "DATA": str(data), "PYTHONIOENCODING": "utf-8"}
    shell = ["bash", "-c", script]
    done = subprocess.run(
        shell, env={**ENVIRONMENT, **own}, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == code, done.stderr
    assert said in done.stderr and "Traceback" not in done.stderr and "Exception" not in done.stderr
    assert bool(done.stderr) is bool(said), done.stderr
    with closing(sqlite3.connect(data / "ledger.db")) as ledger:
        assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",), "nothing was printed into the ledger"


def leave_something(data: Path) -> Path:
    """Leave what a run that was killed leaves; returns it."""
    killed = subprocess.Popen(["sleep", "60"])
    killed.kill()
    killed.wait()
    left = data / f"settings.json.{_host()}-{killed.pid}.part"
    left.write_bytes(b"half")
    left.chmod(0o600)
    return left


def on_a_terminal(*arguments: str, **environment: str) -> bytes:
    """Return what a command writes to a terminal."""
    ours, theirs = pty.openpty()
    program = [sys.executable, "-m", "portalbot", *arguments]
    own = {**ENVIRONMENT, "COLUMNS": "120", **environment}
    with subprocess.Popen(program, env=own, stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(ours, 65536):
                written += piece
        except OSError:  # Linux says so where the other end is closed
            pass
        os.close(ours)
    return written


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)],
    ids=["xterm", "dumb", "no colour"],
)
def test_what_a_killed_run_left_goes_without_a_word(data: Path, environment: dict[str, str], coloured: bool) -> None:
    left = leave_something(data)
    written = on_a_terminal("status", "--data-dir", str(data), **environment)
    assert not left.exists(), "it was removed"
    assert b"removed what" not in written and b"portalbot.machine.leftovers" not in written and b"A-5" in written
    assert (b"\x1b[" in written) is coloured


def test_a_pipe_gets_no_escape_sequence_and_no_word_of_what_was_removed(data: Path) -> None:
    left = leave_something(data)
    piped = command("status", "--data-dir", str(data), TERM="xterm-256color")
    assert not left.exists() and "\x1b" not in piped.stdout and piped.stderr == ""


def test_a_driver_that_ends_while_it_starts_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    begin = asyncio.create_subprocess_exec
    monkeypatch.setattr(asyncio, "create_subprocess_exec", lambda *_command, **how: begin("false", **how))

    def start() -> None:
        with launched():
            raise AssertionError("it started")

    with pytest.raises(NoBrowser, match="driver does not start"):
        THREAD.submit(start).result(30)


def test_a_fault_of_ours_is_not_told_as_a_driver_that_does_not_start() -> None:
    async def within_a_loop() -> None:
        with launched():
            raise AssertionError("it started")

    with pytest.raises(PlaywrightError, match="asyncio loop"):
        THREAD.submit(asyncio.run, within_a_loop()).result(30)


def test_what_libraries_log_is_written_down_and_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    before, found = logging.getLogger().handlers, list[str]()
    try:
        with errors_for_people():
            logger.add(found.append, level="DEBUG", format="{message}")
            logging.getLogger("asyncio").error("Future exception was never retrieved: %s", "Connection closed")
    finally:
        logging.getLogger().handlers = before
        logger.remove()
    assert found == ["asyncio: Future exception was never retrieved: Connection closed\n"]
    assert capfd.readouterr() == ("", "")
