"""Ask every rule about a whole file: pure but for reading the files' contents."""

from collections.abc import Iterable

from portalbot.cases import documents
from portalbot.cases.advisor.advice import Advice
from portalbot.cases.advisor.files import about_files
from portalbot.cases.advisor.rows import about_row
from portalbot.cases.advisor.subjects import Known, about_subjects
from portalbot.cases.advisor.texts import about_reason
from portalbot.cases.casefile import CaseFile
from portalbot.cases.portals import PortalOf
from portalbot.ledger.isolation import isolated


def advise(file: CaseFile, portal_of: PortalOf, known: Iterable[Known] = ()) -> list[Advice]:
    """Return what the rules say of a file that reads without errors, in the order of its cases.

    `known`: records that the ledger knows. Nothing on the network is asked: that is `online.py`.
    """
    days = {case.id: portal_of(file.accounts[case.account].province, case.kind).review_days for case in file.cases}
    found = [*about_subjects(file.cases, known, days)]
    try:
        for case in file.cases:
            troubles: dict[str, str] = {}
            with isolated(case.id, troubles, what="could not be examined"):
                found += about_row(file, case)
                found += about_reason(case)
                found += about_files(file, case)
            found += [Advice.of("not-examined", case.id, why=why) for why in troubles.values()]
    finally:
        documents.end()
    place = {case.id: at for at, case in enumerate(file.cases)}
    return sorted(found, key=lambda advice: place[advice.case])
