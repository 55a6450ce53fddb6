"""The dialect of the IE era (DOMAIN §3), over the shared pages.

Radios in a mask lead to a window of the province's own; lists stand in one iframe, the form in another; questions and
answers are native windows (`ears.py`); one post carries the whole form with its files into a new window, where the
serial is said once and shown nowhere. Nothing selected is answered by silence, so what is selected is read back. A list
that is loaded anew is waited for as a load of its frame: the old rows stand there until then.
"""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from pages import widgets
from pages.applications import Applications
from pages.base import BasePage, Need, Scope
from pages.cancel_dialog import CancelDialog
from pages.ears import GLANCE
from pages.errors import PageChanged
from pages.home import Home
from pages.legacy_form import LegacyForm
from pages.login import LoginPage
from pages.matching import exactly
from pages.native import NativePage
from pages.profile import Cause, Portal
from pages.province_selector import ProvinceSelector
from pages.record_list import RecordList
from pages.submission import SubmissionPage
from pages.terms import Kind


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
            super()._search_click()

    def cancel(self, number: str, _kind: Kind | None = None, _cause: Cause | None = None) -> CancelDialog:
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
        """Wait for 个人中心. A native window over it is an announcement; over the sign-in it is a refusal."""
        home = self.home_page.within(self.page, self.portal)
        until = time.monotonic() + self.ears.patience
        while not home.appears(home.landmark, GLANCE):
            if self.ears.unexpected:
                if home.appears(home.landmark, GLANCE):
                    break
                self.raise_complaint()
            BasePage.raise_complaint(self)  # what the page itself says; windows are heard above
            if time.monotonic() > until:
                raise self.astray("nothing came in time")
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
            self._show()
            return [label.strip() for label in self.scope.locator("label").filter(visible=True).all_inner_texts()]

    def _show(self) -> None:
        """Open the mask. A page that is not ready yet answers a click with silence: it is asked again."""
        until = time.monotonic() + self.ears.patience
        while not self.enter.count():
            self.opener.click()
            if not self.appears(self.enter, GLANCE) and time.monotonic() > until:
                raise self.astray("the provinces did not come in time")

    def choose(self, province: str) -> LoginPage:
        """Select the province, see that it is selected, and go on in its window."""
        words = self.portal.select.provinces.get(province, (province,))
        radio = self.scope.get_by_role("radio", name=exactly(words))
        with self.acting():
            self._show()
            radio.check()
            if not radio.is_checked():
                raise PageChanged(f"the page did not keep the choice of {province}", step=self.step)
            with self.page.expect_popup() as opened:
                self.enter.click()
        return self.login_page.within(opened.value, self.portal).arrive()
