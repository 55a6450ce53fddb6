"""The bar on a terminal: how many cases are through, and the steps in hand."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from portalbot.cli.show import console, obeys

if TYPE_CHECKING:
    from rich.progress import Progress


class Steps:
    """Counts and the steps in hand: a bar on a terminal, nothing elsewhere (the log has the lines)."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self.shown = shown and total > 0 and obeys()
        self._total = total
        self._in_hand: dict[str, str] = {}
        self._bar: Progress | None = None

    def __enter__(self) -> "Steps":
        if self.shown:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("cases"),
                BarColumn(24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[now]}", markup=False),
                console=console(sys.stderr),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("cases", total=self._total, now="")
        return self

    def __exit__(self, *_error: object) -> None:
        if self._bar:
            self._bar.stop()

    def step(self, account: str, case_id: str, step: str) -> None:
        """Take a step of an account's sitting (called from worker threads)."""
        if self._bar is None:
            return
        if step == "done":
            self._in_hand.pop(account, None)
            self._bar.advance(self._task)
        else:
            self._in_hand[account] = f"{case_id or account} {step}"
        self._bar.update(self._task, now=" · ".join(list(self._in_hand.values())[:4]))

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Leave the terminal to a question."""
        if self._bar:
            self._bar.stop()
        try:
            yield
        finally:
            if self._bar:
                self._bar.start()
