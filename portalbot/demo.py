"""The demonstration: the bundled portal, the sample cases, and the whole way from case file to 已注销.

The portal runs in this process, and only its clock is moved from here: the bot walks its pages in a real browser
as it would walk any other. The only room besides the tests that knows `mock_portal`.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from mock_portal.server import Portal as PracticePortal

MOST_DAYS = 30
"""Days of the portal's clock after which the demonstration stops waiting for the reviews."""


@dataclass
class Demo:
    """The portal that is running, and the folder with the copied samples and all that is kept."""

    portal: PracticePortal
    folder: Path

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
def running(folder: Path) -> Iterator[Demo]:
    """Copy the samples into an empty folder, and run the practice portal on a free port of this machine."""
    with as_file(files("portalbot") / "samples") as samples:
        shutil.copytree(samples, folder, dirs_exist_ok=True)
    with PracticePortal() as portal:
        yield Demo(portal, folder)
