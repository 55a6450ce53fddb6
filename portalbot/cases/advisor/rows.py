"""Rules about rows of a table that a person does not see, or sees struck out: not filed until that is put right."""

from collections.abc import Iterator

from portalbot.cases.advisor.advice import Advice
from portalbot.cases.casefile import Case, CaseFile
from portalbot.cases.casefile.raw import Mark

RULES = {Mark.HIDDEN: "row-hidden", Mark.STRUCK: "row-struck"}


def about_row(file: CaseFile, case: Case) -> Iterator[Advice]:
    """Advise on the row that a case stands in."""
    for mark, where in file.marks.get(case.id, ()):
        yield Advice.of(RULES[mark], case.id, where=where, row=where)
