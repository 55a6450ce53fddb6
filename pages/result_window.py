"""The window in which a portal answers a form that was sent into it: read while it stands, and closed again.

Old portals post a form to a window of its own and say there what became of it, most often natively.
"""

import time
from collections.abc import Callable
from functools import reduce

from playwright.sync_api import Locator

from pages import widgets
from pages.base import BasePage
from pages.ears import GLANCE, Expected
from pages.errors import Unavailable
from pages.failures import translated
from pages.readings import Answer
from pages.terms import Step


class ResultWindow(BasePage):
    """The answer; landmark: the receipt's, where the window shows one."""

    step = Step.RECEIPT
    part = "receipt"

    def heard(self, said: Expected, until: float, serial_in: Callable[[str], str | None]) -> Answer:
        """Wait for the success that is said or shown here, or for what is said instead; closes the window."""
        receipt = self.known_by(self.portal.receipt.landmark)
        instead = [self.scope.get_by_text(word) for word in self.portal.messages.unavailable]
        wrong = reduce(Locator.or_, [*self._complaints(self.scope), *instead])
        try:
            while not said.heard and not self.appears(receipt.or_(wrong), GLANCE):
                self._raise_heard()
                if self.page.url.startswith("chrome-error:"):
                    raise Unavailable("the connection ended without an answer", step=self.step)
                if time.monotonic() > until:
                    raise Unavailable("nothing was said in time", step=self.step)
            if said.heard:
                return Answer(serial_in(said.heard), said.heard, receipt=True)
            self.raise_complaint()
            with translated(self.step):
                if shown := widgets.first_text(receipt):
                    return Answer(serial_in(self.scope.locator("body").inner_text()), shown, receipt=True)
                words = widgets.first_text(*instead)
            raise self.portal.complaint(words, self.step)
        finally:
            with translated(self.step):
                self.page.close()
