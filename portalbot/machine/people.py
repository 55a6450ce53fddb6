"""The person beside the bot: approvals and CAPTCHAs, with deadlines. Nothing is ever solved by the program.

Questions are asked one at a time, whichever thread asks. An answer is read by a thread of its own, so that a
deadline holds on every system; it reads one line and ends, so that the next `People` finds the terminal free.
Without a terminal nobody is there, and that is known at once.
"""

import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from pages.errors import NoAnswer


class People:
    """Ask whoever sits at the terminal. `say` prints; `aside` gives the terminal free while a question stands."""

    def __init__(
        self,
        *,
        present: bool,
        seconds: float,
        say: Callable[[str], None],
        aside: Callable[[], AbstractContextManager[None]] = nullcontext,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.present = present
        self.seconds = seconds
        self.say = say
        self.aside = aside
        self.stopping = stopping
        self._one = threading.Lock()
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader: threading.Thread | None = None

    def ask(self, question: str) -> str:
        """Return the line that a person typed; raises NoAnswer when nobody is there, or not in time."""
        if not self.present:
            raise NoAnswer("nobody is at the terminal")
        with self._one, self.aside():
            while not self._lines.empty():  # a line typed too late answers no later question
                self._lines.get_nowait()
            self.say(question)
            self._start_reading()
            deadline = time.monotonic() + self.seconds
            while time.monotonic() < deadline and not self.stopping():
                try:
                    line = self._lines.get(timeout=0.2)
                except queue.Empty:
                    continue
                if not line:
                    raise NoAnswer("the terminal is closed")
                return line.strip()
            raise NoAnswer(f"nobody answered within {self.seconds:.0f} s")

    def _start_reading(self) -> None:
        if self._reader is None or not self._reader.is_alive():
            self._reader = threading.Thread(target=self._read, daemon=True, name="terminal")
            self._reader.start()

    def _read(self) -> None:
        self._lines.put(sys.stdin.readline())

    def approve(self, question: str) -> bool:
        """Ask for a yes to something irreversible; only the whole word counts."""
        return self.ask(f"{question}\nType yes to go on (输入 yes 继续): ").lower() == "yes"

    def captcha(self, account: str, picture: Path) -> str:
        """Show where the CAPTCHA's picture lies, and return what the person read in it."""
        return self.ask(f"Account {account}: read the CAPTCHA in {picture} and type it (请输入图片中的验证码): ")
