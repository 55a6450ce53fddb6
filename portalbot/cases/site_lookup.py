"""Questions to the net about one site, bounded: what its name points at, and whether it still answers.

A few seconds a question, a few sites at once, one HEAD to an address that the name resolved to, no redirect followed,
nothing of the answer kept but its status. Certificates are not asked about: a site with a bad one is up.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pages.domains import NoDomain, a_label

SECONDS = 5.0
AT_ONCE = 8
ADDRESSES = ("A", "AAAA")
KINDS = (*ADDRESSES, "CNAME", "MX")


class Silent(Exception):
    """No name server said anything about a name: nothing is known."""


@dataclass(frozen=True)
class Found:
    """What a domain still has: records that point somewhere, sites that answer, and what could not be found out."""

    domain: str
    points: tuple[str, ...]
    answers: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class SiteAsker:
    """Asks names and sites. `nameservers` (none: the system's) and the ports are other ones in tests only."""

    nameservers: tuple[str, ...] = ()
    dns_port: int = 53
    https_port: int = 443
    http_port: int = 80
    seconds: float = SECONDS

    def resolve(self, name: str, kind: str = "A") -> list[str]:
        """Return what a name's records of a kind hold, sorted; none where there are none. Raises Silent."""
        import dns.exception
        import dns.resolver

        resolver = dns.resolver.Resolver(configure=not self.nameservers)
        resolver.lifetime = self.seconds
        if self.nameservers:
            resolver.nameservers, resolver.port = list(self.nameservers), self.dns_port
        try:
            return sorted(each.to_text() for each in resolver.resolve(name, kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise Silent(type(error).__name__) from error

    def statuses(self, name: str, address: str) -> Iterator[tuple[str, int]]:
        """Yield each scheme, https first, at which a site answers at an address, and its status (below 500)."""
        import httpx

        host = f"[{address}]" if ":" in address else address
        for scheme, port in (("https", self.https_port), ("http", self.http_port)):
            try:
                with httpx.Client(
                    timeout=self.seconds, follow_redirects=False, verify=False, trust_env=False
                ) as client:
                    request = client.build_request(
                        "HEAD", f"{scheme}://{host}:{port}/", headers={"Host": name},
                        extensions={"sni_hostname": name},
                    )  # fmt: skip
                    answer = client.send(request)
            except (httpx.HTTPError, OSError):
                continue
            if answer.status_code < 500:
                yield scheme, answer.status_code

    def about(self, domains: Iterable[str]) -> list[Found]:
        """Ask all there is to ask about domains, with and without www., in their order."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._about, domains))

    def _about(self, domain: str) -> Found:
        points: list[str] = []
        answers: list[str] = []
        try:
            bare = a_label(domain).removeprefix("www.")
        except NoDomain as error:
            return Found(domain, (), (), (error.reason,))
        for name in (bare, f"www.{bare}"):
            try:
                held = {kind: self.resolve(name, kind) for kind in KINDS}
            except Silent as silent:  # to ask the silent one again would take long and say nothing
                return Found(domain, tuple(points), tuple(answers), (f"{name}: {silent}",))
            points += [f"{name} {kind} {value}" for kind, values in held.items() for value in values]
            found: dict[str, int] = {}
            for address in (held[kind][0] for kind in ADDRESSES if held[kind]):
                for scheme, status in self.statuses(name, address):
                    found.setdefault(scheme, status)
            answers += [f"{scheme}://{name}/ {status}" for scheme, status in found.items()]
        return Found(domain, tuple(points), tuple(answers), ())
