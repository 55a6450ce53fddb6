"""A click of which nothing left this machine has failed with the page's words; nowhere else is that concluded."""

from collections.abc import Callable

import pytest

from pages.errors import NotTaken, PortalError, Refused, Unavailable
from pages.readings import Answer
from portalbot.rules.states import State
from tests.filing.doubles import Form
from tests.filing.world import World, Worlds

CASE = "JH-001"
WRONG = NotTaken("the form is not taken", words="请填写情况说明", step="submit")


def stopped_by(world: World, monkeypatch: pytest.MonkeyPatch, error: PortalError | None, *, sent: bool = False) -> None:
    """Let the page answer the next click so, once, and then submit."""
    before: Callable[[Form, float], Answer] = Form.submit

    def answer(form: Form, deadline: float) -> Answer:
        if sent:
            before(form, deadline)
        return Answer(None, error.words if error else "", error=error)

    with monkeypatch.context() as once:
        once.setattr(Form, "submit", answer)
        world.submit()


@pytest.mark.parametrize("error", [WRONG, Refused("the portal says no", words="手机号格式不正确", step="submit")])
def test_what_the_page_stopped_has_failed_with_its_words_and_the_next_run_files_it(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, error: PortalError
) -> None:
    world = worlds(CASE)
    world.nothing_left = True
    stopped_by(world, monkeypatch, error)
    entry = world.ledger.cases.one(CASE)
    assert (entry.state, entry.words) == (State.FAILED, error.words)
    assert entry.message == f"nothing was sent, and the page said why: {error.words}"
    assert world.ledger.attempts.open_of(CASE) is None and world.office.arrivals == []
    world.nothing_left = False
    world.submit()
    assert world.states() == {CASE: State.SUBMITTED} and len(world.office.arrivals) == 1


@pytest.mark.parametrize(
    ("nothing_left", "error"),
    [
        (False, WRONG),
        (True, Unavailable("no answer", words="系统异常")),
        (True, NotTaken("the upload failed")),
        (True, None),
    ],
    ids=["something left", "no refusal", "no words", "no error"],
)
def test_in_every_other_case_it_stays_unknown(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, nothing_left: bool, error: PortalError | None
) -> None:
    world = worlds(CASE)
    world.nothing_left = nothing_left
    stopped_by(world, monkeypatch, error)
    assert world.states() == {CASE: State.UNKNOWN}
    assert world.ledger.attempts.open_of(CASE)


def test_what_the_look_shows_counts_for_more_than_what_the_guard_saw(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = worlds(CASE)
    world.nothing_left = True
    stopped_by(world, monkeypatch, WRONG, sent=True)
    assert world.office.applications and world.states() == {CASE: State.SUBMITTED}
