"""The process that opens files: one request after another, until nobody asks any more.

It is given no secret, and bounds itself: memory, and processor time for each request, so that it ends by itself even
when its parent was killed meanwhile. Windows has no such bounds (macOS none of memory): there the parent's deadline
alone counts.
"""

import contextlib
import os
import signal
import sys
from typing import Any

from portalbot.cases.documents import bounds, wire
from portalbot.cases.documents.errors import Unfit


def main() -> None:
    """Answer requests until the stream of them ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints is no answer
        bound_memory()
        while request := wire.receive(requests):
            bound_time(request[0])
            wire.send(answers, *answer(*request))


def answer(request: dict[str, Any], data: bytes) -> wire.Message:
    """Do what is asked for; that a file is not fit for it is an answer too."""
    try:
        if request["task"] == "examine":
            from portalbot.cases.documents.examining import examine

            return {"trips": examine(data)}, b""
        from portalbot.cases.documents.copies import copy_of

        copy = copy_of(data, request["endings"], request["most"])
        return {"ending": copy.ending, "notes": list(copy.notes)}, copy.data
    except Unfit as unfit:
        return {"unfit": unfit.reason, "cure": unfit.cure}, b""


def bound_memory() -> None:
    """Take no more memory than `bounds.MEMORY`, and leave no core behind."""
    if sys.platform != "win32":
        import resource

        for what, most in ((resource.RLIMIT_AS, bounds.MEMORY), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ValueError, OSError):  # macOS knows the first one by name only
                resource.setrlimit(what, (most, most))


def bound_time(request: dict[str, Any]) -> None:
    """Take no more processor time for a request than the parent waits for, on each of two cores."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + 2 * float(request["seconds"])) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
