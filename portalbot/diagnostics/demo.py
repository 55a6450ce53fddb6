"""The demonstration: the bundled portal, the sample cases, and the whole way from case file to 已注销.

The portal runs in this process, and only its clock is moved from here: the bot walks its pages in a real browser
as it would walk any other. The only room besides the tests that knows `mock_portal`.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from mock_portal.office.register import PLATFORM
from mock_portal.web.server import Portal as PracticePortal
from pages.errors import CaseFileError, Problem

MOST_DAYS = 30
"""Days of the portal's clock after which the demonstration stops waiting for the reviews."""

MAX_BYTES = 1 << 20
"""Of a file of words."""


@dataclass
class Demo:
    """The portal that is running, and the folder with the copied samples and all that is kept."""

    portal: PracticePortal
    folder: Path
    platform: str = PLATFORM.name

    @property
    def cases(self) -> Path:
        """Return the sample case file."""
        return self.folder / "cases.toml"

    @property
    def passwords(self) -> Path:
        """Return the env file with the practice portal's passwords."""
        return self.folder / "accounts.env"

    def let_days_pass(self, days: int) -> None:
        """Move the portal's own clock on."""
        self.portal.office.advance(days=days)


@contextmanager
def running(folder: Path, wording: Path | None = None) -> Iterator[Demo]:
    """Copy the samples into an empty folder, and run the practice portal on a free port of this machine.

    `wording`: a JSON file of words that it speaks instead of its own. Raises CaseFileError for one that will not do.
    """
    with as_file(_samples()) as samples:
        shutil.copytree(samples, folder, dirs_exist_ok=True)
    try:
        practice = PracticePortal(wording=_words(wording) if wording else None)
    except (ValueError, OSError, RecursionError) as error:
        cure = "write a JSON object of words, as for `python -m mock_portal --wording`"
        raise CaseFileError(str(wording), [Problem("file", "", str(error), cure)]) from error
    with practice as portal:
        yield Demo(portal, folder)


def _samples() -> Traversable:
    """Return the sample files: `examples/` of a checkout, which the build lays into the package as `samples`."""
    packed = files("portalbot") / "samples"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "examples"


def _words(path: Path) -> Any:
    """Return what a file of words has. Raises ValueError, OSError, RecursionError."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"is larger than {MAX_BYTES >> 20} MB")
    return json.loads(data.decode("utf-8-sig"))
