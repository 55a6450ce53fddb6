"""Nothing leaks on its way: evidence, log lines, child processes, files for this user alone, what a crash leaves."""

import ast
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from loguru import logger
from pydantic import SecretStr
from sqlalchemy import insert, select
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.cli.logs import start_logging
from portalbot.evidence.inert import HEAD
from portalbot.evidence.scrub import Gate
from portalbot.evidence.store import Evidence, safe_name
from portalbot.filing.sitting import Sitting
from portalbot.filing.tracing import TracedSitting
from portalbot.ledger import data_directory
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.tables import messages
from portalbot.machine import leftovers
from portalbot.machine.child_environment import bare_environment, environment
from portalbot.machine.locks import account_lock
from portalbot.machine.logs import LogFile
from portalbot.machine.private_files import make_folder, write
from portalbot.machine.settings import AccountSecret, Channel, Settings
from portalbot.reporting.notify.notifier import Notifier
from portalbot.reporting.notify.sending import Came, Result
from portalbot.rules.states import State
from portalbot.work.place import open_ledger
from tests.cli.test_terminal import FIELDS
from tests.support import ROOT, posix

CANARY = 'geheim"%&#秘密𠮷'


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, accounts={"a": AccountSecret(password=SecretStr(CANARY))})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def wide_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


# evidence


def test_what_is_kept_has_passed_the_gate(tmp_path: Path) -> None:
    evidence = Evidence.of(settings(tmp_path))
    kept = evidence.folder / evidence.keep("A", "receipt.html", f"<p>{CANARY}</p>流水号".encode())
    assert "<p>[withheld]</p>流水号" in kept.read_text(encoding="utf-8")
    cookie = evidence.keep("A", "trace.txt", b"sid 0a1b2c", also=["0a1b2c"])
    assert (evidence.folder / cookie).read_bytes() == b"sid [withheld]"


def test_what_does_not_get_through_is_not_kept_and_that_is_said_in_its_place_and_in_the_log(tmp_path: Path) -> None:
    lines: list[str] = []
    sink = logger.add(lines.append, format="{message}")
    try:
        evidence = Evidence.of(settings(tmp_path))
        kept = evidence.keep("A", "receipt.pdf", b"%PDF-1.7 " + CANARY.encode())
    finally:
        logger.remove(sink)
    assert kept.endswith("-receipt.pdf.withheld.txt")
    said = (evidence.folder / kept).read_text(encoding="utf-8")
    assert "receipt.pdf is not kept" in said and CANARY not in said
    assert lines == [said]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]


def test_a_page_that_was_kept_begins_with_its_policy_whatever_the_gate_takes_for_a_secret(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path, gate=Gate(lambda: ["Content-Security-Policy", "default-src", "http-equiv"]))
    page = b"<p>Cookie: b=http-equiv; c=Content-Security-Policy</p><script>alert(1)</script>"
    kept = (tmp_path / evidence.keep("A", "receipt.html", page, ["unsafe-inline"])).read_bytes()
    assert kept.startswith(HEAD) and b"<script" not in kept


def test_a_page_in_which_a_secret_comes_together_is_not_kept(tmp_path: Path) -> None:
    evidence = Evidence.of(settings(tmp_path))
    half = len(CANARY) // 2
    page = f"<p>{CANARY[:half]}<!-- -->{CANARY[half:]}</p>".encode()
    kept = evidence.keep("A", "receipt.html", page)
    assert kept.endswith(".withheld.txt") and CANARY.encode() not in (evidence.folder / kept).read_bytes()


@pytest.mark.parametrize("case", ["..", ".", "../..", "a/b", "/"])
def test_no_case_is_called_so_that_its_folders_are_others(tmp_path: Path, case: str) -> None:
    evidence = Evidence(tmp_path / "evidence")
    folders = evidence.folder_of(case), tmp_path / "fitted" / safe_name(case)
    assert [folder.resolve().parent for folder in folders] == [tmp_path / "evidence", tmp_path / "fitted"]


def test_a_sign_in_anew_drops_what_was_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(Sitting, "sign_in", lambda self: told.append("typed"))
    sitting = TracedSitting.__new__(TracedSitting)
    sitting._aside = []
    recorder = SimpleNamespace(start=lambda **_: told.append("start"), stop=lambda **_: told.append("stop"))
    sitting.page = SimpleNamespace(context=SimpleNamespace(tracing=recorder))  # type: ignore[assignment]
    sitting.sign_in()
    sitting.sign_in()
    sitting.end(failed=False)
    sitting.end(failed=True)
    assert told == ["typed", "start", "stop", "typed", "start", "stop"]


def test_every_evidence_of_the_program_knows_the_secrets() -> None:
    made = []
    for path in (ROOT / "portalbot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Evidence":
                made.append(f"{path}:{node.lineno}")
    assert made == [], "use Evidence.of(settings)"


# the log


@pytest.fixture
def logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Path]:
    start_logging(settings(tmp_path), quiet=False)
    yield tmp_path / "logs" / "portalbot.jsonl"
    logger.remove()
    logger.configure(extra={}, patcher=lambda _record: None)


def test_log_lines_and_tracebacks_pass_the_gate(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def typed(password: str) -> None:
        raise ValueError(f"fill({password!r}) failed for 13800138000")

    try:
        typed(CANARY)
    except ValueError as error:
        logger.opt(exception=error).error("could not type {}", CANARY)
    said = capsys.readouterr().err
    text = logged.read_text(encoding="utf-8")
    assert "could not type [withheld]" in said and "ValueError: fill(" in said
    for each in (said, text, json.loads(text)["text"], str(json.loads(text)["record"])):
        assert CANARY not in each and "秘密" not in each and "13800138000" not in each


def test_a_portals_words_forge_no_log_line_and_move_no_cursor(logged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logger.bind(case="A\x1b[2J").info("the portal said {!s}", "提交成功\n12:00:00 INFO A filed\x1b[2J\x9b1m\u202e")
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "\x1b" not in said and "\x9b" not in said and "\u202e" not in said
    (line,) = logged.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["record"]["message"].startswith("the portal said 提交成功\\n12:00:00")


def test_the_log_is_kept_small_and_for_this_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portalbot.machine.logs.MOST_BYTES", 100)
    monkeypatch.setattr("portalbot.machine.logs.MOST_FILES", 3)
    file = LogFile(tmp_path / "logs" / "a.jsonl", str.upper, print)
    for _ in range(20):
        file.write(json.dumps("x" * 60) + "\n")
    kept = sorted((tmp_path / "logs").iterdir())
    assert len(kept) in (3, 4) and {mode(path) for path in kept} == {0o600}
    assert all(path.read_text(encoding="utf-8") == (json.dumps("X" * 60) + "\n") * 2 for path in kept)


def test_a_log_that_cannot_be_written_stops_nothing_and_is_said_once(tmp_path: Path) -> None:
    said: list[str] = []
    file = LogFile(tmp_path / "logs" / "a.jsonl", str, said.append)
    (tmp_path / "logs" / "a.jsonl").mkdir()
    file.write(json.dumps(CANARY))
    file.write(json.dumps(CANARY))
    assert len(said) == 1 and "cannot be written" in said[0] and CANARY not in said[0]


# the ledger and what is made of it


def test_no_secret_gets_into_the_ledger_or_a_report(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ledger = open_ledger(settings(data), practice=False)
    words = f"账号或密码错误：{CANARY}"
    ledger.cases.register({**FIELDS, "id": CANARY[:6]})
    ledger.cases.move(CANARY[:6], State.WAITING, f"it said {words}", words=words)
    ledger.rests.begin("a", "http://127.0.0.1", "u", "why", words)
    ledger.quarantines.impose("http://127.0.0.1", "p", "form", words)
    with ledger.database.rewriting() as connection:
        made = {"channel": "c", "account": "a", "title": words, "state": "due", "made_at": "", "next_at": ""}
        connection.execute(insert(messages), [{**made, "text": f"{words} {each}"} for each in range(3)])
        query = insert(messages).returning(messages.c.id)
        connection.execute(query, [{**made, "text": f"{words} {each}"} for each in range(3)])
    kept = [row["text"] for row in ledger.database.reading(select(messages.c.text).order_by(messages.c.id))]
    assert kept == [f"账号或密码错误：[withheld] {each}" for each in (0, 1, 2, 0, 1, 2)]
    entry = ledger.cases.one(CANARY[:6])
    assert (entry.message, entry.words) == ("it said 账号或密码错误：[withheld]", "账号或密码错误：[withheld]")
    assert ledger.rests.in_force()[0].words == ledger.quarantines.in_force()[0].why == "账号或密码错误：[withheld]"
    ledger.close()
    for path in data.rglob("*.db*"):
        assert CANARY.encode() not in path.read_bytes()
    plainly = Ledger(data / "ledger.db", who="test")
    plainly.cases.note(CANARY[:6], "n", words=words)  # as if by a version without a gate
    plainly.cases.move(CANARY[:6], State.FAILED, words, words=words)
    plainly.close()
    for suffix in (".xlsx", ".csv", ".json", ".html"):
        out = tmp_path / f"r{suffix}"
        with patch("portalbot.machine.settings.load_settings", lambda *_, **__: settings(data)):
            done = CliRunner().invoke(app, ["report", str(out), "--data-dir", str(data)])
        assert done.exit_code in (0, 1), done.output
        assert Gate(lambda: [CANARY]).hits(out.read_bytes()) == [], suffix


# children


def test_no_child_is_given_a_setting_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PORTALBOT_ACCOUNTS__A__PASSWORD", "portalbot_accounts__b__password", "PORTALBOT_NOTIFY__X__URL"):
        monkeypatch.setenv(name, CANARY)
    before = dict(os.environ)
    assert CANARY not in environment({"X": "1"}).values() and environment({"X": "1"})["X"] == "1"
    with bare_environment(tmp_path):
        done = subprocess.run(
            [sys.executable, "-c", "import os, tempfile; print(tempfile.gettempdir(), *os.environ.values())"],
            capture_output=True,
            text=True,
            check=True,
        )
    assert CANARY not in done.stdout and done.stdout.startswith(str(tmp_path))
    assert dict(os.environ) == before


def test_every_child_process_is_started_with_an_environment_chosen_for_it() -> None:
    without = []
    for path in (ROOT / "portalbot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called.startswith(("subprocess.", "os.spawn", "os.system", "os.popen")):
                without += [f"{path}:{node.lineno}"] * ("env" not in {word.arg for word in node.keywords})
    assert without == []


# rights


@posix
def test_everything_in_a_data_directory_is_for_this_user_alone_whatever_the_umask(
    wide_umask: None, tmp_path: Path
) -> None:
    data = tmp_path / "new" / "data"
    assert data_directory.prepare(data) == []
    ledger = Ledger(data / "ledger.db", who="test")
    ledger.rests.begin("a", "p", "u", "why", "words")
    with account_lock(data, "http://x", "u"):
        Evidence.of(settings(data)).keep("A", "a.png", b"x")
        LogFile(data / "logs" / "a.jsonl", str, print).write('"x"')
        write(data / "doctor.json", b"{}")
        found = {path: mode(path) for path in data.parent.rglob("*")} | {data.parent: mode(data.parent)}
    ledger.close()
    assert {path.suffix for path in found} >= {".db", ".db-wal", ".db-shm", ".lock", ".json", ".jsonl", ".png"}
    assert {path: oct(each) for path, each in found.items() if each not in (0o700, 0o600)} == {}
    assert data_directory.prepare(data) == []


@posix
def test_a_data_directory_that_others_can_read_is_shut_and_that_is_said(tmp_path: Path) -> None:
    data = make_folder(tmp_path / "data")
    (data / "evidence" / "A").mkdir(parents=True)
    (data / "evidence" / "A" / "a.png").write_bytes(b"x")
    outside = tmp_path / "outside"
    outside.write_bytes(b"x")
    outside.chmod(0o644)
    (data / "evidence" / "A" / "link").symlink_to(outside)
    data.chmod(0o755)
    (said,) = data_directory.prepare(data)
    assert "could be read by others" in said and str(data) in said
    assert {mode(path) for path in data.rglob("*") if not path.is_symlink()} == {0o700, 0o600}
    assert mode(outside) == 0o644, "a link is not followed"
    assert data_directory.prepare(data) == []


@posix
def test_a_ledger_that_others_can_read_is_shut_too(tmp_path: Path) -> None:
    data = make_folder(tmp_path / "data")
    Ledger(data / "ledger.db", who="test").close()
    (data / "ledger.db").chmod(0o644)
    (said,) = data_directory.prepare(data)
    assert "ledger.db could be read" in said and mode(data / "ledger.db") == 0o600


# leftovers


def ended_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@posix
def test_what_a_crash_left_is_removed_at_the_next_start_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data = make_folder(tmp_path / "data")
    host = leftovers.token().split("-")[0]
    dead, alive = f"{host}-{ended_process()}", leftovers.token()
    names = [f"portalbot-browser-{{}}-{each}" for each in "ab"]
    for who in (dead, alive, f"ffffff-{ended_process()}"):
        for name in names:
            (tmp_path / name.format(who)).mkdir()
        make_folder(data / "locks")
        (data / "locks" / f"x.json.{who}.part").write_bytes(b"")
        (data / f"x.{who}.part").write_bytes(b"")
    (data / "clients.part").write_bytes(b"")
    (tmp_path / f"portalbot-{dead}").mkdir()
    before = {path for path in tmp_path.rglob("*")}
    data_directory.prepare(data)
    gone = before - {path for path in tmp_path.rglob("*")}
    assert len(gone) == 4 and all(dead in path.name for path in gone)


def test_a_temporary_folder_of_ours_is_marked_and_gone_afterwards() -> None:
    with leftovers.temporary("browser") as folder:
        assert f"portalbot-browser-{leftovers.token()}-" in folder.name
        assert os.name != "posix" or mode(folder) == 0o700
    assert not folder.exists()


# notifications


def test_a_message_to_people_passes_the_gate_too(tmp_path: Path) -> None:
    said: list[str] = []

    def send(_url: str, title: str, text: str) -> Result:
        said.append(f"{title}\n{text}")
        return Result(Came.TAKEN)

    ledger = Ledger(tmp_path / "ledger.db", who="test")
    channels = {"ops": Channel(url=SecretStr("json://localhost"))}
    here = Notifier(ledger, channels, tmp_path, practice=False, send=send, gate=Gate(lambda: [CANARY]))
    ledger.cases.register(FIELDS)
    ledger.cases.move("A-1", State.WAITING, f"{CANARY} \x1b[2J 13800138000")
    assert here.after_sweep() == ""
    ledger.close()
    (text,) = said
    assert "[withheld]" in text and "138****8000" in text
    assert CANARY not in text and "\x1b" not in text
