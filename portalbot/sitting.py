"""One account's sitting: settling what is open and following what stands, by what was seen.

A room beside `driver.py`, since reading an account (poll, reconcile) needs no filing. Nothing is concluded from
an error; only a complete look (`looking.py`) concludes, through `settle.judge` and `following.progress`.
"""

import socket
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

from loguru import logger

from pages.errors import PageChanged, PortalError, Refused, Unavailable
from pages.readings import ApplicationRow
from pages.terms import ApplicationStatus, Kind, Meaning, Step, subject_of
from portalbot import settle
from portalbot.apart import apart
from portalbot.clock import local
from portalbot.deadlines import REVIEWED, review_due, who_verifies
from portalbot.following import Gone, gone_key, progress
from portalbot.ledger import DECIDING, Attempt, Entry
from portalbot.looking import Desk, Guard, Looking, SignIn, Stopped
from portalbot.settle import Do, Sought, Verdict
from portalbot.states import AT_PORTAL, CLICKED, Notice, State

__all__ = ["Desk", "Guard", "SignIn", "Sitting", "Stopped"]


class Sitting(Looking):
    """One account at its portal, with everything that follows from a look."""

    def settle_open(self) -> None:
        """Settle by the look every case of the account whose click may have happened."""
        for entry in self.cases(CLICKED):
            with logger.contextualize(case=entry.id), self._apart(entry):
                if attempt := self.ledger.open_attempt_of(entry.id):
                    self.settle(entry, attempt, holder_dead=attempt.holder.get("host") == socket.gethostname())

    def _apart(self, entry: Entry) -> AbstractContextManager[None]:
        """Keep an error of one case to itself; what the portal does concerns them all."""
        return apart(entry.id, self.desk.troubles, ending=(PortalError, Stopped), what="not settled or followed")

    def settle(self, entry: Entry, attempt: Attempt, *, holder_dead: bool) -> Verdict:
        """Settle one case after INTENT by the look, and write the verdict down.

        `holder_dead`: the process that clicked cannot act any more. Who holds the account's lock knows it of every
        other process of this host, and of none elsewhere.
        """
        others = set(self.ledger.serials(self.portal.origin, self.who.user_name)) - {attempt.serial}
        sought = Sought(
            number=entry.number,
            kind=Kind(entry.kind),
            known=frozenset(others),
            after_intent=True,
            baseline=attempt.baseline,
            serial=attempt.serial,
            lag_passed=self._lag_passed(attempt),
            holder_dead=holder_dead,
            unread=tuple(each for each in attempt.unread if each in DECIDING),
        )
        verdict = settle.judge(self.seen, sought)
        logger.info("settled by looking: {} ({})", verdict.do, verdict.why)
        statuses = [status for witness in attempt.witnesses if isinstance(status := witness.get("status"), int)]
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

    def _lag_passed(self, attempt: Attempt) -> bool | None:
        """Say whether the portal's list can lag no more, by the portal's own clock; None where it does not tell.

        Our clock proves nothing: set ahead by hours it would let a case be filed again.
        """
        if not self.portal.list_lag:
            return True
        if attempt.portal_at is None or self.looked_at is None:
            return None
        return self.looked_at - attempt.portal_at >= self.portal.list_lag

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
            known = self.known()
        verdict = settle.judge(self.seen, Sought(number=entry.number, kind=Kind(entry.kind), known=known))
        subject = subject_of(entry.number)
        clicked = [case for case in self.cases(CLICKED) if subject_of(case.number) == subject]
        if verdict.do is Do.FILE and clicked:
            return Verdict(Do.HOLD, f"{clicked[0].id} of the same subject was clicked and is not settled yet")
        return verdict

    def follow_all(self) -> None:
        """Bring every case that stands at the portal, or is held, up to what the look shows."""
        if not self.seen.complete:
            logger.warning("nothing is concluded for {}: {}", self.who.account, self.seen.why_not)
            return
        known = self.known()
        changed = []
        for entry in self.cases(AT_PORTAL | {State.HELD}):
            with logger.contextualize(case=entry.id), self._apart(entry):
                if entry.state in AT_PORTAL:
                    after = self._follow(entry)
                    changed += [after] if after.state is not entry.state else []
                elif self.judge_new(entry, known).do is Do.FILE:
                    why = "the other application has ended; submit files it"
                    self.ledger.move(entry.id, State.READY, why, notice=Notice.FREED)
        if changed:
            self._prove(changed)

    def _prove(self, changed: list[Entry]) -> None:
        """Keep what showed a change: the applications, and the record of a case that has come to its end."""
        try:
            if self.shown:
                picture = self.shown.picture()
                self.desk.evidence.keep_for((entry.id for entry in changed), f"{Step.APPLICATIONS}.jpg", picture)
            for entry in changed:
                if entry.state is State.CANCELLED:
                    records = self.at_home().records()
                    records.search(entry.number)
                    self.keep(records, Step.LIST, entry.id)
        except (PageChanged, Unavailable, Refused) as error:
            logger.warning("what showed the change could not be kept: {}", error)

    def _follow(self, entry: Entry) -> Entry:
        """Bring one case up to what the look shows; returns it as it stands then."""
        row = next((row for row in self.seen.applications if row.serial == entry.serial), None)
        if row is None:
            return entry
        record = next((record for record in self.seen.records if record.number == entry.number), None)
        told = None if record else self.ledger.told(entry.id, gone_key(row.serial))
        found = progress(
            entry.state,
            row,
            record,
            self.portal,
            gone=Gone(datetime.fromisoformat(told["portal_at"]) if told["portal_at"] else None) if told else None,
            now=self.looked_at,
        )
        if found and found.key:
            self.ledger.tell_once(
                entry.id,
                found.key,
                found.message,
                found.notice,
                step=Step.APPLICATIONS,
                words=found.words,
                portal_at=self.looked_at,
            )
            if found.state is not entry.state:
                found = replace(found, key=None)
        before = entry.state
        if found and not found.key:
            entry = self.ledger.move(entry.id, found.state, found.message, step=Step.APPLICATIONS, words=found.words)
        self._date(before, entry)
        return entry

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
