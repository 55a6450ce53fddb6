"""All benchmarks: `python -m benchmarks` (`--quick` in under three minutes), as a table, JSON and pictures.

    python -m benchmarks --only filing --out results.json --pictures docs/pictures

Every figure that is quoted is a ratio of figures of one run on one machine. Nothing here is part of the tests.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import filing, growth, overhead, polling


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _filing(quick: bool) -> dict[str, Any]:
    found = []
    for each in filing.filing(quick):
        say("  " + each.line())
        found.append(each)
    return {"rows": [asdict(each) for each in found], "ratios": filing.ratios(found)}


def _polling(quick: bool) -> dict[str, Any]:
    found = []
    for each in polling.polling(quick):
        say("  " + each.line())
        found.append(each)
    return {"rows": [asdict(each) for each in found], "ratios": polling.ratios(found)}


def _growth(quick: bool) -> dict[str, Any]:
    found = []
    for each in growth.growth(quick):
        say("  " + each.line())
        found.append(each)
    return {"rows": [asdict(each) for each in found], "ratios": growth.ratios(found)}


def _overhead(quick: bool) -> dict[str, Any]:
    commands = list(overhead.commands())
    for each in commands:
        say("  " + each.line())
    shares = []
    for share in overhead.shares(quick):
        say("  " + share.line())
        shares.append(share)
    told = {f"ledger and evidence, {'with pictures (≤ 0.25)' if each.pictures else 'pictures off (≤ 0.10)'}":
            each.ledger + each.evidence for each in shares}  # fmt: skip
    rows = [*(asdict(each) for each in commands), *(asdict(each) for each in shares)]
    return {"rows": rows, "ratios": told}


PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "overhead": _overhead,
    "growth": _growth,
    "polling": _polling,
    "filing": _filing,
}


def main() -> None:
    """Run what is asked for, print it, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, no latency")
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part; may be given again")
    parser.add_argument("--out", type=Path, help="write the results as JSON")
    parser.add_argument("--pictures", type=Path, help="draw the results as SVG into this folder (extra `bench`)")
    asked = parser.parse_args()
    python = f"Python {platform.python_version()}"
    say(f"{platform.machine()}, {os.cpu_count()} cores, {python}, load {os.getloadavg()[0]:.2f}")
    results: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="minutes"), "cores": os.cpu_count()}
    for name in asked.only or PARTS:
        say(f"{name}:")
        results[name] = PARTS[name](asked.quick)
        for what, ratio in results[name]["ratios"].items():
            say(f"  → {what}: {ratio:.2f}")
    if asked.out:
        asked.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if asked.pictures:
        from benchmarks.pictures import draw

        draw(results, asked.pictures)


if __name__ == "__main__":
    main()
