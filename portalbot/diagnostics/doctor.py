"""The check that warns before a changed portal bites: a walk through its pages that changes nothing there.

It goes as a clerk would who only looks: the ministry's page, the sign-in, with an account also what is behind it, up to
the confirmation window, which it dismisses; on to the form only where the profile says that opening it has no effect.
On each page everything that the journey needs is looked for, once and visible. What is not there is reported with what
comes nearest to it, iframes included, and the lines for the profile. Wordings that were found so are believed for the
rest of the walk, so that one run finds more than the first change; a button is never pressed on such a belief.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from loguru import logger

from pages.applications import Applications
from pages.base import BasePage, Need, value_at, wording_at
from pages.cancel_dialog import CancelDialog
from pages.drawn_table import heads_there
from pages.errors import NoWay, PageChanged, PortalError
from pages.fields import Fill
from pages.home import Home
from pages.login import LoginPage
from pages.matching import is_one_of
from pages.network_idle import NetworkIdle
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.record_list import RecordList
from pages.skeleton import Skeleton
from pages.submission import SubmissionPage
from pages.targets import ColumnRead, Target
from pages.terms import Kind, Reason, RecordStatus, is_site_number
from portalbot.diagnostics.findings import Finding, Report, as_text, is_near, keys_of, line_for, nearest_to, patched

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from portalbot.filing.sitting import SignIn

BEHIND = ("home", "records", "dialog", "form", "receipt", "applications")
"""The parts of a profile that stand behind sign-in: an iframe around one is an iframe around all."""
PRESSED = {"sign_in.submit", "dialog.confirm", "dialog.dismiss"}
"""What the walk presses: only under a name that the profile itself has."""
LOAD_SECONDS = 3.0
"""How long 个人中心 is given to show the list that it opens with, and a page to come to rest."""


class Walk:
    """One walk through a portal, in one window. `who`: with whom to sign in (None: public pages only)."""

    def __init__(
        self,
        page: "Page",
        portal: Portal,
        province: str,
        who: "SignIn | None" = None,
        read_captcha: Callable[[bytes], str] | None = None,
    ) -> None:
        self.page = page
        self.portal = portal
        self.province = province
        self.who = who
        self.read_captcha = read_captcha
        self.report = Report(portal.name, portal.origin)
        self._idle = NetworkIdle(page.context)

    def go(self) -> Report:
        """Walk as far as it goes. Raises SignInRefused and NoAnswer, for which the account must rest."""
        try:
            with self._idle:
                self._walk()
        except PageChanged as error:
            self.report.ended = str(error)
            if not self.report.findings:
                self.report.findings.append(Finding(error.step or "page", error.message))
        return self.report

    def _walk(self) -> None:
        entrance = ProvinceSelector.within(self.page, self.portal)
        self._at(entrance, entrance.open)
        entrance = ProvinceSelector.within(self.page, self.portal)
        login = self._arrived(LoginPage, lambda: entrance.choose(self.province))
        if login is None or self.who is None:
            self.report.ended = self.report.ended or ("" if self.who else "no account was given: public pages only")
            return
        who, read = self.who, self.read_captcha or _nobody
        if self.portal.captcha == "none" and login.asks_for_captcha():
            what = "the sign-in asks for a CAPTCHA, and the profile says that there is none"
            self.report.findings.append(Finding("sign_in", what, lines='captcha = "image"', key="captcha"))
            self.report.ended = "nobody was signed in: who reads the CAPTCHA?"
            return
        # the password goes into the form that the profile names, or nowhere
        login = LoginPage.within(login.page, self.portal)
        home = self._arrived(Home, lambda: login.sign_in(who.user_name, who.password, read))
        if home is not None:
            self._behind(home)

    def _behind(self, home: "Home") -> None:
        applications = self._arrived(Applications, home.applications)
        if applications is not None:
            read = applications.read_all()
            self._words("applications", {row.raw_status for row in read.rows if row.status is None})
        home = Home.within(home.page, self.portal)
        records = self._arrived(RecordList, home.records)
        if records is None:
            return
        found = records.read_all().rows
        self._words("records", {row.raw_status for row in found if row.status is None})
        row = next((row for row in found if row.status is RecordStatus.NORMAL), None)
        if row is None:
            self.report.ended = "no record is in force here, so no confirmation window was seen"
            return
        records = self._arrived(RecordList, home.records)
        if records is None or self._unmet_is_pressed("records"):
            return
        at_once = not self.portal.dialog.title
        if at_once and not self.portal.form_opens_without_effect:
            self.report.ended = "the form was not opened: nobody has said that this has no effect"
            return
        kind = self._kind_for(row.number)
        dialog = self._arrived(CancelDialog, lambda: records.cancel(row.number, kind, Reason.STOPPED))
        if dialog is None or self._unmet_is_pressed("dialog"):
            return
        if not self.portal.form_opens_without_effect:
            dialog.dismiss()
            self.report.ended = "the form was not opened: nobody has said that this has no effect"
            return
        form = self._arrived(SubmissionPage, dialog.confirm)
        if form is not None:
            self._fields(form)
            self._demanded(form)

    def _kind_for(self, number: str) -> Kind:
        """Return the kind with which a record is looked at: the first that the portal takes for such a number."""
        fitting = [kind for kind in self.portal.form.kinds if (kind is Kind.SUBJECT) != is_site_number(number)]
        return next(iter(fitting or self.portal.form.kinds))

    def _fields(self, form: SubmissionPage) -> None:
        """Say which fields are missing that should always be there, and what the form does not say of the record."""
        there = form.captions()
        for each, why in form.missing():
            words = each.label or ()
            near = nearest_to(words, there)
            what = f"form.fill {each.name}: {why}"
            lines = self._label_lines(each, near) if near else ""
            said = f"{what}; labels there: {'、'.join(there[:20])}" if not near else what
            self.report.findings.append(Finding("form", said, lines=lines, key="form.fill"))
        for each, most in form.limits():
            if each.max is None or each.max > most:
                self.report.notes.append(f"form.fill {each.name} takes {most} characters at most: max = {most}")
        for key, why in form.untold():
            self.report.findings.append(Finding("form", f"form.{key}: {why}", key=f"form.{key}"))

    def _label_lines(self, each: Fill, near: str) -> str:
        """Return the lines that give a field another label: of a table by its name, of a list a hint."""
        if not each.named:
            return f'# under [form] fill: label = "{near}"'
        return line_for(f"form.fill.{each.named}.label", (*(each.label or ()), near))

    # looking

    def _arrived(self, kind: type[Any], act: Callable[[], Any]) -> Any:
        """Do an act that leads to a page, and look at that page; None where the walk cannot go on from there."""
        why = ""
        try:
            page = act()
        except NoWay as error:
            self.report.ended = str(error)
            self.report.findings.append(Finding(error.step or kind.part, str(error)))
            return None
        except PageChanged as error:
            logger.info("{}", error)
            why = str(error)
            page = kind.within(self._window(), self.portal)
        seen = self._look(page)
        if seen is None:
            self.report.ended = self.report.ended or why
        return seen

    def _at(self, page: BasePage, act: Callable[[], object]) -> None:
        try:
            act()
        except PageChanged as error:
            logger.info("{}", error)
        if self._look(page) is None:
            raise PageChanged(f"the walk cannot go on from {page.part}", step=page.step)

    def _window(self) -> "Page":
        """Return the window that was opened last: old portals open one for the province."""
        return self.page.context.pages[-1]

    def _look(self, page: BasePage) -> BasePage | None:
        """Look for everything that a page needs; return it where it really stands, None if the walk ends here."""
        self._settle(page)
        skeleton = page.skeleton()
        if page.part not in self.report.seen:
            self.report.seen.append(page.part)
            self.report.skeletons[page.part] = skeleton
        unmet = page.unmet()
        if unmet and (title := self._framed(page, skeleton)):
            self._believe_frame(page.part, title)
            page = type(page).within(page.page, self.portal)
            unmet = page.unmet()
        goes = True
        for need, count in unmet:
            goes &= self._missing(page, need, count, skeleton, {piece.key for piece, _ in unmet})
        if goes and isinstance(page, RecordList | Applications):
            goes = self._heads(page)
            page = type(page).within(page.page, self.portal)
        return page if goes else None

    def _heads(self, page: RecordList | Applications) -> bool:
        """Say which columns of a list are not there, with the heads that are; believe those that are alike."""
        there = list(heads_there(page.scope, page.kits)) if page.listing.words.rows is None else []
        lost = [
            (name, words)
            for name, words in page.listing.heads.items()
            if there and not any(is_one_of(words, head) for head in there)
        ]
        taken = {head for words in page.listing.heads.values() for head in there if is_one_of(words, head)}
        for name, words in lost:
            key = f"{page.part}.columns.{name}"
            near = nearest_to(words, [head for head in there if head not in taken])
            lines = line_for(key, (*words, near)) if near else ""
            what = f"{key}: no column is called {'/'.join(words)}; there are {'、'.join(there)}"
            self.report.findings.append(Finding(page.part, what, lines=lines, key=key))
            if not near or isinstance(value_at(self.portal, key), ColumnRead):
                return False
            self.portal = patched(self.portal, key, [*words, near])
        return True

    def _settle(self, page: BasePage) -> None:
        """Let what loads by itself come, so that two looks at an unchanged page see the same; 个人中心 shows a list."""
        shown: BasePage = RecordList.within(page.page, self.portal) if isinstance(page, Home) else page
        try:
            if shown is page or shown.appears(shown.landmark, LOAD_SECONDS):
                shown.settle()
        except PageChanged as error:
            logger.info("{}", error)  # what is missing is said by the look that follows
        if not self._idle.wait(page.page, LOAD_SECONDS):
            logger.info("{} does not come to rest: it is looked at as it is", page.step)

    def _framed(self, page: BasePage, skeleton: Skeleton) -> str:
        """Return the title of the iframe in which a page's landmark stands, where that is not the profile's."""
        words = wording_at(self.portal, f"{page.part}.landmark")
        place = getattr(self.portal, page.part).frame or ("",)
        found = [piece for piece in skeleton.named("heading") if piece.name in words and piece.frame not in place]
        return found[0].frame if found else ""

    def _believe_frame(self, part: str, title: str) -> None:
        parts = [each for each in BEHIND if part in BEHIND] or [part]
        lines = "\n".join(f'[{each}]\nframe = "{title}"' for each in parts)
        self.report.findings.append(Finding(part, f"it stands in the iframe {title!r}", lines=lines))
        for each in parts:
            self.portal = patched(self.portal, f"{each}.frame", title)

    def _missing(self, page: BasePage, need: Need, count: int, skeleton: Skeleton, unmet: set[str]) -> bool:
        part = page.part
        words = wording_at(self.portal, need.key)
        what = f"{need.key}: the {need.role} {'/'.join(words)} is there {count} times"
        if count > 1:
            self.report.findings.append(Finding(part, f"{what}: which one is meant?", key=need.key))
            return need.key not in PRESSED and need.role not in ("button", "textbox")
        others = [key for key in keys_of(self.portal, part) if key not in unmet]
        claimed = {word for key in others for word in wording_at(self.portal, key)}
        nearest = tuple(piece for piece in skeleton.nearest(need.role, words, claimed) if piece.role == need.role)
        alike = nearest and is_near(words, nearest[0].name)
        if not alike and self._otherwise(page, need, what, skeleton):
            return need.key not in PRESSED
        if not nearest:
            elsewhere = tuple(skeleton.nearest(need.role, words))
            self.report.findings.append(Finding(part, what, elsewhere, key=need.key))
            return need.key not in PRESSED
        known = {word for each in words for word in (each, each.strip())}
        if isinstance(value_at(self.portal, need.key), Target) or nearest[0].name in known or not alike:
            self.report.findings.append(Finding(part, what, nearest, key=need.key))
            return need.key not in PRESSED
        lines = line_for(need.key, (*words, nearest[0].name))
        self.report.findings.append(Finding(part, what, nearest, lines, need.key))
        if need.key in PRESSED:
            return False
        self.portal = patched(self.portal, need.key, [*words, nearest[0].name])
        return True

    def _otherwise(self, page: BasePage, need: Need, what: str, skeleton: Skeleton) -> bool:
        """Say that a heading's words stand there in another role; believe plain text, no link: it is on every page."""
        words = wording_at(self.portal, need.key)
        role = next((piece.role for piece in skeleton.named() if is_one_of(words, piece.name)), "")
        if need.role != "heading" or isinstance(value_at(self.portal, need.key), Target):
            return False
        if role:
            self.report.findings.append(Finding(page.part, f"{what}; it is there, but as a {role}", key=need.key))
            return True
        shown = [word for word in words if page.find((word,), "text").count() == 1]
        if not shown:
            return False
        said = f"{what}; it is there, but as plain text"
        self.report.findings.append(Finding(page.part, said, lines=as_text(need.key, shown[0]), key=need.key))
        self.portal = patched(self.portal, need.key, {"text": shown[0]})
        return True

    def _unmet_is_pressed(self, part: str) -> bool:
        return any(finding.part == part and finding.key in PRESSED for finding in self.report.findings)

    def _words(self, part: str, unknown: set[str]) -> None:
        for word in sorted(unknown):
            known = " ".join(getattr(self.portal, part).statuses)
            lines = f'[{part}.statuses]\n# add "{word}" to the words of one of: {known}'
            self.report.findings.append(Finding(part, f"the status word {word!r} is not in the profile", lines=lines))

    def _demanded(self, form: SubmissionPage) -> None:
        for name in form.demanded(form.skeleton()):
            said = (f'label = "{name}"', f'value = "extra.{name}"')
            named = any(each.named for each in form.words.fill)
            table = "\n".join((f'[form.fill."{name}"]', *said))
            lines = table if named else f"# under [form] fill: {{ {', '.join(said)} }}"
            what = f"the form demands {name}, which the profile does not know"
            self.report.findings.append(Finding("form", what, lines=lines))


def _nobody(_picture: bytes) -> str:
    raise PortalError("a CAPTCHA is asked for, and nobody is there to read it")
