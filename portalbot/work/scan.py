"""The gate that takes secrets out, over any folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.evidence.scan import Found
from portalbot.evidence.scan import scan as look
from portalbot.evidence.scrub import Gate
from portalbot.work.errors import NotDone
from portalbot.work.place import existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Scan:
    """A scan that is about to be made: `found` goes through the folder; `known`: how many secrets are looked for."""

    found: Iterator[Found]
    known: int


def scan(settings: "Settings", folder: Path, *, fix: bool = False, tell: Tell = nobody) -> Scan:
    """Look through a folder for every secret that is known, and for what stands in places of secrets.

    `fix`: replace what is found, in the files themselves. Raises NotDone where there is no such folder; LedgerError.
    """
    if not folder.is_dir():
        raise NotDone("there is no such folder", place=str(folder))
    for _, ledger in existing_ledgers(settings, tell):
        for name in {entry.account for entry in ledger.cases.all()} - set(settings.accounts):
            settings.password(name)  # the keyring is asked, and `secrets` has what it gives
    secrets = settings.secrets()
    return Scan(iter(look(folder, Gate(lambda: secrets), fix=fix)), len(secrets))
