"""Overhead: what commands cost that do no work, and how long it takes until the portal is first asked anything."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fleets import enrol
from benchmarks.measure import ROOT, measured
from benchmarks.practice import PROVINCE, environment, write_file
from benchmarks.victims import kill
from mock_portal.desk.practice_office import PracticeOffice

TRIES = 5
PATIENCE = 60


@dataclass(frozen=True)
class Command:
    """A command's cost: seconds, and processor seconds; the best of TRIES."""

    name: str
    seconds: float
    processor: float

    def line(self) -> str:
        """Return the figures in a line."""
        return f"{self.name:<36} {self.seconds:>6.2f} s {self.processor:>6.2f} cpu s"


def commands() -> Iterator[Command]:
    """Measure commands that do no work, beside Python doing nothing."""
    portalbot = [sys.executable, "-m", "portalbot"]
    with tempfile.TemporaryDirectory(prefix="portalbot-bench-") as folder:
        for name, words in {
            "python -c pass": [sys.executable, "-c", "pass"],
            "portalbot --help": [*portalbot, "--help"],
            "portalbot status": [*portalbot, "status", "--data-dir", folder],
        }.items():
            tries = [measured(words) for _ in range(TRIES)]
            yield Command(name, min(each.seconds for each in tries), min(each.processor for each in tries))


@dataclass(frozen=True)
class Arrival:
    """How long after its start a program asked the portal for its first page; the best of TRIES."""

    name: str
    seconds: float

    def line(self) -> str:
        """Return the figure in a line."""
        return f"{self.name:<36} {self.seconds:>6.2f} s until its first request"


def arrivals() -> Iterator[Arrival]:
    """Measure how soon a script and portalbot ask for a first page, at a server that then says nothing."""
    with tempfile.TemporaryDirectory(prefix="portalbot-bench-") as name:
        folder = Path(name)
        fleet = enrol(PracticeOffice(), 1, 1, (PROVINCE,), sites=1)
        cases, words = write_file(folder / "cases", fleet), folder / "passwords.json"
        words.write_text(json.dumps(fleet.passwords), encoding="utf-8")
        script = [sys.executable, "-m", "benchmarks.scripts", "context"]
        submit = [sys.executable, "-m", "portalbot", "submit", str(cases), "--yes", "--portal-url", "URL", "--data-dir"]
        tries = [
            (_until_asked([*script, "URL", str(cases), str(words)], environment(fleet)),
             _until_asked([*submit, str(folder / f"data{nth}")], environment(fleet)))
            for nth in range(TRIES)
        ]  # fmt: skip
    yield Arrival("a script with a context a case", min(each for each, _ in tries))
    yield Arrival("portalbot submit", min(each for _, each in tries))


def _until_asked(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Start a program with an address in place of URL, and return the seconds until somebody connects there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        began = time.monotonic()
        process = subprocess.Popen(
            [url if word == "URL" else word for word in command],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        try:
            caller, _ = server.accept()
            caller.close()
            return time.monotonic() - began
        finally:
            kill(process)


def ratios(found: list[Command], arrived: list[Arrival]) -> dict[str, float]:
    """Return the promised figure of commands, and how much later than a script's the first request comes."""
    by = {each.name: each for each in found}
    script, bot = arrived
    return {
        "processor seconds of `portalbot --help` (≤ 0.3)": by["portalbot --help"].processor,
        "first request, portalbot against a script": bot.seconds / script.seconds,
    }
