"""A filing from its first step to the answer: rehearsals, stops, what the portal says, what must be as planned."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from mock_portal.desk.calls import Call, Reply, answer
from mock_portal.desk.faults import EmptyList
from pages.errors import NoAnswer, Refused, Unavailable
from pages.readings import Answer
from pages.targets import landmark_words
from pages.terms import Kind, Step
from portalbot.rules.states import State
from tests.filing.doubles import Dialog, Form, Records
from tests.filing.world import HOUR, LAG, World, Worlds

CASE = "JH-001"


@pytest.fixture
def worlds(worlds: Worlds) -> Worlds:
    return lambda *ids, **options: worlds(*(ids or (CASE,)), **options)


# steps, rehearsals, stops


def test_each_step_is_told_with_its_account_and_case_in_the_order_of_the_journey(worlds: Worlds) -> None:
    world = worlds()
    told: list[tuple[str, str, str]] = []
    paused: list[float] = []
    world.tools_have |= {"progress": lambda *what: told.append(what), "pause": paused.append}
    world.submit()
    assert {account for account, _, _ in told} == {"jinghua"}
    assert [step for _, case, step in told if case == CASE] == [
        "list", "dialog", "form", "upload", "submit", "receipt", "done",
    ]  # fmt: skip
    assert [step for _, case, step in told if not case] == ["select", "sign_in", "list", "applications", "applications"]
    assert set(paused) == {world.portal.pace.seconds_between_acts} and len(paused) == 9, "none after the click"


def test_a_rehearsal_fills_everything_and_submits_nothing(worlds: Worlds) -> None:
    world = worlds()
    world.tools_have["dry_run"] = True
    points = world.submit()
    assert "trial click" in points.names and world.office.arrivals == []
    assert world.states() == {CASE: State.READY} and world.ledger.attempts.of(CASE) == []
    last = world.ledger.events.of(CASE)[-1]
    assert (last["message"], last["step"]) == ("rehearsed: everything was filled, nothing was submitted", "submit")
    assert world.outcome.rehearsed == [CASE]


@pytest.mark.parametrize(
    ("error", "words", "after"),
    [(Unavailable("no answer", words="系统异常", step="submit"), "系统异常", State.FAILED),
     (NoAnswer("nobody is there"), "", State.WAITING)],
    ids=["failed", "waiting"],
)  # fmt: skip
def test_a_rehearsal_that_goes_well_takes_the_words_of_one_that_did_not_away(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str, after: State
) -> None:
    world = worlds()
    world.tools_have["dry_run"] = True

    def fails(_form: Form) -> None:
        raise error

    with monkeypatch.context() as once:
        once.setattr(Form, "ready", fails)
        world.submit()
    assert (world.ledger.cases.one(CASE).state, world.ledger.cases.one(CASE).words) == (after, words)
    world.submit()
    entry = world.ledger.cases.one(CASE)
    assert (entry.state, entry.words) == (State.READY, "") and entry.message.startswith("rehearsed")


def test_a_rehearsal_says_only_of_what_was_filled_in_whole_that_it_was(worlds: Worlds) -> None:
    world = worlds()
    case = world.file.cases[0]
    world.office.change_record(world.file.accounts[case.account].province, case.number)
    world.tools_have["dry_run"] = True
    world.submit()
    assert world.states() == {CASE: State.HELD} and world.outcome.rehearsed == []


def test_a_rehearsal_needs_no_approval(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    world = worlds()
    monkeypatch.setattr(type(world.ledger.approvals), "give", lambda *_: None)
    world.tools_have["dry_run"] = True
    assert "trial click" in world.submit().names


@pytest.mark.parametrize("step", ["select", "sign_in", "list", "dialog", "form", "upload", "submit"])
def test_a_stop_before_the_click_leaves_the_case_ready_and_files_nothing(worlds: Worlds, step: str) -> None:
    world = worlds()
    told: list[str] = []
    world.tools_have |= {"progress": lambda *what: told.append(what[2]), "stopping": lambda: told[-1:] == [step]}
    world.submit()
    if step == "submit":  # the click is next, and nothing cuts in any more
        assert world.states() == {CASE: State.SUBMITTED} and len(world.office.arrivals) == 1
    else:
        assert world.states() == {CASE: State.READY} and world.office.arrivals == []
        assert told[-1] == step


# the answer to a click


def answering(world: World, code: int, words: str) -> None:
    """Let the office answer 提交 with a code and words of its own, and take nothing in."""
    handle = world.desk.handle

    def refusing(call: Call) -> Reply:
        return answer(code, words) if call.path == "api/submit" else handle(call)

    world.desk.handle = refusing  # type: ignore[method-assign]


@pytest.mark.parametrize("lag", [timedelta(), LAG], ids=["no lag", "the list lags"])
@pytest.mark.parametrize(
    ("code", "words", "state"),
    [
        (1042, "主体正在注销中，不允许注销网站", State.REFUSED),
        (901, "系统正在维护中，您的报备请求未被受理，请稍后重新报备", State.READY),
        (1030, "注销网站冲突，无需重复提交该网站的注销申请", State.UNKNOWN),
        (7777, "外星答复", State.UNKNOWN),
    ],
)
def test_an_answer_closes_a_click_only_where_the_profile_knows_it_and_the_list_does_not_lag(
    worlds: Worlds, code: int, words: str, state: State, lag: timedelta
) -> None:
    world = worlds(lag=lag)
    answering(world, code, words)
    world.submit()
    entry = world.ledger.cases.one(CASE)
    assert entry.state is (State.UNKNOWN if lag else state)
    assert words in entry.message and any(words in event["words"] for event in world.ledger.events.of(CASE))
    assert (world.ledger.attempts.open_of(CASE) is None) == (not lag and state is not State.UNKNOWN)
    rests = [rest.reason for rest in world.ledger.rests.in_force()]
    assert rests == (["throttled"] if state is State.READY else []), "later rests the account, lag or not"
    closing = [event["step"] for event in world.ledger.events.of(CASE) if event["before"] == "unknown"]
    if not lag and state is not State.UNKNOWN:
        assert closing[:1] == [Step.SUBMIT]
    if lag and state is State.REFUSED:
        world.pass_time(LAG)
        world.look()
        entry = world.ledger.cases.one(CASE)
        assert entry.state is State.REFUSED and words in entry.message and words in entry.words


def test_a_click_whose_look_fails_is_unknown_with_the_portals_words_and_why(
    worlds: Worlds,
) -> None:
    world = worlds()
    names = world.submit().names
    world.begin_again()
    post = Form.post

    def then_nothing(form: Form) -> Reply:
        reply = post(form)
        world.office.faults.add(EmptyList(step="list"))
        world.office.faults.add(EmptyList(step="applications"))
        return reply

    assert "after POST api/submit" in names
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Form, "post", then_nothing)
        world.submit()
    entry = world.ledger.cases.one(CASE)
    assert entry.state is State.UNKNOWN and entry.serial == world.office.applications[0].serial
    assert entry.message.startswith("clicked; then ") and "a suspicion, and no answer" in entry.message
    assert entry.words == landmark_words(world.portal.receipt.landmark)[0]
    assert [event["step"] for event in world.ledger.events.of(CASE) if event["after"] == "unknown"] == [Step.RECEIPT]
    assert [rest.reason for rest in world.ledger.rests.in_force()] == ["throttled"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Answer(None, "外星答复"), "'外星答复'"),
        (Answer(None, "", error=Unavailable("no answer in time")), "'no answer in time'"),
        (Answer(None, ""), "'nothing'"),
    ],
    ids=["words", "an error", "nothing"],
)
def test_a_click_of_which_nothing_is_to_be_seen_repeats_what_was_said(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, given: Answer, said: str
) -> None:
    monkeypatch.setattr(Form, "submit", lambda _form, _deadline: given)
    world = worlds(lag=LAG)
    world.submit()
    entry = world.ledger.cases.one(CASE)
    assert (entry.state, entry.words) == (State.UNKNOWN, given.words)
    assert entry.message == f"clicked; the portal said {said}, and shows no application yet"
    assert world.ledger.events.of(CASE)[-1]["step"] == Step.RECEIPT


def test_a_serial_counts_for_more_than_words_that_put_it_off(worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Form, "submit", lambda _form, _deadline: Answer("2026", "系统正在维护中"))
    world = worlds(lag=LAG)
    world.submit()
    entry = world.ledger.cases.one(CASE)
    assert (entry.state, entry.serial, world.ledger.rests.in_force()) == (State.UNKNOWN, "2026", [])


def test_how_long_a_filing_took_is_kept_from_the_window_to_its_end(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter([100.0, 107.5])
    monkeypatch.setattr("portalbot.filing.driver.time", SimpleNamespace(monotonic=lambda: next(moments)))
    world = worlds()
    world.submit()
    assert world.ledger.cases.one(CASE).seconds == 7.5


def test_a_click_waits_for_its_receipt_as_long_as_the_settings_say(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit, waited = Form.submit, []

    def timed(form: Form, deadline: float) -> Answer:
        waited.append(deadline)
        return submit(form, deadline)

    monkeypatch.setattr(Form, "submit", timed)
    worlds().submit()
    assert waited == [1]


# what must be as planned


def test_every_difference_between_the_form_and_the_case_is_named(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds("QT-001")
    case = world.file.cases[0]
    seen = Form.shown

    def odd(form: Form) -> Any:
        return type(seen(form))("别家公司", "别的网站", "浙ICP备1号")

    monkeypatch.setattr(Form, "shown", odd)
    world.submit()
    entry = world.ledger.cases.one(case.id)
    assert entry.state is State.WAITING and world.office.arrivals == []
    assert entry.message == (
        f"备案号: the form says '浙ICP备1号', the case {case.number!r}; "
        f"主办单位名称: the form says '别家公司', the case {case.client.name!r}; "
        f"网站名称: the form says '别的网站', the case {case.site_name!r}"
    )
    assert world.ledger.events.of(case.id)[-1]["step"] == Step.FORM


@pytest.mark.parametrize(("counted", "state"), [(None, State.SUBMITTED), (3, State.SUBMITTED), (4, State.WAITING)])
def test_a_window_that_counts_other_sites_than_the_case_makes_a_whole_subject_wait(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, counted: int | None, state: State
) -> None:
    world = worlds("LN-105")
    assert world.file.cases[0].kind is Kind.SUBJECT and world.file.cases[0].sites == 3
    dismissed: list[Dialog] = []
    monkeypatch.setattr(Dialog, "sites", lambda _dialog: counted)
    monkeypatch.setattr(Dialog, "dismiss", lambda dialog: dismissed.append(dialog), raising=False)
    world.submit()
    assert world.states() == {"LN-105": state}
    assert (len(dismissed) == 1) == (state is State.WAITING) == (world.office.arrivals == [])
    if dismissed:
        assert world.ledger.cases.one("LN-105").message == "the portal's window counts 4 sites, the case 3"
        assert world.ledger.events.of("LN-105")[-1]["step"] == Step.DIALOG


def test_a_click_of_another_process_of_this_machine_is_settled_by_who_holds_the_account(worlds: Worlds) -> None:
    world = worlds(lag=LAG)
    world.office.faults.add("ConnectionRefused@submit")
    world.submit()
    world.office.faults.clear()
    world.pass_time(LAG + HOUR)
    world.look()
    assert world.states() == {CASE: State.READY}


def test_a_look_that_is_not_complete_files_nothing_and_says_what_was_missing(worlds: Worlds) -> None:
    world = worlds("LN-101", "LN-105")
    world.use(world.file.cases[0])
    world.submit()
    world.use(*world.first_file.cases)
    world.office.faults.add("ListLag@*,hours=500")
    world.submit()
    serial = world.ledger.cases.one("LN-101").serial
    entry = world.ledger.cases.one("LN-105")
    assert entry.state is State.FAILED and len(world.office.arrivals) == 1
    assert entry.message == (
        f"the look was not complete: applications that stand in the ledger are not to be seen: {serial}"
    )
    assert world.ledger.events.of("LN-105")[-1]["step"] == Step.LIST


@pytest.mark.parametrize("step", [Step.LIST, Step.DIALOG])
def test_only_a_list_that_is_older_than_the_last_click_is_read_again_when_it_offers_nothing(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    world = worlds("LN-101", "LN-105")
    other = world.file.cases[1].number
    cancel, asked = Records.cancel, []

    def once_not(records: Records, number: str, *_asked: object) -> Dialog:
        asked.append(number)
        if number == other and asked.count(other) == 1:
            raise Refused("nothing is offered", words="无此操作", step=step)
        return cancel(records, number)

    monkeypatch.setattr(Records, "cancel", once_not)
    read = world.submit().names.count("records read")
    states = world.states()
    assert states["LN-101"] is State.SUBMITTED
    if step is Step.LIST:
        assert (states["LN-105"], read, len(world.office.arrivals)) == (State.SUBMITTED, 2, 2)
    else:
        assert (states["LN-105"], read, len(world.office.arrivals)) == (State.REFUSED, 1, 1)


def test_a_list_that_was_read_for_this_case_and_offers_nothing_is_not_read_again(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_records: Records, _number: str, *_asked: object) -> Dialog:
        raise Refused("nothing is offered", words="无此操作", step=Step.LIST)

    monkeypatch.setattr(Records, "cancel", nothing)
    world = worlds()
    assert world.submit().names.count("records read") == 1
    assert world.states() == {CASE: State.REFUSED}


def last_step(world: World, case_id: str) -> str:
    return str(world.ledger.events.of(case_id)[-1]["step"])


def test_each_verdict_before_the_click_is_written_down_with_the_step_that_it_came_of(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds("ZX-001", "ZX-002", "QT-001")
    missing = next(case for case in world.file.cases if case.id == "QT-001")
    odd = missing.model_copy(update={"number": "浙ICP备2021004567号-9"})
    world.use(*(odd if case.id == "QT-001" else case for case in world.file.cases))
    world.submit()
    assert world.states() == {"ZX-001": State.SUBMITTED, "ZX-002": State.HELD, "QT-001": State.REFUSED}
    assert (last_step(world, "ZX-002"), last_step(world, "QT-001")) == (Step.APPLICATIONS, Step.LIST)
    world.pass_time(timedelta(days=8))
    world.ledger.forget()
    monkeypatch.setattr(type(world.ledger.approvals), "give", lambda *_: None)
    world.submit()
    assert set(world.states().values()) == {State.WAITING}
    assert last_step(world, "ZX-001") == Step.LIST
    monkeypatch.undo()
    world.submit()
    assert world.states()["ZX-001"] is State.CANCELLED and last_step(world, "ZX-001") == Step.LIST
    assert world.ledger.cases.one("ZX-001").origin == "outside"


def test_a_record_that_is_called_otherwise_waits_before_anything_is_opened(worlds: Worlds) -> None:
    world = worlds("QT-001")
    world.use(world.file.cases[0].model_copy(update={"site_name": "别的名字"}))
    names = world.submit().names
    assert world.states() == {"QT-001": State.WAITING} and not any("dialog" in name for name in names)
    assert last_step(world, "QT-001") == Step.LIST
