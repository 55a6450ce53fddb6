"""The authority behind the portal: accounts, records, applications, the clock.

It is deterministic: serials and review times are drawn from the seed, and the clock moves by `advance` alone. What a
record's status is follows from the applications and the clock, so moving the clock is all that a test has to do.
Everything is done under one lock; with a `State` it is on disk before the caller hears of it.
"""

from __future__ import annotations

from datetime import timedelta

from mock_portal.office import rules
from mock_portal.office.applications import Application, Arrival, Decision, Filing
from mock_portal.office.intake import Intake
from mock_portal.office.licences import Licences
from mock_portal.office.memory import Memory
from mock_portal.office.register import Account, Licence, Row, find_province, rows_of
from mock_portal.office.review import Review
from mock_portal.office.rules import Submission
from mock_portal.office.state import State
from mock_portal.office.terms import Material, Standing, Status, endings_of
from mock_portal.office.verifications import Verifications
from mock_portal.office.wording import Wording

_NO_LAG = timedelta()


class Office(Intake):
    """Decide what the portal accepts, and remember it.

    `notice` is the pop-up of the personal centre. `resets` counts the new beginnings. Raises `StateError` when the
    state file holds what it cannot read.
    """

    def __init__(self, seed: int = 2026, state: State | None = None, wording: Wording | None = None) -> None:
        super().__init__(Memory(state), seed, wording or Wording())
        self.resets = 0
        self._review = Review(self._memory, self.variant, seed)
        self.licences = Licences(self, self._memory, self._review)
        self.verifications = Verifications(self, self._memory, self._review)
        self._open_doors()

    def _open_doors(self) -> None:
        self.notice: str | None = None
        self.nights = None
        self.maintenance = self.closed_hours = self.full = False
        self._seed_accounts()

    def reset(self) -> None:
        """Begin again: the seeded register, the first morning, no applications, no drifts."""
        with self.lock:
            self._memory.forget()
            self.drifts.clear()
            self._open_doors()
            self.resets += 1

    @property
    def arrivals(self) -> list[Arrival]:
        """Return every submission that arrived, whatever became of it."""
        return self._memory.arrivals

    # Records

    def standing(self, province: str, row: Row, lag: timedelta = _NO_LAG) -> Standing:
        """Return how a record stands; applications younger than `lag` do not show."""
        return self._review.standing(province, row, lag)

    def licence_standing(self, licence: Licence, lag: timedelta = _NO_LAG) -> Standing:
        """Return how a licence stands; applications younger than `lag` do not show."""
        return self._review.licence_standing(licence, lag)

    def record_status(self, province: str, number: str) -> Standing:
        """Return how a record or licence stands: 正常, 注销中, 已注销; raises `KeyError` when nobody has it."""
        known = find_province(province)
        with self.lock:
            for account in self.accounts(known.name if known else province):
                for row in rows_of(account):
                    if row.number == number:
                        return self.standing(account.province, row)
                for licence in account.licences:
                    if licence.number == number:
                        return self.licence_standing(licence)
        raise KeyError(f"no record {number} in {province}")

    def change_record(self, province: str, number: str, *, changing: bool = True) -> Standing:
        """Begin a change of a record (变更), or end it; return how the record stands then. Raise `KeyError`."""
        known = find_province(province)
        with self.lock:
            self.record_status(province, number)
            self._memory.set_changing(known.name if known else province, number, changing=changing)
            return self.record_status(province, number)

    # Applications

    def note_arrival(self, province: str, account: str | None, number: str) -> None:
        """Count a submission that arrived, before anything is decided."""
        with self.lock:
            self._memory.note_arrival(Arrival(self.now, province, account, number))

    def submit(self, account: Account, submission: Submission, doubles: bool = False, keep: bool = True) -> str:
        """Accept an application and return its serial, or refuse it.

        `doubles` takes a second application where the rules forbid one, without its files even: a form that is sent
        twice comes when the first has used the draft up. With `keep` false everything is checked, a serial is drawn,
        and nothing is taken.
        """
        with self.lock:
            self.check_open()
            row = self.row(account, submission.number)
            subject = self.standing(account.province, Row(row.subject, None))
            rules.check_standing(row.number, subject, self.standing(account.province, row))
            if not doubles:
                rules.check_doubles(row.number, self._review.open(account.province, row.subject.number))
            self._review.check_in_time(account.province, row.number)
            files = self.drafts(account, row.number)
            if not files and doubles:
                files = self._memory.files_of_last(account.province, account.name, row.number)
            proofs = {Material(one.material) for one in files}
            kind, category = rules.check_form(submission, proofs, self.variant(account.province))
            filing = Filing(
                self.new_serial(account.province, "taken" if keep else "shown only"),
                account.province,
                account.name,
                row.number,
                kind,
                submission.reason(category),
                files,
                self.now,
            )
            if keep:
                self._memory.take(filing, *self.verifications.of_new(filing, row))
            return filing.serial

    @property
    def applications(self) -> list[Application]:
        """Return what was really accepted, oldest first, as it stands now."""
        with self.lock:
            return [self._review.seen(filing) for filing in self._memory.filings.values()]

    def applications_of(self, account: Account) -> list[Application]:
        """Return what was really accepted from an account, oldest first, as it stands now."""
        with self.lock:
            filings = self._memory.filings.values()
            mine = [one for one in filings if (one.province, one.account) == (account.province, account.name)]
            return [self._review.seen(filing) for filing in mine]

    def application(self, serial: str) -> Application:
        """Return one application; raises `KeyError` when there is none of that serial."""
        with self.lock:
            return self._review.seen(self._memory.filings[serial])

    def decide(self, serial: str, status: str, opinion: str = "") -> Application:
        """End a review now, whatever it would have come to by itself.

        That of a website ends with 审核通过, 审核不通过 or 退回, that of a licence with 准予, 不予 or 退回补正.
        """
        decided = Status(status)
        with self.lock:
            filing = self._memory.filings[serial]
            if decided not in endings_of(filing.kind):
                raise ValueError(f"a review ends with {', '.join(endings_of(filing.kind))}")
            self._memory.decide(serial, Decision(decided, opinion, self.now))
            return self._review.seen(filing)
