"""What browsers post: multipart forms, and forms written into one line; in the charset of the page that they stood in.

A character outside that charset arrives as `&#NNN;`, and is kept as it comes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True)
class Part:
    """Hold one part of a multipart form; `filename` is `None` for a plain field."""

    name: str
    filename: str | None
    data: bytes


def read_parts(content_type: str, body: bytes, charset: str = "utf-8") -> list[Part]:
    """Read a multipart form; what is none has no parts."""
    form = BytesParser().parsebytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body)
    parts = []
    for part in form.get_payload() if form.is_multipart() else []:
        if not isinstance(part, Message):
            continue
        # Browsers send names as bare bytes, which the parser keeps as surrogates and would make unreadable.
        raw = next((value for key, value in part.raw_items() if key.lower() == "content-disposition"), "")
        head = Message()
        head["Content-Disposition"] = raw.encode("ascii", "surrogateescape").decode(charset, "replace")
        name, filename = head.get_param("name", header="content-disposition"), head.get_filename()
        data = part.get_payload(decode=True)
        if isinstance(name, str):
            parts.append(
                Part(
                    _unescaped(name),
                    None if filename is None else _unescaped(filename),
                    data if isinstance(data, bytes) else b"",
                )
            )
    return parts


def _unescaped(name: str) -> str:
    return re.sub("%(22|0D|0A)", lambda found: unquote(found[0]), name)


def read_file(content_type: str, body: bytes) -> tuple[str, bytes] | None:
    """Read the file (field "file") out of a multipart form; `None` when there is none."""
    for part in read_parts(content_type, body):
        if part.name == "file" and part.filename is not None:
            return part.filename, part.data
    return None


def read_line(body: bytes, charset: str) -> dict[str, str]:
    """Read a form that is written into one line (urlencoded)."""
    line = body.decode("ascii", "replace")
    return dict(parse_qsl(line, keep_blank_values=True, encoding=charset, errors="replace"))
