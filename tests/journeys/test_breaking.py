"""Browser, page or driver die in the middle: the sitting ends, the case is judged by looking, the others go on."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.desk.practice_office import PracticeOffice
from portalbot.rules.states import State
from tests.support import Bot


def children(name: str) -> list[int]:
    """Return the living descendants of this process whose command has a name, oldest first."""
    parents: dict[int, int] = {}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        parents[int(folder.name)] = int(fields[1])
        if name in line and fields[0] not in "ZX":
            found.append(int(folder.name))

    def ours(pid: int) -> bool:
        while pid and pid != os.getpid():
            pid = parents.get(pid, 0)
        return pid == os.getpid()

    return sorted(pid for pid in found if ours(pid))


def kill_newest(name: str, before: set[int]) -> None:
    """Kill what a worker has started, oldest first (the browser before its own children)."""
    for pid in [pid for pid in children(name) if pid not in before][:1]:
        os.kill(pid, signal.SIGKILL)


def kill_browser(before: set[int]) -> None:
    wrappers = [pid for pid in children("/sh ") if pid not in before]
    kill_newest("--remote-debugging-pipe", before | set(wrappers))


def kill_script(before: set[int]) -> None:
    """Kill the script with which a browser was started (Debian's is one); the browser itself goes on."""
    kill_newest("--remote-debugging-pipe", before)


def kill_driver(before: set[int]) -> None:
    kill_newest("run-driver", before)


def kill_renderer(before: set[int]) -> None:
    for pid in [pid for pid in children("--type=renderer") if pid not in before]:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize(
    ("kill", "step"),
    [
        (kill_browser, "form"), (kill_browser, "receipt"), (kill_driver, "submit"), (kill_driver, "receipt"),
        (kill_renderer, "form"), (kill_renderer, "receipt"), (kill_script, "form"),
    ],
)  # fmt: skip
def test_what_dies_in_the_middle_is_settled_by_looking(
    bot: Bot, office: PracticeOffice, kill: Callable[[set[int]], None], step: str
) -> None:
    bot.own_browser = True
    before = set(children("--")) | set(children("run-driver"))
    office.faults.add(DuplicateAccepted())
    bot.page_seconds = bot.receipt_seconds = 5
    done: list[str] = []

    def at(_account: str, case: str, at_step: str) -> None:
        if case == "JH-001" and at_step == step and not done:
            done.append(step)
            kill(before)

    bot.on_step = at
    bot.submit("JH-001", "JH-002", "QT-001")
    assert done, "the moment came"
    assert bot.state("QT-001") in (State.SUBMITTED, State.REVIEWING), "the next account has a browser that lives"
    assert not [event["message"] for event in bot.ledger.events.of("JH-001") if "Error" in event["message"]]
    bot.on_step = lambda *_: None
    bot.submit("JH-001", "JH-002")
    assert {bot.state("JH-001"), bot.state("JH-002")} <= {State.SUBMITTED, State.REVIEWING}
    assert len(office.applications) == len(office.arrivals) == 3
    assert {application.serial for application in office.applications} == {
        bot.entry("JH-001").serial, bot.entry("JH-002").serial, bot.entry("QT-001").serial,
    }  # fmt: skip
