"""Subjects that a portal's list shows only by their sites: a row for each, made of the rows of its sites.

Such a subject is begun, looked up and followed like one that is listed. What its sites do not tell is left open: where
all of them are cancelled and no application ended the subject itself, nobody knows how it stands, and a person decides.
"""

from collections.abc import Iterable

from pages.readings import ApplicationRow, RecordRow
from pages.terms import ApplicationStatus, Kind, RecordStatus, subject_of

UNTOLD = "其下网站均已注销，列表不显示主体"
"""What stands in place of a status word where the sites do not tell it."""


def with_subjects(records: Iterable[RecordRow], applications: Iterable[ApplicationRow]) -> tuple[RecordRow, ...]:
    """Return the records with a row for each subject whose sites stand there and which has none of its own."""
    rows = tuple(records)
    listed = {row.number for row in rows}
    subjects = dict.fromkeys(subject_of(row.number) for row in rows)
    ended = {
        row.number
        for row in applications
        if row.kind is Kind.SUBJECT and row.status in (ApplicationStatus.APPROVED, ApplicationStatus.CANCELLED)
    }
    made = tuple(
        _made(number, [row for row in rows if subject_of(row.number) == number], number in ended)
        for number in subjects
        if number not in listed
    )
    return (*rows, *made)


def _made(number: str, sites: list[RecordRow], ended: bool) -> RecordRow:
    statuses = [row.status for row in sites]
    for status in (None, RecordStatus.NORMAL, RecordStatus.CHANGING, RecordStatus.CANCELLING):
        if status in statuses:
            word = next(row.raw_status for row in sites if row.status is status)
            return RecordRow(site="", number=number, filed_on="", status=status, raw_status=word)
    if ended:
        return RecordRow("", number, "", RecordStatus.CANCELLED, sites[0].raw_status)
    return RecordRow("", number, "", None, UNTOLD)
