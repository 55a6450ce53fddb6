"""Measure a command as a whole process tree: seconds, processor seconds, the largest resident set.

    python -m benchmarks.measure RESULT.json COMMAND …

The measuring process makes itself the reaper of everything below it (Linux), so that the processor time of browsers
whose parents have ended is counted too.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.agency import wait_for
from benchmarks.victims import descendants

ROOT = Path(__file__).parent.parent
GRACE = 5.0
"""Seconds that processes may outlive their command: chromedriver has left browsers running for good."""
SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux's prctl."""


@dataclass(frozen=True)
class Measured:
    """What a command took: seconds on the clock, processor seconds of its tree, kilobytes of its largest process."""

    seconds: float
    processor: float
    kilobytes: int
    code: int
    out: str


def measured(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, codes: Sequence[int] = (0,)
) -> Measured:
    """Run a command and measure it; raises RuntimeError with its last words when it ends with another code."""
    with TemporaryDirectory(prefix="portalbot-measure-") as folder:
        result, out = Path(folder) / "result.json", Path(folder) / "out"
        with out.open("wb") as said:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.measure", str(result), *command],
                cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, check=True,
            )  # fmt: skip
        text = out.read_text(encoding="utf-8", errors="replace")
        found = Measured(**json.loads(result.read_text(encoding="utf-8")), out=text)
    if found.code not in codes:
        raise RuntimeError(f"{' '.join(command[:6])} … ended with {found.code}: {text[-600:]}")
    return found


def _all_ended() -> bool:
    """Reap what has ended below; say whether nothing is left."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def main() -> None:
    """Run the command that was given, wait for everything below, and write down what it took."""
    result, command = Path(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    process = subprocess.Popen(command)
    code = process.wait()
    seconds = time.monotonic() - began
    if not wait_for(_all_ended, GRACE):
        for pid in descendants(os.getpid()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not wait_for(_all_ended, GRACE):
            raise SystemExit(f"{' '.join(command)}: what it left behind cannot be ended")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {"seconds": seconds, "processor": used.ru_utime + used.ru_stime, "kilobytes": used.ru_maxrss, "code": code}
    result.write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main()
