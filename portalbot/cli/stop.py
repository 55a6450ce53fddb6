"""Stopping: the first signal lets what was clicked be read to its end, the second ends the process."""

import os
import signal
import threading
from dataclasses import dataclass


@dataclass
class Stop:
    """A stop that signals ask for: the first sets the event, the second ends the process at once."""

    event: threading.Event

    @classmethod
    def on_signals(cls) -> "Stop":
        """Take over SIGINT and SIGTERM (and Ctrl-Break on Windows)."""
        stop = cls(threading.Event())
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), stop.asked)
        return stop

    def asked(self, _number: int, _frame: object) -> None:
        """Note the wish to stop."""
        if self.event.is_set():
            os._exit(130)
        self.event.set()
        os.write(2, b"\nstopping: what was clicked is read to its end, nothing more is begun (again: at once)\n")
