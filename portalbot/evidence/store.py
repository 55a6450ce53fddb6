"""Evidence: the one place where an artefact of a case is kept.

`keep` is the only way to the evidence folder, so that what has to happen to every artefact happens once: it passes
the leak gate (`scrub`), gets rights for this user alone, and a page does nothing more when it is opened (`inert.py`,
after the gate, which would else take words of the policy for a password). Names are made of time, step and suffix;
nothing from a portal gets into a path.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self

from loguru import logger

from portalbot.evidence.inert import HEAD, inert
from portalbot.evidence.scrub import Gate, Leak
from portalbot.machine.private_files import make_file, make_folder

PAGES = (".html", ".htm")
"""Endings of what a browser opens as a page."""
WITHHELD = ".withheld.txt"
"""What the name of a note ends in that stands for something which was not kept."""


def safe_name(name: str) -> str:
    """Return a name for a file or folder of ours, whatever a case or account is called; no two have the same."""
    safe = re.sub(r"[^\w.-]", "_", name)
    if safe != name or safe.startswith("."):
        safe = f"{safe.lstrip('.')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return safe


def _linked(kept: Path, path: Path) -> bool:
    """Give a file a second name; False where the file system has no such thing."""
    try:
        path.hardlink_to(kept)
    except OSError:
        return False
    return True


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
        recorder: Callable[[str, str, str, int], None] | None = None,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.gate = gate or Gate()
        self.recorder = recorder
        self._lock = threading.Lock()
        self._counter = 0

    @classmethod
    def of(cls, settings: Where, recorder: Callable[[str, str, str, int], None] | None = None) -> Self:
        """Return the evidence of a data directory, with a gate that knows every secret of the settings.

        `recorder` is told of everything that is kept: case, path, SHA-256, bytes (`Artefacts.keep`).
        """
        return cls(settings.data_dir / "evidence", gate=Gate(settings.secrets), recorder=recorder)

    def keep(self, case: str, name: str, data: bytes, also: Iterable[str] = ()) -> str:
        """Keep `data` as evidence of a case under a file name like `form.jpg`; returns the path within the folder.

        The case may also be an account's name (what happens before any case is in hand). What does not get through
        the gate is not kept: a text file in its place says why. `also`: secrets of this artefact alone. Raises OSError.
        """
        return self.keep_for([case], name, data, also)[0]

    def keep_for(self, cases: Iterable[str], name: str, data: bytes, also: Iterable[str] = ()) -> list[str]:
        """Keep one artefact as evidence of several cases, e.g. the list that shows what became of them all.

        It passes the gate once, and lies on the disk once where the file system has hard links; each case has a file
        of its own all the same, which may be deleted with the case. Returns the paths; otherwise as `keep`.
        """
        also = list(also)
        try:
            data = self.gate.clean(name, data, also)
            if name.endswith(PAGES):
                data = self._inert(name, data, also)
        except Leak as leak:
            logger.error("{}", leak)
            name, data = f"{name}{WITHHELD}", f"{leak}\n".encode()
        digest = hashlib.sha256(data).hexdigest()
        kept: list[str] = []
        for case in cases:
            folder = make_folder(self.folder_of(case))
            path = folder / self._fresh(folder, name)
            if not (kept and _linked(self.folder / kept[0], path)):
                make_file(path, data)
            kept.append(path.relative_to(self.folder).as_posix())
            if self.recorder:
                self.recorder(case, kept[-1], digest, len(data))
        return kept

    def _inert(self, name: str, page: bytes, also: Iterable[str]) -> bytes:
        """Return a clean page that does nothing. Raises Leak where a secret has come together by what was taken out.

        After this nothing is replaced any more: that could take the quotes away which hold the page together.
        """
        made = inert(page)
        body = made.removeprefix(HEAD)
        if self.gate.clean(name, body, also) != body:
            raise Leak(name, "something stands in it once its markup is taken out")
        return made

    def folder_of(self, case: str) -> Path:
        """Return where the evidence of a case is kept; it may not be there yet."""
        return self.folder / safe_name(case)

    def _fresh(self, folder: Path, name: str) -> str:
        with self._lock:
            while True:
                self._counter += 1
                found = f"{self.clock():%Y%m%dT%H%M%S}-{self._counter:04d}-{name}"
                if not (folder / found).exists():
                    return found
