"""Rules about a subject's numbers, by what the file and the ledger know of its sites (DOMAIN §1.3, §2)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pages.terms import Kind, is_site_number, subject_of
from portalbot.cases.advisor.advice import Advice
from portalbot.cases.casefile import Case


@dataclass(frozen=True)
class Known:
    """A record that the ledger knows: its number and kind, and whether it has ended."""

    number: str
    kind: str
    ended: bool


def about_subjects(cases: Iterable[Case], known: Iterable[Known], review_days: Mapping[str, int]) -> Iterator[Advice]:
    """Advise on cases of one subject; `review_days` gives the portal's working days by case id."""
    by_subject: dict[str, list[Case]] = {}
    for case in cases:
        if case.kind is not Kind.LICENCE:
            by_subject.setdefault(subject_of(case.number), []).append(case)
    ledger: dict[str, set[str]] = {}
    for each in known:
        if not each.ended and each.kind != Kind.LICENCE and is_site_number(each.number):
            ledger.setdefault(subject_of(each.number), set()).add(each.number)
    for subject, mine in by_subject.items():
        yield from _about_one(subject, mine, ledger.get(subject, set()), review_days)


def _about_one(subject: str, mine: list[Case], in_ledger: set[str], review_days: Mapping[str, int]) -> Iterator[Advice]:
    whole = [case for case in mine if case.kind is Kind.SUBJECT]
    sites = [case for case in mine if case.kind is not Kind.SUBJECT]
    for case in sites if whole else ():
        yield Advice.of("subject-conflict", case.id, "number", subject=subject, number=case.number)
    by_number: dict[str, list[Case]] = {}
    for case in sites:
        by_number.setdefault(case.number, []).append(case)
    for number, these in by_number.items():
        if len(these) > 1:
            kinds = "、".join(case.kind for case in these)
            for case in these:
                yield Advice.of("site-conflict", case.id, "kind", number=number, kinds=kinds)
    if whole:
        return
    if len(sites) > 1:
        days = sum(review_days[case.id] for case in sites)
        order = " → ".join(case.number.removeprefix(subject) for case in sites)
        for case in sites:
            yield Advice.of(
                "subject-order", case.id, "number", count=len(sites), subject=subject, days=days, order=order
            )
    elif sites and sites[0].kind is Kind.SITE and in_ledger <= {sites[0].number}:
        yield Advice.of("subject-shell", sites[0].id, "kind", number=sites[0].number)
