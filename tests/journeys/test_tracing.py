"""What --trace keeps, in a real browser: nothing of the sign-in, nothing where all went well; and that it opens."""

import json
import os
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from portalbot.evidence.scrub import Gate
from portalbot.evidence.store import Evidence
from portalbot.filing.runner import Runner, Window
from portalbot.rules.states import State
from tests.support import PASSWORDS, Bot

SECRET = PASSWORDS["jinghua"]
CANARY = "PORTALBOT_NOTIFY__CANARY__URL"


def given_to_children() -> list[bytes]:
    """Return what every living process below this one was given as its environment."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    below = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    found = []
    for pid in below - {os.getpid()}:
        try:
            found.append(Path(f"/proc/{pid}/environ").read_bytes())
        except OSError:
            continue
    return found


@pytest.fixture
def traced(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """Return the bot with a browser of its own, recording; evidence passes a gate that knows the passwords."""
    bot.own_browser = True
    bot.evidence = Evidence(bot.folder / "evidence", gate=Gate(lambda: list(bot.passwords.values())))
    ordinary = bot.runner

    def runner(**changes: object) -> Runner:
        before = ordinary(**changes)
        return Runner(before.settings, replace(before.tools), workers=1, window=Window(trace=True), stop=bot.stop)

    monkeypatch.setattr(bot, "runner", runner)
    return bot


def test_a_failure_keeps_a_trace_without_sign_in_or_session_that_opens(
    traced: Bot, office: PracticeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CANARY, "canary")
    given: list[bytes] = []
    traced.on_step = lambda _account, _case, step: given.extend(given_to_children() if step == "list" else [])
    office.faults.add("MaintenanceBetween@form")
    traced.submit("JH-002")
    assert traced.state("JH-002") is State.FAILED
    (kept,) = (traced.folder / "evidence" / "jinghua").glob("*-trace.zip")
    with zipfile.ZipFile(kept) as package:
        assert package.testzip() is None
        members = {name: package.read(name) for name in package.namelist()}
    assert {"trace.trace", "trace.network"} <= set(members)
    lines = [json.loads(line) for name in ("trace.trace", "trace.network") for line in members[name].splitlines()]
    assert {"context-options", "before", "after", "frame-snapshot", "resource-snapshot"} <= {it["type"] for it in lines}
    named = set(re.findall(r'"(?:_sha1|_file)": "(?:resources/)?([^"]+)"', json.dumps(lines)))
    assert named and {f"resources/{name}" for name in named} <= set(members), "what is referred to is there"
    everything = b"".join(members.values()) + "".join(members).encode()
    assert SECRET.encode() not in everything and b"screencast" not in everything
    sessions = re.findall(rb'"name":"Cookie","value":"([^"]*)"', members["trace.network"])
    assert sessions and set(sessions) == {b"[withheld]"}
    assert b"api/sign_in" not in members["trace.network"] and b"api/records" in members["trace.network"]
    assert not traced.evidence.gate.hits(kept.read_bytes())
    assert given and not [each for each in given if b"PORTALBOT_" in each.upper()]


def test_where_all_goes_well_no_trace_is_kept(traced: Bot) -> None:
    traced.submit("JH-002")
    assert traced.state("JH-002") is State.SUBMITTED
    assert not list(traced.folder.rglob("*trace*"))
