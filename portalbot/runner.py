"""Sittings: cases grouped by portal account, one worker thread each, stopping, progress.

A worker is one thread with its own Playwright and browser; no Playwright object crosses a thread. A sitting
holds its account's operating-system lock, which the kernel frees at the holder's death and never before. One
case must not stop the others: this is the only room with `except Exception`, and it judges by the ledger
whether the click may have happened.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from loguru import logger

from pages.errors import (
    BrowserGone,
    NoAnswer,
    PageChanged,
    PortalError,
    Refused,
    SignedOut,
    SignInRefused,
    Throttled,
    Unavailable,
)
from portalbot import browser as browsers
from portalbot import driver
from portalbot.driver import Filing
from portalbot.locks import Held, account_lock
from portalbot.settings import Settings
from portalbot.sitting import Desk, SignIn, Sitting, Stopped
from portalbot.states import BEFORE, State

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DONE = "done"
"""The step that `progress` is told when a case is through."""
OPENINGS = 3
"""How often a sitting is opened anew after a lost session or a dead browser."""


@dataclass(frozen=True)
class Work:
    """What is to be done in one account: the account, and the cases to file (none: only read)."""

    account: str
    user_name: str
    province: str
    filings: tuple[Filing, ...] = ()


@dataclass(frozen=True)
class Window:
    """How browsers are shown: headless, or in a window and slowed down by milliseconds."""

    headed: bool = False
    slow_mo: float = 0


@dataclass
class Outcome:
    """What a run says besides the ledger: accounts left alone and why; whether it was stopped."""

    left_alone: dict[str, str] = field(default_factory=dict)
    stopped: bool = False


class Runner:
    """Run sittings for several accounts. `desk` is what they share; `stop` ends them at their next step."""

    def __init__(self, settings: Settings, desk: Desk, *, workers: int, window: Window, stop: threading.Event) -> None:
        self.settings = settings
        self.workers = workers
        self.window = window
        self.stop = stop
        self.desk = replace(
            desk,
            stopping=stop.is_set,
            pause=stop.wait,
            print_pdf=None if window.headed else browsers.print_pdf,
        )
        self.outcome = Outcome()
        self._lock = threading.Lock()
        self._broken: list[Exception] = []

    def run(self, works: Iterable[Work]) -> Outcome:
        """Do all the work; returns when every worker has ended. Raises NoBrowser when none can be started."""
        waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()
        count = 0
        for work in works:
            if not self._must_rest(work):
                waiting.put(work)
                count += 1
        workers = min(self.workers, self.desk.portal.pace.sittings_at_once, count)
        threads = [threading.Thread(target=self._work, args=(waiting,), name=f"worker-{i}") for i in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
        self.outcome.stopped = self.stop.is_set()
        if self._broken:
            raise self._broken[0]
        return self.outcome

    def _must_rest(self, work: Work) -> bool:
        desk = self.desk
        rests = desk.ledger.resting(desk.portal.origin, work.user_name)
        if rests:
            rest = rests[0]
            why = f"account {work.account} rests since {rest.since[:16]}Z ({rest.reason}): {rest.words}"
            cure = f"; after mending it: portalbot accounts release {rest.account}" if rest.until is None else ""
            self._leave(work, why + cure)
        elif self.settings.password(work.account) is None:
            variable = f"PORTALBOT_ACCOUNTS__{work.account.upper()}__PASSWORD"
            self._leave(work, f"no password for account {work.account}: set {variable}")
        else:
            return False
        return True

    def _leave(self, work: Work, why: str, state: State = State.WAITING) -> None:
        with self._lock:
            self.outcome.left_alone[work.account] = why
        for filing in work.filings:
            self.desk.progress(work.account, filing.case.id, DONE)
            if self.desk.ledger.case(filing.case.id).state in BEFORE:
                self.desk.ledger.move(filing.case.id, state, why)

    def _work(self, waiting: "queue.SimpleQueue[Work]") -> None:
        try:
            with _OwnBrowser(self.settings, self.window) as own:
                while not self.stop.is_set():
                    work = waiting.get_nowait()
                    with logger.contextualize(account=work.account):
                        self._hold_and_sit(work, own)
        except queue.Empty:
            return
        except Exception as error:  # noqa: BLE001  (raised again by `run`, in the thread that started this one)
            logger.opt(exception=error).error("a worker ended")
            with self._lock:
                self._broken.append(error)
            self.stop.set()

    def _hold_and_sit(self, work: Work, own: "_OwnBrowser") -> None:
        try:
            with account_lock(self.settings.data_dir, self.desk.portal.origin, work.user_name):
                self._sit(work, own)
        except Held as held:
            with self._lock:
                self.outcome.left_alone[work.account] = str(held)

    def _sit(self, work: Work, own: "_OwnBrowser") -> None:
        left = list(work.filings)
        for opening in range(1, OPENINGS + 1):
            try:
                with self._sitting(work, own) as sitting:
                    sitting.sign_in()
                    sitting.look()
                    sitting.settle_open()
                    sitting.follow_all()
                    while left:
                        self._one(sitting, left[0])
                        self.desk.progress(work.account, left.pop(0).case.id, DONE)
                return
            except Stopped:
                return
            except (SignedOut, BrowserGone) as error:
                logger.warning("opening {} of the sitting ended: {}", opening, error)
                if left and self.desk.ledger.case(left[0].case.id).state not in BEFORE:
                    left.pop(0)
                last: PortalError = error
            except PortalError as error:
                self._end(work, left, error)
                return
        self._end(work, left, last)

    @contextmanager
    def _sitting(self, work: Work, own: "_OwnBrowser") -> Iterator[Sitting]:
        password = self.settings.password(work.account)
        if password is None:
            raise NoAnswer(f"no password for {work.account}")
        who = SignIn(work.account, work.user_name, work.province, password.get_secret_value())
        with browsers.page_for_sitting(own.browser(), self.settings.page_seconds) as page:
            yield Sitting(page, who, self.desk)

    def _one(self, sitting: Sitting, filing: Filing) -> None:
        """File one case; what concerns it alone is written down, what ends the sitting is raised."""
        ledger = self.desk.ledger
        case_id = filing.case.id
        with logger.contextualize(case=case_id):
            try:
                driver.file(sitting, filing)
                return
            except (Stopped, SignedOut, BrowserGone, Throttled) as error:
                self._note_if_clicked(case_id, error)
                raise
            except Refused as error:
                after, error_words, message = State.REFUSED, error.words, str(error)
            except NoAnswer as error:
                after, error_words, message = State.WAITING, error.words, str(error)
            except (PageChanged, Unavailable) as error:
                after, error_words, message = State.FAILED, error.words, str(error)
            except Exception as error:  # noqa: BLE001  (one case must not stop the others)
                logger.opt(exception=error).error("the case ended with an error of our own")
                after, error_words, message = State.FAILED, "", f"{type(error).__name__}: {error}"
            if ledger.case(case_id).state in BEFORE:
                ledger.move(case_id, after, message, words=error_words)
            else:
                self._note_if_clicked(case_id, message)

    def _note_if_clicked(self, case_id: str, error: object) -> None:
        ledger = self.desk.ledger
        if ledger.case(case_id).state is State.INTENT:
            ledger.move(case_id, State.UNKNOWN, f"the click may have happened; then: {error}")

    def _end(self, work: Work, left: list[Filing], error: PortalError) -> None:
        """Write down why a sitting ended, for the account and for the cases it did not come to."""
        logger.warning("the sitting of {} ended: {}", work.account, error)
        rest = replace(work, filings=tuple(left))
        match error:
            case SignInRefused():
                self._rest(work, error.reason, error.words)
                self._leave(rest, f"account {work.account} cannot sign in: {error.words}")
            case NoAnswer():
                self._rest(work, "captcha", error.message)
                self._leave(rest, f"account {work.account} needs a person: {error.message}")
            case Throttled():
                self._leave(rest, str(error), State.READY)
            case Refused():
                self._leave(rest, str(error))
            case _:
                self._leave(rest, str(error), State.FAILED)

    def _rest(self, work: Work, reason: str, words: str) -> None:
        self.desk.ledger.rest(work.account, self.desk.portal.origin, work.user_name, reason, words)


class _OwnBrowser:
    """One worker's browser: started at its first sitting, and anew after a death."""

    def __init__(self, settings: Settings, window: Window) -> None:
        self._settings = settings
        self._window = window
        self._stack = ExitStack()
        self._browser: Browser | None = None

    def __enter__(self) -> "_OwnBrowser":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def browser(self) -> "Browser":
        """Return a living browser. Raises NoBrowser."""
        if self._browser is None or not self._browser.is_connected():
            self._stack.close()
            self._browser = self._stack.enter_context(
                browsers.launched(
                    headed=self._window.headed,
                    slow_mo=self._window.slow_mo,
                    executable=self._settings.browser,
                    channel=self._settings.channel,
                )
            )
        return self._browser


def works_of(filings: Iterable[Filing], accounts: Callable[[str], tuple[str, str]]) -> list[Work]:
    """Group filings by the portal account that they need; `accounts` gives (user name, province) of a name."""
    grouped: dict[str, list[Filing]] = {}
    names: dict[str, str] = {}
    for filing in filings:
        user_name, _ = accounts(filing.case.account)
        grouped.setdefault(user_name, []).append(filing)
        names.setdefault(user_name, filing.case.account)
    return [Work(names[user], user, accounts(names[user])[1], tuple(filings)) for user, filings in grouped.items()]
