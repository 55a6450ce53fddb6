"""Portal profiles: which there are, how each was last found, one resolved; and a quarantine lifted by a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pages.errors import ProfileError
from portalbot.diagnostics import last_checks
from portalbot.work.errors import NotDone, signed
from portalbot.work.place import catalogue_of, existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from pages.profile import Portal
    from portalbot.diagnostics.last_checks import Check
    from portalbot.ledger.quarantines import Quarantine
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Profile:
    """One profile as it stands: what it is (or `wrong`: why it cannot be used), its last check, its quarantine."""

    name: str
    portal: "Portal | None"
    wrong: str
    check: "Check | None"
    held: "Quarantine | None"


def profiles(settings: "Settings", tell: Tell = nobody) -> list[Profile]:
    """Return every profile at hand. Raises CaseFileError, LedgerError."""
    catalogue = catalogue_of(settings)
    held = {
        each.profile: each for _, ledger in existing_ledgers(settings, tell) for each in ledger.quarantines.in_force()
    }
    found = []
    for name in catalogue.names():
        try:
            portal = catalogue.load(name)
        except ProfileError as error:
            found.append(Profile(name, None, str(error.problems[0]), None, None))
            continue
        found.append(Profile(name, portal, "", last_checks.last(settings.data_dir, name), held.get(name)))
    return found


def resolved(settings: "Settings", name: str) -> str:
    """Return one profile with everything that it says and extends, as TOML. Raises ProfileError."""
    import tomli_w

    data = catalogue_of(settings).load(name).model_dump(mode="json", exclude_none=True)
    return tomli_w.dumps({key: value for key, value in data.items() if value not in ({}, [])})


def release(settings: "Settings", name: str, *, by: str, why: str, tell: Tell = nobody) -> None:
    """Let a portal be filed at again, by the word of a person who has looked at it. Raises NotDone, LedgerError."""
    name_of_who, reason = signed(by, why)
    ledgers = existing_ledgers(settings, tell)
    if not sum(ledger.quarantines.lift(name, reason, by=name_of_who) for _, ledger in ledgers):
        raise NotDone(f"{name} is not in quarantine", attention=True)


def rehearse(settings: "Settings", name: str, wording: Path | None = None) -> Iterator[tuple[bool, str]]:
    """Try a profile on the practice portal, which may speak other words; yields what was tried, and whether it went.

    Raises ProfileError, CaseFileError, NoBrowser.
    """
    from portalbot.diagnostics import rehearsal

    return rehearsal.rehearse(catalogue_of(settings).load(name), wording)
