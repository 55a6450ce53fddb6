"""`poll --watch`: a sweep whenever something is due, for as long as nobody stops it.

APScheduler gives the beat, the ledger gives the plan: each tick asks anew what is due, so that a service that was
killed, or whose machine slept, goes on as if nothing had been; a tick that was missed is made up for by the next. One
service per data directory, held by an operating-system lock. Errors that pass (a portal, a disk, a missing browser)
are written into the heartbeat and told by `status --health`; any other ends the service, for its keeper to see.
"""

import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loguru import logger

from pages.errors import CaseFileError, PortalError
from portalbot.following.sweep import Swept
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.service import Beat
from portalbot.machine.locks import service_lock, service_runs

TICK = 30.0
"""Seconds between two looks at the plan."""
SILENT = timedelta(seconds=4 * TICK)
"""A service whose heartbeat is older does not work."""
LONGEST_SWEEP = timedelta(hours=2)


class Service:
    """Sweep when something is due, until `stop` is set. `sweep` does one; what it raises is trouble, or the end."""

    def __init__(
        self, ledger: Ledger, data_dir: Path, sweep: Callable[[], Swept], stop: threading.Event, tick: float = TICK
    ) -> None:
        self.ledger = ledger
        self.data_dir = data_dir
        self.sweep = sweep
        self.stop = stop
        self.tick = tick
        self._broken: Exception | None = None

    def run(self) -> None:
        """Serve until the stop; returns when the last sweep has ended. Raises Held, and what ended the service."""
        with service_lock(self.data_dir):
            now = self.ledger.now()
            self.ledger.service.beat(host=socket.gethostname(), pid=os.getpid(), started_at=now, trouble="")
            scheduler = self._scheduler()
            scheduler.start()
            try:
                while not self.stop.wait(self.tick):
                    pass
            finally:
                scheduler.shutdown(wait=True)
        if self._broken:
            raise self._broken

    def _scheduler(self) -> Any:
        """Return APScheduler's scheduler (which has no types), with a beat for the sweeps and one for the heart."""
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        from portalbot.rules.local_time import SHANGHAI

        one = ThreadPoolExecutor(1)
        scheduler = BackgroundScheduler(timezone=SHANGHAI, executors={"default": one, "beat": ThreadPoolExecutor(1)})
        every = {"trigger": "interval", "seconds": self.tick, "coalesce": True, "max_instances": 1}
        at_once = {"next_run_time": datetime.now(SHANGHAI), "misfire_grace_time": None}
        scheduler.add_job(self._turn, **every, **at_once)
        scheduler.add_job(self._beat, executor="beat", **every, misfire_grace_time=None)
        return scheduler

    def _beat(self) -> None:
        try:
            self.ledger.service.beat()
        except LedgerError as error:
            logger.warning("the heartbeat could not be written: {}", error)

    def _turn(self) -> None:
        """Make one sweep, and write down how it went."""
        if self.stop.is_set():
            return
        try:
            try:
                self.ledger.service.beat(sweep_began_at=self.ledger.now(), sweep_ended_at=None)
                swept = self.sweep()
                trouble = "; ".join(filter(None, (_left(swept), *swept.notes, swept.trouble)))
                next_at = swept.next_at.isoformat() if swept.next_at else None
            except (PortalError, CaseFileError, OSError) as error:
                trouble, next_at = str(error), None
            if trouble:
                logger.warning("the sweep had trouble: {}", trouble)
            self.ledger.service.beat(sweep_ended_at=self.ledger.now(), next_at=next_at, trouble=trouble)
        except LedgerError as error:
            logger.error("the ledger cannot be written: {}", error)
        except Exception as error:  # noqa: BLE001  (raised again by `run`, in the thread that started this one)
            self._broken = error
            self.stop.set()


def _left(swept: Swept) -> str:
    return "; ".join(f"{case}: not looked at: {why}" for case, why in list(swept.unreached.items())[:5])


def health(beat: Beat | None, data_dir: Path, now: str) -> list[str]:
    """Return what is wrong with the service of a data directory at an instant of the ledger, if anything is."""
    if beat is None:
        return ["no service has run here yet: portalbot poll --watch"]
    present = datetime.fromisoformat(now)
    found = []
    if not service_runs(data_dir):
        found.append(f"the service is not running; process {beat.pid} on {beat.host} was last heard of {beat.beat_at}")
    elif present - datetime.fromisoformat(beat.beat_at) > SILENT:
        found.append(f"the service has been silent since {beat.beat_at}")
    elif beat.sweep_ended_at is None and beat.sweep_began_at:
        if present - datetime.fromisoformat(beat.sweep_began_at) > LONGEST_SWEEP:
            found.append(f"a sweep has been going on since {beat.sweep_began_at}")
    elif beat.next_at and present - datetime.fromisoformat(beat.next_at) > LONGEST_SWEEP:
        found.append(f"a look was due at {beat.next_at} and was not made")
    if beat.trouble:
        found.append(beat.trouble)
    return found
