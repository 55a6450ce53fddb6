"""What a `submit` is going to do: every case of the file entered in the ledger and sorted by what it needs.

The plan is what a person approves. An approval covers the very content (fields and bytes) of each case; an
edit before INTENT voids it, an edit after INTENT changes nothing and is said.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pages.errors import ProfileError
from pages.profile import Portal
from portalbot.cases.casefile import Case, CaseFile
from portalbot.cases.portals import PortalOf
from portalbot.filing.driver import Filing
from portalbot.ledger.isolation import isolated
from portalbot.ledger.ledger import CaseIdReused, Entry, Ledger
from portalbot.rules.states import CLICKED, FILEABLE


@dataclass(frozen=True)
class Plan:
    """`to_file` need an approval; `to_settle` need a look, and are filed again only if it releases them (they were
    approved as they were); `rest` are left as they are, with the reason, `advised` among them by the advisor's word.
    `troubles` could not be planned, each with why."""

    to_file: tuple[Filing, ...]
    to_settle: tuple[Filing, ...]
    rest: tuple[Entry, ...]
    differing: tuple[str, ...]
    advised: tuple[str, ...] = ()
    troubles: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of every case in the plan."""
        return tuple([filing.case.id for filing in self.work] + [entry.id for entry in self.rest])

    @property
    def work(self) -> tuple[Filing, ...]:
        """Return everything that a sitting has to do with."""
        return self.to_settle + self.to_file


def make_plan(
    file: CaseFile,
    portal_of: PortalOf,
    ledger: Ledger,
    *,
    only: Collection[str] = (),
    account: str | None = None,
    limit: int | None = None,
    stopped: Collection[str] = (),
) -> Plan:
    """Enter the chosen cases in the ledger and sort them; `stopped` ones (by the advisor) are not filed.

    A case whose files or whose place in the ledger cannot be read is left out, and told in `troubles`. Raises
    CaseIdReused and ProfileError: the file itself is wrong then.
    """
    to_file: list[Filing] = []
    to_settle: list[Filing] = []
    rest: list[Entry] = []
    differing: list[str] = []
    advised: list[str] = []
    troubles: dict[str, str] = {}
    for case in file.cases:
        if (only and case.id not in only) or (account and case.account != account):
            continue
        with isolated(case.id, troubles, ending=(CaseIdReused, ProfileError), what="not planned"):
            filing = _filing(file, case, portal_of)
            entry = ledger.cases.register(_fields(case, file, filing.portal, filing.digest))
            if entry.digest != filing.digest:
                differing.append(case.id)
            if entry.state in CLICKED:
                to_settle.append(filing)
            elif entry.state in FILEABLE and case.id in stopped:
                advised.append(case.id)
                rest.append(entry)
            elif entry.state in FILEABLE and (limit is None or len(to_file) < limit):
                to_file.append(filing)
            else:
                rest.append(entry)
    return Plan(tuple(to_file), tuple(to_settle), tuple(rest), tuple(differing), tuple(advised), troubles)


def _filing(file: CaseFile, case: Case, portal_of: PortalOf) -> Filing:
    files = file.files(case)
    digest = case.digest({material: data for material, (_, data) in files.items()})
    return Filing(case, portal_of(file.accounts[case.account].province, case.kind), files, digest)


def _fields(case: Case, file: CaseFile, portal: Portal, digest: str) -> dict[str, str]:
    account = file.accounts[case.account]
    return {
        "id": case.id,
        "portal": portal.origin,
        "number": case.number,
        "kind": case.kind.value,
        "account": account.name,
        "user_name": account.user_name,
        "province": account.province,
        "client": case.client.name,
        "site_name": case.site_name,
        "digest": digest,
    }
