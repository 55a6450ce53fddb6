"""Evidence: the one place where an artefact of a case is kept.

`keep` is the only way to the evidence folder, so that what has to happen to every artefact (today: rights and
durable writing) happens once. Names are made of time, step and suffix; nothing from a portal gets into a path.
"""

import hashlib
import os
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


class Evidence:
    """The evidence folder of a data directory."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder
        self.clock = clock
        self._lock = threading.Lock()
        self._counter = 0

    def keep(self, case: str, name: str, data: bytes) -> str:
        """Keep `data` as evidence of a case under a file name like `form.png`; returns the path within the folder.

        The case may also be an account's name (what happens before any case is in hand). Raises OSError.
        """
        folder = self.folder_of(case)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / self._fresh(folder, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
            file.write(data)
        return path.relative_to(self.folder).as_posix()

    def folder_of(self, case: str) -> Path:
        """Return where the evidence of a case is kept; it may not be there yet."""
        safe = re.sub(r"[^\w.-]", "_", case)
        if safe != case or safe.startswith("."):
            safe = f"{safe.lstrip('.')}-{hashlib.sha256(case.encode()).hexdigest()[:8]}"
        return self.folder / safe

    def _fresh(self, folder: Path, name: str) -> str:
        with self._lock:
            while True:
                self._counter += 1
                found = f"{self.clock():%Y%m%dT%H%M%S}-{self._counter:04d}-{name}"
                if not (folder / found).exists():
                    return found
