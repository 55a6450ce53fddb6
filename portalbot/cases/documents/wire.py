"""How the process that opens files is spoken with: a message is a small table in JSON and the bytes of a file.

Never pickle: what comes back was made by a process in which a stranger's file was opened.
"""

import json
import struct
from typing import IO

_LENGTHS = struct.Struct(">IQ")
_MOST_WORDS = 100_000
_MOST_BYTES = 1_000_000_000

Message = tuple[dict[str, object], bytes]


def send(stream: IO[bytes], table: dict[str, object], data: bytes = b"") -> None:
    """Write one message. Raises OSError where nobody reads."""
    words = json.dumps(table).encode()
    stream.write(_LENGTHS.pack(len(words), len(data)) + words)
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Message | None:
    """Read one message; None where the stream has ended, or holds something else."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    words, size = _LENGTHS.unpack(lengths)
    if words > _MOST_WORDS or size > _MOST_BYTES:
        return None
    text, data = stream.read(words), stream.read(size)
    if len(text) < words or len(data) < size:
        return None
    try:
        table = json.loads(text)
    except ValueError:
        return None
    return (table, data) if isinstance(table, dict) else None
