"""What the portal remembers when it is killed, and how it starts and stops as a program."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

import mock_portal
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.state import State, StateError
from tests.mock_portal.clerk import SUBJECT, Clerk

SITE = f"{SUBJECT}-1"
ROOT = Path(mock_portal.__file__).parent.parent


@contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run `python -m mock_portal` and give the process and its port once it listens."""
    command = [sys.executable, "-X", "utf8", "-m", "mock_portal", "--port", "0", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, encoding="utf-8", stdout=pipe, stderr=pipe) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.fullmatch(r"practice portal listening on http://127\.0\.0\.1:(\d+)\n", line)
            assert found, line
            yield process, int(found[1])
        finally:
            process.kill()


def ask(port: int, method: str, path: str, body: bytes | dict[str, Any] | None = None, **headers: str) -> Any:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request(method, path, json.dumps(body) if isinstance(body, dict) else body, headers)
        answer = line.getresponse()
        data = json.loads(answer.read() or b"{}")
        return data | {"cookie": answer.getheader("Set-Cookie")} if isinstance(data, dict) else data
    finally:
        line.close()


def file_one(port: int) -> str:
    """Sign in, upload, submit, over HTTP; return the serial."""
    signed = ask(port, "POST", "/guangdong/api/sign_in", {"account": "zhixing", "password": "Zhixing-2026"})
    cookie = {"Cookie": signed["cookie"].split(";")[0]}
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--x--\r\n'
    for material in ("营业执照副本", "法人身份证", "注销申请书"):
        path = f"/guangdong/api/upload?{urlencode({'number': SITE, 'material': material})}"
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        assert ask(port, "POST", path, form, **cookie, **kind)["code"] == 0
    body = {"number": SITE, "kind": "注销网站", "reason": "其他", "text": "网站业务已经全部停止运营", "declared": True}
    return str(ask(port, "POST", "/guangdong/api/submit", body, **cookie)["params"]["serial"])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_what_was_accepted_survives_a_kill(tmp_path: Path) -> None:
    state = str(tmp_path / "state.db")
    with program("--state", state) as (process, port):
        serial = file_one(port)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with program("--state", state) as (_, port):
        (found,) = ask(port, "GET", "/_office/applications")
        assert (found["serial"], found["number"], len(found["files"])) == (serial, SITE, 3)
        assert len(ask(port, "GET", "/_office/arrivals")) == 1
        ask(port, "POST", "/_office/clock", {"days": 5})
        ask(port, "POST", "/_office/review", {"serial": serial, "status": "退回", "opinion": "请补充"})
    with program("--state", state) as (_, port):
        (found,) = ask(port, "GET", "/_office/applications")
        assert (found["status"], found["opinion"]) == ("退回", "请补充")
        assert ask(port, "GET", "/_office/clock")["now"] == "2026-03-07T09:00:00+08:00"
        assert ask(port, "GET", "/_office/sign_ins")[0]["ok"] is True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_cleanly(number: signal.Signals) -> None:
    with program() as (process, port):
        assert ask(port, "GET", "/guangdong/api/portal")["code"] == 0
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert (process.returncode, out, err) == (0, "", "")


def failing(*arguments: str) -> str:
    """Run the program where it must give up, and return its one line."""
    command = [sys.executable, "-m", "mock_portal", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=20, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert failing("--port", str(port)) == f"mock_portal: cannot listen on port {port}: it is in use\n"


def test_an_unknown_fault_is_named() -> None:
    assert "no such fault: 'Nonsense'" in failing("--fault", "Nonsense@list")


def test_a_fault_can_be_set_from_the_command_line() -> None:
    with program("--fault", "Error500@sign_in", "--fault", "ListLag@list,hours=2") as (_, port):
        names = [one["fault"] for one in ask(port, "GET", "/_office/faults")]
        assert names == ["Error500", "ListLag"]
        assert ask(port, "POST", "/guangdong/api/sign_in", {"account": "x", "password": "y"})["code"] == 500


def test_the_clock_can_run_by_itself() -> None:
    with program("--day-seconds", "0.5") as (_, port):
        while ask(port, "GET", "/_office/clock")["now"] < "2026-03-03":
            pass


def test_a_damaged_or_foreign_state_file_is_refused(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.db"
    garbage.write_text("not a database, whatever its name says" * 50, encoding="utf-8")
    assert "cannot use the state file" in failing("--port", "0", "--state", str(garbage))
    foreign = tmp_path / "foreign.db"
    base = sqlite3.connect(foreign)
    base.execute("CREATE TABLE someone_elses (x)")
    base.close()
    assert "not the state of a practice portal" in failing("--port", "0", "--state", str(foreign))
    assert "cannot open" in failing("--port", "0", "--state", str(tmp_path / "no such folder" / "state.db"))


def test_a_state_that_no_office_wrote_is_refused(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    state.keep({("filing", "1"): {"serial": "1"}})
    with pytest.raises(StateError, match="no office wrote"):
        PracticeOffice(state=state)
    state.close()


def test_one_process_holds_the_state_at_a_time(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    with pytest.raises(StateError, match="locked"):
        State(tmp_path / "state.db")
    state.close()
    State(tmp_path / "state.db").close()


def test_drafts_locks_and_serials_go_on_where_they_were(tmp_path: Path) -> None:
    twin = Clerk(account="lingnan")
    expected = [twin.accepted(f"粤ICP备2020000{nth}号") for nth in (101, 102)]
    state = State(tmp_path / "state.db")
    clerk = Clerk(PracticeOffice(state=state), "lingnan")
    assert clerk.accepted("粤ICP备2020000101号") == expected[0]
    clerk.prepare("粤ICP备2020000102号")
    other = Clerk(clerk.office)
    for _ in range(5):
        other.sign_in("wrong")
    state.close()

    state = State(tmp_path / "state.db")
    clerk = Clerk(PracticeOffice(state=state), "lingnan")
    assert clerk.office.applications[0].serial == expected[0]
    assert clerk.hand_in("粤ICP备2020000102号").params["serial"] == expected[1]
    assert Clerk(clerk.office).sign_in().code == 1002
    clerk.desk.reset()
    state.close()

    state = State(tmp_path / "state.db")
    assert PracticeOffice(state=state).applications == []
    state.close()


def test_the_state_is_written_through(tmp_path: Path) -> None:
    state = State(tmp_path / "state.db")
    assert state._base.execute("PRAGMA synchronous").fetchone() == (2,)
    state.close()
    assert [one.name for one in tmp_path.iterdir()] == ["state.db"]
