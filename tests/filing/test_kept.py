"""What a filing keeps as it goes: pictures, the receipt, what was frozen, and who holds the attempt."""

import errno
import hashlib
import os
import socket
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from pages.errors import FormChanged, Unavailable
from pages.targets import landmark_words
from pages.terms import Step
from portalbot.filing.driver import holder
from portalbot.rules.states import State
from tests.filing.doubles import Form, Records
from tests.filing.world import World, Worlds

CASE = "JH-001"


@pytest.fixture
def worlds(worlds: Worlds) -> Worlds:
    return lambda *ids, **options: worlds(*(ids or (CASE,)), **options)


def names(world: World, who: str) -> list[str]:
    """Return the names of what was kept as evidence of a case or account, in order."""
    return [name for case, name, _ in world.evidence.kept if case == who]


# evidence


def test_a_filing_leaves_the_window_the_filled_form_and_the_receipt_with_its_words(worlds: Worlds) -> None:
    world = worlds()
    world.tools_have["print_pdf"] = lambda html: f"printed {html}".encode()
    world.submit()
    assert names(world, CASE) == [
        "dialog.jpg", "upload.jpg", "receipt.txt", "receipt.html", "receipt.jpg", "receipt.pdf",
    ]  # fmt: skip
    kept = {name: data for case, name, data in world.evidence.kept if case == CASE}
    assert kept["receipt.txt"].decode() == landmark_words(world.portal.receipt.landmark)[0]
    assert (kept["receipt.html"], kept["receipt.pdf"]) == (b"page", b"printed page")
    assert names(world, "jinghua") == ["select.jpg", "sign_in.jpg", "list.jpg", "applications.jpg"]


def test_the_filled_form_and_the_receipt_are_pictured_without_what_lies_over_them(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Form, "picture", lambda _form, *, uncovered=False: b"open" if uncovered else b"covered")
    world = worlds()
    world.submit()
    pictures = {name: data for case, name, data in world.evidence.kept if case == CASE}
    assert (pictures["upload.jpg"], pictures["receipt.jpg"]) == (b"open", b"open")


def test_a_receipt_that_cannot_be_pictured_is_read_and_settled_all_the_same(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(_form: Form) -> str:
        raise Unavailable("the page went away", step=Step.RECEIPT)

    monkeypatch.setattr(Form, "snapshot", unread)
    world = worlds()
    world.submit()
    assert world.states() == {CASE: State.SUBMITTED} and names(world, CASE)[-1] == "receipt.txt"


def test_a_look_that_changes_something_keeps_the_list_that_shows_it_and_one_that_changes_nothing_keeps_none(
    worlds: Worlds,
) -> None:
    world = worlds(CASE, "ZX-001")
    world.submit()
    world.look()
    world.evidence.kept.clear()
    world.look()
    assert world.evidence.kept == []
    world.pass_time(timedelta(days=8))
    world.look()
    assert set(world.states().values()) == {State.CANCELLED}
    assert Counter((case, name) for case, name, _ in world.evidence.kept) == Counter(
        (case, name) for case in (CASE, "ZX-001") for name in ("applications.jpg", "list.jpg")
    )


def test_what_shows_a_change_and_cannot_be_kept_takes_nothing_from_the_change(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_rest: object) -> None:
        raise Unavailable("no answer", step=Step.LIST)

    world = worlds()
    world.submit()
    monkeypatch.setattr(Records, "search", lost)
    world.pass_time(timedelta(days=8))
    world.look()
    assert world.states() == {CASE: State.CANCELLED} and world.outcome.troubles == {}


@pytest.mark.parametrize("changed", [True, False], ids=["the form has changed", "it shows another client"])
def test_a_form_that_is_not_as_it_should_be_is_pictured(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, changed: bool
) -> None:
    def check(_form: Form) -> None:
        if changed:
            raise FormChanged("the button is called otherwise", step=Step.FORM)

    world = worlds("QT-001")
    if not changed:
        case = world.file.cases[0]
        world.use(case.model_copy(update={"client": case.client.model_copy(update={"name": "别家"})}))
    monkeypatch.setattr(Form, "check", check)
    world.submit()
    assert names(world, "QT-001") == ["dialog.jpg", "form.jpg"] and world.office.arrivals == []
    entry = world.ledger.cases.one("QT-001")
    assert entry.state is (State.READY if changed else State.WAITING)
    assert ("the portal has changed, nothing was sent" in entry.message) == changed
    assert [held.part for held in world.ledger.quarantines.in_force()] == ["form"] * changed


# what is frozen


def test_what_is_filed_is_frozen_with_the_hash_of_every_file_and_of_the_profile(worlds: Worlds) -> None:
    world = worlds()
    world.submit()
    [filing] = world.planned.to_file
    [attempt] = world.ledger.attempts.of(CASE)
    assert attempt.frozen["digest"] == filing.digest and attempt.frozen["profile"] == world.portal.digest
    assert attempt.frozen["fields"]["id"] == CASE and attempt.frozen["fields"]["number"] == attempt.number
    assert attempt.frozen["files"] == {
        material: {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for material, (name, data) in filing.files.items()
    }
    assert attempt.holder == holder() and attempt.portal_at == world.office.now_utc
    assert attempt.answer == landmark_words(world.portal.receipt.landmark)[0]
    assert [witness["status"] for witness in attempt.witnesses] == [200]


def test_the_baseline_has_the_applications_that_stood_for_this_number_and_no_other(worlds: Worlds) -> None:
    world = worlds("LN-101", "LN-105")
    world.submit()
    first = world.ledger.cases.one("LN-101").serial
    assert first
    world.office.decide(first, "审核不通过", "材料模糊")
    world.look()
    world.ledger.cases.move("LN-101", State.READY, "handed in again")
    world.submit()
    assert [each.baseline for each in world.ledger.attempts.of("LN-101")] == [frozenset(), frozenset({first})]
    assert world.ledger.attempts.of("LN-105")[0].baseline == frozenset()


# who holds an attempt


def test_who_holds_an_attempt_is_told_with_when_its_process_began() -> None:
    ours = psutil.Process()
    found = holder()
    assert (found["host"], found["pid"]) == (socket.gethostname(), ours.pid)
    if Path("/proc/self/stat").exists():
        began = psutil.boot_time() + int(found["since"]) / os.sysconf("SC_CLK_TCK")
        assert abs(began - ours.create_time()) < 2


@pytest.mark.parametrize(
    ("stat", "since"),
    [(f"7 (a (b) c) {' '.join(map(str, range(40)))}", "19"), (None, "")],
    ids=["a name with brackets", "a system without /proc"],
)
def test_when_a_process_began_is_read_behind_its_name_and_is_empty_where_nobody_tells(
    monkeypatch: pytest.MonkeyPatch, stat: str | None, since: str
) -> None:
    def read(path: Path, *, encoding: str) -> str:
        assert (path, encoding) == (Path(f"/proc/{os.getpid()}/stat"), "ascii")
        if stat is None:
            raise FileNotFoundError(path)
        return stat

    monkeypatch.setattr(Path, "read_text", read)
    assert holder()["since"] == since


def fails_to_keep(world: World, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let an error come whenever the picture of one is to be kept."""
    keep = world.evidence.keep_for

    def keep_for(cases: Iterable[str], name: str, data: bytes, also: Iterable[str] = ()) -> list[str]:
        if name == "error.jpg":
            raise error
        return keep(cases, name, data, also)

    monkeypatch.setattr(world.evidence, "keep_for", keep_for)


FULL, OURS = OSError(errno.ENOSPC, "No space left on device", "error.jpg"), RuntimeError("of our own")


@pytest.mark.parametrize("kept", [None, FULL, OURS], ids=["kept", "disk full", "an error of our own"])
def test_an_error_is_pictured_after_it_was_written_down_and_no_picture_hides_it(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, kept: Exception | None
) -> None:
    def fails(_form: Form) -> None:
        raise Unavailable("no answer", words="系统异常", step="submit")

    world = worlds(CASE, "JH-002")
    monkeypatch.setattr(Form, "ready", fails)
    if kept:
        fails_to_keep(world, monkeypatch, kept)
    world.submit()
    for case in (CASE, "JH-002"):
        entry = world.ledger.cases.one(case)
        assert (entry.state, entry.words) == (State.FAILED, "系统异常"), "one does not stop the other"
        assert ("error.jpg" in names(world, case)) is (kept is None)


@pytest.mark.parametrize("kept", [FULL, OURS], ids=["disk full", "an error of our own"])
def test_a_wrong_password_is_tried_once_though_the_picture_of_it_cannot_be_kept(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch, kept: Exception
) -> None:
    world = worlds()
    fails_to_keep(world, monkeypatch, kept)
    [account] = world.file.accounts.keys() & {case.account for case in world.file.cases}
    world.passwords[account] = "wrong"
    world.submit()
    world.submit()
    assert [each.ok for each in world.office.sign_ins] == [False]
    assert [rest.reason for rest in world.ledger.rests.in_force()] == ["wrong_password"]
