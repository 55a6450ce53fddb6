"""Text that nothing obeys, whoever wrote it: neither a terminal nor a log.

What a portal wrote may hold escape sequences, line breaks that forge a log line, and marks that turn the direction of
writing round; they are shown as what they are.
"""

import re

_WRITTEN = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def plain(text: str, *, lines: bool = False) -> str:
    """Return a text with every control character shown and not obeyed; `lines` leaves line ends and tabs as they are.

    Taken are the C0 and C1 controls (ESC, and its eight-bit sister CSI), marks of direction and of no width, and
    halves of surrogate pairs. They are shown as JSON writes them, so that a line of JSON stays one.
    """
    return _CONTROLS.sub(lambda match: match[0] if lines and match[0] in "\n\t" else _shown(match[0]), text)


def _shown(char: str) -> str:
    return _WRITTEN.get(char) or f"\\u{ord(char):04x}"
