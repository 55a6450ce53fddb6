"""Evidence: the one place where an artefact of a case is kept.

`keep` is the only way to the evidence folder, so that what has to happen to every artefact happens once: it passes
the leak gate (`scrub`), and gets rights for this user alone. Names are made of time, step and suffix; nothing from a
portal gets into a path.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self

from loguru import logger

from portalbot.private import make_file, make_folder
from portalbot.scrub import Gate, Leak


class Where(Protocol):
    """What of the settings evidence needs."""

    @property
    def data_dir(self) -> Path:
        """Where everything is kept."""

    def secrets(self) -> list[str]:
        """Return every secret that is known now."""


class Evidence:
    """The evidence folder of a data directory. Without a gate of its own it knows no secrets, only their places."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        gate: Gate | None = None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.gate = gate or Gate()
        self._lock = threading.Lock()
        self._counter = 0

    @classmethod
    def of(cls, settings: Where) -> Self:
        """Return the evidence of a data directory, with a gate that knows every secret of the settings."""
        return cls(settings.data_dir / "evidence", gate=Gate(settings.secrets))

    def keep(self, case: str, name: str, data: bytes, also: Iterable[str] = ()) -> str:
        """Keep `data` as evidence of a case under a file name like `form.png`; returns the path within the folder.

        The case may also be an account's name (what happens before any case is in hand). What does not get through
        the gate is not kept: a text file in its place says why. `also`: secrets of this artefact alone. Raises OSError.
        """
        folder = make_folder(self.folder_of(case))
        try:
            data = self.gate.clean(name, data, also)
        except Leak as leak:
            logger.error("{}", leak)
            name, data = f"{name}.withheld.txt", f"{leak}\n".encode()
        path = folder / self._fresh(folder, name)
        make_file(path, data)
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
