"""Ask every rule about a whole file: pure but for reading the files' contents."""

from collections.abc import Iterable

from portalbot import papers
from portalbot.advisor.advice import Advice
from portalbot.advisor.files import about_files
from portalbot.advisor.rows import about_row
from portalbot.advisor.subjects import Known, about_subjects
from portalbot.advisor.texts import about_reason
from portalbot.apart import apart
from portalbot.casefile import CaseFile
from portalbot.portals import PortalOf


def advise(file: CaseFile, portal_of: PortalOf, known: Iterable[Known] = ()) -> list[Advice]:
    """Return what the rules say of a file that reads without errors, in the order of its cases.

    `known`: records that the ledger knows. Nothing on the network is asked: that is `online.py`.
    """
    days = {case.id: portal_of(file.accounts[case.account].province, case.kind).review_days for case in file.cases}
    found = [*about_subjects(file.cases, known, days)]
    try:
        for case in file.cases:
            troubles: dict[str, str] = {}
            with apart(case.id, troubles, what="could not be examined"):
                found += about_row(file, case)
                found += about_reason(case)
                found += about_files(file, case)
            found += [Advice.of("not-examined", case.id, why=why) for why in troubles.values()]
    finally:
        papers.end()
    place = {case.id: at for at, case in enumerate(file.cases)}
    return sorted(found, key=lambda advice: place[advice.case])
