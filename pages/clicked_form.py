"""The one click on a form, and what came of it: the receipt, a refusal, the sign-in, or nothing in time.

What the portal asks after the button is answered as part of the click. Nothing here clicks twice, and nothing that goes
wrong is taken to mean that nothing happened.
"""

import time
from abc import ABC
from collections.abc import Callable

from playwright.sync_api import Locator

from pages import finding, hearing, recognising, widgets
from pages.ears import Expected, ears_of
from pages.errors import NotTaken, PageChanged, PortalError, SignedOut, Unavailable
from pages.failures import translated
from pages.finding import Scope
from pages.form import FormPage
from pages.matching import says
from pages.readings import Answer
from pages.result_window import ResultWindow
from pages.steps import filled
from pages.targets import words_of
from pages.terms import Step
from pages.waiting import Found, come

FADES = 1.5
"""Seconds in which what stood under a field that has become right is gone: kits let it fade."""


class ClickedForm(FormPage, ABC):
    """Try the click, click once, hear the answer."""

    def _wrong(self) -> str:
        """Return what stands under the fields, and in messages of the page that stay."""
        return "；".join(said for said in self._standing() if said not in self._said_before)

    def ready(self) -> None:
        """Try the click without clicking: the button is there, one, visible, enabled and not covered."""
        with self.acting():
            hearing.tidy_messages(self.outer, self.kits)
            if not finding.is_one(self.scope, self.words.submit):
                what = f"{'/'.join(words_of(self.words.submit))} is there more than once: which one files?"
                raise PageChanged(what, step=self.step)
            self.submit_button.click(trial=True)
        self.check_sending()

    def submit(self, deadline: float) -> Answer:
        """Click once, answer what the portal asks, and wait up to `deadline` seconds; never clicks again or raises."""
        until = time.monotonic() + deadline
        ears = ears_of(self.page)
        ears.forget()
        confirm, receipt = self.words.confirm, self.portal.receipt
        asked = confirm.says if confirm and confirm.says else ("\0",)
        said = receipt.says or ("\0",)
        try:
            with ears.expecting(*asked, accept=True), ears.expecting(*said, accept=True) as heard:
                if not receipt.window:
                    self._press_once(deadline, until)
                    return self._came(heard, until)
                with self.acting(deadline), self.page.context.expect_page(timeout=deadline * 1000) as opened:
                    self._press_once(deadline, until)
                return ResultWindow(opened.value, opened.value, self.portal).heard(heard, until, self.serial_in)
        except SignedOut as error:
            return Answer(None, error.words or "401", error=error)
        except PortalError as error:
            return Answer(None, error.words, error=error)

    def _press_once(self, deadline: float, until: float) -> None:
        with self.acting(deadline):
            self.submit_button.click(timeout=deadline * 1000)
        self._confirm(until)

    def _confirm(self, until: float) -> None:
        """Answer the box that asks once more: that is part of the one click."""
        confirm = self.words.confirm
        if confirm is None or confirm.press is None:
            return
        box = hearing.innermost(hearing.window(self.outer, self.kits, confirm.box)) if confirm.box else None
        where: Scope = box or self.outer
        press = confirm.press
        self._come(lambda: self._asks(where, press), until)
        with self.acting():
            for label, text in confirm.fill.items():
                field = recognising.field_of(where, (label,), self.kits)
                found = recognising.control(self.page, where, field, self.kits, label)
                found.write((filled(text, dict(self.names)),))
            finding.to_press(where, press).first.click()

    def _asks(self, where: Scope, press: tuple[str, ...]) -> bool:
        """Say whether it is asked once more; raises what is said against it instead."""
        asks = finding.to_press(where, press).count() > 0
        if not asks:
            self._hear()
        return asks

    def _come(self, look: Callable[[], Found | None], until: float) -> Found:
        """Look until there is something; raises Unavailable when the time is up."""
        with translated(Step.SUBMIT):
            found = come(self.page, look, seconds=until - time.monotonic())
        if found is None:
            raise Unavailable("nothing was said in time", step=Step.SUBMIT)
        return found

    def _hear(self) -> None:
        """Raise what the page says against it."""
        messages = self.portal.messages
        blocked = self.outer.get_by_text(messages.forbidden[0])
        if words := widgets.first_text(hearing.bad(self.outer, self.kits).or_(blocked)):
            raise self.portal.complaint(words, Step.SUBMIT)
        instead = [] if self.is_here() else [self.outer.get_by_text(word) for word in messages.unavailable]
        if words := widgets.first_text(*instead):
            raise self.portal.complaint(words, Step.SUBMIT)
        if words := self._wrong():
            raise NotTaken("the form is not taken", words=words, step=Step.SUBMIT)
        self._raise_heard()

    def _came(self, heard: Expected, until: float) -> Answer:
        """Wait for the receipt, for what is said instead, or for the sign-in."""
        back: list[float] = []
        return self._come(lambda: self._answer(heard, back), until)

    def _answer(self, heard: Expected, back: list[float]) -> Answer | None:
        """Return what came, or nothing yet; raises what is said against it. `back`: since when the list is shown."""
        if heard.heard:
            return Answer(self.serial_in(heard.heard), heard.heard, receipt=True)
        if self.shows_receipt():
            return Answer(self.serial_in(self.outer.locator("body").inner_text()), self.receipt_words(), receipt=True)
        good = hearing.good(self.outer, self.kits).filter(visible=True).all_inner_texts()
        boxes = self._boxes().filter(visible=True).all_inner_texts()
        for words in (*good, *boxes):
            if says(self.portal.messages.success, words):
                return Answer(self.serial_in(words), " ".join(words.split()), receipt=True)
        answered = self.words.confirm and self.words.confirm.box
        if boxes and not (answered and says(answered, boxes[-1])):
            raise self.portal.complaint(" ".join(boxes[-1].split()), Step.SUBMIT)
        if any(widgets.first_text(mark) for mark in self._signed_out(self.outer)):
            raise SignedOut("the portal asks for a sign-in", step=Step.SUBMIT)
        self._hear()
        if not (shown := self._list_instead()):
            return None
        back.append(time.monotonic())
        # what is said of it comes at the same time, or not at all
        return Answer(None, shown) if back[-1] - back[0] > FADES else None

    def _boxes(self) -> Locator:
        """Find the windows that say or ask something, a portal's own too."""
        messages = self.portal.messages
        own = hearing.own_box(self.outer, messages.box_title, messages.box_close)
        return hearing.boxes(self.outer, self.kits).or_(own)

    def _list_instead(self) -> str:
        """Return the words of the list, where that stands in the place of the form; empty where it does not."""
        return "" if self.is_here() else widgets.first_text(self.known_by(self.portal.records.landmark))
