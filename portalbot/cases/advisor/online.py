"""Rules about the site itself, asked only when told to (`--online`): does its name resolve, does the site answer?"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pages.domains import a_label
from portalbot.cases.advisor.advice import Advice
from portalbot.cases.casefile import Case
from portalbot.cases.site_lookup import AT_ONCE, Silent, SiteAsker


@dataclass(frozen=True)
class Asker(SiteAsker):
    """Asks about the sites of cases that are to be filed."""

    def about_sites(self, cases: Iterable[Case]) -> list[Advice]:
        """Ask every site whose domain the file names; in the order of the cases."""
        asked = [case for case in cases if case.domain]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [advice for found in pool.map(self._advice, asked) for advice in found]

    def _advice(self, case: Case) -> list[Advice]:
        name = a_label(case.domain)
        try:
            addresses = self.resolve(name)
        except Silent as silent:
            return [Advice.of("online-unknown", case.id, "domain", domain=case.domain, why=str(silent))]
        if not addresses:
            return []
        said = Advice.of("domain-resolves", case.id, "domain", domain=case.domain, addresses="、".join(addresses[:3]))
        status = next((status for _, status in self.statuses(name, addresses[0])), None)
        if status is None:
            return [said]
        return [said, Advice.of("site-answers", case.id, "domain", domain=case.domain, status=status)]
