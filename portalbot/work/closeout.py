"""Closing out what is cancelled: does the domain still point, does the site answer, and who has done what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages.domains import NoDomain, a_label
from portalbot.cases import site_lookup
from portalbot.following.closeout import CLOSEOUT, Closing, closing_of, keep
from portalbot.following.closeout import tick as write_down
from portalbot.ledger.isolation import isolated
from portalbot.rules.states import State
from portalbot.work.errors import NotDone
from portalbot.work.place import existing_ledgers
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from portalbot.ledger.ledger import Entry, Ledger
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Standing:
    """How the closing out stands: each case with what was found and done; `troubles`: cases with an error of theirs."""

    cases: "tuple[tuple[Entry, Closing], ...]"
    troubles: Mapping[str, str]

    @property
    def closed(self) -> int:
        """Return how many of the cases are closed out."""
        return sum(closing.closed for _, closing in self.cases)

    def left(self) -> bool:
        """Say whether something is left to do."""
        return bool(self.troubles) or self.closed < len(self.cases)


def close_out(
    settings: "Settings",
    cases: Sequence[str] = (),
    *,
    ticks: Iterable[str] = (),
    by: str = "",
    domain: str = "",
    offline: bool = False,
    tell: Tell = nobody,
) -> Standing:
    """Tick what was done, ask the net (not `offline`), and say how it stands; of all that are not closed, if no cases.

    Raises NotDone for a case that is not cancelled, an item that there is not, a domain that is none; LedgerError.
    """
    items = list(ticks)
    if unknown := set(items) - set(CLOSEOUT):
        raise NotDone(f"the items are {', '.join(CLOSEOUT)}", place=f"--tick {', '.join(sorted(unknown))}")
    if items and not (cases and by.strip()):
        raise NotDone("--tick needs the case and --by NAME")
    if domain and len(cases) != 1:
        raise NotDone("--domain needs the one case that it is of")
    try:
        name = a_label(domain.strip()) if domain else ""
    except NoDomain as error:
        raise NotDone(error.reason, error.cure, place="--domain") from error
    chosen = _chosen(settings, cases, tell)
    for ledger, entry in chosen:
        for item in items:
            write_down(ledger, entry.id, item, by=by.strip())
    troubles: dict[str, str] = {}
    stand = []
    for ledger, entry in chosen:
        with isolated(entry.id, troubles, what="not looked at"):
            stand.append((ledger, entry, closing_of(ledger, entry.id, name)))
    if not cases:
        stand = [each for each in stand if not each[2].closed]
    if not offline:
        _ask([(ledger, entry.id, closing.domain) for ledger, entry, closing in stand if closing.domain])
        stand = [(ledger, entry, closing_of(ledger, entry.id, closing.domain)) for ledger, entry, closing in stand]
    for ledger in {id(ledger): ledger for ledger, _ in chosen}.values():
        troubles |= ledger.unread
    return Standing(tuple((entry, closing) for _, entry, closing in stand), troubles)


def _ask(about: "list[tuple[Ledger, str, str]]") -> None:
    """Ask the net about the domains of cases, and keep what it says."""
    for (ledger, case_id, _), found in zip(
        about, site_lookup.SiteAsker().about(name for *_, name in about), strict=True
    ):
        keep(ledger, case_id, found)


def _chosen(settings: "Settings", cases: Sequence[str], tell: Tell) -> "list[tuple[Ledger, Entry]]":
    ledgers = [ledger for _, ledger in existing_ledgers(settings, tell)]
    if not cases:
        return [(ledger, entry) for ledger in ledgers[:1] for entry in ledger.cases.all(states=[State.CANCELLED])]
    known = {entry.id: (ledger, entry) for ledger in reversed(ledgers) for entry in ledger.cases.all()}
    for case in cases:
        if case not in known:
            raise NotDone(f"there is no case {case} in the ledger")
        if (state := known[case][1].state) is not State.CANCELLED:
            raise NotDone(f"{case} is {state}: it is closed out when its record reads 已注销 (cancelled)")
    return [known[case] for case in cases]
