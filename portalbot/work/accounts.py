"""Accounts: where the password of each comes from (never which), which of them rest; keeping one, releasing one."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages.characters import unseen
from portalbot.evidence.scrub import about_unguarded
from portalbot.machine import keyrings
from portalbot.machine.setting_sources import Given, places
from portalbot.machine.settings import given_to
from portalbot.work.errors import NotDone
from portalbot.work.place import Sources, existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from pydantic import SecretStr

    from portalbot.ledger.rests import Rest
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Known:
    """One account: `places` where its password stands (the first counts; none: there is none), and its rest."""

    name: str
    places: tuple[str, ...]
    rest: "Rest | None"


@dataclass(frozen=True)
class Accounts:
    """Every account that is known; `notes`: what could not be asked, and passwords that cannot be guarded."""

    accounts: tuple[Known, ...]
    notes: tuple[str, ...]


def known(sources: Sources, tell: Tell = nobody) -> Accounts:
    """Return every account of the settings and of the ledgers. Raises CaseFileError, LedgerError."""
    settings = sources.settings()
    given = given_to(sources.env_file, sources.secrets_dir)
    names = set(settings.accounts)
    rests: dict[str, Rest] = {}
    for _, ledger in existing_ledgers(settings, tell):
        names |= {entry.account for entry in ledger.cases.all()}
        rests |= {rest.account: rest for rest in ledger.rests.in_force()}
    troubles: set[str] = set()
    secrets = {name: secret.password for name, secret in settings.accounts.items()}
    found = [
        Known(name, _places(name, given, secrets, troubles), rests.get(name)) for name in sorted(names | set(rests))
    ]
    weak = about_unguarded({name: secret.get_secret_value() for name, secret in secrets.items()})
    return Accounts(tuple(found), (*sorted(troubles), *weak))


def _places(name: str, given: list[Given], secrets: "dict[str, SecretStr]", troubles: set[str]) -> tuple[str, ...]:
    found = places(given, name)
    if not found:  # the keyring is asked only where nothing else has it
        try:
            if secret := keyrings.look(name):
                found, secrets[name] = ["keyring"], secret
        except keyrings.KeyringTrouble as trouble:
            troubles.add(f"Not asked: {trouble}.")
    return tuple(found)


def check_name(name: str) -> None:
    """Raise NotDone for what cannot name an account."""
    if not re.fullmatch(r"[a-z0-9_]+", name) or "__" in name:
        cure = "use a-z, 0-9 and single underscores, as in the case file"
        raise NotDone(f"{name!r} cannot name an account: {cure}")


def keep_password(name: str, secret: "SecretStr") -> list[str]:
    """Keep a password in the system's keyring; returns what is to be said of it. Raises NotDone."""
    if signs := unseen(secret.get_secret_value()):
        raise NotDone(f"nothing was kept: the password has characters that nobody sees ({', '.join(signs)})", "type it")
    said = about_unguarded({name: secret.get_secret_value()})
    try:
        keyrings.store(name, secret)
    except keyrings.KeyringTrouble as trouble:
        raise NotDone(f"nothing was kept: {trouble}") from trouble
    return said


def forget_password(name: str) -> None:
    """Take a password out of the system's keyring. Raises NotDone where there is none, or it cannot be asked."""
    try:
        there = keyrings.forget(name)
    except keyrings.KeyringTrouble as trouble:
        raise NotDone(str(trouble)) from trouble
    if not there:
        raise NotDone(f"the keyring has no password of {name}", attention=True)


def release(settings: "Settings", name: str, tell: Tell = nobody) -> None:
    """Let an account be used again. Raises NotDone where it does not rest; LedgerError."""
    if not sum(ledger.rests.release(name) for _, ledger in existing_ledgers(settings, tell)):
        raise NotDone(f"account {name} does not rest", attention=True)
