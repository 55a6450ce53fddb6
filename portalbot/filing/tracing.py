"""Traces for Playwright's trace viewer: what a sitting did after its sign-in, kept only where something failed.

Never before a sign-in, and never during one: what is typed there would stand in the trace. A sitting that signs in
anew drops what was recorded and begins again afterwards. No pictures are recorded, since nothing masks them; the
viewer shows the pages from their recorded DOM. What is kept passes the leak gate with the session's cookies.
"""

from contextlib import suppress
from typing import Any

from loguru import logger

from pages.errors import PortalError
from pages.failures import translated
from pages.home import Home
from portalbot.filing.sitting import Sitting
from portalbot.machine.leftovers import temporary
from portalbot.rules.states import State

FAILURES = frozenset({State.FAILED, State.UNKNOWN, State.INTENT, State.REFUSED, State.WAITING})
"""States of a case after a sitting that make its trace worth keeping."""
LEAST_COOKIE = 8
"""Characters of a cookie's value that is replaced wherever it stands; shorter ones are words like `zh-CN`."""


class TracedSitting(Sitting):
    """A sitting that records what it does; whoever opened it ends it with `end`.

    After a click it goes on in a fresh context, which is recorded anew: what was recorded before is laid aside.
    """

    _recording = False

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._aside: list[tuple[bytes, list[str]]] = []

    def sign_in(self) -> Home:
        """Sign in unrecorded, then record."""
        if self._recording:
            self._recording = False
            with translated("trace"):
                self.page.context.tracing.stop()
        home = super().sign_in()
        self._record()
        return home

    def at_home(self) -> Home:
        """Lay aside what was recorded before the page is given up, and record what follows in the fresh one."""
        if self._given_up is not None and self._recording:
            try:
                self._aside.append(self._stopped())
            except (PortalError, OSError) as error:
                logger.warning("the trace could not be kept: {}", error)
        home = super().at_home()
        if not self._recording:
            self._record()
        return home

    def _record(self) -> None:
        with translated("trace"):
            self.page.context.tracing.start(snapshots=True, screenshots=False, sources=False)
        self._recording = True

    def _stopped(self) -> tuple[bytes, list[str]]:
        """End the recording; returns it, and the session's cookies, which must not stand in it."""
        self._recording = False
        context = self.page.context
        with temporary("trace") as folder:
            with translated("trace"):
                values = [cookie.get("value", "") for cookie in context.cookies()]
                context.tracing.stop(path=folder / "trace.zip")
            data = (folder / "trace.zip").read_bytes()
        return data, [value for value in values if len(value) >= LEAST_COOKIE]

    def end(self, *, failed: bool) -> None:
        """Keep what was recorded as evidence of the account where the sitting or one of its cases failed."""
        if not failed:
            if self._recording:
                self._recording = False
                with suppress(PortalError), translated("trace"):
                    self.page.context.tracing.stop()
            return
        try:
            if self._recording:
                self._aside.append(self._stopped())
            for data, cookies in self._aside:
                kept = self.tools.evidence.keep(self.who.account, "trace.zip", data, cookies)
                logger.info("what the sitting did is kept in {}: playwright show-trace opens it", kept)
        except (PortalError, OSError) as error:
            logger.warning("the trace could not be kept: {}", error)
