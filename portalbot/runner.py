"""Worker threads: each with its own Playwright and browser, taking one account after another.

No Playwright object crosses a thread. A browser that dies takes one sitting with it and is started anew for the next.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from loguru import logger

from pages.errors import BrowserGone, NoAnswer
from portalbot import browser as browsers
from portalbot.apart import apart
from portalbot.clerk import Clerk, Outcome, Work
from portalbot.printing import Sheet
from portalbot.settings import Settings
from portalbot.sitting import Desk, SignIn, Sitting, Stopped
from portalbot.tracing import FAILURES, TracedSitting
from portalbot.waiting import Waiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Window:
    """How browsers are shown: headless, or in a window and slowed down by milliseconds; whether failures are traced."""

    headed: bool = False
    slow_mo: float = 0
    trace: bool = False


class Runner:
    """Serve several accounts at the same time. `desk` is what they share; `stop` ends them at their next step."""

    def __init__(self, settings: Settings, desk: Desk, *, workers: int, window: Window, stop: threading.Event) -> None:
        self.settings = settings
        self.workers = workers
        self.window = window
        self.stop = stop
        self.prints = not window.headed
        self.desk = replace(desk, stopping=stop.is_set, pause=stop.wait)
        self.clerk = Clerk(self.desk, settings.data_dir, lambda account: settings.password(account) is not None)
        self._lock = threading.Lock()
        self._broken: list[Exception] = []

    def run(self, works: Iterable[Work]) -> Outcome:
        """Do all the work; returns when every worker has ended. Raises what ended a worker, e.g. NoBrowser."""
        waiting = Waiting([work for work in works if self._may_be_served(work)], self.stop.is_set)
        workers = min(self.workers, len(waiting))
        threads = [threading.Thread(target=self._work, args=(waiting,), name=f"worker-{i}") for i in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
        if self._broken:
            raise self._broken[0]
        self.clerk.outcome.stopped = self.stop.is_set()
        return self.clerk.outcome

    def _may_be_served(self, work: Work) -> bool:
        """Say whether an account may be signed in to; an error of its own leaves it alone, and no other."""
        with apart(work.account, self.clerk.outcome.troubles):
            return not self.clerk.must_rest(work)
        return False

    def _work(self, waiting: Waiting) -> None:
        try:
            with self.own_browser() as own:
                own.browser()  # without one, nothing can be said of any case: NoBrowser ends the run
                while work := waiting.take():
                    try:
                        with logger.contextualize(account=work.account):
                            self.clerk.serve(work, lambda it: self._sitting(it, own))
                    finally:
                        waiting.done(work)
        except Exception as error:  # noqa: BLE001  (raised again by `run`, in the thread that started this one)
            logger.opt(exception=error).error("a worker ended")
            with self._lock:
                self._broken.append(error)
            self.stop.set()

    def own_browser(self) -> "AbstractContextManager[_OwnBrowser]":
        """Return what gives a worker its browser, and ends it with the worker."""
        return _OwnBrowser(self.settings, self.window)

    @contextmanager
    def _sitting(self, work: Work, own: "_OwnBrowser") -> Iterator[Sitting]:
        password = self.settings.password(work.account)
        if password is None:
            raise NoAnswer(f"no password for {work.account}")
        clean = self.desk.evidence.gate.clean_text
        desk = replace(self.desk, print_pdf=lambda html: own.print_pdf(clean(html))) if self.prints else self.desk
        who = SignIn(work.portal, work.account, work.user_name, work.province, password.get_secret_value())
        with browsers.seat_for_sitting(
            own.browser(), self.settings.page_seconds, work.portal, self.settings.proxy
        ) as seat:
            kind = TracedSitting if self.window.trace else Sitting
            sitting = kind(
                seat.page,
                who,
                desk,
                once=seat.once,
                blocked=seat.is_blocked,
                renew=seat.renew,
                portal_clock=seat.portal_clock,
            )
            with self._traced(sitting, work) if isinstance(sitting, TracedSitting) else nullcontext():
                yield sitting

    @contextmanager
    def _traced(self, sitting: TracedSitting, work: Work) -> Iterator[None]:
        """Keep a sitting's trace where it ends with an error, or one of its cases does not end well."""
        failed = True
        try:
            yield
            states = {self.desk.ledger.case(filing.case.id).state for filing in work.filings}
            failed = bool(states & FAILURES)
        except Stopped:
            failed = False
            raise
        finally:
            sitting.end(failed=failed)


class _OwnBrowser:
    """One worker's browser: started at its first sitting, and anew after a death."""

    def __init__(self, settings: Settings, window: Window) -> None:
        self._settings = settings
        self._window = window
        self._stack = ExitStack()
        self._browser: Browser | None = None
        self._sheet: Sheet | None = None

    def __enter__(self) -> "_OwnBrowser":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def browser(self) -> "Browser":
        """Return a living browser. Raises NoBrowser."""
        if self._browser is None or not self._browser.is_connected():
            self._stack.close()
            self._sheet = None
            self._browser = self._stack.enter_context(
                browsers.launched(
                    headed=self._window.headed,
                    slow_mo=self._window.slow_mo,
                    executable=self._settings.browser,
                    channel=self._settings.channel,
                )
            )
        return self._browser

    def print_pdf(self, html: str) -> bytes:
        """Print a page of HTML, as `Sheet` does; where the browser has died, a new one is for the next sitting."""
        if self._browser is None:
            raise BrowserGone("no browser has been started", step="print")
        if self._sheet is None:
            self._sheet = Sheet(self._browser)
            self._stack.callback(self._sheet.close)
        return self._sheet.print_pdf(html)
