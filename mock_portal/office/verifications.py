"""短信核验: codes that go out after an application was taken, what is entered on the ministry's page, what follows.

The codes 3001 to 3006 are the practice portal's own; the words are the official ones where there are any. Who enters
a wrong code cannot be told apart from whoever waits on that phone: it counts against each application that does.
"""

from __future__ import annotations

from dataclasses import replace

from mock_portal.office.applications import Decision, Filing, drawn
from mock_portal.office.intake import Intake
from mock_portal.office.memory import Memory
from mock_portal.office.register import Row
from mock_portal.office.review import Review
from mock_portal.office.rules import Refusal
from mock_portal.office.sms_checks import RESENT_AT_MOST, SENT_AFTER, WRONG_ALLOWED, Asked, Check, Message, people_of
from mock_portal.office.terms import Status


class Verifications:
    """Send the codes and take the answers, under the office's one lock."""

    def __init__(self, intake: Intake, memory: Memory, review: Review) -> None:
        self._intake = intake
        self._memory = memory
        self._review = review

    @property
    def all(self) -> list[Check]:
        """Return the check of every application that has one, oldest first."""
        return list(self._memory.checks.values())

    @property
    def messages(self) -> list[Message]:
        """Return every message that was sent, in the order in which they went out."""
        with self._intake.lock:
            return sorted((one for one in self._memory.messages if self._is_out(one)), key=lambda one: one.at)

    def of_new(self, filing: Filing, row: Row) -> tuple[Check | None, tuple[Message, ...]]:
        """Return the check that an application must pass, and its first codes; none where nobody is asked."""
        people = people_of(filing.kind, row) if self._intake.variant(filing.province).rules.sms else ()
        if not people:
            return None, ()
        sent_at, codes = filing.submitted_at + SENT_AFTER, self._codes(filing.serial, len(people))
        messages = (Message(one.mobile, code, sent_at, filing.serial) for one, code in zip(people, codes, strict=True))
        return Check(filing.serial, sent_at, people), tuple(messages)

    def _codes(self, serial: str, count: int) -> list[str]:
        """Draw codes that nobody has been sent yet."""
        used, found, turn = {one.code for one in self._memory.messages}, list[str](), 0
        while len(found) < count:
            code = f"{drawn(self._intake.seed, 'sms', serial, turn) % 10**6:06d}"
            if code not in used and code not in found:
                found.append(code)
            turn += 1
        return found

    def _is_out(self, message: Message) -> bool:
        return message.at <= self._intake.now

    def verify(self, code: str, mobile: str, last_six: str) -> bool:
        """Take a code and say whether it was the last one that was missing, or refuse it (3001, 3002, 3004)."""
        with self._intake.lock:
            six = last_six.upper()
            sent = (one for one in self._memory.messages if (one.mobile, one.code) == (mobile, code))
            met = next((one for one in sent if self._is_out(one) and not one.voided), None)
            if met is None:
                self._count_wrong([one for one, _ in self._waiting(mobile)])
                raise Refusal(3001)
            check = self._memory.checks[met.serial]
            asked = check.asked(mobile)
            if asked is None or asked.last_six != six:
                self._count_wrong([one for one, _ in self._waiting(mobile) if one.serial == met.serial])
                raise Refusal(3001)
            self._check_standing(check)
            if asked.verified_at or self._is_over(check):
                raise Refusal(3002)
            check = check.with_person(replace(asked, verified_at=self._intake.now))
            self._memory.keep_check(check)
            return check.done_at is not None

    def resend(self, mobile: str, last_six: str) -> None:
        """Send new codes in place of those that a person has not entered yet, or refuse (3001 to 3004)."""
        with self._intake.lock:
            six, now = last_six.upper(), self._intake.now
            mine = [
                (check, asked)
                for check in self.all
                if (asked := check.asked(mobile)) and asked.last_six == six and check.sent_at <= now
            ]
            if not mine:
                raise Refusal(3001)
            waiting = [(check, asked) for check, asked in self._waiting(mobile) if (check, asked) in mine]
            if not waiting:
                self._check_standing(mine[-1][0])
                raise Refusal(3002)
            left = [(check, asked) for check, asked in waiting if asked.resent < RESENT_AT_MOST]
            if not left:
                raise Refusal(3003)
            for check, asked in left:
                [code] = self._codes(check.serial, 1)
                anew = Message(mobile, code, now, check.serial)
                self._memory.keep_check(check.with_person(replace(asked, resent=asked.resent + 1)), anew)

    def _waiting(self, mobile: str) -> list[tuple[Check, Asked]]:
        """Return the checks whose code has gone to a phone and is still to be entered there."""
        now = self._intake.now
        return [
            (check, asked)
            for check in self.all
            if check.sent_at <= now < check.deadline
            and (asked := check.asked(mobile)) is not None
            and asked.verified_at is None
            and not self._is_over(check)
        ]

    def _is_over(self, check: Check) -> bool:
        return self._review.decision(self._memory.filings[check.serial]) is not None

    def _check_standing(self, check: Check) -> None:
        """Refuse what has gone back, or will at the next full hour (3004)."""
        filing = self._memory.filings[check.serial]
        words = self._intake.variant(filing.province).words
        decision = self._review.decision(filing)
        if check.done_at is None and decision is None and check.deadline <= self._intake.now:
            raise Refusal(3004, detail=words("verify.late"))
        if decision and decision.status is Status.RETURNED:
            for detail in (words("verify.late"), words("verify.too_often")):
                if detail in decision.opinion:
                    raise Refusal(3004, detail=detail)
            raise Refusal(3004, detail=words("verify.by_office"))

    def _count_wrong(self, checks: list[Check]) -> None:
        """Count a wrong entry; the one too many returns the application, and says so (3004)."""
        returned = False
        for check in checks:
            if check.wrong < WRONG_ALLOWED:
                self._memory.keep_check(replace(check, wrong=check.wrong + 1))
                continue
            returned = True
            words = self._intake.variant(self._memory.filings[check.serial].province).words
            opinion = words("code.3004", detail=words("verify.too_often"))
            decision = Decision(Status.RETURNED, opinion, self._intake.now)
            self._memory.keep_check(replace(check, wrong=check.wrong + 1), decision=decision)
        if returned:
            words = self._intake.variant("").words
            raise Refusal(3004, detail=words("verify.too_often"))
