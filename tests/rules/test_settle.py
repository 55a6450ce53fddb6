"""The table of DESIGN «What once means», row by row, both columns, and the neighbours that try to slip through."""

from dataclasses import replace
from typing import Any

import pytest

from pages.readings import ApplicationRow, RecordRow
from pages.terms import ApplicationStatus, Kind, RecordStatus
from portalbot.rules.settle import Do, Look, Sought, Verdict, judge

NUMBER = "粤ICP备12345678号-1"
OTHER_SITE = "粤ICP备12345678号-2"
SUBJECT = "粤ICP备12345678号"
STRANGER = "粤ICP备87654321号-1"

BEFORE = Sought(NUMBER, Kind.SITE)
AFTER = Sought(NUMBER, Kind.SITE, after_intent=True)
SEEN_ONE = replace(AFTER, baseline=frozenset({"1"}))
LAGGING = replace(AFTER, lag_passed=False)

NORMAL, CANCELLING, CANCELLED = RecordStatus.NORMAL, RecordStatus.CANCELLING, RecordStatus.CANCELLED
REVIEWING, APPROVED = ApplicationStatus.REVIEWING, ApplicationStatus.APPROVED
REJECTED, RETURNED = ApplicationStatus.REJECTED, ApplicationStatus.RETURNED
CLOSED = [REJECTED, RETURNED, ApplicationStatus.CANCELLED]


def application(
    serial: str, number: str = NUMBER, kind: Kind | None = Kind.SITE, status: ApplicationStatus | None = REVIEWING
) -> ApplicationRow:
    return ApplicationRow(serial, number, kind, "2026-03-02 09:00", status, status or "外星状态", "")


def record(number: str = NUMBER, status: RecordStatus | None = NORMAL) -> RecordRow:
    return RecordRow("知行商城", number, "2019-01-01", status, status or "外星状态")


REST = record(STRANGER)
"""The rest of the list: a complete look has at least one record."""


def look(*applications: ApplicationRow, records: tuple[RecordRow, ...] = (record(),)) -> Look:
    return Look((*records, REST), applications, complete=True)


def verdict(seen: Look, sought: Sought) -> tuple[Do, str | None]:
    """Return what is done, and the serial that it is about."""
    said = judge(seen, sought)
    return said.do, said.application.serial if said.application else None


ONE = application("1")
ENDED_ACCESS = application("8", OTHER_SITE, Kind.ACCESS, APPROVED)
BOTH = (record(), record(OTHER_SITE))
UNKNOWN = record(OTHER_SITE, None)
LEAVES = replace(BEFORE, ends_as={Kind.ACCESS: NORMAL})
CHANGING = RecordStatus.CHANGING
SAME_SUBJECT = application("9", OTHER_SITE)

TABLE: list[tuple[str, Look, Sought, tuple[Do, str | None]]] = [
    ("one open application, unknown to us, before", look(ONE), BEFORE, (Do.ADOPT, "1")),
    ("one open application, not in the baseline, after", look(ONE), AFTER, (Do.ADOPT, "1")),
    ("one open application of the baseline, before", look(ONE), BEFORE, (Do.ADOPT, "1")),
    ("one of the baseline, after", look(ONE), replace(AFTER, baseline=frozenset("1")), (Do.PERSON, None)),
    ("two candidates, before", look(ONE, application("2")), BEFORE, (Do.PERSON, "1")),
    ("two candidates, after", look(ONE, application("2")), AFTER, (Do.PERSON, None)),
    *((f"only a {each} one, before", look(application("1", status=each)), BEFORE, (Do.FILE, None)) for each in CLOSED),
    *((f"only a {each} one, after", look(application("1", status=each)), AFTER, (Do.ADOPT, "1")) for each in CLOSED),
    *(
        (f"a {each} one of before, after", look(application("1", status=each)), SEEN_ONE, (Do.RELEASE, None))
        for each in CLOSED
    ),
    ("an open one of the same subject, before", look(SAME_SUBJECT), BEFORE, (Do.HOLD, "9")),
    ("an open one of the same subject, after", look(SAME_SUBJECT), AFTER, (Do.RELEASE, None)),
    ("record 注销中 alone, before", look(records=(record(status=CANCELLING),)), BEFORE, (Do.PERSON, None)),
    ("record 注销中 alone, after, lag", look(records=(record(status=CANCELLING),)), LAGGING, (Do.STAY, None)),
    ("record 注销中 alone, after the lag", look(records=(record(status=CANCELLING),)), AFTER, (Do.PERSON, None)),
    ("record 已注销, before", look(records=(record(status=CANCELLED),)), BEFORE, (Do.ENDED, None)),
    ("record 已注销, after", look(records=(record(status=CANCELLED),)), AFTER, (Do.ENDED, None)),
    ("record 已注销, after, lag", look(records=(record(status=CANCELLED),)), LAGGING, (Do.ENDED, None)),
    ("record missing, before", look(records=()), BEFORE, (Do.REFUSE, None)),
    ("record missing, after", look(records=()), AFTER, (Do.PERSON, None)),
    ("record missing, after, lag", look(records=()), LAGGING, (Do.PERSON, None)),
    ("record 变更办理中, before", look(records=(record(status=CHANGING),)), BEFORE, (Do.HOLD, None)),
    ("record 变更办理中, after the lag", look(records=(record(status=CHANGING),)), AFTER, (Do.RELEASE, None)),
    ("record 变更办理中, after, lag", look(records=(record(status=CHANGING),)), LAGGING, (Do.STAY, None)),
    ("an approved 取消接入 of the subject, not carried out", look(ENDED_ACCESS, records=BOTH), BEFORE, (Do.HOLD, "8")),
    ("an approved 取消接入 that leaves its record", look(ENDED_ACCESS, records=BOTH), LEAVES, (Do.FILE, None)),
    ("one in review still", look(replace(ENDED_ACCESS, status=REVIEWING), records=BOTH), LEAVES, (Do.HOLD, "8")),
    ("one with a strange record", look(ENDED_ACCESS, records=(record(), UNKNOWN)), BEFORE, (Do.HOLD, "8")),
    ("another kind of it", look(replace(ENDED_ACCESS, kind=Kind.SITE), records=BOTH), LEAVES, (Do.HOLD, "8")),
    ("nothing, lag not passed, before", look(), replace(BEFORE, lag_passed=False), (Do.FILE, None)),
    ("nothing, lag not passed, after", look(), LAGGING, (Do.STAY, None)),
    ("nothing, lag not passed, a serial read", look(), replace(LAGGING, serial="1"), (Do.STAY, None)),
    ("nothing, and the portal tells no time", look(), replace(AFTER, lag_passed=None), (Do.PERSON, None)),
    ("one open application, and the portal tells no time", look(ONE), replace(AFTER, lag_passed=None), (Do.ADOPT, "1")),
    ("nothing, lag passed, holder dead, before", look(), BEFORE, (Do.FILE, None)),
    ("nothing, lag passed, holder dead, after", look(), AFTER, (Do.RELEASE, None)),
    ("nothing, lag passed, holder alive, after", look(), replace(AFTER, holder_dead=False), (Do.STAY, None)),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "sought", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_row_of_the_table_has_its_verdict(seen: Look, sought: Sought, expected: tuple[Do, str | None]) -> None:
    assert verdict(seen, sought) == expected


SHOWN = [look(), look(ONE), look(ONE, application("2")), look(SAME_SUBJECT), look(records=())]


@pytest.mark.parametrize("sought", [BEFORE, AFTER, LAGGING, replace(AFTER, serial="1")])
@pytest.mark.parametrize("seen", [*SHOWN, *(look(records=(record(status=s),)) for s in RecordStatus)])
def test_an_incomplete_look_concludes_nothing_whatever_it_shows(seen: Look, sought: Sought) -> None:
    said = judge(replace(seen, complete=False, why_not="2 of 3 pages"), sought)
    assert said.do is Do.NOTHING
    assert "2 of 3 pages" in said.why


def test_an_application_found_before_intent_is_said_not_to_be_ours() -> None:
    assert "not filed by us" in judge(look(ONE), BEFORE).why


def test_two_candidates_after_intent_are_a_contradiction_and_both_are_named() -> None:
    said = judge(look(ONE, application("2")), AFTER)
    assert said.contradicted
    assert "1, 2" in said.why


def test_two_candidates_are_a_contradiction_even_if_one_is_ours_by_serial() -> None:
    said = judge(look(ONE, application("2")), replace(AFTER, serial="1"))
    assert (said.do, said.contradicted) == (Do.PERSON, True)


def test_two_candidates_before_intent_contradict_nothing_that_we_did() -> None:
    assert not judge(look(ONE, application("2")), BEFORE).contradicted


def test_an_approved_application_is_adopted_like_one_in_review() -> None:
    assert verdict(look(application("1", status=APPROVED)), AFTER) == (Do.ADOPT, "1")


def test_our_serial_is_adopted_also_when_already_rejected() -> None:
    assert verdict(look(application("1", status=REJECTED)), replace(AFTER, serial="1")) == (Do.ADOPT, "1")


def test_our_serial_is_adopted_before_the_lag_has_passed() -> None:
    assert verdict(look(ONE), replace(LAGGING, serial="1")) == (Do.ADOPT, "1")


def test_another_serial_than_the_receipt_said_goes_to_a_person() -> None:
    said = judge(look(application("2")), replace(AFTER, serial="1"))
    assert (said.do, said.contradicted) == (Do.PERSON, True)
    assert said.why == "the receipt said 1, the portal lists 2"
    assert said.application == application("2")


def test_a_serial_that_stays_unseen_after_the_lag_is_never_released() -> None:
    said = judge(look(), replace(AFTER, serial="1"))
    assert said.do is Do.PERSON
    assert "1" in said.why


def test_a_serial_that_stays_unseen_is_not_released_for_a_rejected_one_either() -> None:
    assert verdict(look(application("0", status=REJECTED)), replace(AFTER, serial="1"))[0] is Do.PERSON


def test_an_application_of_another_attempt_is_no_candidate_after_intent() -> None:
    assert verdict(look(ONE), replace(AFTER, known=frozenset("1"))) == (Do.RELEASE, None)


def test_an_application_of_another_attempt_does_not_hide_ours() -> None:
    seen = look(ONE, application("2"))
    assert verdict(seen, replace(AFTER, known=frozenset("1"))) == (Do.ADOPT, "2")


def test_an_open_application_that_the_ledger_knows_holds_the_case_and_is_not_adopted_twice() -> None:
    assert verdict(look(ONE), replace(BEFORE, known=frozenset("1"))) == (Do.HOLD, "1")


def test_beside_a_strangers_application_of_the_baseline_a_new_one_is_ours() -> None:
    seen = look(ONE, application("2"))
    assert verdict(seen, replace(AFTER, baseline=frozenset("1"))) == (Do.ADOPT, "2")


def test_a_strangers_application_of_the_baseline_is_not_waited_out() -> None:
    assert verdict(look(ONE), replace(LAGGING, baseline=frozenset("1"))) == (Do.PERSON, None)


def test_a_closed_application_of_the_baseline_counts_as_nothing() -> None:
    seen = look(application("1", status=REJECTED))
    assert verdict(seen, replace(AFTER, baseline=frozenset("1"))) == (Do.RELEASE, None)


def test_a_closed_application_of_before_within_the_lag_leaves_the_case_unknown() -> None:
    sought = replace(LAGGING, baseline=frozenset({"1"}))
    assert verdict(look(application("1", status=RETURNED)), sought) == (Do.STAY, None)


@pytest.mark.parametrize("sought", [BEFORE, AFTER])
def test_an_application_of_another_subject_means_nothing(sought: Sought) -> None:
    assert verdict(look(application("7", STRANGER)), sought) == verdict(look(), sought)


@pytest.mark.parametrize("number", ["粤ICP备12345678号-11", "粤ICP备12345678号-1A", "粤ICP备123456789号-1"])
def test_a_number_that_only_begins_like_ours_is_never_taken_for_ours(number: str) -> None:
    assert verdict(look(application("7", number)), AFTER) == (Do.RELEASE, None)
    assert verdict(look(application("7", number)), BEFORE)[0] is not Do.ADOPT


def test_the_same_number_under_another_kind_holds_before_and_is_ignored_after() -> None:
    seen = look(application("7", kind=Kind.ACCESS))
    assert verdict(seen, BEFORE) == (Do.HOLD, "7")
    assert verdict(seen, AFTER) == (Do.RELEASE, None)


def test_a_subject_in_review_holds_its_sites_and_a_site_its_subject() -> None:
    whole = look(application("7", SUBJECT, Kind.SUBJECT), records=(record(), record(SUBJECT)))
    assert verdict(whole, BEFORE) == (Do.HOLD, "7")
    assert verdict(look(ONE, records=(record(), record(SUBJECT))), Sought(SUBJECT, Kind.SUBJECT)) == (Do.HOLD, "1")


def test_a_held_case_whose_record_reads_cancelling_stays_held() -> None:
    seen = look(application("7", SUBJECT, Kind.SUBJECT), records=(record(status=CANCELLING),))
    assert verdict(seen, BEFORE) == (Do.HOLD, "7")


@pytest.mark.parametrize("others", [(record(OTHER_SITE, CANCELLED),), ()], ids=["reads cancelled", "is gone"])
def test_an_approved_application_whose_record_is_cancelled_frees_the_subject(others: tuple[RecordRow, ...]) -> None:
    seen = look(application("9", OTHER_SITE, status=APPROVED), records=(record(), *others))
    assert verdict(seen, BEFORE) == (Do.FILE, None)


@pytest.mark.parametrize("status", [NORMAL, CANCELLING])
def test_an_approved_application_holds_until_its_record_is_cancelled(status: RecordStatus) -> None:
    seen = look(application("9", OTHER_SITE, status=APPROVED), records=(record(), record(OTHER_SITE, status)))
    assert verdict(seen, BEFORE) == (Do.HOLD, "9")


def test_a_review_whose_record_reads_cancelled_does_not_free_the_subject() -> None:
    seen = look(SAME_SUBJECT, records=(record(), record(OTHER_SITE, CANCELLED)))
    assert verdict(seen, BEFORE) == (Do.HOLD, "9")


def test_a_cancelled_record_with_its_approved_application_has_ended_before_intent() -> None:
    seen = look(application("1", status=APPROVED), records=(record(status=CANCELLED),))
    assert verdict(seen, BEFORE)[0] is Do.ENDED


def test_a_cancelled_record_with_its_approved_application_is_adopted_with_its_serial_after_intent() -> None:
    seen = look(application("1", status=APPROVED), records=(record(status=CANCELLED),))
    assert verdict(seen, AFTER) == (Do.ADOPT, "1")


@pytest.mark.parametrize("number", [NUMBER, OTHER_SITE], ids=["same record", "same subject"])
@pytest.mark.parametrize("sought", [BEFORE, AFTER, LAGGING], ids=["before", "after", "lag"])
@pytest.mark.parametrize("unread", [{"status": None}, {"kind": None}], ids=["status", "kind"])
def test_an_application_in_unknown_words_goes_to_a_person(number: str, sought: Sought, unread: dict[str, Any]) -> None:
    said = judge(look(application("5", number, **unread)), sought)
    assert said.do is Do.PERSON
    assert "5" in said.why and "profile" in said.why


@pytest.mark.parametrize(("unread", "word"), [({"status": None}, "'外星状态'"), ({"kind": None}, "'its kind'")])
def test_the_unknown_word_is_repeated_and_the_application_named(unread: dict[str, Any], word: str) -> None:
    odd = application("5", **unread)
    said = judge(look(odd), BEFORE)
    assert said.why == f"application 5 reads {word}, which the profile does not know"
    assert said.application == odd


@pytest.mark.parametrize("seen", [look(), look(ONE)], ids=["nothing", "one"])
def test_of_a_click_of_which_what_decides_cannot_be_read_a_person_decides_whatever_is_shown(seen: Look) -> None:
    said = judge(seen, replace(AFTER, unread=("baseline", "holder")))
    assert (said.do, said.application) == (Do.PERSON, None)
    assert "baseline、holder" in said.why


def test_a_strangers_application_is_said_to_be_somebody_elses() -> None:
    assert "somebody else's" in judge(look(ONE), SEEN_ONE).why


def test_unknown_words_about_another_subject_are_none_of_the_cases_business() -> None:
    assert verdict(look(application("5", STRANGER, status=None)), BEFORE) == (Do.FILE, None)


@pytest.mark.parametrize("sought", [BEFORE, AFTER, LAGGING], ids=["before", "after", "lag"])
def test_a_record_in_unknown_words_goes_to_a_person(sought: Sought) -> None:
    said = judge(look(records=(record(status=None),)), sought)
    assert said.do is Do.PERSON
    assert "外星状态" in said.why


def test_a_living_holder_does_not_stop_an_adoption() -> None:
    assert verdict(look(ONE), replace(AFTER, holder_dead=False)) == (Do.ADOPT, "1")


def test_a_cancelling_record_is_never_released_by_a_dead_holder() -> None:
    for lag_passed in (False, True):
        sought = replace(AFTER, lag_passed=lag_passed, holder_dead=True)
        assert verdict(look(records=(record(status=CANCELLING),)), sought)[0] is not Do.RELEASE


def everything_shown() -> list[Look]:
    """Return looks at every mixture of up to two applications and each state of the record."""
    rows = [
        application(serial, number, kind, status)
        for serial, number, kind in (("1", NUMBER, Kind.SITE), ("2", NUMBER, Kind.SITE), ("3", OTHER_SITE, Kind.SITE),
                                     ("4", NUMBER, Kind.ACCESS), ("5", SUBJECT, Kind.SUBJECT))
        for status in (*ApplicationStatus, None)
    ]  # fmt: skip
    pairs = [(), *((row,) for row in rows), *((a, b) for a in rows for b in rows if a.serial < b.serial)]
    states: list[tuple[RecordRow, ...]] = [(), *((record(status=status),) for status in (*RecordStatus, None))]
    return [look(*pair, records=records) for pair in pairs for records in states]


def test_nothing_is_ever_filed_or_released_while_an_open_application_for_the_record_is_shown() -> None:
    risky = 0
    for seen in everything_shown():
        stands = [row for row in seen.applications if row.number == NUMBER and row.kind is Kind.SITE]
        if not any(row.status and row.status.open for row in stands):
            continue
        for sought in (BEFORE, AFTER, LAGGING, replace(AFTER, baseline=frozenset("1")), replace(AFTER, serial="1")):
            risky += 1
            assert judge(seen, sought).do not in (Do.FILE, Do.RELEASE), (seen, sought)
    assert risky > 1000


def test_after_intent_nothing_is_filed_and_before_it_nothing_released() -> None:
    for seen in everything_shown():
        assert judge(seen, AFTER).do not in (Do.FILE, Do.REFUSE, Do.HOLD)
        assert judge(seen, BEFORE).do not in (Do.RELEASE, Do.STAY)


def test_every_adoption_names_its_application_and_every_verdict_its_reason() -> None:
    for seen in everything_shown():
        for sought in (BEFORE, AFTER, LAGGING):
            said: Verdict = judge(seen, sought)
            assert said.why
            assert said.do is not Do.ADOPT or said.application in seen.applications


@pytest.mark.parametrize(
    ("seen", "sought", "said"),
    [
        (look(ONE), replace(AFTER, serial="1"), "application 1 is ours"),
        (look(), replace(AFTER, lag_passed=None), "does not tell the time (Date)"),
        (look(), replace(AFTER, holder_dead=False), "may still be alive, or was on another machine"),
    ],
)
def test_people_are_told_what_a_verdict_rests_on(seen: Look, sought: Sought, said: str) -> None:
    assert said in judge(seen, sought).why
