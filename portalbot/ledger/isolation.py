"""One case or account kept apart from the others: an error of its own ends nothing but itself, and is said.

What concerns all passes: a ledger that cannot be written any more, a full disk, a stop, and what the caller names (a
portal that is gone ends the sitting, and with it every case of the account).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from loguru import logger

from portalbot.ledger.errors import LedgerError, OneCase, disk_error


@contextmanager
def isolated(
    who: str, troubles: dict[str, str], *, ending: tuple[type[BaseException], ...] = (), what: str = "not gone through"
) -> Iterator[None]:
    """Do what concerns one case or account; an error of its own is logged, and put into `troubles` in words.

    `ending`: errors that concern more than this one, and are raised.
    """
    try:
        yield
    except ending:
        raise
    except OneCase as error:
        _say(who, troubles, f"{what}: {error}")
    except LedgerError:
        raise
    except Exception as error:
        if disk := disk_error(error):
            raise disk from error
        logger.opt(exception=error).error("{} is left alone: an error of our own", who)
        _say(who, troubles, f"{what}: {type(error).__name__}: {error}")


def _say(who: str, troubles: dict[str, str], words: str) -> None:
    logger.warning("{}: {}", who, words)
    troubles[who] = words
