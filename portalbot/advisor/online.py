"""Rules about the site itself, asked only when told to (`--online`): does its name resolve, does the site answer?

Bounded: a few seconds a site, a few sites at once, one HEAD to the address that the name resolved to, no redirect
followed, nothing of the answer kept but its status. Certificates are not asked about: a site with a bad one is up.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from portalbot.advisor.advice import Advice
from portalbot.casefile import Case

SECONDS = 5.0
AT_ONCE = 8


@dataclass(frozen=True)
class Asker:
    """Asks names and sites. `nameservers` (none: the system's) and the ports are other ones in tests only."""

    nameservers: tuple[str, ...] = ()
    dns_port: int = 53
    https_port: int = 443
    http_port: int = 80
    seconds: float = SECONDS

    def about_sites(self, cases: Iterable[Case]) -> list[Advice]:
        """Ask every site whose domain the file names; in the order of the cases."""
        asked = [case for case in cases if case.domain]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return [advice for found in pool.map(self._about, asked) for advice in found]

    def _about(self, case: Case) -> list[Advice]:
        import dns.exception
        import dns.resolver

        resolver = dns.resolver.Resolver(configure=not self.nameservers)
        resolver.lifetime = self.seconds
        if self.nameservers:
            resolver.nameservers, resolver.port = list(self.nameservers), self.dns_port
        try:
            addresses = sorted(str(each) for each in resolver.resolve(case.domain, "A"))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            return [Advice.of("online-unknown", case.id, "domain", domain=case.domain, why=type(error).__name__)]
        said = Advice.of("domain-resolves", case.id, "domain", domain=case.domain, addresses="、".join(addresses[:3]))
        return [said, *self._answers(case, addresses[0])]

    def _answers(self, case: Case, address: str) -> Iterator[Advice]:
        import httpx

        for scheme, port in (("https", self.https_port), ("http", self.http_port)):
            try:
                with httpx.Client(
                    timeout=self.seconds, follow_redirects=False, verify=False, trust_env=False
                ) as client:
                    request = client.build_request(
                        "HEAD", f"{scheme}://{address}:{port}/", headers={"Host": case.domain},
                        extensions={"sni_hostname": case.domain},
                    )  # fmt: skip
                    answer = client.send(request)
            except (httpx.HTTPError, OSError):
                continue
            if answer.status_code < 500:
                yield Advice.of("site-answers", case.id, "domain", domain=case.domain, status=answer.status_code)
                return
