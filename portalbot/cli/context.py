"""What commands set up before they work: settings, portal, ledger, logging, stopping; and how errors end them."""

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from loguru import Record

    from pages.catalogue import Catalogue
    from portalbot.ledger import Ledger
    from portalbot.portals import Portals
    from portalbot.settings import Settings

LEDGERS = {False: "ledger.db", True: "practice.db"}
"""Rehearsals on the practice portal have a ledger of their own: they never count as filings."""


def fail(message: str, code: int = 2) -> NoReturn:
    """Print a message for people and exit."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


@contextmanager
def errors_for_people() -> Iterator[None]:
    """Turn the errors that people can mend into a message and exit code 2."""
    from pages.errors import CaseFileError
    from portalbot.database import LedgerError
    from portalbot.finder import NoBrowser

    try:
        yield
    except (CaseFileError, LedgerError, NoBrowser) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or 'file'}: {error.strerror}")
    except UnicodeEncodeError as error:
        if error.encoding != sys.getfilesystemencoding():
            raise
        fail(f"{error.object[-80:]!r}: no file can have such a name in this locale ({error.encoding}); "
             "set LC_ALL=C.UTF-8, or PYTHONUTF8=1")  # fmt: skip


def catalogue_of(settings: "Settings") -> "Catalogue":
    """Return the profiles at hand; raises CaseFileError when the user's own folder is not there."""
    from pages.catalogue import Catalogue
    from pages.errors import CaseFileError, Problem

    if settings.portals is not None and not settings.portals.is_dir():
        problem = Problem("--portals", "", "there is no such folder", "give the folder of your own profiles")
        raise CaseFileError(str(settings.portals), [problem])
    return Catalogue(settings.portals)


def portals_for(settings: "Settings", url: str | None, profile: str | None) -> "Portals":
    """Return the portals to work at. Raises ProfileError."""
    from portalbot.portals import Portals

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
    fail(f"{shipped} and may not be used at {url}. {cure}" if url else f"{shipped}: it has no address. {cure}")


def say_unguarded(settings: "Settings", accounts: Iterable[str], *, err: bool = False) -> None:
    """Say which accounts of a case file have a password that cannot be kept out of everything."""
    from portalbot.scrub import about_unguarded

    found = {
        name: settings.accounts[name].password.get_secret_value() for name in accounts if name in settings.accounts
    }
    for said in about_unguarded(found):
        typer.echo(f"note: {said}", err=err)


def who_runs() -> str:
    """Return who runs this, for events and approvals: login name and host."""
    import getpass
    import socket

    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return f"{name}@{socket.gethostname()}"


def open_ledger(settings: "Settings", practice: bool) -> "Ledger":
    """Open the ledger of the data directory for real portals or for the practice portal."""
    from portalbot.datadir import prepare
    from portalbot.ledger import Ledger
    from portalbot.scrub import Gate

    for said in prepare(settings.data_dir):
        typer.echo(f"Warning: {said}", err=True)
    ledger = Ledger(settings.data_dir / LEDGERS[practice], who=who_runs())
    for said in ledger.doubts():
        typer.echo(f"Warning: nothing is filed with this ledger: {said}", err=True)
    ledger.keep_clean(Gate(settings.secrets).clean_text)
    return ledger


def existing_ledgers(settings: "Settings") -> "list[tuple[bool, Ledger]]":
    """Open the ledgers that exist, each with whether it is the practice one."""
    return [(practice, open_ledger(settings, practice)) for practice, name in LEDGERS.items()
            if (settings.data_dir / name).is_file()]  # fmt: skip


def start_logging(settings: "Settings", *, quiet: bool) -> None:
    """Log to stderr (warnings only beside a progress bar) and to a file of JSON lines that is kept small.

    A message is one line: what a portal wrote cannot forge another. What is logged passes the leak gate, tracebacks
    too: on stderr as it stands, in the file value by value.
    """
    from loguru import logger

    from portalbot.logs import LogFile
    from portalbot.scrub import Gate

    gate = Gate(settings.secrets)

    def one_line(record: "Record") -> None:
        record["message"] = gate.message(record["message"])

    def say(line: str) -> None:
        sys.stderr.write(gate.message(line, lines=True))

    logger.remove()
    line = "{time:HH:mm:ss} {level: <7} {extra[case]: <10} {message}"
    logger.configure(extra={"case": "", "account": ""}, patcher=one_line)
    logger.add(say, level="WARNING" if quiet else "INFO", format=line, diagnose=False, backtrace=False)
    file = LogFile(settings.data_dir / "logs" / "portalbot.jsonl", gate.messages, lambda why: typer.echo(why, err=True))
    logger.add(file, level="DEBUG", serialize=True, diagnose=False, backtrace=False)


@dataclass
class Stop:
    """A stop that signals ask for: the first sets the event, the second ends the process at once."""

    event: threading.Event

    @classmethod
    def on_signals(cls) -> "Stop":
        """Take over SIGINT and SIGTERM (and Ctrl-Break on Windows)."""
        stop = cls(threading.Event())
        for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), stop.asked)
        return stop

    def asked(self, _number: int, _frame: object) -> None:
        """Note the wish to stop."""
        if self.event.is_set():
            os._exit(130)
        self.event.set()
        os.write(2, b"\nstopping: what was clicked is read to its end, nothing more is begun (again: at once)\n")
