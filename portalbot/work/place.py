"""Where work is done: the settings, the portals of this run, and the ledgers of the data directory."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.work.errors import NotDone
from portalbot.work.progress import Tell, nobody, warning

if TYPE_CHECKING:
    from pages.catalogue import Catalogue
    from portalbot.cases.portals import Portals
    from portalbot.ledger.ledger import Ledger
    from portalbot.machine.settings import Settings

LEDGERS = {False: "ledger.db", True: "practice.db"}
"""Rehearsals on the practice portal have a ledger of their own: they never count as filings."""


@dataclass(frozen=True)
class Sources:
    """Where settings, secrets and profiles come from; None: from the environment, or nowhere."""

    env_file: Path | None = None
    secrets_dir: Path | None = None
    data_dir: Path | None = None
    portals: Path | None = None
    portal_url: str | None = None
    profile: str | None = None

    def settings(self) -> "Settings":
        """Read the settings. Raises CaseFileError."""
        from portalbot.machine.settings import load_settings

        return load_settings(self.env_file, self.secrets_dir, data_dir=self.data_dir, portals=self.portals)


@dataclass
class Place:
    """One command's place: settings and portals as they were read, and the ledger, opened when it is first asked for.

    `at` makes it; it raises CaseFileError, ProfileError, and NotDone where no portal is named. The ledger raises
    LedgerError.
    """

    sources: Sources
    settings: "Settings"
    portals: "Portals"
    tell: Tell = field(default=nobody, repr=False)

    @classmethod
    def at(cls, sources: Sources, tell: Tell = nobody) -> "Place":
        """Read settings and profiles."""
        settings = sources.settings()
        return cls(sources, settings, portals_for(settings, sources.portal_url, sources.profile), tell)

    def read_again(self) -> None:
        """Read settings and profiles again, so that mended ones are taken up; the ledger stays."""
        self.settings = self.sources.settings()
        self.portals = portals_for(self.settings, self.sources.portal_url, self.sources.profile)

    def open(self) -> "Ledger":
        """Open the ledger now, before anything else is written into its folder."""
        return self.ledger

    @cached_property
    def ledger(self) -> "Ledger":
        """Open the ledger of filings, or that of rehearsals at the practice portal."""
        return open_ledger(self.settings, practice=self.portals.practice, tell=self.tell)


def catalogue_of(settings: "Settings") -> "Catalogue":
    """Return the profiles at hand; raises CaseFileError when the user's own folder is not there."""
    from pages.catalogue import Catalogue
    from pages.errors import CaseFileError, Problem

    if settings.portals is not None and not settings.portals.is_dir():
        problem = Problem("--portals", "", "there is no such folder", "give the folder of your own profiles")
        raise CaseFileError(str(settings.portals), [problem])
    return Catalogue(settings.portals)


def portals_for(settings: "Settings", url: str | None, profile: str | None) -> "Portals":
    """Return the portals to work at. Raises ProfileError, and NotDone where none has an address."""
    from portalbot.cases.portals import Portals

    catalogue = catalogue_of(settings)
    name = profile or settings.profile
    here = Portals(catalogue, url, catalogue.load(name) if name else None)
    if here.only or here.practice or catalogue.names(shipped=False):
        return here
    shipped = "The profiles that come with portalbot describe the practice portal only"
    cure = (
        "Give --portal-url (practice portal: `python -m mock_portal`, then http://127.0.0.1:8800), or write a profile "
        "with an address into a folder of yours and name it with --portals or PORTALBOT_PORTALS: docs/portals.md"
    )
    raise NotDone(f"{shipped} and may not be used at {url}." if url else f"{shipped}: it has no address.", cure)


def who_runs() -> str:
    """Return who runs this, for events and approvals: login name and host."""
    import getpass
    import os
    import socket

    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return f"{name}@{socket.gethostname()}"


def open_ledger(settings: "Settings", *, practice: bool, tell: Tell = nobody) -> "Ledger":
    """Open the ledger of the data directory for real portals or for the practice portal. Raises LedgerError."""
    from portalbot.evidence.scrub import Gate
    from portalbot.ledger.data_directory import prepare
    from portalbot.ledger.ledger import Ledger

    for said in prepare(settings.data_dir):
        tell(warning(said))
    ledger = Ledger(settings.data_dir / LEDGERS[practice], who=who_runs())
    for said in ledger.doubts():
        tell(warning(f"nothing is filed with this ledger: {said}"))
    ledger.keep_clean(Gate(settings.secrets).clean_text)
    return ledger


def existing_ledgers(settings: "Settings", tell: Tell = nobody) -> "list[tuple[bool, Ledger]]":
    """Open the ledgers that exist, each with whether it is the practice one. Raises LedgerError."""
    return [(practice, open_ledger(settings, practice=practice, tell=tell)) for practice, name in LEDGERS.items()
            if (settings.data_dir / name).is_file()]  # fmt: skip


def unguarded(settings: "Settings", accounts: Iterable[str]) -> list[str]:
    """Return which accounts of a case file have a password that cannot be kept out of everything."""
    from portalbot.evidence.scrub import about_unguarded

    return about_unguarded(
        {name: settings.accounts[name].password.get_secret_value() for name in accounts if name in settings.accounts}
    )
