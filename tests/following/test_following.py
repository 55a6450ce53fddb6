"""What a complete look means for a case that stands at the portal, and the clocks of the law."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pages.catalogue import shipped
from pages.profile import Portal
from pages.readings import ApplicationRow, RecordRow
from pages.terms import ApplicationStatus, Kind, RecordStatus
from portalbot.following import reminders
from portalbot.ledger.ledger import Ledger
from portalbot.rules import deadlines
from portalbot.rules.progress import BETWEEN_LOOKS, Gone, Progress, progress
from portalbot.rules.states import Notice, State

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


@pytest.mark.parametrize(
    ("status", "there", "kind", "after"),
    [
        (A.APPROVED, R.NORMAL, Kind.ACCESS, S.CANCELLED),
        (A.APPROVED, R.CANCELLED, Kind.ACCESS, S.CANCELLED),
        (A.APPROVED, R.CANCELLING, Kind.ACCESS, S.APPROVED),
        (A.APPROVED, R.CHANGING, Kind.ACCESS, S.APPROVED),
        (A.APPROVED, R.NORMAL, Kind.SITE, S.APPROVED),
        (A.REJECTED, R.NORMAL, Kind.ACCESS, S.REJECTED),
    ],
)
def test_where_a_kind_leaves_its_record_in_force_its_approval_is_the_end(
    status: ApplicationStatus, there: RecordStatus, kind: Kind, after: State
) -> None:
    leaves = STAYS.model_copy(update={"ends_as": {Kind.ACCESS: R.NORMAL}})
    mine = replace(row(status), kind=kind)
    found = progress(S.REVIEWING, mine, record(there), leaves, gone=None, now=NOW)
    assert found and found.state is after
    if kind is Kind.ACCESS and status is A.APPROVED:
        elsewhere = progress(S.REVIEWING, mine, record(R.NORMAL), STAYS, gone=None, now=NOW)
        assert elsewhere and elsewhere.state is S.APPROVED, "only where the profile says so"


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


Told = tuple[State, str, str | None, Notice | None]
ENDS: list[tuple[str, RecordRow | None, Portal, Gone | None, datetime | None, Told, str]] = [
    ("its record reads cancelled", record(R.CANCELLED), STAYS, None, NOW,
     (S.CANCELLED, A.APPROVED, None, None), f"the record reads {R.CANCELLED}"),
    ("its record is missed for the first time", None, VANISHES, None, NOW,
     (S.APPROVED, A.APPROVED, "gone/S-1", None), "another look will make it sure"),
    ("it was missed by a look that was told no time", None, VANISHES, Gone(None), NOW,
     (S.APPROVED, A.APPROVED, "gone/S-1/untold", Notice.PERSON), "the portal does not tell the time"),
    ("this look is told no time", None, VANISHES, Gone(NOW), None,
     (S.APPROVED, A.APPROVED, "gone/S-1/untold", Notice.PERSON), "the portal does not tell the time"),
    ("it was missed an hour ago", None, VANISHES, Gone(NOW - BETWEEN_LOOKS), NOW,
     (S.CANCELLED, A.APPROVED, None, None), "gone from the list, in two complete looks"),
    ("its record is missed where the profile expects it", None, STAYS, None, NOW,
     (S.APPROVED, A.APPROVED, "gone/S-1", Notice.PERSON), "which the profile does not expect: a person must look"),
    ("its record reads what the profile does not know", record(None), STAYS, None, NOW,
     (S.APPROVED, "怪词", "record/S-1/怪词", Notice.PERSON), "reads '怪词', which the profile does not know"),
    ("its record stands as before", record(R.NORMAL), STAYS, None, NOW,
     (S.APPROVED, A.APPROVED, None, None), "请关闭网站"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("there", "portal", "gone", "now", "expected", "said"), [e[1:] for e in ENDS], ids=[e[0] for e in ENDS]
)
def test_an_approved_application_is_told_with_its_words_its_key_and_for_whom(
    there: RecordRow | None,
    portal: Portal,
    gone: Gone | None,
    now: datetime | None,
    expected: Told,
    said: str,
) -> None:
    found = progress(S.REVIEWING, row(A.APPROVED, "请关闭网站"), there, portal, gone=gone, now=now)
    assert found and (found.state, found.words, found.key, found.notice) == expected
    assert said in found.message


def test_what_the_office_says_of_an_application_in_review_is_kept() -> None:
    found = judged(S.VERIFYING, A.REVIEWING, record(R.CANCELLING), opinion="请等待")
    assert found == Progress(S.REVIEWING, "请等待", f"{A.REVIEWING} 请等待")


def test_a_status_that_the_profile_does_not_know_is_repeated_to_a_person() -> None:
    found = judged(S.REVIEWING, None, record(R.CANCELLING))
    assert found and found.message == "the portal's status '新词' is not in the profile; a person must read it"
    assert found.key == "word/S-1/新词"


def test_a_rejection_names_its_cure_in_both_languages() -> None:
    found = judged(S.REVIEWING, A.REJECTED, record(R.NORMAL), opinion="不予受理")
    assert found and found.message == "other: read the reason, or ask the office · 请阅读原因，或咨询管局"
    assert found.words == f"{A.REJECTED} 不予受理"


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
    book.cases.register({**fields, **rest})
    yield book
    book.close()


def told(ledger: Ledger) -> list[str]:
    reminders.tell(ledger, ledger.cases.all(), lambda _: timedelta(hours=6))
    return [event["message"] for event in ledger.events.of("A-1") if event["key"]]


def test_the_end_of_an_sms_check_is_told_at_12_4_and_1_hours_and_when_it_has_passed(ledger: Ledger, time: Time) -> None:
    ledger.cases.move("A-1", State.SUBMITTED, "", serial="S-1")
    ledger.cases.move("A-1", State.VERIFYING, "")
    ledger.cases.set_dates("A-1", verify_until=(NOW + timedelta(hours=24)).isoformat())
    heard = []
    for hours in (0, 11, 12, 13, 20, 21, 23, 23.5, 24, 30):
        time.now = NOW + timedelta(hours=hours)
        heard.append(len(told(ledger)))
    assert heard == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    warned = [event for event in ledger.events.of("A-1") if event["key"]]
    assert {event["notice"] for event in warned} == {Notice.VERIFICATION}
    assert [event["key"].rpartition("/")[2] for event in warned] == ["12h", "4h", "1h", "passed"]
    assert warned[0]["message"] == (
        "less than 12 h left to enter the SMS code, until 2026-03-07 10:00 · 短信核验将于2026-03-07 10:00截止"
    )
    assert "awaiting the portal's word" in ledger.cases.one("A-1").message
    assert ledger.cases.one("A-1").state is State.VERIFYING, "only the portal returns it"


def test_a_service_that_comes_late_tells_the_nearest_warning_alone(ledger: Ledger, time: Time) -> None:
    ledger.cases.move("A-1", State.SUBMITTED, "", serial="S-1")
    ledger.cases.move("A-1", State.VERIFYING, "")
    ledger.cases.set_dates("A-1", verify_until=(NOW + timedelta(hours=24)).isoformat())
    time.now = NOW + timedelta(hours=23, minutes=10)
    assert ["1 h" in message for message in told(ledger)] == [True]


def test_an_overdue_review_is_flagged_once(ledger: Ledger, time: Time) -> None:
    ledger.cases.move("A-1", State.SUBMITTED, "", serial="S-1")
    ledger.cases.move("A-1", State.REVIEWING, "")
    due = deadlines.review_due(NOW, STAYS)
    assert due.isoformat() == "2026-03-11", "three working days after a Friday"
    ledger.cases.set_dates("A-1", due_on=due.isoformat())
    time.now = datetime(2026, 3, 11, 15, 59, tzinfo=UTC)
    assert told(ledger) == []
    time.now = datetime(2026, 3, 11, 16, 1, tzinfo=UTC)
    assert len(told(ledger)) == 1 and len(told(ledger)) == 1
    assert [event["notice"] for event in ledger.events.of("A-1") if event["key"]] == [Notice.OVERDUE]


def test_a_click_that_stays_unsettled_is_told_only_when_the_list_no_longer_lags(ledger: Ledger, time: Time) -> None:
    ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={})
    ledger.cases.move("A-1", State.UNKNOWN, "no answer")
    time.now = NOW + timedelta(hours=6)
    assert told(ledger) == []
    time.now = NOW + timedelta(hours=8)
    assert len(told(ledger)) == 1 and "no answer" in told(ledger)[0]
    assert [event["notice"] for event in ledger.events.of("A-1") if event["key"]] == [Notice.PERSON]


def test_an_unsettled_click_is_told_an_hour_after_the_lag_of_its_own_portal_and_not_at_it(
    ledger: Ledger, time: Time
) -> None:
    ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={})
    for hours, count in ((7, 0), (7.001, 1)):
        time.now = NOW + timedelta(hours=hours)
        reminders.tell(ledger, ledger.cases.all(), lambda entry: timedelta(hours=6) if entry.id == "A-1" else None)
        assert len([event for event in ledger.events.of("A-1") if event["key"]]) == count


def test_an_unsettled_click_at_a_portal_that_this_run_does_not_know_is_not_told(ledger: Ledger, time: Time) -> None:
    ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={})
    time.now = NOW + timedelta(days=9)
    reminders.tell(ledger, ledger.cases.all(), lambda _: None)
    assert not [event for event in ledger.events.of("A-1") if event["key"]]


def test_once_the_review_has_begun_the_end_of_the_sms_check_is_told_no_more(ledger: Ledger, time: Time) -> None:
    ledger.cases.move("A-1", State.SUBMITTED, "", serial="S-1")
    ledger.cases.move("A-1", State.REVIEWING, "")
    ledger.cases.set_dates("A-1", verify_until=(NOW + timedelta(hours=1)).isoformat())
    assert told(ledger) == []


def test_a_review_is_counted_from_the_day_in_china_on_which_it_began() -> None:
    assert deadlines.review_due(datetime(2026, 3, 5, 15, 59, tzinfo=UTC), STAYS).isoformat() == "2026-03-10"
    assert deadlines.review_due(datetime(2026, 3, 5, 16, 0, tzinfo=UTC), STAYS).isoformat() == "2026-03-11"


@pytest.mark.parametrize("listened", [True, False], ids=["troubles are asked for", "nobody asks"])
def test_a_case_of_which_nothing_can_be_told_is_named_to_who_asks_and_stops_nothing(
    ledger: Ledger, listened: bool
) -> None:
    ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={})
    troubles: dict[str, str] = {}

    def unknown(_entry: object) -> timedelta:
        raise ZeroDivisionError("of our own")

    reminders.tell(ledger, ledger.cases.all(), unknown, troubles if listened else None)
    assert troubles == ({"A-1": "not gone through: ZeroDivisionError: of our own"} if listened else {})
