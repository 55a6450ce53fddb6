"""All benchmarks: `python -m benchmarks` (`--quick` in under three minutes), as a table, JSON and pictures.

    python -m benchmarks --only filing --out results.json --pictures docs/pictures

Every figure that is quoted is a ratio of figures of one run on one machine. Nothing here is part of the tests, and
nothing fails for being slow: what is promised stands in brackets, and whether it was reached beside it.
"""

import argparse
import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol, TypeVar

from benchmarks import filing, gate, growth, memory, overhead, polling, shares

Told = dict[str, Any]


class Line(Protocol):
    """Figures that can be told in a line."""

    def line(self) -> str:
        """Return the figures in a line."""


F = TypeVar("F", bound=Line)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _said(figures: Iterable[F]) -> list[F]:
    """Print each figure as it comes; returns them all."""
    found = []
    for each in figures:
        say("  " + each.line())
        found.append(each)
    return found


def _told(found: Iterable[Any], ratios: dict[str, float]) -> Told:
    return {"rows": [asdict(each) for each in found], "ratios": ratios}


def _filing(quick: bool) -> Told:
    found = _said(filing.filing(quick))
    return _told(found, filing.ratios(found))


def _polling(quick: bool) -> Told:
    found = _said(polling.polling(quick))
    return _told(found, polling.ratios(found))


def _growth(quick: bool) -> Told:
    found, checked = _said(growth.growth(quick)), _said(growth.checks(quick))
    return _told([*found, *checked], growth.ratios(found))


def _memory(quick: bool) -> Told:
    found = _said(memory.memory(quick))
    return _told(found, memory.ratios(found))


def _overhead(_quick: bool) -> Told:
    found, arrived = _said(overhead.commands()), _said(overhead.arrivals())
    return _told([*found, *arrived], overhead.ratios(found, arrived))


def _shares(quick: bool) -> Told:
    found = _said(shares.shares(quick))
    return _told(found, shares.ratios(found))


def _gate(quick: bool) -> Told:
    found = _said(gate.gate(quick))
    return _told(found, gate.ratios(found))


PARTS: dict[str, Callable[[bool], Told]] = {
    "overhead": _overhead,
    "gate": _gate,
    "shares": _shares,
    "memory": _memory,
    "growth": _growth,
    "polling": _polling,
    "filing": _filing,
}


def reached(what: str, value: float) -> str:
    """Say whether a promise that stands in brackets at the end of a name was kept; empty where none stands there."""
    bound = re.search(r"\((≤|≥) ([\d.]+)\)$", what)
    if bound is None:
        return ""
    kept = value <= float(bound[2]) if bound[1] == "≤" else value >= float(bound[2])
    return "reached" if kept else "NOT REACHED"


def surroundings() -> Told:
    """Return what figures depend on: the machine, how busy it is, and what ran on it."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "command": "python -m benchmarks " + " ".join(sys.argv[1:]),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "playwright": version("playwright"),
    }


def main() -> None:
    """Run what is asked for, print it, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, no latency")
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part; may be given again")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    parser.add_argument("--pictures", type=Path, help="draw the results as SVG into this folder (extra `bench`)")
    asked = parser.parse_args()
    results = surroundings()
    say(", ".join(f"{name} {value}" for name, value in results.items()))
    for name in asked.only or PARTS:
        say(f"{name}:")
        results[name] = PARTS[name](asked.quick)
        for what, value in results[name]["ratios"].items():
            say(f"  → {what}: {value:.2f}  {reached(what, value)}".rstrip())
        results["load_after"] = round(os.getloadavg()[0], 2)
        if asked.out:  # after each part: what was measured is not lost with what comes later
            asked.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked.pictures:
        from benchmarks.pictures import draw

        draw(results, asked.pictures)


if __name__ == "__main__":
    main()
