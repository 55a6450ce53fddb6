"""The dialect of the licences' platform (ICP证书注销, DOMAIN §1.2), over the shared pages.

There is no ministry page in front of it and no button beside a record: a way in the personal centre leads, past the
notice, to a form in which site and number are typed. 提交 is free only after 保存, which checks everything at the
office and files nothing; a pledge must be copied exactly, and a pledge that the profile does not know is not copied.
"""

import re
from typing import Self

from playwright.sync_api import Locator, Page

from pages import widgets
from pages.applications import Applications
from pages.base import Need, Scope
from pages.cancel_dialog import CancelDialog
from pages.errors import PageChanged, Refused
from pages.form import FormPage
from pages.home import Home
from pages.login import LoginPage
from pages.matching import exactly
from pages.profile import Cause, Portal
from pages.province_selector import ProvinceSelector
from pages.readings import Entry, Shown
from pages.record_list import RecordList
from pages.terms import Kind, RecordStatus
from pages.wording import LicenceForm


class LicenceFormPage(FormPage):
    """Type, attach, pledge, save, submit; landmark: the heading of the form."""

    words: LicenceForm

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        if not isinstance(portal.form, LicenceForm):
            raise TypeError(f"{portal.name} is no platform for licences")
        words = self.words = portal.form
        self.site = scope.get_by_role("textbox", name=exactly(words.site))
        self.number = scope.get_by_role("textbox", name=exactly(words.number))
        self.state = scope.get_by_role("radiogroup", name=exactly(words.state))
        self.since = scope.get_by_role("textbox", name=exactly(words.since))
        self.business = scope.get_by_role("textbox", name=exactly(words.business))
        self.plan = scope.get_by_role("textbox", name=exactly(words.plan))
        self.pledge = scope.get_by_role("textbox", name=exactly(words.pledge))
        self.save_button = scope.get_by_role("button", name=exactly(words.save)).filter(visible=True)
        self.pledge_text = scope.get_by_text(exactly(words.pledge_text)).filter(visible=True)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here before anything is typed."""
        return (
            *super().needs(),
            Need("form.site", "textbox", self.site),
            Need("form.number", "textbox", self.number),
            Need("form.state", "radiogroup", self.state),
            Need("form.since", "textbox", self.since),
            Need("form.business", "textbox", self.business),
            Need("form.plan", "textbox", self.plan),
            Need("form.pledge", "textbox", self.pledge),
            Need("form.pledge_text", "paragraph", self.pledge_text),
            Need("form.save", "button", self.save_button),
        )

    def arrive(self) -> Self:
        """Wait for the form, until whose licence it is has come and everything may be typed."""
        super().arrive()
        self.wait_for(self.scope.get_by_role("definition").filter(has_text=re.compile(r"\S")).first)
        self.wait_for(self.state.get_by_role("radio").first)
        return self

    def shown(self) -> Shown:
        """Read who holds the licence; site and number are for us to type."""
        with self.acting():
            terms = self.scope.get_by_role("term").filter(visible=True).all_inner_texts()
            facts = self.scope.get_by_role("definition").filter(visible=True).all_inner_texts()
        found = dict(zip((term.strip().rstrip("：:") for term in terms), facts, strict=False))
        unit = next((found[term].strip() for term in self.words.unit if term in found), None)
        if unit is None:
            raise PageChanged(f"the form does not say {self.words.unit[0]}", step=self.step, nearest=tuple(found))
        return Shown(unit=unit, site=None, number=None)

    def fill(self, entry: Entry) -> None:
        """Type everything and read it back. The pledge comes at the end."""
        self.refuse_unwritable(entry)
        if entry.state is None:
            raise PageChanged("this form asks what became of the site, and nothing is said of it", step=self.step)
        typed = [
            (self.site, entry.site_name),
            (self.number, entry.number),
            (self.since, entry.since),
            (self.business, entry.business),
            (self.plan, entry.text),
        ]
        with self.acting():
            radio = self.state.get_by_role("radio", name=exactly(self.label_of(self.words.states, entry.state)))
            radio.check()
            for box, value in typed:
                box.fill(value)
            if not radio.is_checked():
                raise PageChanged("the form did not keep what became of the site", step=self.step)
            for box, value in typed:
                self.kept(box, value)
        self.keep_extra(entry)

    def declare(self) -> None:
        """Copy the pledge as it stands there, and save: the office checks everything and files nothing."""
        with self.acting():
            pledge = " ".join(self.pledge_text.inner_text().split())
            self.pledge.fill(pledge)
            self.kept(self.pledge, pledge)
            self.save_button.click()
        self.wait_for(widgets.success_toast(self.scope).filter(has_text=self.words.saved[0]))


class LicenceDialog(CancelDialog):
    """The notice in front of the form."""

    form_page = LicenceFormPage


class LicenceRecords(RecordList):
    """我的证书: no row leads to the form, a way beside the list does."""

    dialog_page = LicenceDialog

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the list, and the way to the form."""
        return (*super().needs(), Need("home.cancel", "link", self._way))

    @property
    def _way(self) -> Locator:
        return self.scope.get_by_role("link", name=exactly(self.portal.home.cancel or ())).filter(visible=True)

    def cancel(self, number: str, _kind: Kind | None = None, _cause: Cause | None = None) -> CancelDialog:
        """See that the licence stands in the list and is in force, then take the way to the form."""
        raw = self._find(number)
        with self.acting():
            row = next(row for row in self.listing.rows() if row["number"] == raw)
            if self.portal.record_status(row["status"]) is not RecordStatus.NORMAL:
                raise Refused(f"{number} reads {row['status']}", words="", step=self.step)
            self._way.click()
        return self.dialog_page.within(self.page, self.portal).arrive()


class LicenceHome(Home):
    """个人中心 of the platform."""

    record_list = LicenceRecords
    applications_page = Applications


class LicenceLogin(LoginPage):
    """The platform's own sign-in."""

    home_page = LicenceHome


class LicencePlatform(ProvinceSelector):
    """The way in: the platform's address is its sign-in, and no province is chosen."""

    login_page = LicenceLogin

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        self.landmark = self.known_by(portal.sign_in.landmark)

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here: the sign-in."""
        return (Need("sign_in.landmark", "heading", self.landmark),)

    def _signed_out(self, scope: Scope) -> tuple[Locator, ...]:  # noqa: ARG002 - the sign-in is where we want to be
        return ()

    def choose(self, province: str) -> LoginPage:  # noqa: ARG002 - one platform for all
        """Be at the sign-in: there is nothing to choose."""
        return self.login_page.within(self.page, self.portal).arrive()
