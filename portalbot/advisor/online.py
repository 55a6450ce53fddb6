"""Rules about the site itself, asked only when told to (`--online`): does it still answer, does its name still resolve?

Bounded: a few seconds a site, a few sites at once, one HEAD (or GET) with no redirect followed to another host, nothing
of the answer kept but its status.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from portalbot.advisor.advice import Advice
from portalbot.casefile import Case

SECONDS = 5.0
AT_ONCE = 8


def about_sites(cases: list[Case]) -> Iterator[Advice]:
    """Ask every site whose domain the file names; in the order of the cases."""
    asked = [case for case in cases if case.domain]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(_about, asked):
            yield from found


def _about(case: Case) -> list[Advice]:
    return [*_resolves(case), *_answers(case)]


def _resolves(case: Case) -> Iterator[Advice]:
    import dns.exception
    import dns.resolver

    resolver = dns.resolver.Resolver()
    resolver.lifetime = SECONDS
    try:
        found = sorted(str(each) for each in resolver.resolve(case.domain, "A"))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return
    except dns.exception.DNSException as error:
        yield Advice.of("online-unknown", case.id, "domain", domain=case.domain, why=type(error).__name__)
        return
    yield Advice.of("domain-resolves", case.id, "domain", domain=case.domain, addresses="、".join(found[:3]))


def _answers(case: Case) -> Iterator[Advice]:
    import httpx

    for scheme in ("https", "http"):
        try:
            with httpx.Client(timeout=SECONDS, follow_redirects=False, verify=False) as client:
                answer = client.head(f"{scheme}://{case.domain}/")
        except httpx.HTTPError:
            continue
        if answer.status_code < 500:
            yield Advice.of("site-answers", case.id, "domain", domain=case.domain, status=answer.status_code)
            return
