"""What every application passes at the office, whatever it is about: open or not, the records, the files, a serial."""

from __future__ import annotations

from hashlib import sha256

from mock_portal.office import rules
from mock_portal.office.accounts import Accounts
from mock_portal.office.applications import LICENCE_DRAFT, KeptFile, drawn
from mock_portal.office.drift import Drifts
from mock_portal.office.memory import Memory
from mock_portal.office.register import Account, Row, find_province, rows_of
from mock_portal.office.rules import Refusal
from mock_portal.office.terms import Material, Paper
from mock_portal.office.variants import Variant, variant_of
from mock_portal.office.wording import Wording


class Intake(Accounts):
    """Say what each province's portal takes, keep the files that lie ready, and draw serials.

    `maintenance`, `closed_hours` and `full` make every submission be refused with 901, 20 and 15; `drifts` are what
    has changed on the pages, `wording` the replaced words.
    """

    def __init__(self, memory: Memory, seed: int, wording: Wording) -> None:
        super().__init__(memory)
        self.seed = seed
        self.wording = wording
        self.drifts = Drifts()
        self.maintenance = self.closed_hours = self.full = False
        self._variants: dict[tuple[str, frozenset[str]], Variant] = {}

    def variant(self, province: str) -> Variant:
        """Return how a province's portal (by name or slug) speaks and what it takes."""
        known = find_province(province)
        province, drifts = known.name if known else "", frozenset(self.drifts)
        key = province, drifts
        if key not in self._variants:
            self._variants[key] = variant_of(province, self.wording.of(province), drifts)
        return self._variants[key]

    def check_open(self) -> None:
        """Refuse everything while a switch says so (901, 20, 15)."""
        for switch, code in ((self.maintenance, 901), (self.closed_hours, 20), (self.full, 15)):
            if switch:
                raise Refusal(code)

    def row(self, account: Account, number: str) -> Row:
        """Return an account's record by its exact number, or refuse (1016)."""
        found = next((row for row in rows_of(account) if row.number == number), None)
        if found is None:
            raise Refusal(1016)
        return found

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
            variant = self.variant(account.province)
            rules.check_file(name, data, variant)
            others = [one for one in self.drafts(account, number) if (one.material, one.name) != (material, name)]
            if sum(one.material == material for one in others) >= variant.rules.max_files:
                raise Refusal(5010, detail=variant.words("file.too_many"))
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

    def new_serial(self, province: str, purpose: str) -> str:
        """Draw a serial that no application has; the same again for the same purpose until one is taken."""
        turn, rules = len(self._memory.filings), self.variant(province).rules
        while True:
            n = drawn(self.seed, purpose, turn) % 10**rules.serial_digits
            serial = rules.serial.format(date=f"{self.now:%Y%m%d}", n=n)
            if serial not in self._memory.filings:
                return serial
            turn += 1
