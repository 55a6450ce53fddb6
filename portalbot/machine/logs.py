"""The log file: lines of JSON whose values have passed the leak gate, in a file for this user alone that is kept small.

loguru's own file sink writes before anything could be cleaned, and with the rights that a umask leaves.
"""

import json
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loguru import logger

from portalbot.machine.private_files import Foreign, append, make_folder

MOST_BYTES = 10_000_000
MOST_FILES = 10


class FromLibraries(logging.Handler):
    """Libraries' own log records (asyncio's of a driver that was killed, say), for our log file instead of stderr.

    What they mean for a case is told by the error that comes of it; of the rest people can make nothing.
    """

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record down as one of ours."""
        logger.opt(exception=record.exc_info).debug("{}: {}", record.name, record.getMessage())

    @classmethod
    def take_over(cls) -> None:
        """Take what the standard library's root logger would print."""
        logging.getLogger().handlers = [cls()]


class LogFile:
    """A sink for loguru's lines of JSON. `clean` takes the data of each; a file of `MOST_BYTES` is laid aside.

    A disk that takes no more stops no work: `say` is told so once (loguru would print the line itself, uncleaned).
    """

    def __init__(self, path: Path, clean: Callable[[Any], Any], say: Callable[[str], None]) -> None:
        self.path = path
        self._clean = clean
        self._say = say
        self._said = False
        self._lock = threading.Lock()
        try:
            make_folder(path.parent)
        except Foreign:
            raise
        except OSError:  # said at the first line that cannot be written
            return

    def write(self, message: str) -> None:
        """Write one line."""
        line = json.dumps(self._clean(json.loads(message)), ensure_ascii=False)
        data = f"{line}\n".encode("utf-8", "backslashreplace")
        with self._lock:
            try:
                self._append(data)
            except OSError as error:
                if not self._said:
                    self._said = True
                    self._say(f"{self.path} cannot be written: {error.strerror}; the work goes on without a log file")

    def _append(self, data: bytes) -> None:
        if append(self.path, data) > MOST_BYTES:
            self._lay_aside()

    def _lay_aside(self) -> None:
        now = datetime.now(UTC)
        try:
            self.path.replace(self.path.with_name(f"{self.path.stem}.{now:%Y%m%dT%H%M%S%f}{self.path.suffix}"))
        except OSError:
            return  # another process has it in hand (Windows), or has just done it; the next line tries again
        old = sorted(self.path.parent.glob(f"{self.path.stem}.*{self.path.suffix}"))
        for each in old[:-MOST_FILES]:
            each.unlink(missing_ok=True)
