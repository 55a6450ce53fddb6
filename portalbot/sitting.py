"""One account's sitting: arriving, looking at everything, settling what is open, following what stands.

A room beside `driver.py`, since reading an account (poll, reconcile) needs no filing. Nothing is concluded from
an error; only a complete look concludes, through `settle.judge`. A complete look = every page of 备案列表 and of
我的申请, counts equal to the portal's totals, at least one record, and every serial that the ledger is sure of.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from loguru import logger

from pages.base import BasePage
from pages.dialects import entrance_of
from pages.errors import Throttled
from pages.home import Home
from pages.profile import Portal
from pages.province_selector import ProvinceSelector
from pages.readings import ApplicationRow
from pages.terms import ApplicationStatus, Kind, Meaning, Step, subject_of
from portalbot import settle
from portalbot.clock import local
from portalbot.deadlines import REVIEWED, review_due, who_verifies
from portalbot.evidence import Evidence
from portalbot.following import gone_key, progress
from portalbot.ledger import Attempt, Entry, Ledger
from portalbot.once import Witness
from portalbot.people import People
from portalbot.settle import Do, Look, Sought, Verdict
from portalbot.states import AT_PORTAL, CLICKED, Notice, State

if TYPE_CHECKING:
    from playwright.sync_api import Page

SURE = AT_PORTAL | {State.REJECTED, State.RETURNED, State.CANCELLED}
"""States in which a serial of the ledger must be visible in a complete look."""


class Guard(Protocol):
    """What stands around the one click: it makes it one request, and keeps what was answered."""

    witnesses: tuple[Witness, ...]

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
class Desk:
    """What a sitting works with besides its page. `progress` takes (account, case or "", step)."""

    ledger: Ledger
    evidence: Evidence
    people: People
    receipt_seconds: float
    dry_run: bool = False
    stopping: Callable[[], bool] = lambda: False
    pause: Callable[[float], object] = lambda _seconds: None
    progress: Callable[[str, str, str], None] = lambda _account, _case, _step: None
    print_pdf: "Callable[[Page, str], bytes] | None" = None


class Sitting:
    """One account at its portal, on one page. `seen` is the latest look."""

    def __init__(
        self,
        page: "Page",
        who: SignIn,
        desk: Desk,
        *,
        once: Callable[[], Guard],
        blocked: Callable[[], bool],
        entrance: Callable[["Page", Portal], ProvinceSelector] = entrance_of,
    ) -> None:
        self.page = page
        self.who = who
        self.desk = desk
        self.portal = who.portal
        self.ledger = desk.ledger
        self.once = once
        self._blocked = blocked
        self._entrance = entrance
        self.home: Home | None = None
        self.seen = Look((), (), complete=False, why_not="nothing was read yet")
        self._clicked = False
        self._look: int | None = None

    def at(self, step: Step, case_id: str = "") -> None:
        """Come to a step: raises Stopped if a stop was asked for (never after a click), keeps the portal's pace."""
        if self.desk.stopping() and not self._clicked:
            raise Stopped
        self.desk.progress(self.who.account, case_id, step)
        logger.info("{} · {}", case_id or self.who.account, step)
        if not self._clicked:
            self.desk.pause(self.portal.pace.seconds_between_acts)

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        """Let no stop cut in: a click may have happened, and its answer is read to the end."""
        self._clicked = True
        try:
            yield
        finally:
            self._clicked = False

    def keep(self, page: BasePage, step: Step, case_id: str = "") -> None:
        """Keep a picture of a page as evidence."""
        self.desk.evidence.keep(case_id or self.who.account, f"{step}.png", page.picture())

    def sign_in(self) -> Home:
        """Go through the ministry's page to the province, and sign in once."""
        self.at(Step.SELECT)
        self._look = self.ledger.begin_look(self.portal.origin, self.who.user_name, self.who.account)
        selector = self._entrance(self.page, self.portal).open()
        self.keep(selector, Step.SELECT)
        login = selector.choose(self.who.province)
        self.at(Step.SIGN_IN)
        home = login.sign_in(self.who.user_name, self.who.password, self._read_captcha)
        home.close_notices()
        self.keep(home, Step.SIGN_IN)
        self.home = home
        return home

    def _read_captcha(self, picture: bytes) -> str:
        kept = self.desk.evidence.keep(self.who.account, "captcha.png", picture)
        return self.desk.people.captcha(self.who.account, self.desk.evidence.folder / kept)

    def look(self) -> Look:
        """Read every page of both lists, and say whether anything may be concluded from them."""
        home = self.home or self.sign_in()
        self.at(Step.LIST)
        list_page = home.records()
        records = list_page.read_all()
        first = not self.seen.records
        if first:
            self.keep(list_page, Step.LIST)
        self.at(Step.APPLICATIONS)
        applications_page = home.applications()
        applications = applications_page.read_all()
        if first:
            self.keep(applications_page, Step.APPLICATIONS)
        if self._blocked() or not records.rows:
            said = "the lists came with a status that shuts us out" if records.rows else "the record list is empty"
            raise Throttled(f"{said}: a suspicion, and no answer", step=Step.LIST)
        missing = self._sure_serials() - {row.serial for row in applications.rows}
        why = ""
        if not records.complete or not applications.complete:
            why = "fewer rows were read than the portal counts"
        elif missing:
            why = f"applications that stand in the ledger are not to be seen: {', '.join(sorted(missing))}"
        self.seen = Look(records.rows, applications.rows, complete=not why, why_not=why)
        if self._look is not None:
            self.ledger.end_look(self._look, complete=not why, why=why)
            self._look = None
        return self.seen

    def _known(self) -> frozenset[str]:
        return frozenset(self.ledger.serials(self.portal.origin, self.who.user_name))

    def _cases(self, states: frozenset[State] | None = None) -> list[Entry]:
        found = self.ledger.cases(self.portal.origin, self.who.user_name, states)
        return [entry for entry in found if self.portal.serves(entry.province, Kind(entry.kind))]

    def _sure_serials(self) -> set[str]:
        return {case.serial for case in self._cases(SURE) if case.serial}

    # settling

    def settle_open(self) -> None:
        """Settle by the look every case of the account whose click may have happened."""
        for entry in self._cases(CLICKED):
            if attempt := self.ledger.open_attempt_of(entry.id):
                with logger.contextualize(case=entry.id):
                    self.settle(entry, attempt, holder_dead=attempt.holder.get("host") == socket.gethostname())

    def settle(self, entry: Entry, attempt: Attempt, *, holder_dead: bool) -> Verdict:
        """Settle one case after INTENT by the look, and write the verdict down.

        `holder_dead`: the process that clicked cannot act any more. Who holds the account's lock knows it of every
        other process of this host, and of none elsewhere.
        """
        others = set(self.ledger.serials(self.portal.origin, self.who.user_name)) - {attempt.serial}
        since = (self.ledger.clock() - attempt.intent_at).total_seconds()
        sought = Sought(
            number=entry.number,
            kind=Kind(entry.kind),
            known=frozenset(others),
            after_intent=True,
            baseline=attempt.baseline,
            serial=attempt.serial,
            lag_passed=since >= self.portal.list_lag.total_seconds(),
            holder_dead=holder_dead,
        )
        verdict = settle.judge(self.seen, sought)
        logger.info("settled by looking: {} ({})", verdict.do, verdict.why)
        statuses = [int(witness["status"]) for witness in attempt.witnesses]
        accepted = self.portal.meaning_of(attempt.answer) is Meaning.ACCEPTED
        sure = settle.weigh(verdict, serial=attempt.serial, said_accepted=accepted, statuses=statuses)
        self.ledger.note_verdict(attempt.id, sure)
        match verdict.do:
            case Do.ADOPT if verdict.application:
                self.adopt(entry.id, verdict.application, verdict.why)
            case Do.ENDED:
                self.ledger.move(entry.id, State.CANCELLED, verdict.why, step=Step.APPLICATIONS)
            case Do.RELEASE if self.portal.meaning_of(attempt.answer) is Meaning.NOT_ACCEPTED:
                self.ledger.move(entry.id, State.REFUSED, attempt.answer, step=Step.SUBMIT, words=attempt.answer)
            case Do.RELEASE:
                self.ledger.move(entry.id, State.READY, verdict.why, step=Step.APPLICATIONS)
            case _:
                self.ledger.move(entry.id, State.UNKNOWN, verdict.why, step=Step.APPLICATIONS)
        return verdict

    def adopt(self, case_id: str, row: ApplicationRow, why: str, origin: str | None = None) -> None:
        """Write an application down as the case's own."""
        self.ledger.move(
            case_id, State.SUBMITTED, why, step=Step.RECEIPT, words=row.raw_status, serial=row.serial, origin=origin
        )
        if row.status is not ApplicationStatus.REVIEWING:
            self._follow(self.ledger.case(case_id))
        self._date(State.SUBMITTED, self.ledger.case(case_id))

    # following

    def judge_new(self, entry: Entry, known: frozenset[str] | None = None) -> Verdict:
        """Judge by the look a case of which nothing is at the portal as far as the ledger knows.

        A case of the same subject whose click is not settled yet holds it too: a lagging list may not show it.
        `known`: the serials that the ledger knows of this account, where they have been read already.
        """
        if known is None:
            known = self._known()
        verdict = settle.judge(self.seen, Sought(number=entry.number, kind=Kind(entry.kind), known=known))
        subject = subject_of(entry.number)
        clicked = [case for case in self._cases(CLICKED) if subject_of(case.number) == subject]
        if verdict.do is Do.FILE and clicked:
            return Verdict(Do.HOLD, f"{clicked[0].id} of the same subject was clicked and is not settled yet")
        return verdict

    def follow_all(self) -> None:
        """Bring every case that stands at the portal, or is held, up to what the look shows."""
        if not self.seen.complete:
            logger.warning("nothing is concluded for {}: {}", self.who.account, self.seen.why_not)
            return
        known = self._known()
        for entry in self._cases(AT_PORTAL | {State.HELD}):
            with logger.contextualize(case=entry.id):
                if entry.state in AT_PORTAL:
                    self._follow(entry)
                elif self.judge_new(entry, known).do is Do.FILE:
                    why = "the other application has ended; submit files it"
                    self.ledger.move(entry.id, State.READY, why, notice=Notice.FREED)

    def _follow(self, entry: Entry) -> None:
        row = next((row for row in self.seen.applications if row.serial == entry.serial), None)
        if row is None:
            return
        record = next((record for record in self.seen.records if record.number == entry.number), None)
        gone = None if record else self.ledger.told(entry.id, gone_key(row.serial))
        found = progress(
            entry.state,
            row,
            record,
            self.portal,
            gone_since=datetime.fromisoformat(gone["at"]) if gone else None,
            now=self.ledger.clock(),
        )
        if found and found.key:
            self.ledger.tell_once(
                entry.id, found.key, found.message, found.notice, step=Step.APPLICATIONS, words=found.words
            )
            if found.state is not entry.state:
                found = replace(found, key=None)
        before = entry.state
        if found and not found.key:
            entry = self.ledger.move(entry.id, found.state, found.message, step=Step.APPLICATIONS, words=found.words)
        self._date(before, entry)

    def _date(self, before: State, entry: Entry) -> None:
        """Set the dates that go with a state: when the review should have ended, and the end of 短信核验."""
        if entry.state in REVIEWED and (entry.due_on is None or before is State.VERIFYING):
            due = review_due(datetime.fromisoformat(entry.since), self.portal)
            self.ledger.set_dates(entry.id, due_on=due.isoformat())
        begun_key = f"verify/{entry.serial}"
        if entry.state is State.VERIFYING and self.portal.verification and not self.ledger.told(entry.id, begun_key):
            attempt = self.ledger.attempts(entry.id)[-1:]
            begun = attempt[0].intent_at if attempt else datetime.fromisoformat(entry.since)
            until = begun + timedelta(hours=self.portal.verification.hours)
            roles = self.portal.verification.asks(Kind(entry.kind))
            who = who_verifies(attempt[0].frozen if attempt else {}, roles)
            self.ledger.set_dates(entry.id, verify_until=until.isoformat(timespec="microseconds"))
            said = local(until.isoformat())
            why = f"{who} must enter the SMS code by {said}: portalbot verify {entry.id} · 请于{said}前完成短信核验"
            self.ledger.tell_once(entry.id, begun_key, why)
