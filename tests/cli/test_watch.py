"""`poll --watch` as a process: looks at what is due, keeps the only place, is well, and ends at SIGTERM."""

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from portalbot.rules.states import State
from tests.cli.command import Running, command, eventually
from tests.support import SAMPLES, Bot


def test_the_service_looks_keeps_its_place_and_ends(
    bot: Bot, office: PracticeOffice, practice: PracticePortal, tmp_path: Path
) -> None:
    bot.now = lambda: datetime.now(UTC) - timedelta(days=1)
    bot.submit("QT-001")
    office.advance(days=14)
    before = len(office.sign_ins)
    data = ["--data-dir", str(bot.folder)]
    where = ["--portal-url", practice.url, *data, "--env-file", str(SAMPLES / "accounts.env")]
    service = Running(["poll", "--watch", *where])
    try:
        assert eventually(lambda: bot.state("QT-001") is State.CANCELLED, 30), "what is due was not looked at"
        second = command("poll", "--watch", *where)
        assert second.returncode == 2 and "running already" in second.stderr
        well = command("status", "--health", *data)
        assert (well.returncode, well.stdout[:5]) == (0, "well:"), well.stdout
        os.kill(service.process.pid, signal.SIGTERM)
        code, _ = service.end()
    finally:
        service.process.kill()
    assert code == 0 and service.living() == []
    assert len(office.sign_ins) == before + 1, "one sign-in for one account that was due"
    dead = command("status", "--health", *data)
    assert dead.returncode == 1 and "not running" in dead.stdout
