"""One account's sitting: settling what is open, judging what is to be filed, and concluding what became of a click.

The driver (`driver.py`) goes through the pages and clicks; what a look means for a case is decided here, in one call
each (`may_file`, `conclude`), and written to the ledger at once. Reading an account (poll, reconcile) needs no driver.
Nothing is concluded from an error; only a complete look (`account_session.py`) concludes, through `rules.settle` and
`rules.progress`.
"""

import socket

from loguru import logger

from pages.errors import NotTaken, PortalError, Refused, SignedOut, Throttled
from pages.readings import Answer, ApplicationRow
from pages.terms import ApplicationStatus, Kind, Meaning, Step
from portalbot.filing import follow_up
from portalbot.filing.account_session import AccountSession, Guard, SignIn, SittingTools, Stopped
from portalbot.filing.judgement import apart, judge_new
from portalbot.ledger.attempts import DECIDING
from portalbot.ledger.ledger import Attempt, Entry
from portalbot.rules import settle
from portalbot.rules.settle import Do, Sought, Verdict
from portalbot.rules.states import CLICKED, State

REFUSALS = (Refused, NotTaken)
"""Errors that are the page's own words about what was entered."""

__all__ = ["Guard", "SignIn", "Sitting", "SittingTools", "Stopped"]


class Sitting(AccountSession):
    """One account at its portal, with everything that follows from a look."""

    def settle_open(self) -> None:
        """Settle by the look every case of the account whose click may have happened."""
        for entry in self.cases(CLICKED):
            with logger.contextualize(case=entry.id), apart(self, entry):
                if attempt := self.ledger.attempts.open_of(entry.id):
                    self.settle(entry, attempt, holder_dead=attempt.holder.get("host") == socket.gethostname())

    def settle(self, entry: Entry, attempt: Attempt, *, holder_dead: bool) -> Verdict:
        """Settle one case after INTENT by the look, and write the verdict down.

        `holder_dead`: the process that clicked cannot act any more. Who holds the account's lock knows it of every
        other process of this host, and of none elsewhere.
        """
        others = set(self.ledger.cases.serials(self.portal.origin, self.who.user_name)) - {attempt.serial}
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
            ends_as=self.portal.ends_as,
        )
        verdict = settle.judge(self.seen, sought)
        logger.info("settled by looking: {} ({})", verdict.do, verdict.why)
        statuses = [status for witness in attempt.witnesses if isinstance(status := witness.get("status"), int)]
        accepted = self.portal.meaning_of(attempt.answer) is Meaning.ACCEPTED
        sure = settle.weigh(verdict, serial=attempt.serial, said_accepted=accepted, statuses=statuses)
        self.ledger.attempts.note_verdict(attempt.id, sure)
        match verdict.do:
            case Do.ADOPT if verdict.application:
                self.adopt(entry.id, verdict.application, verdict.why)
            case Do.ENDED:
                self.ledger.cases.move(entry.id, State.CANCELLED, verdict.why, step=Step.APPLICATIONS)
            case Do.RELEASE if self.portal.meaning_of(attempt.answer) is Meaning.NOT_ACCEPTED:
                self.ledger.cases.move(entry.id, State.REFUSED, attempt.answer, step=Step.SUBMIT, words=attempt.answer)
            case Do.RELEASE:
                self.ledger.cases.move(entry.id, State.READY, verdict.why, step=Step.APPLICATIONS)
            case _:
                self.ledger.cases.move(entry.id, State.UNKNOWN, verdict.why, step=Step.APPLICATIONS)
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
        self.ledger.cases.move(
            case_id, State.SUBMITTED, why, step=Step.RECEIPT, words=row.raw_status, serial=row.serial, origin=origin
        )
        if row.status is not ApplicationStatus.REVIEWING:
            follow_up.follow(self, self.ledger.cases.one(case_id))
        follow_up.set_dates(self, State.SUBMITTED, self.ledger.cases.one(case_id))

    def follow_all(self) -> None:
        """Bring every case that stands at the portal, or is held, up to what the look shows."""
        follow_up.follow_all(self)

    # one case that is to be filed

    def may_file(self, entry: Entry) -> bool:
        """Say whether the look lets a case be filed; where it does not, what it says instead is written down."""
        verdict = judge_new(self, entry)
        match verdict.do:
            case Do.FILE:
                return True
            case Do.ADOPT if verdict.application:
                self.adopt(entry.id, verdict.application, verdict.why, origin="outside")
            case Do.ENDED:
                self.ledger.cases.move(entry.id, State.CANCELLED, verdict.why, step=Step.LIST, origin="outside")
            case Do.HOLD:
                self.ledger.cases.move(entry.id, State.HELD, verdict.why, step=Step.APPLICATIONS)
            case Do.REFUSE:
                self.ledger.cases.move(entry.id, State.REFUSED, verdict.why, step=Step.LIST)
            case Do.NOTHING:
                self.ledger.cases.move(entry.id, State.FAILED, verdict.why, step=Step.LIST)
            case _:
                self.ledger.cases.move(entry.id, State.WAITING, verdict.why, step=Step.LIST)
        return False

    def conclude(self, case_id: str, answer: Answer, seconds: float, *, nothing_left: bool = False) -> None:
        """Look after a click, and write down what became of its case; `seconds`: how long its filing took.

        `nothing_left`: this process saw that nothing at all went out from INTENT until the page was closed. Where the
        page said why, and the look shows nothing either, the case has failed with those words, and no list can lag.

        Raises PortalError where the look cannot be made: the case is unknown then.
        """
        if isinstance(answer.error, SignedOut):
            self.home = None
        try:
            self.look_after(answer.serial)
        except PortalError as error:
            self.ledger.cases.move(
                case_id, State.UNKNOWN, f"clicked; then {error}", step=Step.RECEIPT, words=answer.words
            )
            raise
        attempt = self.ledger.attempts.open_of(case_id)
        if attempt is None:
            raise RuntimeError(f"the attempt of {case_id} is not open after its click")
        verdict = self.settle(self.ledger.cases.one(case_id), attempt, holder_dead=False)
        if nothing_left and said_why(answer) and verdict.do in (Do.STAY, Do.RELEASE):
            if verdict.do is Do.STAY:
                self.ledger.cases.move(case_id, State.READY, "nothing left this machine", step=Step.SUBMIT)
            why = f"nothing was sent, and the page said why: {answer.words}"
            self.ledger.cases.move(case_id, State.FAILED, why, step=Step.SUBMIT, words=answer.words)
        elif verdict.do is Do.STAY:
            self._conclude_from_words(case_id, answer)
        elif verdict.do is Do.ADOPT:
            self.ledger.cases.note_seconds(case_id, seconds)

    def _conclude_from_words(self, case_id: str, answer: Answer) -> None:
        """Nothing is to be seen: where the list does not lag, a refusal that the profile knows for one closes it.

        Where it lags, even a refusal may hide an application: the attempt stays open, and the next look after the lag
        closes it (`settle`). Everything else stays unknown.
        """
        meaning = self.portal.meaning_of(answer.words) if answer.serial is None else None
        sure = not self.portal.list_lag
        if meaning is Meaning.NOT_ACCEPTED and sure:
            self.ledger.cases.move(case_id, State.REFUSED, answer.words, step=Step.SUBMIT, words=answer.words)
        elif meaning is Meaning.LATER and sure:
            self.ledger.cases.move(case_id, State.READY, answer.words, step=Step.SUBMIT, words=answer.words)
        else:
            said = answer.words or (answer.error.message if answer.error else "nothing")
            why = f"clicked; the portal said {said!r}, and shows no application yet"
            self.ledger.cases.move(case_id, State.UNKNOWN, why, step=Step.RECEIPT, words=answer.words)
        if meaning is Meaning.LATER:
            raise Throttled("the portal takes nothing now", words=answer.words, step=Step.SUBMIT)


def said_why(answer: Answer) -> bool:
    """Say whether a page told in words why it did not send: it refused, and showed neither receipt nor serial."""
    return bool(answer.words) and answer.serial is None and not answer.receipt and isinstance(answer.error, REFUSALS)
