"""What people see: the progress bar, the table of cases, the JSON lines."""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from portalbot.cli.console import raw

if TYPE_CHECKING:
    from rich.progress import Progress

    from portalbot.ledger import Entry
    from portalbot.states import State

STYLES = {
    "cancelled": "green",
    "submitted": "cyan",
    "reviewing": "cyan",
    "approved": "cyan",
    "held": "yellow",
    "ready": "yellow",
    "waiting": "magenta",
    "unknown": "bold red",
    "intent": "bold red",
    "refused": "red",
    "failed": "red",
    "blocked": "red",
    "rejected": "red",
    "returned": "red",
}


class Steps:
    """Counts and the steps in hand: a bar on a terminal, nothing elsewhere (the log has the lines)."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self.shown = shown and total > 0
        self._total = total
        self._in_hand: dict[str, str] = {}
        self._bar: Progress | None = None

    def __enter__(self) -> "Steps":
        if self.shown:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("cases"),
                BarColumn(24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[now]}", markup=False),
                console=Console(file=raw(sys.stderr)),
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


def on_terminal() -> bool:
    """Say whether a person can be asked here."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def say(line: str) -> None:
    """Print a line as well as the console can show it: click would send UTF-8 to one that speaks ASCII."""
    sys.stdout.write(line + "\n")


def json_lines(entries: "Iterable[Entry]") -> None:
    """Print one object a line."""
    for entry in entries:
        record = {
            "id": entry.id,
            "state": entry.state.value,
            "serial": entry.serial,
            "number": entry.number,
            "message": entry.message,
            "client": entry.client,
            "account": entry.account,
            "kind": entry.kind,
            "words": entry.words,
            "seconds": round(entry.seconds, 1) if entry.seconds else None,
            "updated_at": entry.updated_at,
        }
        typer.echo(json.dumps(record, ensure_ascii=False))


def table(entries: "list[Entry]", title: str = "") -> None:
    """Print the cases as a table, and a line of counts."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from portalbot.scrub import plain

    console = Console(file=raw(sys.stdout), width=None if sys.stdout.isatty() else 150, legacy_windows=False)
    shown = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in ("case", "client", "number", "serial", "state", "seconds"):
        shown.add_column(name, justify="right" if name == "seconds" else "left", no_wrap=name not in ("client",))
    shown.add_column("message", overflow="fold")
    for entry in entries:
        seconds = f"{entry.seconds:.1f}" if entry.seconds else ""
        state = Text(entry.state.value, style=STYLES.get(entry.state.value, ""))
        before = [Text(plain(cell)) for cell in (entry.id, entry.client, entry.number, entry.serial or "")]
        shown.add_row(*before, state, Text(seconds), Text(plain(entry.message)))
    console.print(shown)
    console.print(counts(entries))


def columns(heads: "Sequence[str]", rows: "Iterable[Sequence[str]]") -> None:
    """Print rows under heads, as wide as they need."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from portalbot.scrub import plain

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        shown.add_column(head, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    Console(file=raw(sys.stdout), width=None if sys.stdout.isatty() else 150, legacy_windows=False).print(shown)


def counts(entries: "Iterable[Entry]") -> str:
    """Return a line like `14 cases: 12 submitted, 2 held`."""
    return counts_of(Counter(entry.state for entry in entries))


def counts_of(tally: "Mapping[State, int]") -> str:
    """Return that line of a tally by states."""
    parts = ", ".join(f"{count} {state}" for state, count in sorted(tally.items(), key=lambda item: -item[1]))
    total = sum(tally.values())
    return f"{total} case{'s' if total != 1 else ''}" + (f": {parts}" if parts else "")
