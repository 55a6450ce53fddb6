"""Every fault of the practice portal in a browser: the final state, and what must not have happened.

DuplicateAccepted is on throughout. After the first run the bot runs again, as an operator would; `after` is the
state then. What the office holds is counted at the office.
"""

from dataclasses import dataclass

import pytest

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.desk.practice_office import PracticeOffice
from portalbot.rules.states import State
from tests.support import Bot

S = State


@dataclass(frozen=True)
class Expected:
    """What a fault leads to: the state after one run and after another, applications, submissions that arrived.

    `verdict`: of the first attempt after one run, where the witnesses do not agree.
    """

    first: State
    after: State
    applications: int = 1
    arrivals: int = 1
    words: str = ""
    verdict: str = ""


FAULTS = {
    "Delay@submit": Expected(S.SUBMITTED, S.SUBMITTED),
    "Slow@*,seconds=0.3": Expected(S.SUBMITTED, S.SUBMITTED),
    "Error500@submit": Expected(S.UNKNOWN, S.SUBMITTED, arrivals=2, words="系统异常"),
    "Maintenance@submit": Expected(S.READY, S.READY, applications=0, words="系统正在维护中"),
    "MaintenanceBetween@form": Expected(S.FAILED, S.FAILED, applications=0, arrivals=0, words="系统正在维护中"),
    "Error500AfterCommit": Expected(S.SUBMITTED, S.SUBMITTED),
    "DropAfterCommit": Expected(S.SUBMITTED, S.SUBMITTED),
    "DropAfterCommit@submit,reused_only": Expected(S.SUBMITTED, S.SUBMITTED),
    "RefusalAfterCommit": Expected(S.SUBMITTED, S.SUBMITTED),
    "SerialMissing": Expected(S.SUBMITTED, S.SUBMITTED),
    "SecondClickFails": Expected(S.SUBMITTED, S.SUBMITTED),
    "SuccessPageWithoutCommit": Expected(
        S.UNKNOWN, S.UNKNOWN, applications=0, words="no application is to be seen", verdict="contradicted"
    ),
    "AlreadyInWithoutApplication": Expected(S.UNKNOWN, S.SUBMITTED, arrivals=2, words="无需重复提交"),
    "UploadToastWithoutFile": Expected(S.FAILED, S.SUBMITTED),
    "SessionExpired@sign_in": Expected(S.SUBMITTED, S.SUBMITTED),
    "SessionExpired@list": Expected(S.SUBMITTED, S.SUBMITTED),
    "SessionExpired@dialog": Expected(S.SUBMITTED, S.SUBMITTED),
    "SessionExpired@form": Expected(S.SUBMITTED, S.SUBMITTED),
    "SessionExpired@upload": Expected(S.SUBMITTED, S.SUBMITTED),
    "SessionExpired@submit": Expected(S.UNKNOWN, S.SUBMITTED, arrivals=2),
    "SessionExpired@receipt": Expected(S.SUBMITTED, S.SUBMITTED),
    "SessionExpired@applications": Expected(S.SUBMITTED, S.SUBMITTED),
    "EmptyList@list": Expected(S.READY, S.READY, applications=0, arrivals=0, words="empty"),
    "TooManyRequestsAsEmptyTable@list": Expected(S.READY, S.READY, applications=0, arrivals=0, words="rests"),
    "Waf403@applications": Expected(S.READY, S.READY, applications=0, arrivals=0, words="疑似黑客攻击"),
    "ConnectionRefused@submit": Expected(S.UNKNOWN, S.SUBMITTED, arrivals=2),
    "ConnectionRefused@select,times=9": Expected(S.FAILED, S.FAILED, applications=0, arrivals=0),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_in_a_clear_state_and_never_in_a_second_application(
    bot: Bot, office: PracticeOffice, fault: str
) -> None:
    expected = FAULTS[fault]
    bot.page_seconds = bot.receipt_seconds = 4
    office.faults.add(DuplicateAccepted())
    office.faults.add(fault)
    bot.submit("JH-002")
    first = bot.entry("JH-002")
    assert first.state is expected.first, first.message
    if expected.verdict:
        assert bot.ledger.attempts.of("JH-002")[0].verdict == expected.verdict
    bot.submit("JH-002")
    entry = bot.entry("JH-002")
    assert entry.state is expected.after, entry.message
    said = " ".join(f"{event['message']} {event['words']}" for event in bot.ledger.events.of("JH-002"))
    assert expected.words in said, said
    assert len(office.applications) == expected.applications
    assert len(office.arrivals) <= max(expected.arrivals, 1)
    if expected.applications and entry.state is State.SUBMITTED:
        assert entry.serial == office.applications[0].serial


def test_a_lagging_list_leaves_the_serial_known_and_the_case_unknown(bot: Bot, office: PracticeOffice) -> None:
    from datetime import UTC, datetime, timedelta

    bot.portal = bot.portal.model_copy(update={"list_lag": timedelta(hours=6)})
    office.faults.add(DuplicateAccepted())
    office.faults.add("ListLag@*,hours=5")
    bot.submit("JH-002")
    entry = bot.entry("JH-002")
    assert (entry.state, entry.serial) == (State.UNKNOWN, office.applications[0].serial)
    [attempt] = bot.ledger.attempts.of("JH-002")
    assert attempt.verdict == "likely"
    assert [(w["method"], w["status"]) for w in attempt.witnesses] == [("POST", 200)]
    office.advance(hours=7)
    bot.now = lambda: datetime.now(UTC) + timedelta(hours=7)
    bot.submit("JH-002")
    assert bot.state("JH-002") in (State.SUBMITTED, State.REVIEWING)
    assert len(office.arrivals) == 1
    assert bot.ledger.attempts.of("JH-002")[0].verdict == "confirmed"
