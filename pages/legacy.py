"""The dialect of the IE era (DOMAIN §3), over the shared pages.

Radios in a mask lead to a window of the province's own; lists stand in one iframe, the form in another; questions and
answers are native windows (`ears.py`); one post carries the whole form with its files into a new window, where the
serial is said once and shown nowhere. Nothing selected is answered by silence, so what is selected is read back. A list
that is loaded anew is waited for as a load of its frame: the old rows stand there until then.
"""

import re
import time
from collections.abc import Callable
from typing import Self

from playwright.sync_api import Locator, Page

from pages import widgets
from pages.applications import Applications
from pages.base import BasePage, Need, Scope, translated
from pages.cancel_dialog import CancelDialog
from pages.ears import GLANCE, Ears, Expected, ears_of
from pages.errors import PageChanged, PortalError, Refused, SignedOut, Unavailable
from pages.form import file_payload
from pages.home import Home
from pages.login import LoginPage
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.readings import Answer, Attached, Entry
from pages.record_list import RecordList
from pages.submission import SubmissionPage
from pages.terms import MARK, Material, Step
from pages.wording import exactly


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

    def clear_complaints(self) -> None:
        """Forget what was said: it belongs to what was done before."""
        self.ears.forget()

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
        return str(chosen).strip() in self._reason(entry)

    # files lie in the form until it is posted

    def material(self, material: Material) -> Locator:
        """Find the file input of one material."""
        return self.scope.get_by_label(exactly(self.portal.form.materials[material]))

    def offered(self) -> list[Material]:
        """Return the materials for which the form has a place now."""
        with self.acting():
            known = self.portal.form.materials
            return [material for material in known if self.material(material).filter(visible=True).count()]

    def attached(self, material: Material) -> list[Attached]:
        """Return the files that lie in the form for a material."""
        with self.acting():
            found = self.material(material).evaluate("e => [...e.files].map(f => [f.name, f.size])")
        return [Attached(str(name), int(size)) for name, size in found]

    def remove_all(self, material: Material) -> None:
        """Empty a material's place."""
        with self.acting():
            self.material(material).set_input_files([])

    def attach(self, material: Material, name: str, data: bytes) -> None:
        """Put one file into the form; it is sent with everything else."""
        if bad := self.portal.cannot_take(name):
            raise Refused(f"the portal ({self.portal.charset}) cannot take {'、'.join(bad)} in {name}; rename the file")
        with self.acting():
            self.material(material).set_input_files(file_payload(name, data))  # type: ignore[arg-type]
        if self.attached(material) != [Attached(name, len(data))]:
            raise PageChanged(f"the form kept {self.attached(material)} instead of {name}", step=Step.UPLOAD)

    # the click

    def submit(self, deadline: float) -> Answer:
        """Click 提交 once, say yes to its question, and wait for what is said in the new window. Never raises."""
        until = time.monotonic() + deadline
        self.ears.forget()
        questions = self.portal.form.confirm or ()
        try:
            with (
                self.ears.expecting(*questions, accept=True),
                self.ears.expecting(*self.portal.receipt.landmark, accept=True) as said,
            ):
                with self.acting(), self.page.context.expect_page(timeout=deadline * 1000) as opened:
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


class LegacyDialog(NativePage, CancelDialog):
    """The native question in front of the form. It was asked and answered no, to be read; `confirm` says yes."""

    form_page = LegacyForm
    said = ""
    again: Callable[[], object] = staticmethod(lambda: None)

    def needs(self) -> tuple[Need, ...]:
        """Return nothing: a native question was heard, or this page would not be."""
        return ()

    def text(self) -> str:
        """Return what was asked."""
        return self.said

    def confirm(self) -> SubmissionPage:
        """Ask for it again, say yes, and go on to the form."""
        if (said := self.ask(self.again, *(self.portal.dialog.says or ()), accept=True)) != self.said:
            raise PageChanged(f"the portal asked {self.said!r}, and then {said!r}", step=self.step)
        form: SubmissionPage = self.form_page.within(self.page, self.portal)
        return form.arrive()

    def dismiss(self) -> None:
        """Do nothing: no was said already."""


class LegacyRecords(NativePage, RecordList):
    """备案列表 in the main iframe: a radio before each record, one button under them all."""

    dialog_page = LegacyDialog

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the list, and the button under it."""
        return (*super().needs(), Need("records.cancel", "button", self._cancel))

    @property
    def _cancel(self) -> Locator:
        return self.scope.get_by_role("button", name=exactly(self.portal.records.cancel or ())).filter(visible=True)

    def _search_click(self) -> None:
        with widgets.loading_anew(self.page):
            self.search_button.click()

    def cancel(self, number: str) -> CancelDialog:
        """Select the record with exactly this number, press the button, and hear the question without agreeing."""
        raw = self._find(number)
        radio = self._row_of(raw).get_by_role("radio")
        with self.acting():
            radio.check()
            if not radio.is_checked():
                raise PageChanged(f"the list did not keep the choice of {number}", step=self.step)
        dialog = self.dialog_page(self.page, self.scope, self.portal)
        dialog.said = self.ask(self._cancel.click, *(self.portal.dialog.says or ()), accept=False)
        dialog.again = self._cancel.click
        return dialog


class LegacyApplications(NativePage, Applications):
    """我的申请 in the main iframe."""


class LegacyHome(NativePage, Home):
    """个人中心: a menu whose links load the main iframe anew."""

    record_list = LegacyRecords
    applications_page = LegacyApplications

    def close_notices(self) -> None:
        """Let the first list come: an announcement is a native window before it, and is over by then."""
        first = self.record_list.within(self.page, self.portal)
        until = time.monotonic() + self.ears.patience
        while not first.appears(first.landmark, GLANCE):
            if time.monotonic() > until:
                raise first.astray("the first list did not come in time")
        self.ears.forget()

    def records(self) -> RecordList:
        """Load 备案列表 anew."""
        self._load(self.to_records)
        return self.record_list.within(self.page, self.portal).arrive()

    def applications(self) -> Applications:
        """Load 我的申请 anew."""
        self._load(self.to_applications)
        return self.applications_page.within(self.page, self.portal).arrive()

    def _load(self, link: Locator) -> None:
        self.ears.forget()
        close = self.page.get_by_role("button", name=exactly(self.portal.home.close or ())).filter(visible=True)
        with self.acting():
            if close.count():
                close.click()
            with widgets.loading_anew(self.page):
                link.click()


class LegacyLogin(NativePage, LoginPage):
    """Sign-in by a plain form; a refusal is a native window over the page that comes back."""

    home_page = LegacyHome

    def _enter(self) -> Home:
        self.ears.forget()
        return super()._enter()

    def _entered(self) -> Home:
        home = self.home_page.within(self.page, self.portal)
        self.wait_for(home.landmark)
        return home


class LegacySelector(NativePage, ProvinceSelector):
    """The ministry's old page: a button shows a mask with a radio for each province; each has a window of its own."""

    login_page = LegacyLogin

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.opener = scope.get_by_role("button", name=exactly(portal.select.open or ())).filter(visible=True)
        self.enter = scope.get_by_role("button", name=exactly(portal.select.confirm or ())).filter(visible=True)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the button that shows the provinces."""
        return (Need("select.landmark", "heading", self.landmark), Need("select.open", "button", self.opener))

    def provinces(self) -> list[str]:
        """Return the names of the provinces that are offered, without choosing one."""
        with self.acting():
            self.opener.click()
            return [label.strip() for label in self.scope.locator("label").filter(visible=True).all_inner_texts()]

    def choose(self, province: str) -> LoginPage:
        """Select the province, see that it is selected, and go on in its window."""
        words = self.portal.select.provinces.get(province, (province,))
        radio = self.scope.get_by_role("radio", name=exactly(words))
        with self.acting():
            if not self.enter.count():
                self.opener.click()
            radio.check()
            if not radio.is_checked():
                raise PageChanged(f"the page did not keep the choice of {province}", step=self.step)
            with self.page.expect_popup() as opened:
                self.enter.click()
        return self.login_page.within(opened.value, self.portal).arrive()
