"""Serving one account after another: hold it, sit, file its cases, and judge every error by who acts next.

A room between the runner's threads and the sitting, so that the same judgement runs in a browser and in the
in-process tests. A sitting holds its account's operating-system lock, which the kernel frees at the holder's death
and never before. One case must not stop the others: this is the room with `except Exception`, and whether the click
may have happened is read in the ledger, never in the error.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from loguru import logger

from pages.errors import (
    BrowserGone,
    FormChanged,
    NoAnswer,
    NotTaken,
    PageChanged,
    PortalError,
    Refused,
    SignedOut,
    SignInRefused,
    Throttled,
    Unavailable,
    Untrusted,
)
from pages.profile import Portal
from portalbot.filing import driver
from portalbot.filing.driver import Filing
from portalbot.filing.sitting import Sitting, SittingTools, Stopped
from portalbot.ledger.errors import LedgerError, OneCase, disk_error
from portalbot.ledger.isolation import isolated
from portalbot.machine.locks import Held, account_lock
from portalbot.rules.states import BEFORE, State

DONE = "done"
"""The step that `progress` is told when a case is through."""
OPENINGS = 3
"""How often a sitting is opened anew after a lost session or a dead browser."""
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=24)
LIKE_FAILURES = 3
"""So many like refusals or changed pages in a row end the run: something is wrong with more than the cases."""


@dataclass(frozen=True)
class Work:
    """What is to be done in one account at a portal: the account, and the cases to file (none: only look)."""

    portal: Portal
    account: str
    user_name: str
    province: str
    filings: tuple[Filing, ...] = ()


@dataclass
class Outcome:
    """What a run says besides the ledger: accounts left alone and portals halted, each with why; whether stopped.

    `troubles`: cases and accounts with an error of their own, which stopped no other. `rehearsed`: cases that were
    filled in whole, and not submitted since that was asked for.
    """

    left_alone: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    halted: dict[str, str] = field(default_factory=dict)
    rehearsed: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def left(self) -> bool:
        """Say whether anything was left that a person should look at."""
        return bool(self.left_alone or self.halted or self.troubles)


Opening = Callable[[Work], AbstractContextManager[Sitting]]
"""Opens a sitting for an account: a context manager that yields it."""


class AccountWorker:
    """Serve accounts of one portal; shared by the worker threads. `has_password` says whether a sign-in is possible."""

    def __init__(self, tools: SittingTools, data_dir: Path, has_password: Callable[[str], bool]) -> None:
        self.tools = tools
        self.ledger = tools.ledger
        self.data_dir = data_dir
        self.has_password = has_password
        self.outcome = Outcome(troubles=tools.troubles, rehearsed=tools.rehearsed)
        self._lock = threading.Lock()
        self._failures: dict[str, tuple[str, int]] = {}

    def must_rest(self, work: Work) -> bool:
        """Say whether an account is to be left alone before any sign-in, and write down why."""
        rests = self.ledger.rests.in_force(work.portal.origin, work.user_name)
        if rests:
            rest = rests[0]
            until = f"until {rest.until[:16]}Z" if rest.until else f"since {rest.since[:16]}Z"
            cure = "" if rest.until else f"; after mending it: portalbot accounts release {rest.account}"
            state = State.READY if rest.until else State.WAITING
            self.leave(work, f"account {work.account} rests {until} ({rest.reason}): {rest.words}{cure}", state)
            return True
        if work.filings and (held := self.ledger.quarantines.of(work.portal.origin, work.portal.name)):
            self._quarantined(work, f"{held.why} (in quarantine since {held.since[:16]}Z)")
            return True
        if not self.has_password(work.account):
            variable = f"PORTALBOT_ACCOUNTS__{work.account.upper()}__PASSWORD"
            self.leave(work, f"no password for account {work.account}: set {variable}")
            return True
        return False

    def _quarantined(self, work: Work, why: str) -> None:
        cure = f"portalbot doctor {work.portal.name}, or portalbot portals release {work.portal.name}"
        with self._lock:
            self.outcome.halted[work.portal.name] = f"nothing is filed here: {why}; {cure}"
        self.leave(work, f"portal {work.portal.name} has changed: {why}", State.READY)

    def leave(self, work: Work, why: str, state: State = State.WAITING) -> None:
        """Leave an account's cases as they are, or waiting, and say why."""
        with self._lock:
            self.outcome.left_alone[work.account] = why
        for filing in work.filings:
            self.tools.progress(work.account, filing.case.id, DONE)
            with isolated(filing.case.id, self.outcome.troubles):
                if self.ledger.cases.one(filing.case.id).state in BEFORE:
                    self.ledger.cases.move(filing.case.id, state, why)

    def serve(self, work: Work, opening: Opening) -> None:
        """Hold an account and serve it; an account that another process holds is left alone.

        An error of our own ends this account alone. Raises LedgerError: without a ledger nobody is served.
        """
        if work.portal.name in self.outcome.halted:
            return
        with isolated(work.account, self.outcome.troubles, what="left in the middle"):
            try:
                with account_lock(self.data_dir, work.portal.origin, work.user_name):
                    self._serve(work, opening)
            except Held as held:
                with self._lock:
                    self.outcome.left_alone[work.account] = str(held)

    def _serve(self, work: Work, opening: Opening) -> None:
        left = list(work.filings)
        last: PortalError = Unavailable("nothing was tried")
        for turn in range(1, OPENINGS + 1):
            try:
                with opening(work) as sitting:
                    sitting.pictured = bool(work.filings)
                    with self._pictured(work, sitting):
                        sitting.sign_in()
                        sitting.look()
                    sitting.settle_open()
                    sitting.follow_all()
                    while left and work.portal.name not in self.outcome.halted:
                        self._one(work, sitting, left[0])
                        self.tools.progress(work.account, left.pop(0).case.id, DONE)
                return
            except Stopped:
                return
            except (SignedOut, BrowserGone) as error:
                logger.warning("opening {} of the sitting ended: {}", turn, error)
                if left and self.ledger.cases.one(left[0].case.id).state not in BEFORE:
                    left.pop(0)
                last = error
            except PortalError as error:
                self._end(work, left, error)
                return
        self._end(work, left, last)

    def _one(self, work: Work, sitting: Sitting, filing: Filing) -> None:
        """File one case; what concerns it alone is written down, what ends the sitting is raised."""
        case_id = filing.case.id
        changed = pictured = False
        with logger.contextualize(case=case_id):
            try:
                driver.file(sitting, filing)
                self._count(work, case_id, changed=False)
                return
            except (Stopped, SignedOut, BrowserGone, Throttled) as error:
                self._note_if_clicked(case_id, error)
                raise
            except FormChanged as error:
                pictured = True
                why = str(error)
                self.ledger.quarantines.impose(work.portal.origin, work.portal.name, "form", why)
                with self._lock:
                    self.outcome.halted[work.portal.name] = f"the form has changed: {why}; the rest stays as it is"
                after, words, message = State.READY, "", f"the portal has changed, nothing was sent: {why}"
            except Refused as error:  # only what the portal itself said is for good; else the next submit takes it
                after, words, message = State.REFUSED if error.words else State.FAILED, error.words, str(error)
            except NoAnswer as error:
                after, words, message = State.WAITING, error.words, str(error)
            except (PageChanged, Unavailable, NotTaken) as error:
                after, words, message = State.FAILED, error.words, str(error)
                changed = isinstance(error, PageChanged)
            except Exception as error:
                if isinstance(error, LedgerError) and not isinstance(error, OneCase):
                    raise  # a case whose click may have happened stays INTENT: the next run looks before anything else
                if disk := disk_error(error):
                    raise disk from error
                logger.opt(exception=error).error("the case ended with an error of our own")
                after, words, message = State.FAILED, "", f"{type(error).__name__}: {error}"
            with isolated(case_id, self.outcome.troubles):
                if self.ledger.cases.one(case_id).state in BEFORE:
                    self.ledger.cases.move(case_id, after, message, words=words)
                else:
                    self._note_if_clicked(case_id, message)
                self._count(work, case_id, changed=changed)
            if not pictured:  # what became of the case is written down by now: no picture stands in the way of that
                with isolated(case_id, self.outcome.troubles, what="not pictured"):
                    sitting.keep_error(case_id)

    @contextmanager
    def _pictured(self, work: Work, sitting: Sitting) -> Iterator[None]:
        """Keep a picture of the window as an error leaves it, where there is a window left; the error goes on."""
        try:
            yield
        except (BrowserGone, Stopped):
            raise
        except PortalError:
            with isolated(work.account, self.outcome.troubles, what="not pictured"):
                sitting.keep_error()
            raise

    def _note_if_clicked(self, case_id: str, error: object) -> None:
        if self.ledger.cases.one(case_id).state is State.INTENT:
            self.ledger.cases.move(case_id, State.UNKNOWN, f"the click may have happened; then: {error}")

    def _count(self, work: Work, case_id: str, *, changed: bool) -> None:
        entry = self.ledger.cases.one(case_id)
        failure = "changed page" if changed else entry.words if entry.state is State.REFUSED else ""
        portal = work.portal.name
        with self._lock:
            last, count = self._failures.get(portal, ("", 0))
            count = count + 1 if failure and failure == last else 1
            self._failures[portal] = failure, count
            if failure and count >= LIKE_FAILURES and portal not in self.outcome.halted:
                why = f"{LIKE_FAILURES} cases in a row ended alike ({failure}); the rest stays as it is"
                self.outcome.halted[portal] = why

    def _end(self, work: Work, left: list[Filing], error: PortalError) -> None:
        """Write down why a sitting ended, for the account and for the cases it did not come to."""
        logger.warning("the sitting of {} ended: {}", work.account, error)
        rest = replace(work, filings=tuple(left))
        match error:
            case SignInRefused():
                self._rest(work, error.reason, error.words)
                self.leave(rest, f"account {work.account} cannot sign in: {error.words}")
            case Untrusted():
                self._rest(work, "untrusted", error.message)
                self.leave(rest, f"nothing was typed, account {work.account} rests: {error.message}")
            case NoAnswer():
                self._rest(work, "captcha", error.message)
                self.leave(rest, f"account {work.account} needs a person: {error.message}")
            case Throttled():
                self._pause(work, error)
                self.leave(rest, str(error), State.READY)
            case Refused():
                self.leave(rest, str(error))
            case _:
                self.leave(rest, str(error), State.FAILED)

    def _rest(self, work: Work, reason: str, words: str, until: str | None = None) -> None:
        self.ledger.rests.begin(work.account, work.portal.origin, work.user_name, reason, words, until)

    def _pause(self, work: Work, error: Throttled) -> None:
        """Let the account rest for a while, twice as long each time within a week."""
        before = self.ledger.rests.pauses(work.portal.origin, work.user_name, timedelta(days=7))
        pause = min(FIRST_PAUSE * 2**before, LONGEST_PAUSE)
        until = (self.ledger.clock() + pause).isoformat(timespec="microseconds")
        self._rest(work, "throttled", error.words or error.message, until)


def works_of(filings: Iterable[Filing], accounts: Callable[[str], tuple[str, str]]) -> list[Work]:
    """Group filings by the portal account that they need; `accounts` gives (user name, province) of a name."""
    grouped: dict[tuple[str, str], Work] = {}
    for filing in filings:
        user_name, province = accounts(filing.case.account)
        key = (filing.portal.name, user_name)
        work = grouped.get(key) or Work(filing.portal, filing.case.account, user_name, province)
        grouped[key] = replace(work, filings=(*work.filings, filing))
    return list(grouped.values())
