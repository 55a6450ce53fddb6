"""The authority behind the portal: accounts, records, applications, the clock.

It is deterministic: serials and review times are drawn from the seed, and the clock moves by `advance` alone. What a
record's status is follows from the applications and the clock, so moving the clock is all that a test has to do.
Everything is done under one lock; with a `State` it is on disk before the caller hears of it.
"""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from mock_portal import rules
from mock_portal.doors import Doors
from mock_portal.drift import Drifts
from mock_portal.fault_list import Faults
from mock_portal.filings import (
    LICENCE_DRAFT,
    Application,
    Arrival,
    Decision,
    Filing,
    KeptFile,
    drawn,
)
from mock_portal.licences import Licences
from mock_portal.manners import Manners, manners_of
from mock_portal.memory import Memory
from mock_portal.register import Account, Licence, Row, find_province, rows_of
from mock_portal.review import Review
from mock_portal.rules import Refusal, Submission
from mock_portal.state import State
from mock_portal.terms import Material, Paper, Standing, Status, endings_of
from mock_portal.verifications import Verifications
from mock_portal.wording import Wording

_NO_LAG = timedelta()


class Office(Doors):
    """Decide what the portal accepts, and remember it.

    `notice` is the pop-up of the personal centre; `maintenance`, `closed_hours` and `full` make every submission be
    refused with 901, 20 and 15; `drifts` are what has changed on the pages. `resets` counts the new beginnings.
    Raises `StateError` when the state file holds what it cannot read.
    """

    def __init__(self, seed: int = 2026, state: State | None = None, wording: Wording | None = None) -> None:
        self.seed = seed
        self.wording = wording or Wording()
        self.faults = Faults()
        self.drifts = Drifts()
        super().__init__(Memory(state))
        self.resets = 0
        self._manners: dict[tuple[str, frozenset[str]], Manners] = {}
        self._review = Review(self._memory, self.manners, seed)
        self.licences = Licences(self, self._memory, self._review)
        self.verifications = Verifications(self, self._memory, self._review)
        self._open_doors()

    def _open_doors(self) -> None:
        self.notice: str | None = None
        self.nights = None
        self.maintenance = self.closed_hours = self.full = False
        self._seed_accounts()

    def reset(self) -> None:
        """Begin again: the seeded register, the first morning, no applications, no faults, no drifts."""
        with self.lock:
            self._memory.forget()
            self.faults.clear()
            self.drifts.clear()
            self._open_doors()
            self.resets += 1

    def manners(self, province: str) -> Manners:
        """Return how a province's portal (by name or slug) speaks and what it takes."""
        known = find_province(province)
        province, drifts = known.name if known else "", frozenset(self.drifts)
        key = province, drifts
        if key not in self._manners:
            self._manners[key] = manners_of(province, self.wording.of(province), drifts)
        return self._manners[key]

    @property
    def arrivals(self) -> list[Arrival]:
        """Return every submission that arrived, whatever became of it."""
        return self._memory.arrivals

    # Records

    def row(self, account: Account, number: str) -> Row:
        """Return an account's record by its exact number, or refuse (1016)."""
        found = next((row for row in rows_of(account) if row.number == number), None)
        if found is None:
            raise Refusal(1016)
        return found

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

    # Drafts

    def drafts(self, account: Account, number: str) -> tuple[KeptFile, ...]:
        """Return the files that lie ready for an application about a number."""
        return self._memory.drafts.get((account.province, account.name, number), ())

    def attach(
        self, account: Account, number: str, material: Material | Paper, name: str, data: bytes, keep: bool
    ) -> None:
        """Put a file to the draft, in place of one of the same name, or refuse it (1016, 5010).

        With `keep` false it is only checked.
        """
        with self.lock:
            if not account.licences or number != LICENCE_DRAFT:
                self.row(account, number)
            manners = self.manners(account.province)
            rules.check_file(name, data, manners)
            others = [one for one in self.drafts(account, number) if (one.material, one.name) != (material, name)]
            if sum(one.material == material for one in others) >= manners.rules.max_files:
                raise Refusal(5010, detail=manners.words("file.too_many"))
            if keep:
                file = KeptFile(material.value, name, sha256(data).hexdigest(), len(data))
                self._put_draft(account, number, (*others, file))

    def detach(self, account: Account, number: str, material: Material | Paper, name: str) -> None:
        """Take a file out of the draft, or refuse (1016)."""
        with self.lock:
            files = self.drafts(account, number)
            left = tuple(one for one in files if (one.material, one.name) != (material, name))
            if left == files:
                raise Refusal(1016)
            self._put_draft(account, number, left)

    def _put_draft(self, account: Account, number: str, files: tuple[KeptFile, ...]) -> None:
        self._memory.set_draft((account.province, account.name, number), files)

    # Applications

    def note_arrival(self, province: str, account: str | None, number: str) -> None:
        """Count a submission that arrived, before anything is decided."""
        with self.lock:
            self._memory.note_arrival(Arrival(self.now, province, account, number))

    def check_open(self) -> None:
        """Refuse everything while a switch says so (901, 20, 15)."""
        for switch, code in ((self.maintenance, 901), (self.closed_hours, 20), (self.full, 15)):
            if switch:
                raise Refusal(code)

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
            kind, category = rules.check_form(submission, proofs, self.manners(account.province))
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

    def new_serial(self, province: str, purpose: str) -> str:
        """Draw a serial that no application has; the same again for the same purpose until one is taken."""
        turn, rules = len(self._memory.filings), self.manners(province).rules
        while True:
            n = drawn(self.seed, purpose, turn) % 10**rules.serial_digits
            serial = rules.serial.format(date=f"{self.now:%Y%m%d}", n=n)
            if serial not in self._memory.filings:
                return serial
            turn += 1

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
