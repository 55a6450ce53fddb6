"""What people see: the table of cases, the JSON lines, the counts."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

import typer

from portalbot.cli.console import raw

if TYPE_CHECKING:
    from rich.console import Console

    from portalbot.ledger.ledger import Entry

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


def obeys() -> bool:
    """Say whether a terminal is to be sent escape sequences: not with NO_COLOR (no-color.org), not to a dumb one."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("dumb", "unknown")


def console(stream: "TextIO") -> "Console":
    """Return what draws tables and bars on a stream; without any style where `obeys` says no (rich keeps bold then)."""
    from rich.console import Console

    width = None if stream.isatty() else 150
    return Console(file=raw(stream), width=width, legacy_windows=False, color_system="auto" if obeys() else None)


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
    from rich.table import Table
    from rich.text import Text

    from portalbot.machine.plain_text import plain
    from portalbot.work.overview import counts

    printed = console(sys.stdout)
    shown = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in ("case", "client", "number", "serial", "state", "seconds"):
        shown.add_column(name, justify="right" if name == "seconds" else "left", no_wrap=name not in ("client",))
    shown.add_column("message", overflow="fold")
    for entry in entries:
        seconds = f"{entry.seconds:.1f}" if entry.seconds else ""
        state = Text(entry.state.value, style=STYLES.get(entry.state.value, ""))
        before = [Text(plain(cell)) for cell in (entry.id, entry.client, entry.number, entry.serial or "")]
        shown.add_row(*before, state, Text(seconds), Text(plain(entry.message)))
    printed.print(shown)
    printed.print(counts(entries))


def columns(heads: "Sequence[str]", rows: "Iterable[Sequence[str]]") -> None:
    """Print rows under heads, as wide as they need."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from portalbot.machine.plain_text import plain

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        shown.add_column(head, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    console(sys.stdout).print(shown)
