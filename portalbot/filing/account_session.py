"""One account at its portal: arriving, and looking at everything that stands there.

A room below `sitting.py`, which settles and follows by what was seen. A complete look = every page of 备案列表 and of
我的申请, counts equal to the portal's totals, at least one record, and every serial that the ledger is sure of.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from loguru import logger

from pages.applications import Applications
from pages.base import BasePage
from pages.errors import PageChanged, PortalError, SignedOut, Throttled
from pages.home import Home
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.readings import ApplicationsRead, RecordsRead
from pages.session import Session
from pages.terms import ApplicationStatus, Kind, Step
from portalbot.browser.click_guard import Witness
from portalbot.evidence.store import Evidence
from portalbot.ledger.ledger import Entry, Ledger
from portalbot.machine.people import People
from portalbot.rules.by_sites import with_subjects
from portalbot.rules.settle import Look
from portalbot.rules.states import AT_PORTAL, State

if TYPE_CHECKING:
    from playwright.sync_api import Page

SURE = AT_PORTAL | {State.REJECTED, State.RETURNED, State.CANCELLED}
"""States in which a serial of the ledger must be visible in a complete look."""


class Guard(Protocol):
    """What stands around the one click: it makes it one request, and keeps what was answered."""

    witnesses: tuple[Witness, ...]
    nothing_left: bool

    def __enter__(self) -> "Guard":
        """Begin to guard."""

    def __exit__(self, *error: object) -> None:
        """Stop guarding, and read what was answered."""


class Stopped(Exception):
    """A stop was asked for, and what is in hand has not reached INTENT."""


@dataclass(frozen=True)
class SignIn:
    """Who signs in where. The password is a value that is never kept or shown."""

    portal: Portal
    account: str
    user_name: str
    province: str
    password: str = field(repr=False)


@dataclass
class SittingTools:
    """What a sitting works with besides its page. `progress` takes (account, case or "", step).

    `troubles`: cases and accounts with an error of their own, each in words; the others go on. `rehearsed`: cases of
    which everything was filled in, where nothing is to be submitted (`dry_run`).
    """

    ledger: Ledger
    evidence: Evidence
    people: People
    receipt_seconds: float
    dry_run: bool = False
    stopping: Callable[[], bool] = lambda: False
    pause: Callable[[float], object] = lambda _seconds: None
    progress: Callable[[str, str, str], None] = lambda _account, _case, _step: None
    print_pdf: Callable[[str], bytes] | None = None
    troubles: dict[str, str] = field(default_factory=dict)
    rehearsed: list[str] = field(default_factory=list)


class AccountSession:
    """One account at its portal, on one page. `seen` is the latest look, `shown` the page that it ended on.

    `whole`: the records of `seen` were read for it, and not for a look before it. `looked_at`: what the portal's own
    clock said when it began (None: it does not say).

    `pictured`: the way in and the lists are kept as pictures. A sitting that only looks keeps those of changes alone:
    four pictures a look, several looks a day, would be most of the evidence and a third of the time.
    """

    def __init__(
        self,
        page: "Page",
        who: SignIn,
        tools: SittingTools,
        *,
        click_guard: Callable[[], Guard],
        blocked: Callable[[], bool],
        renew: Callable[[Session | None], "Page"],
        portal_clock: Callable[[], datetime | None],
        entrance: Callable[["Page", Portal], ProvinceSelector] = ProvinceSelector.within,
    ) -> None:
        self.page = page
        self.who = who
        self.tools = tools
        self.portal = who.portal
        self.ledger = tools.ledger
        self.click_guard = click_guard
        self._blocked = blocked
        self._renew = renew
        self.portal_clock = portal_clock
        self._entrance = entrance
        self.home: Home | None = None
        self.seen = Look((), (), complete=False, why_not="nothing was read yet")
        self.pictured = True
        self.shown: BasePage | None = None
        self.whole = True
        self.looked_at: datetime | None = None
        self._clicked = False
        self._look: int | None = None
        self._given_up: Session | None = None

    def at(self, step: Step, case_id: str = "") -> None:
        """Come to a step: raises Stopped if a stop was asked for (never after a click), keeps the portal's pace."""
        if self.tools.stopping() and not self._clicked:
            raise Stopped
        self.tools.progress(self.who.account, case_id, step)
        logger.info("{} · {}", case_id or self.who.account, step)
        if not self._clicked:
            self.tools.pause(self.portal.pace.seconds_between_acts)

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        """Let no stop cut in: a click may have happened, and its answer is read to the end."""
        self._clicked = True
        try:
            yield
        finally:
            self._clicked = False

    def keep(self, page: BasePage, step: Step, case_id: str = "", *, uncovered: bool = False) -> None:
        """Keep a picture of a page as evidence, of a case or (where this sitting is pictured) of the account.

        `uncovered`: nothing lies over what it is kept for; not so where the portal may complain of something.
        """
        if not (case_id or self.pictured):
            return
        picture = page.picture(uncovered=uncovered)
        self.tools.evidence.keep(case_id or self.who.account, f"{step}.jpg", picture)

    def keep_wrong(self, page: BasePage, step: Step, case_id: str) -> None:
        """Keep a picture of a page that is not as it should be; that none can be taken does not hide what is wrong."""
        try:
            self.keep(page, step, case_id)
        except PortalError as error:
            logger.warning("what is wrong at {} could not be pictured: {}", step, error)

    def keep_error(self, case_id: str = "") -> None:
        """Keep a picture of the window as an error left it, of a case or of the account.

        Where none can be taken or kept, that is logged and no more: the error is what has to be told.
        """
        try:
            picture = (self.home or self._entrance(self.page, self.portal)).picture()
            self.tools.evidence.keep(case_id or self.who.account, "error.jpg", picture)
        except (PortalError, OSError) as error:
            logger.warning("the page of an error could not be pictured: {}", error)

    def sign_in(self) -> Home:
        """Go through the ministry's page to the province, and sign in once."""
        self.at(Step.SELECT)
        self._look = self.ledger.looks.begin(self.portal.origin, self.who.user_name, self.who.account)
        selector = self._entrance(self.page, self.portal).open()
        self.keep(selector, Step.SELECT)
        login = selector.choose(self.who.province)
        self.at(Step.SIGN_IN)
        home = login.sign_in(self.who.user_name, self.who.password, self._read_captcha)
        self.keep(home, Step.SIGN_IN)
        self.home = home
        return home

    def _read_captcha(self, picture: bytes) -> str:
        kept = self.tools.evidence.keep(self.who.account, "captcha.png", picture)
        return self.tools.people.captcha(self.who.account, self.tools.evidence.folder / kept)

    @contextmanager
    def clicking(self) -> Iterator[Guard]:
        """Guard one click. Whatever comes of it, its page is given up: the sitting goes on in a fresh context.

        The session is read before, while the page still answers; afterwards it may not any more.
        """
        session = self.home.session() if self.home else Session()
        try:
            with self.click_guard() as guard:
                yield guard
        finally:
            self._given_up = session

    def at_home(self) -> Home:
        """Return 个人中心 of this sitting, signed in; after a click in a fresh context that knows the same session.

        So nobody signs in for each case. Nothing is loaded anew or gone back to: a page that was come to by a post
        would post again. Where the portal knows the session no more, it is signed in to anew.
        """
        if self._given_up is not None:
            session, self._given_up = self._given_up, None
            home, self.home = self.home, None
            self.page = self._renew(session if home else None)
            try:
                self.home = home.reopened(self.page) if home else None
            except (SignedOut, PageChanged) as error:
                logger.info("the session does not go along to a fresh page: {}", error)
                self.page = self._renew(None)
        return self.home or self.sign_in()

    def look(self) -> Look:
        """Read every page of both lists, and say whether anything may be concluded from them."""
        home = self.at_home()
        self.looked_at = self.portal_clock()
        self.at(Step.LIST)
        list_page = home.records()
        records = list_page.read_all()
        first = not self.seen.records
        if first:
            self.keep(list_page, Step.LIST, uncovered=True)
        applications_page, applications = self._applications(home)
        self.whole = True
        if first:
            self.keep(applications_page, Step.APPLICATIONS, uncovered=True)
        return self._concluded(records, applications)

    def look_after(self, serial: str | None) -> Look:
        """Look after a click whose receipt said this serial: at 我的申请, and at both lists if that is not enough.

        It is enough where the application is there, under review, and the sitting has seen everything before: the
        records are then as they were, but for the one whose application stands in the way of anything else. The
        record list is opened for the next case anyhow; where it offers no button then, the driver looks at all again.
        """
        home = self.at_home()
        if not (serial and self.seen.complete):
            return self.look()
        self.looked_at = self.portal_clock()
        _, applications = self._applications(home)
        mine = next((row for row in applications.rows if row.serial == serial), None)
        if mine is None or mine.status is not ApplicationStatus.REVIEWING or not applications.complete:
            return self.look()
        before = self.seen.records
        self.whole = False
        return self._concluded(RecordsRead(before, len(before), complete=True), applications)

    def _applications(self, home: Home) -> tuple[Applications, ApplicationsRead]:
        self.at(Step.APPLICATIONS)
        page = home.applications()
        self.shown = page
        ended = self.cases(frozenset({State.REJECTED, State.RETURNED}))
        return page, page.read_all({entry.serial: entry.words for entry in ended if entry.serial})

    def _concluded(self, records: RecordsRead, applications: ApplicationsRead) -> Look:
        """Say whether anything may be concluded from what was read; raises Throttled for what looks like a block."""
        if self._blocked() or not records.rows:
            said = "the lists came with a status that shuts us out" if records.rows else "the record list is empty"
            raise Throttled(f"{said}: a suspicion, and no answer", step=Step.LIST)
        missing = self._sure_serials() - {row.serial for row in applications.rows}
        why = ""
        short = [read for read in (records, applications) if not read.complete]
        if short:
            read, counted, most = len(short[0].rows), short[0].total, self.portal.pace.most_pages
            why = f"{read} rows were read, the portal counts {counted} (pace.most_pages of the profile: {most})"
        elif missing:
            why = f"applications that stand in the ledger are not to be seen: {', '.join(sorted(missing))}"
        rows = records.rows
        if self.portal.records.subject == "by_sites":
            rows = with_subjects(rows, applications.rows)
        self.seen = Look(rows, applications.rows, complete=not why, why_not=why)
        if self._look is not None:
            self.ledger.looks.end(self._look, complete=not why, why=why)
            self._look = None
        return self.seen

    def known(self) -> frozenset[str]:
        """Return every serial that the ledger knows of the account."""
        return frozenset(self.ledger.cases.serials(self.portal.origin, self.who.user_name))

    def cases(self, states: frozenset[State] | None = None) -> list[Entry]:
        """Return the ledger's cases of the account at this portal's profile, all or those in some states."""
        found = self.ledger.cases.all(self.portal.origin, self.who.user_name, states)
        return [entry for entry in found if self.portal.serves(entry.province, Kind(entry.kind))]

    def _sure_serials(self) -> set[str]:
        return {case.serial for case in self.cases(SURE) if case.serial}
