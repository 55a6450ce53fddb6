"""How errors end a command: what people can mend is said in words, with an exit code that says of which kind it is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from portalbot.cli.exit_codes import MACHINE, PIPE
from portalbot.cli.logs import only_warn
from portalbot.work.errors import NotDone
from portalbot.work.progress import Progress


def fail(message: str, code: int = 2) -> NoReturn:
    """Print a message for people and exit."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def fail_with(error: Exception) -> NoReturn:
    """Print an error for people and exit: 74 where this machine stands in the way (no browser, a disk), else 2 or 1."""
    from portalbot.browser.finder import NoBrowser
    from portalbot.ledger.errors import DiskError, disk_error

    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__) is not None:
        causes.append(cause)
    if any(isinstance(each, DiskError | NoBrowser) or disk_error(each) for each in causes):
        fail(str(error), MACHINE)
    fail(str(error), 1 if isinstance(error, NotDone) and error.attention else 2)


@contextmanager
def errors_for_people() -> Iterator[None]:
    """Turn the errors that people can mend into a message: exit code 2, or 74 where this machine stands in the way."""
    from pages.errors import CaseFileError
    from portalbot.browser.finder import NoBrowser
    from portalbot.ledger.errors import LedgerError, disk_error

    only_warn()
    try:
        yield
    except (NotDone, CaseFileError, LedgerError, NoBrowser) as error:
        fail_with(error)
    except BrokenPipeError as error:
        raise typer.Exit(PIPE) from error
    except OSError as error:
        if disk := disk_error(error):
            fail(str(disk), MACHINE)
        fail(f"{error.filename or 'file'}: {error.strerror}")
    except UnicodeEncodeError as error:
        if error.encoding != sys.getfilesystemencoding():
            raise
        fail(f"{error.object[-80:]!r}: no file can have such a name in this locale ({error.encoding}); "
             "set LC_ALL=C.UTF-8, or PYTHONUTF8=1")  # fmt: skip


def tell(told: Progress) -> None:
    """Print words for people on stderr; steps are a bar's (`show.py`)."""
    if told.words:
        typer.echo(f"Warning: {told.words}" if told.warning else told.words, err=True)
