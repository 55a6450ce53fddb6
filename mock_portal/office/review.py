"""The review: what becomes of an application as the clock goes on, and of the record that it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta

from mock_portal.office.applications import Application, Decision, Filing, drawn
from mock_portal.office.memory import Memory
from mock_portal.office.register import PLATFORM, Licence, Row
from mock_portal.office.rules import Open, Refusal
from mock_portal.office.terms import Kind, Standing, Status, endings_of, subject_of
from mock_portal.office.variants import Variant

CARRIED_OUT = timedelta(hours=12)
"""How long after 审核通过 or 准予 a record becomes 已注销."""

_STAGES = ((0, Status.SUBMITTED), (1, Status.ACCEPTED), (3, Status.EXAMINING))
_RANK = list(Standing)
_NO_LAG = timedelta()


class Review:
    """Decide on applications: after as many working days as is usual there (drawn), unless somebody does before.

    An application whose text contains the vague phrase of the wording is rejected, any other approved. One about a
    licence is 受理 after one working day and 审查 after three. One that must be verified by SMS waits for that, and is
    returned when nobody does it in time; its review begins with the last code.
    """

    def __init__(self, memory: Memory, variant: Callable[[str], Variant], seed: int) -> None:
        self._memory = memory
        self._variant = variant
        self._seed = seed

    def decision(self, filing: Filing) -> Decision | None:
        """Return how the review ended; `None` while it goes on."""
        decided = self._memory.decisions.get(filing.serial) or self._by_itself(filing)
        return decided if decided.at <= self._memory.now else None

    def _by_itself(self, filing: Filing) -> Decision:
        variant, check = self._variant(filing.province), self._memory.checks.get(filing.serial)
        begins = check.done_at if check else filing.submitted_at
        if check and begins is None:
            opinion = variant.words("code.3004", detail=variant.words("verify.late"))
            return Decision(Status.RETURNED, opinion, check.swept_at)
        least, most = variant.rules.review_days
        days = least + drawn(self._seed, "review", filing.serial) % (most - least + 1)
        at = self._memory.calendar.later(begins or filing.submitted_at, days)
        good, bad, _ = endings_of(filing.kind)
        if variant.words("review.vague") in filing.reason.text:
            return Decision(bad, variant.words("review.vague_opinion"), at)
        return Decision(good, "", at)

    def _under_way(self, filing: Filing) -> Status:
        """Return how far a review has come that goes on."""
        if filing.kind is not Kind.LICENCE:
            check = self._memory.checks.get(filing.serial)
            return Status.VERIFYING if check and check.done_at is None else Status.REVIEWING
        sent, now = filing.submitted_at, self._memory.now
        return [status for days, status in _STAGES if self._memory.calendar.later(sent, days) <= now][-1]

    def seen(self, filing: Filing) -> Application:
        """Show an application as it stands now."""
        decision = self.decision(filing)
        as_filed = {field.name: getattr(filing, field.name) for field in fields(Filing)}
        if decision is None:
            return Application(**as_filed, status=self._under_way(filing), opinion="")
        return Application(**as_filed, status=decision.status, opinion=decision.opinion, decided_at=decision.at)

    def _makes(self, filing: Filing) -> Standing:
        """Return what an application has made of its record."""
        decision = self.decision(filing)
        if decision is None:
            return Standing.CANCELLING
        if decision.status is not endings_of(filing.kind)[0]:
            return Standing.NORMAL
        if self._memory.now < decision.at + CARRIED_OUT:
            return Standing.CANCELLING
        stays = filing.kind is Kind.ACCESS and self._variant(filing.province).rules.access_leaves_record
        return Standing.NORMAL if stays else Standing.CANCELLED

    def standing(self, province: str, row: Row, lag: timedelta = _NO_LAG) -> Standing:
        """Return how a record stands; applications younger than `lag` do not show."""
        found = [row.standing, row.subject.standing] if row.site else [row.standing]
        if (province, row.number) in self._memory.changing:
            found.append(Standing.CHANGING)
        for filing in self._memory.by_subject.get((province, row.subject.number), ()):
            if filing.number in (row.number, row.subject.number) and filing.submitted_at + lag <= self._memory.now:
                found.append(self._makes(filing))
        return max(found, key=_RANK.index)

    def check_in_time(self, province: str, number: str) -> None:
        """Refuse a number whose last application was sent back too long ago to be corrected (1107)."""
        days = self._variant(province).rules.resubmit_days
        filings = self._memory.by_subject.get((province, subject_of(number)), ())
        last = next((one for one in reversed(filings) if one.number == number), None)
        decision = self.decision(last) if last else None
        if last is None or days is None or decision is None or decision.status is endings_of(last.kind)[0]:
            return
        if self._memory.calendar.later(decision.at, days) < self._memory.now:
            raise Refusal(1107)

    def licence_standing(self, licence: Licence, lag: timedelta = _NO_LAG) -> Standing:
        """Return how a licence stands; applications younger than `lag` do not show."""
        filings = self._memory.by_subject.get((PLATFORM.name, licence.number), ())
        made = [self._makes(one) for one in filings if one.submitted_at + lag <= self._memory.now]
        return max((Standing.NORMAL, *made), key=_RANK.index)

    def open(self, province: str, subject: str) -> list[Open]:
        """List the applications about a subject, or a licence, that still count.

        Those are in review, or approved and not yet carried out.
        """
        found = []
        for filing in self._memory.by_subject.get((province, subject), ()):
            if self._makes(filing) is Standing.CANCELLING:
                decision = self.decision(filing)
                found.append(Open(filing.number, decision.status if decision else self._under_way(filing)))
        return found
