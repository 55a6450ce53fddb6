"""The accounts of the provinces' portals and of the platform, and signing in."""

from __future__ import annotations

from collections.abc import Iterable

from mock_portal.office import seed
from mock_portal.office.applications import SignIn
from mock_portal.office.clock import Clock
from mock_portal.office.memory import Memory
from mock_portal.office.register import Account, Licence, Subject, find_province
from mock_portal.office.rules import Refusal

LOCKED_AFTER = 5


class Accounts(Clock):
    """Know the accounts, and let them in under the office's one lock."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(memory)
        self._accounts: dict[tuple[str, str], Account] = {}

    def _seed_accounts(self) -> None:
        self._accounts = {(one.province, one.name): one for one in seed.accounts()}

    @property
    def sign_ins(self) -> list[SignIn]:
        """Return every attempt to sign in."""
        return self._memory.sign_ins

    def add_account(
        self,
        province: str,
        name: str,
        password: str,
        subjects: Iterable[Subject],
        captcha: bool = False,
        licences: Iterable[Licence] = (),
    ) -> Account:
        """Add an account to the register until the next reset; it is not kept in a state file."""
        found = find_province(province)
        if found is None:
            raise ValueError(f"no such province: {province}")
        account = Account(found.name, name, password, tuple(subjects), captcha, licences=tuple(licences))
        with self.lock:
            self._accounts[found.name, name] = account
        return account

    def account(self, province: str, name: str) -> Account | None:
        """Find an account of a province (by its name)."""
        return self._accounts.get((province, name))

    def accounts(self, province: str) -> list[Account]:
        """List a province's accounts."""
        return [one for one in self._accounts.values() if one.province == province]

    def passwords(self) -> dict[str, tuple[str, str]]:
        """Return (province, password) by account name, for tests and examples."""
        return {one.name: (one.province, one.password) for one in self._accounts.values()}

    def sign_in(self, province: str, name: str, password: str, captcha_ok: bool = True) -> Account:
        """Let an account in, or refuse: 1001 wrong, 1002 locked after five wrong passwords, 1003 wrong CAPTCHA."""
        with self.lock:
            account = self._accounts.get((province, name))
            failures = self._memory.failures[province, name]
            locked = failures >= LOCKED_AFTER
            right = account is not None and account.password == password
            ok = right and captcha_ok and not locked
            self._memory.note_sign_in(SignIn(self._memory.now, province, name, ok))
            if locked:
                raise Refusal(1002)
            if not captcha_ok:
                raise Refusal(1003)
            failures = 0 if right else failures + 1
            self._memory.set_failures((province, name), failures)
            if account is None or not right:
                raise Refusal(1002) if failures >= LOCKED_AFTER else Refusal(1001, left=LOCKED_AFTER - failures)
            return account
