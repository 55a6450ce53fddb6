"""The terminal: nothing that is printed is obeyed by it, whoever wrote it.

Portals, case files and other people's profiles put words on the screen. An escape sequence among them could hide a
line, retitle the window or answer for the person; so every control character is shown as what it is. Only `rich`
writes past this, whose cells are made plain before they are coloured (`show.py`).
"""

import sys
from typing import Any, TextIO


class Plain:
    """A stream that shows control characters; line ends and tabs stay. `raw` is the stream itself."""

    def __init__(self, raw: TextIO) -> None:
        self.raw = raw

    def write(self, text: str) -> int:
        """Write a text made plain; returns the length of what was given."""
        from portalbot.scrub import plain

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
    """Make the program's two streams plain; a console that cannot show a character never ends the program."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a service on Windows may have none
            continue
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
        setattr(sys, name, Plain(stream))
