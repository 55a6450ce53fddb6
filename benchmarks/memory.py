"""What a run keeps in memory: the proportional set size of its whole process tree at its fullest (Linux).

PSS counts a page that several processes share once in all, so that the sum over drivers and browsers is what the
machine really lacks. It is read several times a second, which costs time: nothing else is measured in such a run.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import ROOT
from benchmarks.practice import environment, practice, write_file
from benchmarks.victims import descendants, kill

PAUSE = 0.2
CASES = 3
"""Cases an account, an account a worker."""


@dataclass(frozen=True)
class Kept:
    """Megabytes (PSS) of a run's tree at its fullest."""

    way: str
    workers: int
    megabytes: float

    def line(self) -> str:
        """Return the figure in a line."""
        return f"{self.way:<36} {self.megabytes:>6.0f} MB (PSS of the whole tree)"


def memory(quick: bool) -> Iterator[Kept]:
    """Let a script and portalbot with several workers file, and yield what they kept in memory."""
    with practice() as portal, TemporaryDirectory(prefix="portalbot-bench-") as name:
        folder = Path(name)
        for workers in (0, 1, 2) if quick else (0, 1, 2, 4):
            accounts = workers or 1
            fleet = portal.begin(accounts, CASES)
            cases, words = write_file(folder / str(workers), fleet), folder / "passwords.json"
            words.write_text(json.dumps(fleet.passwords), encoding="utf-8")
            command = [sys.executable, "-m", "benchmarks.scripts", "context", portal.url, str(cases), str(words)]
            way = "a script with a context a case"
            if workers:
                where = ["--portal-url", portal.url, "--data-dir", str(folder / f"data{workers}")]
                command = [sys.executable, "-m", "portalbot", "submit", str(cases), "--yes", *where]
                command += ["--workers", str(workers)]
                way = f"portalbot, {workers} worker{'s' if workers > 1 else ''}"
            fullest = _fullest(command, environment(fleet))
            if portal.applications() != accounts * CASES:
                raise RuntimeError(f"{way}: {portal.applications()} applications at the office")
            yield Kept(way, workers, fullest)


def _fullest(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command; return the megabytes of its tree at its fullest."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    fullest = 0
    try:
        while process.poll() is None:
            fullest = max(fullest, sum(map(_kilobytes, [process.pid, *descendants(process.pid)])))
            time.sleep(PAUSE)  # between two samples; the loop ends with the process
    finally:
        kill(process)
    return fullest / 1024


def _kilobytes(pid: int) -> int:
    with suppress(OSError):  # it has ended meanwhile
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def ratios(found: list[Kept]) -> dict[str, float]:
    """Return what each further worker adds."""
    by = {each.workers: each.megabytes for each in found}
    most = max(by)
    return {"megabytes (PSS) that a worker more adds": (by[most] - by[1]) / (most - 1)}
