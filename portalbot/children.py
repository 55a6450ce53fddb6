"""What child processes are given: no setting of ours, since passwords and addresses are among them.

Every variable PORTALBOT_… is withheld: a browser, Playwright's driver, apt or mount need none of them, and what a
process was given stands in /proc for everything else of the same user to read.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "PORTALBOT_"
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
_lock = threading.Lock()


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for a child process: ours without our settings, and some more."""
    return {name: value for name, value in os.environ.items() if not _ours(name)} | dict(more or {})


@contextmanager
def bare_environment(temporary: Path) -> Iterator[None]:
    """Take our settings out of this process's environment for as long as it takes to start a child.

    For Playwright, which gives its driver, and that the browser, whatever is there. `temporary`: where they keep
    their temporary files. One thread at a time.
    """
    with _lock:
        before = dict(os.environ)
        try:
            for name in [name for name in before if _ours(name)]:
                del os.environ[name]
            os.environ.update(dict.fromkeys(_TEMPORARY, str(temporary)))
            yield
        finally:
            for name in _TEMPORARY:
                os.environ.pop(name, None)
            os.environ.update(before)


def _ours(name: str) -> bool:
    return name.upper().startswith(_PREFIX)
