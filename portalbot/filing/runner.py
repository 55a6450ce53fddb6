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
from portalbot.browser import launch as browsers
from portalbot.browser.printing import Sheet
from portalbot.filing.account_worker import AccountWorker, Outcome, Work
from portalbot.filing.sitting import SignIn, Sitting, SittingTools, Stopped
from portalbot.filing.tracing import FAILURES, TracedSitting
from portalbot.filing.work_queue import WorkQueue
from portalbot.ledger.isolation import isolated
from portalbot.machine.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Window:
    """How browsers are shown: headless, or in a window and slowed down by milliseconds; whether failures are traced."""

    headed: bool = False
    slow_mo: float = 0
    trace: bool = False


class Runner:
    """Serve several accounts at the same time. `tools` are what they share; `stop` ends them at their next step."""

    def __init__(
        self, settings: Settings, tools: SittingTools, *, workers: int, window: Window, stop: threading.Event
    ) -> None:
        self.settings = settings
        self.workers = workers
        self.window = window
        self.stop = stop
        self.prints = not window.headed
        self.tools = replace(tools, stopping=stop.is_set, pause=stop.wait)
        self.worker = AccountWorker(
            self.tools, settings.data_dir, lambda account: settings.password(account) is not None
        )
        self._lock = threading.Lock()
        self._broken: list[Exception] = []

    def run(self, works: Iterable[Work]) -> Outcome:
        """Do all the work; returns when every worker has ended. Raises what ended a worker, e.g. NoBrowser."""
        queue = WorkQueue([work for work in works if self._may_be_served(work)], self.stop.is_set)
        workers = min(self.workers, len(queue))
        threads = [threading.Thread(target=self._work, args=(queue,), name=f"worker-{i}") for i in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.2)
        if self._broken:
            raise self._broken[0]
        self.worker.outcome.stopped = self.stop.is_set()
        return self.worker.outcome

    def _may_be_served(self, work: Work) -> bool:
        """Say whether an account may be signed in to; an error of its own leaves it alone, and no other."""
        with isolated(work.account, self.worker.outcome.troubles):
            return not self.worker.must_rest(work)
        return False

    def _work(self, queue: WorkQueue) -> None:
        try:
            with self.own_browser() as own:
                own.browser()  # without one, nothing can be said of any case: NoBrowser ends the run
                while work := queue.take():
                    try:
                        with logger.contextualize(account=work.account):
                            self.worker.serve(work, lambda it: self._sitting(it, own))
                    finally:
                        queue.done(work)
        except Exception as error:  # noqa: BLE001  (raised again by `run`, in the thread that started this one)
            logger.opt(exception=error).debug("a worker ended")
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
        clean = self.tools.evidence.gate.clean_text
        tools = replace(self.tools, print_pdf=lambda html: own.print_pdf(clean(html))) if self.prints else self.tools
        who = SignIn(work.portal, work.account, work.user_name, work.province, password.get_secret_value())
        with browsers.guarded_page(own.browser(), self.settings.page_seconds, work.portal, self.settings.proxy) as tab:
            kind = TracedSitting if self.window.trace else Sitting
            sitting = kind(
                tab.page,
                who,
                tools,
                click_guard=tab.click_guard,
                blocked=tab.is_blocked,
                renew=tab.renew,
                portal_clock=tab.portal_clock,
            )
            with self._traced(sitting, work) if isinstance(sitting, TracedSitting) else nullcontext():
                yield sitting

    @contextmanager
    def _traced(self, sitting: TracedSitting, work: Work) -> Iterator[None]:
        """Keep a sitting's trace where it ends with an error, or one of its cases does not end well."""
        failed = True
        try:
            yield
            states = {self.tools.ledger.cases.one(filing.case.id).state for filing in work.filings}
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
        if self._browser is None or not browsers.lives(self._browser):
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
