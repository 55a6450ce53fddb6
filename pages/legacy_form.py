"""The old portals' 注销备案申请: native fields in an iframe, one post with all files, the answer in a new window."""

import re
import time
from collections.abc import Callable
from typing import Self

from playwright.sync_api import Locator, Page

from pages import widgets
from pages.base import Need, Scope
from pages.ears import GLANCE, Expected
from pages.errors import PageChanged, PortalError, Refused, SignedOut, Unavailable
from pages.failures import translated
from pages.form import file_payload
from pages.matching import exactly, is_one_of
from pages.native import NativePage
from pages.profile import Portal
from pages.readings import Answer, Attached, Entry
from pages.submission import SubmissionPage
from pages.terms import MARK, Material, Step


class LegacyForm(NativePage, SubmissionPage):
    """注销备案申请 in its own iframe: native radios, select and file inputs, one post with everything."""

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.kind = scope.get_by_role("group", name=exactly(self.words.kind))

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here; the kinds stand in a group with a legend."""
        others = (need for need in super().needs() if need.key != "form.kind")
        return (*others, Need("form.kind", "group", self.kind))

    def arrive(self) -> Self:
        """Wait for the form, until what it says of the record and the kinds have come."""
        self.wait_for(self.landmark)
        self.wait_for(self.scope.get_by_role("cell").filter(has_text=re.compile(MARK)).first)
        self.wait_for(self.kind.get_by_role("radio").first)
        return self

    def _facts(self) -> dict[str, str]:
        terms = self.scope.get_by_role("rowheader").filter(visible=True).all_inner_texts()
        facts = self.scope.get_by_role("cell").filter(visible=True).all_inner_texts()
        return {term.strip().rstrip("：:"): fact.strip() for term, fact in zip(terms, facts, strict=False)}

    def _choose_reason(self, entry: Entry) -> None:
        offered = self.reason.get_by_role("option").all_inner_texts()
        label = next((word for word in self._reason(entry) if word in map(str.strip, offered)), None)
        if label is None:
            raise PageChanged(f"no reason {self._reason(entry)[0]}", step=self.step, nearest=tuple(offered))
        self.reason.select_option(label=label)

    def _reason_kept(self, entry: Entry) -> bool:
        chosen = self.reason.evaluate("e => e.selectedOptions.length ? e.selectedOptions[0].text : ''")
        return is_one_of(self._reason(entry), str(chosen))

    # files lie in the form until it is posted

    def material(self, material: Material) -> Locator:
        """Find the file input of one material."""
        return self.scope.get_by_label(exactly(self.label_of(self.portal.form.materials, material)))

    def attached(self, material: Material) -> list[Attached]:
        """Return the files that lie in the form for a material."""
        with self.acting():
            found = self.material(material).evaluate("e => [...e.files].map(f => [f.name, f.size])")
        return [Attached(str(name), int(size)) for name, size in found]

    def clear(self) -> None:
        """Empty every place: what lies in a file input is no item of a list."""
        for material in self.offered():
            self.remove_all(material)

    def remove_all(self, material: Material) -> None:
        """Empty a material's place."""
        with self.acting():
            self.material(material).set_input_files([])

    def attach(self, material: Material, name: str, data: bytes) -> None:
        """Put one file into the form; it is sent with everything else."""
        if bad := self.portal.cannot_take(name):
            said = f"the portal ({self.portal.charset}) cannot take {'、'.join(bad)} in {name}; rename the file"
            raise Refused(said, words=said)
        with self.placing(material), self.acting():
            self.material(material).filter(visible=True).set_input_files(file_payload(name, data))
        if self.attached(material) != [Attached(name, len(data))]:
            raise PageChanged(f"the form kept {self.attached(material)} instead of {name}", step=Step.UPLOAD)

    # the click

    def submit(self, deadline: float) -> Answer:
        """Click 提交 once, say yes to its question, and wait for what is said in the new window. Never raises."""
        until = time.monotonic() + deadline
        self.ears.forget()
        questions = self.words.confirm or ()
        try:
            with (
                self.ears.expecting(*questions, accept=True),
                self.ears.expecting(*self.portal.receipt.landmark, accept=True) as said,
            ):
                with self.acting(deadline), self.page.context.expect_page(timeout=deadline * 1000) as opened:
                    self.submit_button.click(timeout=deadline * 1000)
                return LegacyResult(opened.value, opened.value, self.portal).heard(said, until, self.serial_in)
        except SignedOut as error:
            return Answer(None, error.words or "401", error=error)
        except PortalError as error:
            return Answer(None, error.words, error=error)


class LegacyResult(NativePage):
    """The window that a form is posted into."""

    step = Step.RECEIPT
    part = "receipt"

    def heard(self, said: Expected, until: float, serial_in: Callable[[str], str | None]) -> Answer:
        """Wait for the success that is said, or for any complaint; closes the window."""
        wrong = self.scope.get_by_text(self.portal.messages.forbidden[0])
        for mark in (*self._signed_out(self.scope), *map(self.scope.get_by_text, self.portal.messages.unavailable)):
            wrong = wrong.or_(mark)
        try:
            while not said.heard and not self.ears.unexpected and not self.appears(wrong, GLANCE):
                if self.page.url.startswith("chrome-error:"):
                    raise Unavailable("the connection ended without an answer", step=self.step)
                if time.monotonic() > until:
                    raise Unavailable("nothing was said in time", step=self.step)
            if said.heard:
                return Answer(serial_in(said.heard), said.heard, receipt=True)
            self.raise_complaint()
            words = widgets.first_text(*map(self.scope.get_by_text, self.portal.messages.unavailable))
            raise self.portal.complaint(words, self.step)
        finally:
            with translated(self.step):
                self.page.close()
