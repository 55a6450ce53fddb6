"""Filing, side by side: scripts, portalbot with several workers, the floor, and plain HTTP, on the same cases."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import measured
from benchmarks.practice import Practice, environment, practice, write_file
from benchmarks.selenium_script import driver_path

SCRIPTS = {
    "a browser a case": ["scripts", "browser"],
    "a browser a case, Selenium": ["selenium_script"],
    "a context a case": ["scripts", "context"],
    "the floor": ["scripts", "floor"],
    "plain HTTP": ["scripts", "http"],
}

WORKERS = (1, 2, 4, 8)
QUICK = [(0.0, 2, 4)]
WHOLE = [(0.0, 8, 1), (0.0, 4, 5), (0.0, 2, 20), (0.2, 8, 1), (1.0, 4, 1)]
"""Seconds of latency of each answer, accounts, cases in each."""


@dataclass(frozen=True)
class Filed:
    """One contender's figures: cases, the seconds they took, the processor seconds of the whole process tree."""

    way: str
    accounts: int
    cases_an_account: int
    latency: float
    cases: int
    seconds: float
    processor: float
    megabytes: float

    @property
    def a_minute(self) -> float:
        """Return cases per minute."""
        return self.cases / self.seconds * 60

    @property
    def processor_a_case(self) -> float:
        """Return processor seconds per case."""
        return self.processor / self.cases

    def line(self) -> str:
        """Return the figures in a line."""
        head = f"{self.way:<26} {self.accounts} × {self.cases_an_account:<3} {self.latency * 1000:>5.0f} ms"
        return (
            f"{head} {self.a_minute:>8.1f} cases/min {self.processor_a_case:>7.2f} cpu s/case {self.megabytes:>6.0f} MB"
        )


def filing(quick: bool) -> Iterator[Filed]:
    """Let every contender file, and yield its figures; each is checked at the office.

    A worker serves an account at a time, so there are never more workers than accounts.
    """
    with practice() as portal, TemporaryDirectory(prefix="portalbot-bench-") as folder:
        place = Path(folder)
        for latency, accounts, cases in QUICK if quick else WHOLE:
            for way in SCRIPTS:
                if way != "a browser a case, Selenium" or (driver_path() and not latency):
                    yield _by_script(portal, place, way, accounts, cases, latency)
            for count in WORKERS:
                if count <= accounts:
                    yield _by_portalbot(portal, place, count, accounts, cases, latency)


def _by_script(portal: Practice, place: Path, way: str, accounts: int, cases: int, latency: float) -> Filed:
    fleet = portal.begin(accounts, cases, latency)
    path = write_file(place / "cases", fleet)
    words = place / "passwords.json"
    words.write_text(json.dumps(fleet.passwords), encoding="utf-8")
    script, *ways = SCRIPTS[way]
    found = measured([sys.executable, "-m", f"benchmarks.{script}", *ways, portal.url, str(path), str(words)])
    return _checked(portal, way, accounts, cases, latency, found.seconds, found.processor, found.kilobytes)


def _by_portalbot(portal: Practice, place: Path, workers: int, accounts: int, cases: int, latency: float) -> Filed:
    fleet = portal.begin(accounts, cases, latency)
    path = write_file(place / "cases", fleet)
    with TemporaryDirectory(prefix="portalbot-data-") as data:
        where = ["--portal-url", portal.url, "--data-dir", data, "--workers", str(workers)]
        command = [sys.executable, "-m", "portalbot", "submit", str(path), "--yes", "--json", *where]
        found = measured(command, environment(fleet))
    way = f"portalbot, {workers} worker{'s' if workers > 1 else ''}"
    return _checked(portal, way, accounts, cases, latency, found.seconds, found.processor, found.kilobytes)


def _checked(
    portal: Practice,
    way: str,
    accounts: int,
    cases: int,
    latency: float,
    seconds: float,
    processor: float,
    kilobytes: int,
) -> Filed:
    accepted = portal.applications()
    if accepted != accounts * cases:
        raise RuntimeError(f"{way}: {accepted} applications at the office, not {accounts * cases}")
    return Filed(way, accounts, cases, latency, accepted, seconds, processor, kilobytes / 1024)


def ratios(found: list[Filed]) -> dict[str, float]:
    """Return the ratios that are promised, from the largest accounts without latency."""
    most = max(each.cases_an_account for each in found if not each.latency)
    by = {each.way: each for each in found if not each.latency and each.cases_an_account == most}
    two = by["portalbot, 2 workers"]
    one = by["portalbot, 1 worker"]
    return {
        "two workers against a browser a case (≥ 3)": two.a_minute / by["a browser a case"].a_minute,
        "two workers against a context a case (≥ 1.8)": two.a_minute / by["a context a case"].a_minute,
        "processor time a case against the floor (≤ 1.25)": one.processor_a_case / by["the floor"].processor_a_case,
    }
