"""The service: one per data directory, a sweep each turn, errors that pass are told, others end it, a stop ends it."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pages.errors import Unavailable
from portalbot.filing.account_worker import Outcome
from portalbot.following.service import LONGEST_SWEEP, SILENT, Service, health
from portalbot.following.sweep import Swept
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.service import Beat
from portalbot.machine.locks import Held, service_lock, service_runs

TICK = 0.02
NEXT = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    book = Ledger(tmp_path / "ledger.db", who="test")
    yield book
    book.close()


class Turns:
    """A sweep that does as it is told each turn, and stops the service after the last."""

    def __init__(self, *results: Swept | Exception) -> None:
        self.results = list(results)
        self.stop = threading.Event()
        self.seen: list[Beat | None] = []

    def sweep(self) -> Swept:
        result = self.results.pop(0)
        if not self.results:
            self.stop.set()
        if isinstance(result, Exception):
            raise result
        return result


def swept(trouble: str = "", **unreached: str) -> Swept:
    return Swept(("zhixing",), Outcome(), unreached, NEXT, "A-1 is reviewing", trouble)


def serve(ledger: Ledger, folder: Path, *results: Swept | Exception) -> Beat:
    turns = Turns(*results)
    Service(ledger, folder, turns.sweep, turns.stop, TICK).run()
    beat = ledger.service.last_beat()
    assert beat and not turns.results
    return beat


def test_each_turn_sweeps_and_says_when_it_comes_again(ledger: Ledger, tmp_path: Path) -> None:
    beat = serve(ledger, tmp_path, swept(), swept())
    assert beat.next_at == NEXT.isoformat() and beat.trouble == "" and beat.sweep_ended_at


def test_an_error_that_passes_is_told_and_does_not_end_the_service(ledger: Ledger, tmp_path: Path) -> None:
    assert "no browser" in serve(ledger, tmp_path, swept(), Unavailable("no browser found")).trouble
    assert serve(ledger, tmp_path, Unavailable("no browser found"), swept()).trouble == ""
    assert "disk" in serve(ledger, tmp_path, OSError(28, "no room on the disk")).trouble
    assert "A-1: not looked at" in serve(ledger, tmp_path, swept(**{"A-1": "no profile"})).trouble
    assert "hook" in serve(ledger, tmp_path, swept(trouble="notifications by hook: 500")).trouble


def test_an_error_of_our_own_ends_the_service(ledger: Ledger, tmp_path: Path) -> None:
    turns = Turns(ZeroDivisionError("ours"), swept())
    with pytest.raises(ZeroDivisionError):
        Service(ledger, tmp_path, turns.sweep, turns.stop, TICK).run()
    assert not service_runs(tmp_path)


def test_a_ledger_that_cannot_be_written_is_no_end(ledger: Ledger, tmp_path: Path) -> None:
    assert serve(ledger, tmp_path, LedgerError("full"), swept()).next_at == NEXT.isoformat()


def test_there_is_one_service_in_a_data_directory(ledger: Ledger, tmp_path: Path) -> None:
    assert not service_runs(tmp_path)
    with service_lock(tmp_path):
        assert service_runs(tmp_path)
        with pytest.raises(Held, match="running already"):
            serve(ledger, tmp_path, swept())
    assert not service_runs(tmp_path)


BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_beat(**changes: str | None) -> Beat:
    at = BEGAN.isoformat()
    told = {"beat_at": at, "sweep_began_at": at, "sweep_ended_at": at, "next_at": at, "trouble": "", **changes}
    return Beat(host="here", pid=1, started_at=at, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("beat", "later", "said"),
    [
        (a_beat(), timedelta(seconds=30), ""),
        (a_beat(), SILENT + timedelta(seconds=1), "silent"),
        (a_beat(sweep_ended_at=None), timedelta(seconds=30), ""),
        (a_beat(trouble="no browser"), timedelta(seconds=30), "no browser"),
        (a_beat(next_at=(BEGAN - LONGEST_SWEEP).isoformat()), timedelta(seconds=1), "was not made"),
        (
            a_beat(sweep_ended_at=None, sweep_began_at=(BEGAN - LONGEST_SWEEP).isoformat()),
            timedelta(seconds=1),
            "going on since",
        ),
    ],
)
def test_health_says_what_is_wrong(tmp_path: Path, beat: Beat, later: timedelta, said: str) -> None:
    with service_lock(tmp_path):
        found = health(beat, tmp_path, (BEGAN + later).isoformat())
    assert bool(found) == bool(said) and said in " ".join(found)


def test_health_knows_a_dead_service_by_its_lock(tmp_path: Path) -> None:
    assert "not running" in health(a_beat(), tmp_path, BEGAN.isoformat())[0]
    assert "no service has run" in health(None, tmp_path, "")[0]
