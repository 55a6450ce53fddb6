"""The portal over HTTP: files from `site/`, 303 redirects, JSON; every decision is the desk's.

Under `/{slug}/` lie the pages of the province's dialect and, at `api/`, the desk (`desk.py`); the old dialect's forms
end in `.do` (`legacy.py`); under `/_office/` is the control API (`control.py`); everything else is a file of `site/`.
HTTP/1.1 with keep-alive, bound to loopback only.

    with Portal() as portal:
        urlopen(portal.url)
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Thread
from types import TracebackType

from mock_portal.desk.desk import Desk
from mock_portal.desk.fault import Fault
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.drift import Drifts
from mock_portal.office.state import State
from mock_portal.office.wording import Replaced, Wording
from mock_portal.web.connection import Connection
from mock_portal.web.listener import PortalServer

_TICK = 0.25


class Portal:
    """Run the practice portal on loopback; `port=0` takes a free one.

    `state` keeps the office's memory in a file, `wording` replaces words (`wording.py`), `faults` (objects, or as
    `fault_list.parse` reads them) and `drifts` (`drift.py`) are set from the start, `day_seconds` lets the office's
    clock run, a day in so many real seconds. Raises `StateError` for an unusable state file, `OSError` when the port
    is taken, `ValueError` for words, faults and drifts that there are not.
    """

    def __init__(
        self,
        office: PracticeOffice | None = None,
        port: int = 0,
        state: Path | str | None = None,
        ssl_context: ssl.SSLContext | None = None,
        faults: Iterable[Fault | str] = (),
        wording: Replaced | Wording | None = None,
        drifts: Iterable[str] = (),
        day_seconds: float | None = None,
        verbose: bool = False,
    ) -> None:
        if office and (state or wording):
            raise ValueError("an office comes with its own state and words")
        words = wording if isinstance(wording, Wording) else Wording(wording)
        chosen = Drifts(drifts)
        self._state = State(Path(state)) if state else None
        self.office = office or PracticeOffice(state=self._state, wording=words)
        self.office.drifts.update(chosen)
        for fault in faults:
            self.office.faults.add(fault)
        # With a running clock half an hour of the office's can be a moment: there a session lasts half a real hour.
        self.desk = Desk(self.office, session_minutes=max(30.0, 1800 * 1440 / day_seconds) if day_seconds else 30.0)
        self._day_seconds = day_seconds
        try:
            self._server = PortalServer(port, Connection, self.desk, ssl_context, verbose)
        except OSError:
            self._close_state()
            raise
        self._threads: list[Thread] = []

    @property
    def url(self) -> str:
        """Return the address without a slash at its end."""
        scheme = "https" if self._server.ssl_context else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_port}"

    def start(self) -> Portal:
        """Begin to serve."""
        serve = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._threads = [serve, *([Thread(target=self._run_clock, daemon=True)] if self._day_seconds else [])]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Stop serving, close every connection, let go of the state file; no thread stays."""
        self._server.stopping.set()
        if self._threads:
            self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)
        self._threads = []
        self._close_state()

    def _close_state(self) -> None:
        if self._state:
            self._state.close()

    def _run_clock(self) -> None:
        before = time.monotonic()
        while not self._server.stopping.wait(_TICK):
            now = time.monotonic()
            self.office.advance(days=(now - before) / (self._day_seconds or 1))
            before = now

    def __enter__(self) -> Portal:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
