"""What is left to people: which state a case is then in, in which words, and that nothing was sent."""

from collections.abc import Callable
from typing import Any

import pytest

from mock_portal.desk.calls import Call, Reply, answer
from pages.errors import NoAnswer, PageChanged, Refused, SignInRefused, Throttled, Unavailable, Untrusted
from pages.terms import Step
from portalbot.rules.states import State
from tests.filing.doubles import Dialog, Form, Login
from tests.filing.world import HOUR, World, Worlds

CASE, OTHER = "JH-001", "JH-002"
"""Two cases of one account."""


def shown_as(world: World, status: str) -> None:
    """Let the portal's list show every record in one status."""
    handle = world.desk.handle

    def changed(call: Call) -> Reply:
        reply = handle(call)
        if call.path != "api/records" or reply.code:
            return reply
        rows = [{**row, "status": status} for row in reply.params["rows"]]
        return answer(params={**reply.params, "rows": rows})

    world.desk.handle = changed  # type: ignore[method-assign]


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_parts: object, **_named: object) -> Any:
        raise error

    return fail


# one case


@pytest.mark.parametrize(("status", "word"), [("注销中", "no application is to be seen"), ("外星", "外星")])
def test_a_look_that_needs_a_person_makes_a_case_wait_and_says_why(worlds: Worlds, status: str, word: str) -> None:
    world = worlds(CASE)
    shown_as(world, status)
    world.submit()
    case = world.ledger.cases.one(CASE)
    assert case.state is State.WAITING and word in case.message
    assert world.office.arrivals == []
    assert world.ledger.events.of(CASE)[-1]["step"] == Step.LIST
    assert world.ledger.events.of(CASE)[-1]["notice"] == "person"


@pytest.mark.parametrize(
    ("error", "state", "words"),
    [
        (Refused("the portal says no", words="数据不存在", step=Step.DIALOG), State.REFUSED, "数据不存在"),
        (Refused("the form has no place for it", words="", step=Step.FORM), State.FAILED, ""),
        (NoAnswer("nobody was there", words="请输入验证码"), State.WAITING, "请输入验证码"),
        (PageChanged("another window", words="新窗口"), State.FAILED, "新窗口"),
        (Unavailable("no answer", words="系统维护"), State.FAILED, "系统维护"),
        (KeyError("of our own"), State.FAILED, ""),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)
def test_an_error_before_the_click_is_written_down_with_the_portals_words_and_stops_no_other_case(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, error: Exception, state: State, words: str
) -> None:
    world = worlds(CASE, OTHER)
    [broken] = [case.number for case in world.file.cases if case.id == CASE]
    confirm = Dialog.confirm

    def sometimes(dialog: Dialog) -> Form:
        if dialog.number == broken:
            raise error
        return confirm(dialog)

    monkeypatch.setattr(Dialog, "confirm", sometimes)
    world.submit()
    case = world.ledger.cases.one(CASE)
    assert (case.state, case.words) == (state, words)
    assert str(error) in case.message and (words or type(error).__name__ == "Refused" or "KeyError" in case.message)
    assert world.states()[OTHER] is State.SUBMITTED and len(world.office.arrivals) == 1


def test_an_error_after_the_click_leaves_the_case_unknown_and_names_itself(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds(CASE)
    monkeypatch.setattr(Form, "submit", raising(ZeroDivisionError("of our own")))
    world.submit()
    case = world.ledger.cases.one(CASE)
    assert case.state is State.UNKNOWN
    assert case.message.startswith("the click may have happened") and "ZeroDivisionError: of our own" in case.message


@pytest.mark.parametrize("ended", [True, False], ids=["changed pages", "one among others"])
def test_three_changed_pages_in_a_row_leave_the_rest_ready(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, ended: bool
) -> None:
    world = worlds("LN-101", "LN-102", "LN-103", "LN-104", "LN-105")
    confirm, opened = Dialog.confirm, []

    def mostly(dialog: Dialog) -> Form:
        opened.append(dialog)
        if not ended and len(opened) == 3:
            return confirm(dialog)
        raise PageChanged("no such button", step=Step.DIALOG)

    monkeypatch.setattr(Dialog, "confirm", mostly)
    world.submit()
    states = list(world.states().values())
    if ended:
        assert states.count(State.FAILED) == 3 and states.count(State.READY) == 2
        [why] = world.outcome.halted.values()
        assert why == "3 cases in a row ended alike (changed page); the rest stays as it is"
        assert world.outcome.left
    else:
        assert states.count(State.FAILED) == 4 and world.outcome.halted == {}
        assert not world.outcome.left


# one account


@pytest.mark.parametrize(
    ("error", "state", "reason", "message"),
    [
        (SignInRefused("refused", words="账号或密码错误", reason="wrong_password"), State.WAITING, "wrong_password",
         "account jiahe cannot sign in: 账号或密码错误"),
        (Untrusted("a password is asked for at http://elsewhere"), State.WAITING, "untrusted",
         "nothing was typed, account jiahe rests: a password is asked for at http://elsewhere"),
        (NoAnswer("nobody read the picture"), State.WAITING, "captcha",
         "account jiahe needs a person: nobody read the picture"),
        (Throttled("too many", words="请求过于频繁"), State.READY, "throttled", "too many: 请求过于频繁"),
        (Refused("the portal says no", words="未开放"), State.WAITING, None, "the portal says no: 未开放"),
        (PageChanged("no such button"), State.FAILED, None, "no such button"),
        (Unavailable("no answer", words="502"), State.FAILED, None, "no answer: 502"),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else "",
)  # fmt: skip
def test_a_sitting_that_does_not_begin_says_why_for_the_account_and_each_case(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, error: Exception, state: State, reason: str | None, message: str
) -> None:
    world = worlds(CASE, OTHER)
    account = world.file.cases[0].account
    message = message.replace("jiahe", account)
    monkeypatch.setattr(Login, "sign_in", raising(error))
    world.submit()
    assert world.states() == {CASE: state, OTHER: state}
    assert {world.ledger.cases.one(each).message for each in (CASE, OTHER)} == {message}
    assert world.outcome.left_alone == {account: message} and world.outcome.left
    assert [rest.reason for rest in world.ledger.rests.in_force()] == ([reason] if reason else [])
    if reason:
        [rest] = world.ledger.rests.in_force()
        assert rest.account == account and rest.words and rest.words in message
        assert (rest.until is None) == (reason != "throttled"), "a person releases what is no pause"
    assert world.office.arrivals == []


def test_an_account_that_rests_is_left_alone_with_its_reason_and_the_way_out(worlds: Worlds) -> None:
    world = worlds(CASE)
    world.submit()
    case = world.ledger.cases.one(CASE)
    world.use(*(each for each in world.first_file.cases))
    world.ledger.rests.begin(case.account, case.portal, case.user_name, "wrong_password", "账号或密码错误")
    world.look()
    since = world.ledger.rests.in_force()[0].since[:16]
    assert world.outcome.left_alone[case.account] == (
        f"account {case.account} rests since {since}Z (wrong_password): 账号或密码错误; "
        f"after mending it: portalbot accounts release {case.account}"
    )
    assert world.states() == {CASE: State.SUBMITTED}, "what stands at the portal stays as it is"


@pytest.mark.parametrize("pause", [True, False])
def test_a_case_of_a_resting_account_waits_for_a_person_and_one_of_a_pausing_account_stays_ready(
    worlds: Worlds, pause: bool
) -> None:
    world = worlds(CASE)
    case = world.file.cases[0]
    user_name = world.file.accounts[case.account].user_name
    until = (world.time + HOUR).isoformat(timespec="microseconds") if pause else None
    world.ledger.rests.begin(
        case.account, world.portal.origin, user_name, "throttled" if pause else "locked", "原话", until
    )
    world.submit()
    entry = world.ledger.cases.one(CASE)
    assert entry.state is (State.READY if pause else State.WAITING)
    assert ("until 2026-03-02T02:00Z (throttled): 原话" in entry.message) == pause
    assert ("accounts release" in entry.message) != pause
    assert world.office.sign_ins == []


def test_an_account_without_a_password_is_left_alone_and_the_variable_is_named(worlds: Worlds) -> None:
    world = worlds(CASE)
    account = world.file.cases[0].account
    world.passwords.pop(account)
    world.submit()
    entry = world.ledger.cases.one(CASE)
    assert entry.state is State.WAITING and world.office.sign_ins == []
    assert entry.message == f"no password for account {account}: set PORTALBOT_ACCOUNTS__{account.upper()}__PASSWORD"


def test_at_a_portal_in_quarantine_nothing_is_filed_and_everything_is_still_followed(worlds: Worlds) -> None:
    world = worlds(CASE, OTHER)
    world.use(world.file.cases[0])
    world.submit()
    world.use(*world.first_file.cases)
    world.ledger.quarantines.impose(world.portal.origin, world.portal.name, "form", "the button is called otherwise")
    world.submit()
    name = world.portal.name
    assert world.states() == {CASE: State.SUBMITTED, OTHER: State.READY} and len(world.office.arrivals) == 1
    message = world.ledger.cases.one(OTHER).message
    assert message.startswith(f"portal {name} has changed: the button is called otherwise (in quarantine since 2026-03")
    halted = world.outcome.halted[name]
    assert halted.startswith("nothing is filed here: the button is called otherwise")
    assert f"portalbot doctor {name}, or portalbot portals release {name}" in halted
    world.office.decide(world.office.applications[0].serial, "审核不通过", "材料模糊")
    world.look()
    assert world.states()[CASE] is State.REJECTED


# a sitting that ends in the middle


@pytest.mark.parametrize("lost", [1, 3])
def test_a_lost_session_is_signed_in_to_anew_three_times_at_most(worlds: Worlds, lost: int) -> None:
    world = worlds(CASE)
    world.office.faults.add(f"SessionExpired@list,times={lost}")
    world.submit()
    assert len(world.office.sign_ins) == min(lost + 1, 3)
    assert world.states() == {CASE: State.SUBMITTED if lost == 1 else State.FAILED}
    assert len(world.office.arrivals) == (lost == 1)
