"""What a complete look means for a case that stands at the portal, and the clocks of the law."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pages.catalogue import shipped
from pages.profile import Portal
from pages.readings import ApplicationRow, RecordRow
from pages.terms import ApplicationStatus, Kind, RecordStatus
from portalbot import deadlines
from portalbot.following import BETWEEN_LOOKS, Gone, Progress, progress
from portalbot.ledger import Ledger
from portalbot.states import Notice, State

NOW = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
NUMBER = "粤ICP备12345678号-1"
S, A, R = State, ApplicationStatus, RecordStatus
STAYS: Portal = shipped("families/standard")
VANISHES = STAYS.model_copy(update={"record_vanishes": True})


def row(status: ApplicationStatus | None, opinion: str = "") -> ApplicationRow:
    return ApplicationRow("S-1", NUMBER, Kind.SITE, "2026-03-02", status, status.value if status else "新词", opinion)


def record(status: RecordStatus | None) -> RecordRow:
    return RecordRow("知行商城", NUMBER, "2019-03-12", status, status.value if status else "怪词")


def judged(
    state: State,
    status: ApplicationStatus | None,
    there: RecordRow | None,
    gone: datetime | None = None,
    **more: object,
) -> Progress | None:
    portal = more.get("portal", STAYS)
    opinion = str(more.get("opinion", ""))
    seen = Gone(gone) if gone else None
    return progress(state, row(status, opinion), there, portal, gone=seen, now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "status", "after"),
    [
        (S.SUBMITTED, A.VERIFYING, S.VERIFYING),
        (S.SUBMITTED, A.REVIEWING, S.REVIEWING),
        (S.VERIFYING, A.REVIEWING, S.REVIEWING),
        (S.VERIFYING, A.RETURNED, S.RETURNED),
        (S.REVIEWING, A.REJECTED, S.REJECTED),
        (S.REVIEWING, A.CANCELLED, S.RETURNED),
        (S.REVIEWING, A.APPROVED, S.APPROVED),
        (S.APPROVED, A.REVIEWING, S.REVIEWING),
    ],
)
def test_the_applications_status_gives_the_state(state: State, status: ApplicationStatus, after: State) -> None:
    found = judged(state, status, record(R.CANCELLING))
    assert found and found.state is after and found.key is None


@pytest.mark.parametrize("state", [S.VERIFYING, S.REVIEWING, S.APPROVED])
def test_an_unchanged_status_changes_nothing(state: State) -> None:
    assert judged(state, ApplicationStatus(state.value), record(R.CANCELLING)) is None


def test_approval_is_not_the_end_and_a_cancelled_record_is() -> None:
    assert judged(S.APPROVED, A.APPROVED, record(R.NORMAL)) is None
    found = judged(S.REVIEWING, A.APPROVED, record(R.CANCELLED))
    assert found and found.state is S.CANCELLED
    assert judged(S.REVIEWING, A.REVIEWING, record(R.CANCELLED)) is None, "its own application is not through"


def test_a_vanished_record_is_the_end_only_in_two_looks_and_where_the_profile_says_so() -> None:
    first = judged(S.REVIEWING, A.APPROVED, None, portal=VANISHES)
    assert first and first.state is S.APPROVED and first.key == "gone/S-1" and first.notice is None
    assert judged(S.APPROVED, A.APPROVED, None, NOW - BETWEEN_LOOKS / 2, portal=VANISHES) is None, "too near"
    second = judged(S.APPROVED, A.APPROVED, None, NOW - BETWEEN_LOOKS, portal=VANISHES)
    assert second and second.state is S.CANCELLED
    elsewhere = judged(S.APPROVED, A.APPROVED, None, NOW - timedelta(days=9))
    assert elsewhere and elsewhere.state is S.APPROVED and elsewhere.notice is Notice.PERSON


def test_unknown_words_go_to_a_person_once_and_are_kept() -> None:
    found = judged(S.REVIEWING, None, record(R.CANCELLING))
    assert found and (found.state, found.words, found.notice) == (S.REVIEWING, "新词", Notice.PERSON)
    assert found.key and "新词" in found.key
    strange = judged(S.APPROVED, A.APPROVED, record(None))
    assert strange and (strange.state, strange.words, strange.notice) == (S.APPROVED, "怪词", Notice.PERSON)


@pytest.mark.parametrize(
    ("opinion", "about"),
    [
        ("营业执照副本不清晰，请重新上传", "materials"),
        ("网站仍可访问，请先关闭", "site_status"),
        ("主办单位名称填写错误", "information"),
        ("短信核验超时，申请已退回", "verification"),
        ("不予受理", "other"),
    ],
)
def test_a_rejection_keeps_the_offices_words_and_names_a_cure(opinion: str, about: str) -> None:
    found = judged(S.REVIEWING, A.REJECTED, record(R.NORMAL), opinion=opinion)
    assert found and found.words.endswith(opinion) and found.message.startswith(about + ":")


# the clocks of the law


class Time:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def ledger(tmp_path: Path, time: Time) -> Iterator[Ledger]:
    book = Ledger(tmp_path / "ledger.db", who="test", clock=time)
    fields = {
        "id": "A-1",
        "portal": "http://127.0.0.1:8800",
        "number": NUMBER,
        "kind": "注销网站",
        "account": "zhixing",
    }
    rest = {"user_name": "zhixing", "province": "广东", "client": "知行", "site_name": "知行商城", "digest": "d"}
    book.register({**fields, **rest})
    yield book
    book.close()


def told(ledger: Ledger) -> list[str]:
    deadlines.tell(ledger, ledger.cases(), lambda _: timedelta(hours=6))
    return [event["message"] for event in ledger.events("A-1") if event["key"]]


def test_the_end_of_an_sms_check_is_told_at_12_4_and_1_hours_and_when_it_has_passed(ledger: Ledger, time: Time) -> None:
    ledger.move("A-1", State.SUBMITTED, "", serial="S-1")
    ledger.move("A-1", State.VERIFYING, "")
    ledger.set_dates("A-1", verify_until=(NOW + timedelta(hours=24)).isoformat())
    heard = []
    for hours in (0, 11, 12, 13, 20, 21, 23, 23.5, 24, 30):
        time.now = NOW + timedelta(hours=hours)
        heard.append(len(told(ledger)))
    assert heard == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert "awaiting the portal's word" in ledger.case("A-1").message
    assert ledger.case("A-1").state is State.VERIFYING, "only the portal returns it"


def test_a_service_that_comes_late_tells_the_nearest_warning_alone(ledger: Ledger, time: Time) -> None:
    ledger.move("A-1", State.SUBMITTED, "", serial="S-1")
    ledger.move("A-1", State.VERIFYING, "")
    ledger.set_dates("A-1", verify_until=(NOW + timedelta(hours=24)).isoformat())
    time.now = NOW + timedelta(hours=23, minutes=10)
    assert ["1 h" in message for message in told(ledger)] == [True]


def test_an_overdue_review_is_flagged_once(ledger: Ledger, time: Time) -> None:
    ledger.move("A-1", State.SUBMITTED, "", serial="S-1")
    ledger.move("A-1", State.REVIEWING, "")
    due = deadlines.review_due(NOW, STAYS)
    assert due.isoformat() == "2026-03-11", "three working days after a Friday"
    ledger.set_dates("A-1", due_on=due.isoformat())
    time.now = datetime(2026, 3, 11, 15, 59, tzinfo=UTC)
    assert told(ledger) == []
    time.now = datetime(2026, 3, 11, 16, 1, tzinfo=UTC)
    assert len(told(ledger)) == 1 and len(told(ledger)) == 1
    assert [event["notice"] for event in ledger.events("A-1") if event["key"]] == [Notice.OVERDUE]


def test_a_click_that_stays_unsettled_is_told_only_when_the_list_no_longer_lags(ledger: Ledger, time: Time) -> None:
    ledger.open_attempt("A-1", frozen={}, baseline=frozenset(), holder={})
    ledger.move("A-1", State.UNKNOWN, "no answer")
    time.now = NOW + timedelta(hours=6)
    assert told(ledger) == []
    time.now = NOW + timedelta(hours=8)
    assert len(told(ledger)) == 1 and "no answer" in told(ledger)[0]
