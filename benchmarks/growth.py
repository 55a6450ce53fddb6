"""What a ledger costs as it grows: the summary of `status`, finding what is due, one write; and `check` on large files.

    python -m benchmarks.growth LEDGER.db

An agency files for years and has the same number of cases under way: the ledger grows by cases that have ended. So
does the one measured here, made in bulk by SQL; a second one has a tenth of its cases under way, which `poll` reads
one and all. Each ledger is measured in a process of its own.
"""

import json
import shutil
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import check
from benchmarks.measure import measured
from portalbot.cases.portals import Portals
from portalbot.following.schedule import schedule_under_way
from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State
from portalbot.work.overview import urgent_in

URL = "http://127.0.0.1:8800"
UNDER_WAY = 500
"""So many cases are under way in a ledger whose other cases have ended."""
AN_ACCOUNT = 20
WRITES = 50
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Grown:
    """A ledger's figures; seconds, and megabytes of the largest process. `writing`: the median of so many changes."""

    cases: int
    under_way: int
    summary: float
    due: float
    writing: float
    status: float
    status_megabytes: float
    file_megabytes: float

    def line(self) -> str:
        """Return the figures in a line."""
        return (
            f"{self.cases:>9} cases, {self.under_way:>6} under way: summary {self.summary * 1000:>7.1f} ms   "
            f"due {self.due * 1000:>7.1f} ms   one write {self.writing * 1000:>5.1f} ms   "
            f"`status` {self.status:>5.2f} s, {self.status_megabytes:>4.0f} MB   (file {self.file_megabytes:>5.0f} MB)"
        )


def growth(quick: bool) -> Iterator[Grown]:
    """Yield the figures of one ledger after another."""
    sizes = [10**3, 10**4, 10**5] + ([] if quick else [10**6])
    for cases, under_way in [(size, UNDER_WAY) for size in sizes] + [(size, size // 10) for size in sizes[-1:]]:
        with TemporaryDirectory(prefix="portalbot-growth-") as folder:
            yield _grown(Path(folder) / "data", cases, under_way)


def _grown(folder: Path, cases: int, under_way: int) -> Grown:
    path = make(folder, cases, under_way)
    found = measured([sys.executable, "-m", "benchmarks.growth", str(path)])
    seconds = json.loads(found.out)
    whole = measured([sys.executable, "-m", "portalbot", "status", "--data-dir", str(folder)], codes=(0, 1))
    size = sum(each.stat().st_size for each in folder.glob("practice.db*")) / 1e6
    return Grown(cases, under_way, **seconds, status=whole.seconds, status_megabytes=whole.kilobytes / 1024,
                 file_megabytes=size)  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """What `check` takes over a file of so many rows: seconds, processor seconds, and megabytes at most."""

    rows: int
    file: str
    seconds: float
    processor: float
    megabytes: float

    def line(self) -> str:
        """Return the figures in a line."""
        head = f"`check` of {self.rows:>6} rows of {self.file:<10}"
        return f"{head} {self.seconds:>6.1f} s {self.processor:>6.1f} cpu s {self.megabytes:>5.0f} MB"


def checks(quick: bool) -> Iterator[Checked]:
    """Yield what checking case files of several sizes takes."""
    for rows in [10**2, 10**3] + ([] if quick else [10**4, 10**5]):
        with TemporaryDirectory(prefix="portalbot-growth-") as name:
            folder = Path(name)
            maker = get_context("spawn").Process(target=check.make, args=(folder, rows))  # a child's peak is its own
            maker.start()
            maker.join()
            for file in ("cases.xlsx", "cases.csv"):
                seconds, usage, _, _ = check.measured(folder / file)
                worked = usage.ru_utime + usage.ru_stime
                yield Checked(rows, file, seconds, worked, usage.ru_maxrss / 1024)


def make(folder: Path, cases: int, under_way: int) -> Path:
    """Make a ledger with so many cases, the last of them under way, with their events and looks; returns its file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    path = folder / "practice.db"
    Ledger(path, who="benchmark").close()
    columns = ("id", "portal", "number", "kind", "account", "user_name", "province", "client", "site_name", "digest",
               "state", "serial", "updated_at", "since", "due_on", "message", "words", "origin")  # fmt: skip
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous=OFF")
        marks = ",".join("?" * len(columns))
        rows = (_case(nth, ended=nth < cases - under_way) for nth in range(cases))
        database.executemany(f"INSERT INTO cases ({','.join(columns)}) VALUES ({marks})", rows)
        for before, after in (("", "ready"), ("ready", "intent"), ("intent", "submitted")):
            database.execute(
                'INSERT INTO events (case_id, at, before, after, step, message, words, "by") '
                "SELECT id, since, ?, ?, 'submit', 'invented', '', 'benchmark' FROM cases",
                (before, after),
            )
        database.execute(
            'INSERT INTO looks (portal, user_name, account, at, ended_at, complete, why, "by") '
            "SELECT portal, user_name, account, max(since), max(since), 1, '', 'benchmark' FROM cases GROUP BY account"
        )
        database.commit()
    return path


def _case(nth: int, *, ended: bool) -> tuple[str | None, ...]:
    since = NOW - (timedelta(days=30 + nth % 900) if ended else timedelta(hours=2 + nth % 48))
    at = since.isoformat(timespec="microseconds")
    state = State.CANCELLED if ended else State.REVIEWING
    account = f"a{nth // AN_ACCOUNT}"
    number = f"粤ICP备{10_000_000 + nth}号-1"
    due_on = None if ended else (since + timedelta(days=20)).date().isoformat()
    return (f"G-{nth:07}", URL, number, "注销网站", account, account, "广东", "某某有限公司", "某网站", "d" * 64,
            state.value, f"{nth:020}", at, at, due_on, "", "", "ours")  # fmt: skip


def main() -> None:
    """Measure one ledger and print its seconds."""
    ledger = Ledger(Path(sys.argv[1]), who="benchmark")
    portal_of = Portals(url=URL).of
    reviewing = [entry.id for entry in ledger.cases.next_dates("due_on", {State.REVIEWING}, WRITES)]
    told = {
        "summary": _median(lambda: urgent_in(ledger, ledger.cases.tally())),
        "due": _median(lambda: schedule_under_way(ledger, portal_of).due(ledger.clock())),
        "writing": statistics.median(_seconds(_change(ledger, case)) for case in reviewing),
    }
    sys.stdout.write(json.dumps(told))


def _change(ledger: Ledger, case: str) -> Callable[[], object]:
    return lambda: ledger.cases.move(case, State.APPROVED, "a change like any other", words="审核通过")


def _median(act: Callable[[], object], times: int = 5) -> float:
    act()
    return statistics.median(_seconds(act) for _ in range(times))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def ratios(found: list[Grown]) -> dict[str, float]:
    """Return the promised figures. No worse than logarithmically: 10⁶ against 10³ is at most twice, 10⁵ 1.67 times."""
    steady = [each for each in found if each.under_way == UNDER_WAY]
    least, most = min(steady, key=lambda each: each.cases), max(steady, key=lambda each: each.cases)
    bound = round(len(str(most.cases - 1)) / len(str(least.cases - 1)), 2)
    summed = next(each for each in steady if each.cases == 10**5)
    span = f"{most.cases} cases against {least.cases}"
    return {
        "seconds of the summary of `status` with 100000 cases (≤ 1)": summed.summary,
        "seconds of the whole command": summed.status,
        f"finding what is due, {span} (≤ {bound})": most.due / least.due,
        f"one write, {span} (≤ {bound})": most.writing / least.writing,
    }


if __name__ == "__main__":
    main()
