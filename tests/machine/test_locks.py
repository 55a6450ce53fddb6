"""One process, and one thread of it, holds an account at a time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portalbot.machine.locks import Held, account_lock
from tests.support import posix

ORIGIN = "http://127.0.0.1:8800"
HOLDER = """
import sys, time
from pathlib import Path
from portalbot.machine.locks import account_lock
with account_lock(Path(sys.argv[1]), sys.argv[2], sys.argv[3]):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that holds an account until it is killed."""
    arguments = [sys.executable, "-c", HOLDER, str(tmp_path), ORIGIN, "zhixing"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_holder_is_refused_at_once_naming_the_process(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    started = time.monotonic()
    with (
        pytest.raises(Held, match=rf"zhixing is held by process {holder.pid} on "),
        account_lock(tmp_path, ORIGIN, "zhixing"),
    ):
        raise AssertionError("two processes hold one account")
    assert time.monotonic() - started < 2


@posix
def test_a_killed_holder_lets_go(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        pass


def test_other_accounts_and_portals_are_free(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    with account_lock(tmp_path, ORIGIN, "lingnan"), account_lock(tmp_path, "https://b.example", "zhixing"):
        pass


def test_two_threads_of_one_process_do_not_share_an_account(tmp_path: Path) -> None:
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        for _ in range(2):
            with pytest.raises(Held, match=f"process {os.getpid()}"), account_lock(tmp_path, ORIGIN, "zhixing"):
                raise AssertionError("held twice")
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        pass


def test_an_error_within_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), account_lock(tmp_path, ORIGIN, "zhixing"):
        raise ZeroDivisionError
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        pass


def test_a_note_that_cannot_be_read_names_nobody(tmp_path: Path) -> None:
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        for note in (tmp_path / "locks").glob("*.json"):
            note.write_text("half a no", encoding="utf-8")
        with pytest.raises(Held, match="another process"), account_lock(tmp_path, ORIGIN, "zhixing"):
            raise AssertionError("held twice")


def test_a_user_name_never_gets_into_a_path(tmp_path: Path) -> None:
    with account_lock(tmp_path, ORIGIN, "../../x"):
        assert [path.name for path in tmp_path.iterdir()] == ["locks"]
