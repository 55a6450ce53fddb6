"""Pages of portals that complain and ask in native windows (`ears.py`): what they do otherwise when they wait."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator

from pages.base import BasePage
from pages.ears import GLANCE, Ears, ears_of
from pages.errors import PageChanged


class NativePage(BasePage):
    """A page whose portal complains in native windows."""

    @property
    def ears(self) -> Ears:
        """Return who listens to the native windows."""
        return ears_of(self.page)

    def wait_for(self, *good: Locator) -> None:
        """Wait for any of the good answers, or for a native window that nobody expected; that is raised."""
        answers = good[0]
        for other in (
            *good[1:],
            self.scope.get_by_text(self.portal.messages.forbidden[0]),
            *self._signed_out(self.scope),
        ):
            answers = answers.or_(other)
        until = time.monotonic() + self.ears.patience
        while not self.appears(answers, GLANCE):
            self.raise_complaint()
            if time.monotonic() > until:
                raise self.astray("nothing came in time")
        self.raise_complaint()

    def raise_complaint(self) -> None:
        """Raise what a native window said unasked, or what the page itself complains of."""
        if self.ears.unexpected:
            said = self.ears.unexpected[0]
            self.ears.forget()
            raise self.portal.complaint(said, self.step)
        super().raise_complaint()

    def ask(self, act: Callable[[], object], *words: str, accept: bool) -> str:
        """Do an act that makes a native window ask, answer it, and return what it said; raises what came instead."""
        self.ears.forget()
        with self.ears.expecting(*words, accept=accept) as asked, self.acting():
            with self.page.expect_event("dialog", timeout=self.ears.patience * 1000):
                act()
            self.page.evaluate("0")  # answered only when the window is closed
        if not asked.heard:
            self.raise_complaint()
            raise PageChanged(f"the portal did not ask {'/'.join(words)}", step=self.step)
        return asked.heard
