"""Polling, side by side: a sweep over many accounts, the bare opening of the same pages, a look-up for every case."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fleets import Fleet, enrol
from benchmarks.measure import measured
from benchmarks.practice import PROVINCE, environment, write_file
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.rules import Submission
from mock_portal.office.terms import Category, Kind, Material
from mock_portal.web.server import Portal as PracticePortal
from portalbot.ledger.ledger import Ledger

PICTURE = b"\xff\xd8\xff\xe0" + b"0" * 2000
SWEEPS = "poll, every case has changed", "poll, nothing has changed"
"""The first sweep finds every case under review, writes it down and keeps what showed it; the second finds no news."""
LOOKED_UP = 10
"""So many look-ups are measured; the time for all of them is extrapolated, and said to be."""


@dataclass(frozen=True)
class Polled:
    """One contender's figures. `extrapolated`: from so many look-ups of all."""

    way: str
    accounts: int
    applications: int
    seconds: float
    sign_ins: float
    extrapolated: bool = False

    def line(self) -> str:
        """Return the figures in a line."""
        from_some = f" (from {LOOKED_UP} look-ups)" if self.extrapolated else ""
        head = f"{self.way:<30} {self.accounts} × {self.applications:<4}"
        return f"{head} {self.seconds:>9.1f} s {self.sign_ins:>7.0f} sign-ins{from_some}"


def polling(quick: bool) -> Iterator[Polled]:
    """Let every contender look, and yield its figures."""
    for accounts, applications in [(5, 10)] if quick else [(10, 10), (50, 100), (200, 5)]:
        with PracticePortal() as practice, TemporaryDirectory(prefix="portalbot-bench-") as folder:
            place = Path(folder)
            fleet = enrol(practice.office, accounts, applications, (PROVINCE,), sites=1)
            serials = _file(practice.office, fleet)
            path = write_file(place / "cases", fleet)
            words = place / "passwords.json"
            words.write_text(json.dumps(fleet.passwords), encoding="utf-8")
            _ledger(place / "data", practice.url, fleet, serials)
            script = [sys.executable, "-m", "benchmarks.scripts"]
            rest = [practice.url, str(path), str(words)]
            size = accounts, applications
            yield Polled("bare opening", *size, *_seen(practice.office, [*script, "opened", *rest]))
            poll = [sys.executable, "-m", "portalbot", "poll", "--all", "--json", "--workers", "1"]
            where = ["--portal-url", practice.url, "--data-dir", str(place / "data")]
            for way in SWEEPS:
                yield Polled(way, *size, *_seen(practice.office, [*poll, *where], environment(fleet)))
            seconds, sign_ins = _seen(practice.office, [*script, f"look-up:{LOOKED_UP}", *rest])
            share = accounts * applications / LOOKED_UP
            yield Polled("a look-up a case", *size, seconds * share, sign_ins * share, extrapolated=True)


def _seen(office: PracticeOffice, command: list[str], environment: dict[str, str] | None = None) -> tuple[float, int]:
    before = len(office.sign_ins)
    found = measured(command, environment)
    return found.seconds, len(office.sign_ins) - before


def _file(office: PracticeOffice, fleet: Fleet) -> dict[str, str]:
    """File every case at the office itself; returns the serials by case."""
    serials = {}
    for case in fleet.cases:
        account = office.account(PROVINCE, case.account)
        if account is None or case.reason is None:
            raise LookupError(case.id)
        for material in (Material.LICENCE, Material.IDENTITY, Material.REQUEST):
            office.attach(account, case.number, material, "p.jpg", PICTURE, keep=True)
        told = Submission(case.number, Kind.SITE, Category.STOPPED, case.reason.text, declared=True)
        serials[case.id] = office.submit(account, told)
    return serials


def _ledger(folder: Path, url: str, fleet: Fleet, serials: dict[str, str]) -> None:
    folder.mkdir(mode=0o700)
    Ledger(folder / "practice.db", who="bench").close()
    rows = [
        (case.id, url, case.number, case.kind.value, case.account, case.account, PROVINCE, case.client.name,
         case.site_name, "d", "submitted", "", "", serials[case.id], "ours", "2026-03-02T01:00:00.000000+00:00",
         "2026-03-02T01:00:00.000000+00:00")
        for case in fleet.cases
    ]  # fmt: skip
    names = ("id", "portal", "number", "kind", "account", "user_name", "province", "client", "site_name", "digest",
             "state", "message", "words", "serial", "origin", "updated_at", "since")  # fmt: skip
    with sqlite3.connect(folder / "practice.db") as database:
        marks = ",".join("?" * len(names))
        database.executemany(f"INSERT INTO cases ({','.join(names)}) VALUES ({marks})", rows)


def ratios(found: list[Polled]) -> dict[str, float]:
    """Return the promised ratios, from the sweep with the most applications."""
    most = max(each.accounts * each.applications for each in found)
    by = {each.way: each for each in found if each.accounts * each.applications == most}
    bare, looked_up = by["bare opening"].seconds, by["a look-up a case"].seconds
    return {
        f"sign-ins of a sweep over {by[SWEEPS[0]].accounts} accounts": float(by[SWEEPS[0]].sign_ins),
        **{f"{way}, against opening its pages bare (≤ 1.3)": by[way].seconds / bare for way in SWEEPS},
        "a look-up for every case against a sweep": looked_up / by[SWEEPS[0]].seconds,
    }
