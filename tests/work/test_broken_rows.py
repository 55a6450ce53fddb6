"""Commands over a ledger in which one row is broken: every other case is told, and the broken one is named."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, update
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.ledger import tables as t
from portalbot.rules.states import State
from tests.cli.command import THREAD
from tests.reported import a_ledger, fields, filed

BROKEN, OTHER = "A-1", "A-2"
ROWS: list[tuple[str, Table, dict[str, Any]]] = [
    ("state", t.cases, {"state": "odd"}),
    ("since", t.cases, {"since": "yesterday"}),
    ("kind", t.cases, {"kind": "注销一切"}),
    ("witnesses", t.attempts, {"witnesses": '[{"[withheld]": 200'}),
    ("frozen", t.attempts, {"frozen": "{"}),
    ("frozen, another kind", t.attempts, {"frozen": '{"fields": 7, "files": []}'}),
    ("intent_at", t.attempts, {"intent_at": "then"}),
    ("event", t.events, {"after": "odd", "at": "then"}),
]


@pytest.fixture(params=ROWS, ids=lambda row: row[0])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a data directory with two cancelled cases, the row of one of them broken."""
    ledger = a_ledger(tmp_path / "ledger.db")
    for number, case_id in enumerate((BROKEN, OTHER)):
        filed(ledger, case_id, f"20260302000{number}", number=f"粤ICP备1234567{number}号")
        ledger.cases.move(case_id, State.CANCELLED, "the record reads 已注销")
    ledger.cases.register(fields("A-3", number="粤ICP备99999999号"))
    _, table, values = request.param
    which = table.c.id if table is t.cases else table.c.case_id
    with ledger.database.rewriting() as connection:
        connection.execute(update(table).where(which == BROKEN).values(**values))
    ledger.close()
    return tmp_path


def run(data: Path, *arguments: str) -> tuple[int, str]:
    done = THREAD.submit(CliRunner().invoke, app, [*arguments, "--data-dir", str(data)]).result()
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    assert "Traceback" not in done.output
    return done.exit_code, done.output


@pytest.mark.parametrize("command", ["status", "status --json", "closeout --offline", "closeout --offline --json"])
def test_every_other_case_is_told(data: Path, command: str) -> None:
    code, said = run(data, *command.split())
    assert OTHER in said and (BROKEN in said or "closeout" in command)
    assert code == 1 or "cannot be read" not in said


@pytest.mark.parametrize("name", ["r.csv", "r.json", "r.html", "r.xlsx"])
def test_every_other_case_is_reported(data: Path, name: str) -> None:
    _, said = run(data, "report", str(data / name))
    report = (data / name).read_bytes()
    if name.endswith("xlsx"):
        with zipfile.ZipFile(data / name) as package:
            report = b"".join(package.read(each) for each in package.namelist())
    assert OTHER.encode() in report and (BROKEN.encode() in report or BROKEN in said)


def test_the_case_itself_is_told_as_far_as_it_can_be_read(data: Path) -> None:
    code, said = run(data, "status", BROKEN)
    assert BROKEN in said and code in (0, 1)
    assert run(data, "status", OTHER)[0] == 0


def test_every_other_case_is_purged(data: Path) -> None:
    code, said = run(data, "purge", "--older-than", "0d", "--yes")
    assert OTHER in said and "Traceback" not in said
    ledger = a_ledger(data / "ledger.db")
    assert ledger.events.of(OTHER)[-1]["message"].startswith("evidence and personal data were purged"), (code, said)
    ledger.close()


def test_a_dossier_of_another_case_is_made(data: Path) -> None:
    code, said = run(data, "dossier", OTHER, str(data / "d.zip"))
    assert code == 0, said
    with zipfile.ZipFile(data / "d.zip") as package:
        assert json.loads(package.read("manifest.json"))["case"] == OTHER


def test_a_digest_is_made_all_the_same(data: Path) -> None:
    from portalbot.reporting.notify.digest import digest_of

    ledger = a_ledger(data / "ledger.db")
    ledger.outbox.open_channels(["c"])
    made = digest_of(ledger, "c", practice=False)
    assert made and "A-3" not in made[0]
    ledger.close()
