"""Subjects of which a list shows the sites alone: how they stand, as far as their sites tell."""

import pytest

from pages.readings import ApplicationRow, RecordRow
from pages.terms import ApplicationStatus, Kind, RecordStatus
from portalbot.rules.by_sites import UNTOLD, with_subjects

SUBJECT = "粤ICP备2021034567号"
S = RecordStatus


def site(number: int, status: RecordStatus | None) -> RecordRow:
    return RecordRow("知行商城", f"{SUBJECT}-{number}", "2021-03-02", status, str(status))


def application(kind: Kind, status: ApplicationStatus) -> ApplicationRow:
    return ApplicationRow("1", SUBJECT, kind, "", status, str(status), "")


@pytest.mark.parametrize(
    ("statuses", "made"),
    [
        ([S.NORMAL, S.CANCELLED], S.NORMAL), ([S.NORMAL, S.CANCELLING], S.NORMAL),
        ([S.CHANGING, S.CANCELLED], S.CHANGING),
        ([S.CANCELLING, S.CANCELLED], S.CANCELLING), ([S.CANCELLED, S.CANCELLED], None), ([S.NORMAL, None], None),
    ],
)  # fmt: skip
def test_a_subject_stands_as_its_sites_tell(statuses: list[RecordStatus | None], made: RecordStatus | None) -> None:
    rows = [site(n, status) for n, status in enumerate(statuses, start=1)]
    [*kept, subject] = with_subjects(rows, [])
    assert kept == rows and (subject.number, subject.site, subject.status) == (SUBJECT, "", made)
    if statuses == [S.CANCELLED, S.CANCELLED]:
        assert subject.raw_status == UNTOLD


def test_where_all_sites_are_cancelled_only_an_application_for_the_subject_says_that_it_ended() -> None:
    rows = [site(1, S.CANCELLED)]
    other = application(Kind.SITE, ApplicationStatus.APPROVED)
    assert with_subjects(rows, [other])[-1].status is None
    assert with_subjects(rows, [application(Kind.SUBJECT, ApplicationStatus.REVIEWING)])[-1].status is None
    assert with_subjects(rows, [application(Kind.SUBJECT, ApplicationStatus.APPROVED)])[-1].status is S.CANCELLED


def test_a_subject_that_is_listed_is_left_as_it_is_listed() -> None:
    own = RecordRow("深圳知行", SUBJECT, "2021-03-02", S.NORMAL, "正常")
    assert with_subjects([own, site(1, S.CANCELLED)], []) == (own, site(1, S.CANCELLED))
    assert with_subjects([], []) == ()
