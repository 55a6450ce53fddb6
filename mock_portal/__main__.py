"""Start the practice portal: `python -m mock_portal --port 8800`."""

from __future__ import annotations

import argparse
import errno
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from mock_portal.desk.fault import Fault
from mock_portal.desk.fault_list import parse
from mock_portal.office.drift import DRIFTS, find_drift
from mock_portal.office.state import StateError
from mock_portal.office.wording import WordingError, read_wording
from mock_portal.web.server import Portal


def _fault(written: str) -> Fault:
    try:
        return parse(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _drift(written: str) -> str:
    try:
        return find_drift(written).name
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _day(written: str) -> float:
    seconds = float(written)
    if seconds <= 0:
        raise argparse.ArgumentTypeError("a day takes more than no time")
    return seconds


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mock_portal",
        description="A portal to practise on: loopback only, invented data. The control API is under /_office/.",
    )
    parser.add_argument("--port", type=int, default=8800, help="0 picks a free one (default: 8800)")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep what is accepted in this file")
    parser.add_argument(
        "--day-seconds", type=_day, metavar="N", help="let the office's clock run: one day in N real seconds"
    )
    parser.add_argument(
        "--fault",
        type=_fault,
        action="append",
        default=[],
        metavar="NAME@STEP",
        help="set a fault, e.g. DropAfterCommit@submit or ListLag@list,hours=6; may be repeated",
    )
    parser.add_argument(
        "--drift",
        type=_drift,
        action="append",
        default=[],
        metavar="NAME",
        help=f"let the pages change without notice; may be repeated: {', '.join(DRIFTS)}",
    )
    parser.add_argument(
        "--wording",
        type=Path,
        metavar="FILE",
        help='replace words: JSON, {"login.submit": "登 入", "广东": {"cancel.submit": "确认提交"}}',
    )
    parser.add_argument("--verbose", action="store_true", help="write a line for every request")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return 0, or 2 when the port or a file cannot be used."""
    given = _arguments().parse_args(arguments)
    enough = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: enough.set())
    try:
        portal = Portal(
            port=given.port,
            state=given.state,
            faults=given.fault,
            drifts=given.drift,
            wording=read_wording(given.wording) if given.wording else None,
            day_seconds=given.day_seconds,
            verbose=given.verbose,
        )
    except (StateError, WordingError) as error:
        return _give_up(str(error))
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "it is in use" if taken else str(error)
        return _give_up(f"cannot listen on port {given.port}: {reason}")
    with portal:
        sys.stdout.write(f"practice portal listening on {portal.url}\n")
        sys.stdout.flush()
        # A wait without a deadline cannot be interrupted on Windows.
        while not enough.wait(0.5):
            pass
    return 0


def _give_up(reason: str) -> int:
    sys.stderr.write(f"mock_portal: {reason}\n")
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
