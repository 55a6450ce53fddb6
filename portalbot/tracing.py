"""Traces for Playwright's trace viewer: what a sitting did after its sign-in, kept only where something failed.

Never before a sign-in, and never during one: what is typed there would stand in the trace. A sitting that signs in
anew drops what was recorded and begins again afterwards. No pictures are recorded, since nothing masks them; the
viewer shows the pages from their recorded DOM. What is kept passes the leak gate with the session's cookies.
"""

from contextlib import suppress

from loguru import logger

from pages.errors import PortalError
from pages.failures import translated
from pages.home import Home
from portalbot.leftovers import temporary
from portalbot.sitting import Sitting
from portalbot.states import State

FAILURES = frozenset({State.FAILED, State.UNKNOWN, State.INTENT, State.REFUSED, State.WAITING})
"""States of a case after a sitting that make its trace worth keeping."""
LEAST_COOKIE = 8
"""Characters of a cookie's value that is replaced wherever it stands; shorter ones are words like `zh-CN`."""


class TracedSitting(Sitting):
    """A sitting that records what it does; whoever opened it ends it with `end`."""

    _recording = False

    def sign_in(self) -> Home:
        """Sign in unrecorded, then record."""
        if self._recording:
            self._recording = False
            with translated("trace"):
                self.page.context.tracing.stop()
        home = super().sign_in()
        with translated("trace"):
            self.page.context.tracing.start(snapshots=True, screenshots=False, sources=False)
        self._recording = True
        return home

    def end(self, *, failed: bool) -> None:
        """Keep what was recorded as evidence of the account where the sitting or one of its cases failed."""
        if not self._recording:
            return
        self._recording = False
        context = self.page.context
        if not failed:
            with suppress(PortalError), translated("trace"):
                context.tracing.stop()
            return
        try:
            with temporary("trace") as folder:
                with translated("trace"):
                    values = [cookie.get("value", "") for cookie in context.cookies()]
                    context.tracing.stop(path=folder / "trace.zip")
                data = (folder / "trace.zip").read_bytes()
            also = [value for value in values if len(value) >= LEAST_COOKIE]
            kept = self.desk.evidence.keep(self.who.account, "trace.zip", data, also)
        except (PortalError, OSError) as error:
            logger.warning("the trace could not be kept: {}", error)
            return
        logger.info("what the sitting did is kept in {}: playwright show-trace opens it", kept)
