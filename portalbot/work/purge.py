"""Deleting evidence and personal data of cases that ended long ago; the ledger's facts stay."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from portalbot.evidence import purge as purging
from portalbot.evidence.purge import Ended
from portalbot.evidence.store import Evidence
from portalbot.ledger.isolation import isolated
from portalbot.work.errors import NotDone
from portalbot.work.place import existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Old:
    """What ended long ago: cases (those with `kept` stay, and why), and files that were kept of accounts."""

    cases: Sequence[Ended]
    files: Sequence[Path]

    @property
    def free(self) -> list[Ended]:
        """Return the cases that may be purged."""
        return [each for each in self.cases if not each.kept]


def age_of(text: str) -> timedelta:
    """Return a number of days, written like 180d. Raises NotDone."""
    days = re.fullmatch(r"(\d{1,5})d", text)
    if not days:
        raise NotDone("write a number of days, like 180d", place=f"--older-than {text}")
    return timedelta(days=int(days[1]))


def find_old(settings: "Settings", age: timedelta, case: str | None = None, tell: Tell = nobody) -> Old:
    """Find what ended so long ago, of all cases or of one. Raises NotDone where that one did not; LedgerError."""
    evidence = Evidence.of(settings)
    ledgers = [ledger for _, ledger in existing_ledgers(settings, tell)]
    found = list(purging.ended_cases(ledgers, evidence, age, case))
    if case and not found:
        why = f"no such case ended {age.days} days ago or earlier"
        raise NotDone(why, "nothing was deleted", place=case, attention=True)
    accounts = {entry.account for ledger in ledgers for entry in ledger.cases.all()}
    files = purging.old_pictures(accounts, evidence, ledgers[0].clock(), age) if ledgers and not case else []
    return Old(found, files)


def purge(old: Old) -> dict[str, str]:
    """Delete it for good; returns the cases and files that could not be deleted, or not wholly, each with why."""
    troubles: dict[str, str] = {}
    for each in old.free:
        with isolated(each.case, troubles, what="not deleted, or not whole"):
            purging.purge(each)
    for path in old.files:
        with isolated(str(path), troubles, what="not deleted"):
            path.unlink(missing_ok=True)
    return troubles
