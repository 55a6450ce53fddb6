"""Kill `submit` again and again, and count what stands at the office: `python -m benchmarks.crash_storm --kills 100`.

Everything is real: a portal in a process of its own that takes duplicates and whose lists lag, and `portalbot submit`
with two workers and their browsers, killed with SIGKILL at seeded moments: a third of them around a click, the others
anywhere. With `--everybody` it is not always the whole run that dies: the program alone, its driver, a browser, a
page's process, a browser's network; what is left goes on. When all cases are filed, a new round begins with a new
ledger and a fresh office. Each round ends with runs that nothing disturbs; then the office's applications and the
ledger must be the same.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.agency import (
    MACHINE,
    RUN_SECONDS,
    SUBJECTS,
    UNSETTLED,
    Agency,
    check_end,
    office,
    wait_for,
    write_cases,
    write_profile,
)
from benchmarks.victims import EVERYBODY, PROGRAM, RUN, strike

WAIT_SECONDS = 20
AIMS = ("intent", "arrival", *["anywhere"] * 4)
AT_CLICKS = ("intent", "arrival", "intent", "arrival", "anywhere")
"""The aims of a short storm: nearly all of its kills around a click."""
ANYWHERE = 3.5
"""Seconds after the start within which a kill may come that is not aimed at a click."""
AT_A_CLICK = 0.3
"""Seconds after a click within which a kill comes that is aimed at one."""
MOST = 4
"""So many times the kills that were asked for are made at most, to hit clicks."""


@dataclass
class Result:
    """What a storm came to. `mid_click` counts the kills that left a case newly at INTENT."""

    kills: int = 0
    mid_click: int = 0
    rounds: int = 0
    cases: int = 0
    duplicates: int = 0
    lost: int = 0
    unknown: int = 0
    seconds: float = 0
    left: list[str] = field(default_factory=list)

    def wants(self, kills: int, hits: int) -> bool:
        """Say whether there are to be more kills."""
        return self.kills < kills or (self.mid_click < hits and self.kills < MOST * kills)

    def __str__(self) -> str:
        return (
            f"kills {self.kills} ({self.mid_click} between INTENT and verdict)  rounds {self.rounds}  "
            f"cases {self.cases}  duplicates {self.duplicates}  lost {self.lost}  "
            f"unknown left {self.unknown}  seconds {self.seconds:.0f}"
        )


def storm(
    kills: int,
    seed: int,
    folder: Path,
    aims: Sequence[str] = AIMS,
    subjects: int = SUBJECTS,
    victims: Sequence[str] = (RUN,),
    hits: int = 0,
) -> Result:
    """Make so many kills, each at one of the `aims`, and return what stands at the end. Raises Storm.

    `subjects`: so many of one account, at most, have a case in the file. `victims`: who dies. `hits`: where fewer kills
    have left a case at INTENT (a busy machine is late), more are made, up to MOST times as many.
    """
    result = Result()
    began = time.monotonic()
    draw = random.Random(seed)
    cases, profile = write_cases(folder, subjects), write_profile(folder)
    with office(folder) as portal:
        while result.wants(kills, hits):
            result.rounds += 1
            portal.begin_again()
            agency = Agency(portal, cases, profile, folder / f"data-{result.rounds}")
            _round(agency, result, lambda: result.wants(kills, hits), draw, aims, victims)
            agency.until_settled()
            result.cases += len(agency.rows())
            result.duplicates += agency.duplicates()
            result.lost += agency.lost()
            result.unknown += len(agency.ids("intent", "unknown"))
            result.left += [f"{case} {state}" for case, _, state, _ in agency.rows() if state in UNSETTLED]
    result.seconds = time.monotonic() - began
    return result


def _round(
    agency: Agency,
    result: Result,
    more: Callable[[], bool],
    draw: random.Random,
    aims: Sequence[str],
    victims: Sequence[str],
) -> None:
    """Kill runs while there are to be more kills, and until a run has come to its end by itself."""
    hurt = True
    while hurt:
        hurt = False
        process = agency.start("--workers", "2")
        while more():
            before = agency.ids("intent")
            _wait_for_the_moment(agency, process, draw, draw.choice(aims))
            if process.poll() is not None:
                break
            victim = draw.choice(victims)
            if strike(process, victim, draw):
                hurt = True
                result.kills += 1
                result.mid_click += bool(agency.ids("intent") - before)
            if victim in (RUN, PROGRAM):
                break
        _, errors = process.communicate(timeout=RUN_SECONDS)
        if process.returncode != -signal.SIGKILL:
            check_end(process.returncode, errors, *((MACHINE,) if hurt else ()))
        hurt = hurt and more()


def _wait_for_the_moment(agency: Agency, process: "subprocess.Popen[str]", draw: random.Random, aim: str) -> None:
    delay = draw.uniform(0, ANYWHERE if aim == "anywhere" else AT_A_CLICK)
    arrived = sum(agency.portal.arrivals().values())
    intents = agency.ids("intent")

    def ended() -> bool:
        return process.poll() is not None

    def clicking() -> bool:
        if aim == "arrival":
            return sum(agency.portal.arrivals().values()) > arrived
        return bool(agency.ids("intent") - intents)

    if aim != "anywhere":
        wait_for(lambda: ended() or clicking(), WAIT_SECONDS)
    wait_for(ended, delay)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a storm and print its figures; returns 1 when anything was filed twice or lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crash_storm", description="Kill submit, and count.")
    parser.add_argument("--kills", type=int, default=100, help="how many kills (default: 100)")
    parser.add_argument("--seed", type=int, default=2026, help="of the moments (default: 2026)")
    parser.add_argument("--everybody", action="store_true", help="kill single processes of a run, too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        result = storm(given.kills, given.seed, Path(folder), victims=EVERYBODY if given.everybody else (RUN,))
    sys.stdout.write(f"{result}\n")
    for case in result.left:
        sys.stdout.write(f"left: {case}\n")
    return 1 if result.duplicates or result.lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
