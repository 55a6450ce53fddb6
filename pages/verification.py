"""The ministry's page of the SMS check: a code, the phone that it went to, a slider (DOMAIN §2, 短信核验).

The slider is a person's: nothing here moves it. `wait_for_slider` only waits until somebody has.
"""

import time
from functools import reduce
from typing import Self

from playwright.sync_api import Locator, Page

from pages import finding, hearing, widgets
from pages.base import BasePage, Need, Scope
from pages.ears import ears_of
from pages.errors import NoAnswer, PageChanged, Unavailable
from pages.failures import translated
from pages.matching import exactly
from pages.profile import Portal
from pages.terms import Step, Verified


class VerificationPage(BasePage):
    """Enter a code; landmark: the heading. Needs a portal that has an address and a `verification`."""

    step = Step.VERIFY
    part = "verification"

    def __init__(self, page: Page, portal: Portal) -> None:
        if portal.verification is None:
            raise ValueError(f"{portal.name} has no SMS check")
        words = self.words = portal.verification
        scope: Scope = finding.frame_in(page, words.frame) if words.frame else page
        super().__init__(page, scope, portal)
        self.landmark = self.known_by(words.landmark)
        self.code = scope.get_by_label(exactly(words.code)).filter(visible=True)
        self.mobile = scope.get_by_label(exactly(words.mobile)).filter(visible=True)
        self.last_six = scope.get_by_label(exactly(words.last_six)).filter(visible=True)
        self.slider = scope.get_by_role("slider", name=exactly(words.slider)).filter(visible=True)
        self.submit_button = scope.get_by_role("button", name=exactly(words.submit)).filter(visible=True)
        self.ready = scope.get_by_role("button", name=exactly(words.submit), disabled=False).filter(visible=True)
        self.resend_button = scope.get_by_role("button", name=exactly(words.resend)).filter(visible=True)

    @classmethod
    def within(cls, page: Page, portal: Portal) -> Self:
        """Return this page where the profile says that it stands."""
        return cls(page, portal)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the three fields, the slider and both buttons."""
        return (
            *super().needs(),
            Need("verification.code", "textbox", self.code),
            Need("verification.mobile", "textbox", self.mobile),
            Need("verification.last_six", "textbox", self.last_six),
            Need("verification.slider", "slider", self.slider),
            Need("verification.submit", "button", self.submit_button),
            Need("verification.resend", "button", self.resend_button),
        )

    def _signed_out(self, scope: Scope) -> tuple[Locator, ...]:  # noqa: ARG002 - nobody signs in here
        return ()

    def open(self) -> Self:
        """Go to the page."""
        with self.acting():
            self.page.goto(self.words.address(self.portal.address or ""))
        return self.arrive()

    def fill(self, code: str, mobile: str, last_six: str) -> None:
        """Enter the three, and read them back."""
        self._enter({self.code: code, self.mobile: mobile, self.last_six: last_six})

    def slider_done(self) -> bool:
        """Say whether a person has moved the slider to its end, so that what was entered can be sent."""
        with self.acting():
            return self._at_its_end().count() > 0 and self.ready.count() > 0

    def wait_for_slider(self, seconds: float) -> None:
        """Wait so long for a person to move the slider; raises NoAnswer when nobody has by then."""
        until = time.monotonic() + seconds
        with self.acting():
            end = self._at_its_end()
        # What was moved may be undone, by a portal that does not take it: the two are asked for together at last.
        while not self.slider_done():
            if not self._come(end, until) or not self._come(self.ready, until):
                raise NoAnswer(f"nobody moved the slider in {seconds:g} seconds", step=self.step)

    def _come(self, what: Locator, until: float) -> bool:
        left = until - time.monotonic()
        return left > 0 and self.appears(what, left)

    def submit(self) -> tuple[str, Verified | None]:
        """Send what was entered; return the portal's words and what they mean (None: not in the profile).

        Raises NoAnswer where the slider has not been moved; Unavailable where the words say that the portal is out of
        order, and where none came in time: then it is not known whether the code was taken, and a second try will tell.
        """
        if not self.slider_done():
            raise NoAnswer("nobody has moved the slider", step=self.step)
        return self._asked(self.submit_button)

    def resend(self, mobile: str, last_six: str) -> tuple[str, Verified | None]:
        """Ask for a new code, which makes the old one void; return and raise as `submit` does."""
        self._enter({self.mobile: mobile, self.last_six: last_six})
        return self._asked(self.resend_button)

    def _at_its_end(self) -> Locator:
        most = self.slider.get_attribute("aria-valuemax") or ""
        return widgets.slider_at(self.scope, most).and_(self.slider)

    def _enter(self, texts: dict[Locator, str]) -> None:
        with self.acting():
            for field, text in texts.items():
                field.fill(text)
            if any(field.input_value() != text for field, text in texts.items()):
                raise PageChanged("the page did not keep what was typed", step=self.step)

    def _asked(self, button: Locator) -> tuple[str, Verified | None]:
        """Click and hear the answer, a toast that soon fades; what was said before is let go first."""
        good = hearing.good(self.scope, self.kits)
        complaints = self._complaints(self.scope)
        said = reduce(Locator.or_, complaints, good).filter(visible=True)
        with self.acting():
            said.first.wait_for(state="hidden")
            button.click()
        if not self.appears(said, ears_of(self.page).patience):
            raise Unavailable("no answer in time: whether it was taken is not known", step=self.step)
        with translated(self.step):
            words = widgets.first_text(good, *complaints)
        meaning = self.words.meaning_of(words)
        if meaning is None and isinstance(complaint := self.portal.complaint(words, self.step), Unavailable):
            raise complaint
        return words, meaning
