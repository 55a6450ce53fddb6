"""The pictures of a report's page: evidence as kept, made small, within a bound for the whole page.

Of every case the newest picture comes first, then the second newest, and so on: where the bound leaves something
out, no case has lost all of its pictures to another.
"""

import base64
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from portalbot.reporting.report.rows import Row
from portalbot.reporting.report.words import STEPS, Said
from portalbot.rules.local_time import local

WIDTH, HEIGHT, QUALITY = 1000, 4000, 60
MOST_BYTES = 12_000_000
"""Of all pictures of one page together, as they are in the page."""
NAME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-\d+-(.+)\.(?:jpg|png)")
KINDS, SUFFIXES = ["JPEG", "PNG"], (".jpg", ".png")
"""What pictures were ever kept as (PNG until 2026-11)."""


@dataclass(frozen=True)
class Picture:
    """One picture: when and at which step it was taken, and its bytes as an address of the page's own."""

    name: str
    at: str
    step: Said
    address: str


@dataclass
class Pictures:
    """The pictures of one case, oldest first; how many the bound left out; which could not be read."""

    shown: list[Picture]
    left_out: int = 0
    unreadable: tuple[str, ...] = ()


def pictures_of(rows: Sequence[Row], most_bytes: int = MOST_BYTES) -> dict[str, Pictures]:
    """Return every case's pictures, by its id, within the bound. Raises OSError for a folder that cannot be read."""
    found = {row.entry.id: Pictures([]) for row in rows}
    left = most_bytes
    for case_id, path in _by_turns(rows):
        mine = found[case_id]
        if left <= 0:
            mine.left_out += 1
            continue
        address = _address(path)
        if address is None:
            mine.unreadable += (path.name,)
        elif len(address) > left:
            mine.left_out += 1
        else:
            left -= len(address)
            mine.shown.insert(0, Picture(path.name, *_taken(path.name), address))
    return found


def _by_turns(rows: Sequence[Row]) -> Iterator[tuple[str, Path]]:
    paths = {
        row.entry.id: sorted(each for each in row.folder.iterdir() if each.suffix in SUFFIXES)
        for row in rows
        if row.folder.is_dir()
    }
    while any(paths.values()):
        for case_id, mine in paths.items():
            if mine:
                yield case_id, mine.pop()


def _taken(name: str) -> tuple[str, Said]:
    match = NAME.fullmatch(name)
    if match is None:
        return "", Said(name, name)
    year, month, day, hour, minute, second, step = match.groups()
    return local(f"{year}-{month}-{day}T{hour}:{minute}:{second}"), STEPS.get(step, Said(step, step))


def _address(path: Path) -> str | None:
    """Return a picture, no larger than the page needs, as a data: address; None for what is no picture."""
    from PIL import Image

    try:
        with Image.open(path, formats=KINDS) as image:
            small = image.convert("RGB")
            small.thumbnail((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
            stream = io.BytesIO()
            small.save(stream, "WEBP", quality=QUALITY, method=2)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return "data:image/webp;base64," + base64.b64encode(stream.getvalue()).decode()
