"""The terminal: nothing that is printed is obeyed by it, whoever wrote it.

Portals, case files and other people's profiles put words on the screen. An escape sequence among them could hide a
line, retitle the window or answer for the person; so every control character is shown as what it is. Only `rich`
writes past this, whose cells are made plain before they are coloured (`show.py`).
"""

import os
import sys
from typing import Any, TextIO

from portalbot.cli.exit_codes import MACHINE, PIPE


class Plain:
    """A stream that shows control characters; line ends and tabs stay. `raw` is the stream itself."""

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        """Write a text made plain; returns the length of what was given."""
        from portalbot.machine.plain_text import plain

        self.raw.write(plain(text, lines=True))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":  # what knows it would write bytes past us
            raise AttributeError(name)
        return getattr(self.raw, name)


def raw(stream: TextIO) -> TextIO:
    """Return the stream below, for what writes colours of its own."""
    return stream.raw if isinstance(stream, Plain) else stream


def take_over() -> None:
    """Make the program's two streams plain; a console that cannot show a character never ends the program.

    A stream that was closed (`>&-`, a service on Windows) is one that shows nothing: its number would else be given to
    the next file that is opened, and what a child prints would be written into the ledger.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number and handle > 2:
                os.close(handle)
            setattr(sys, name, open(os.devnull, "r+" if number else "r", encoding="utf-8"))  # noqa: PTH123, SIM115
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
        setattr(sys, name, Plain(stream))


def ended(code: int) -> int:
    """Write what is still to be printed; returns the exit code. What cannot be printed is said, with code 74.

    Where the reader of a pipe has gone, nothing is said.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _let_go(PIPE)
    except OSError as error:
        sys.stderr.write(f"what was printed could not be written: {error.strerror}; give another place and ask again\n")
        return _let_go(MACHINE)
    return code


def _let_go(code: int) -> int:
    """Let the rest of what is printed go nowhere: the interpreter would try again at its end, and complain."""
    handle = os.open(os.devnull, os.O_WRONLY)
    os.dup2(handle, 1)
    os.close(handle)
    return code
