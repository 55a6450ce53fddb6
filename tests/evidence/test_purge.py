"""`purge`: what goes, what stays, and that what went is in no file any more."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from portalbot.cli.app import app
from portalbot.evidence.store import Evidence
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.tables import approvals
from portalbot.rules.states import State
from tests.cli.test_terminal import FIELDS

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=200)
PERSONAL = ("陈知行", "李经办", "13800138000", "01234X", "identity-chen")
FROZEN: dict[str, Any] = {
    "digest": "d" * 64,
    "fields": {
        "id": "A-1",
        "number": "粤ICP备12345678号",
        "client": {"name": "公司", "uscc": "91440300708461136T", "legal_person": "陈知行",
                   "legal_person_last_six": "01234X"},
        "responsible": [{"role": "主体负责人", "name": "陈知行", "mobile": "13800138000", "last_six": "01234X"}],
        "authorised": {"by": "李经办", "on": "2026-02-20"},
        "materials": {"法人身份证": "materials/identity-chen.jpg"},
    },
    "files": {"法人身份证": {"name": "identity-chen.jpg", "sha256": "e" * 64, "bytes": 5}},
    "profile": "p" * 64,
}  # fmt: skip


def ended(ledger: Ledger, case: str, number: str, at: datetime, state: State = State.CANCELLED) -> None:
    """Bring a case to its end at an instant."""
    ledger.database.clock = lambda: at
    ledger.cases.register({**FIELDS, "id": case, "number": number})
    plan = f"To be filed:\n  {case}  注销主体  {number}  公司  (公司; authorised by 李经办 on 2026-02-20)\n  OTHER  x"
    ledger.approvals.give(case, "d" * 64, plan)
    attempt = ledger.attempts.open(case, frozen=FROZEN, baseline=frozenset(), holder={"pid": 1})
    ledger.attempts.note_answer(
        attempt, "提交成功", [{"method": "POST", "path": "/", "status": 200, "body": "陈知行 13800138000"}]
    )
    ledger.cases.move(case, State.SUBMITTED, "短信已发至 13800138000", serial=f"SN-{case}")
    ledger.cases.move(case, state, "已注销")
    ledger.database.clock = lambda: NOW


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("portalbot.ledger.database.datetime", Clock)
    ledger = Ledger(tmp_path / "ledger.db", who="test")
    ended(ledger, "OLD", "粤ICP备12345678号", LONG_AGO)
    ended(ledger, "NEW", "粤ICP备12345679号", NOW - timedelta(days=3))
    ended(ledger, "OPEN", "粤ICP备12345670号", LONG_AGO, State.REJECTED)
    ledger.close()
    evidence = Evidence(tmp_path / "evidence")
    for case in ("OLD", "NEW", "OPEN"):
        evidence.keep(case, "form.png", "陈知行".encode())
        (tmp_path / "fitted" / case).mkdir(parents=True)
        (tmp_path / "fitted" / case / "identity-chen.jpg").write_bytes(b"x")
    old, new = (tmp_path / "evidence" / evidence.keep("a", "list.png", b"x") for _ in range(2))
    os.utime(old, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    os.utime(new, (NOW.timestamp(), NOW.timestamp()))
    return tmp_path


class Clock(datetime):
    """The day of these tests."""

    @classmethod
    def now(cls, tz: Any = None) -> "Clock":
        return cls.fromtimestamp(NOW.timestamp(), tz)


def run(data: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["purge", "--data-dir", str(data), *arguments])
    return done.exit_code, done.output


def kept(data: Path) -> set[str]:
    files = [path for name in ("evidence", "fitted") for path in (data / name).rglob("*") if path.is_file()]
    return {path.parent.name + path.suffix for path in files}


def test_personal_data_of_a_case_that_ended_long_ago_go_and_the_facts_stay(data: Path) -> None:
    code, said = run(data, "--older-than", "180d", "--yes")
    assert code == 0 and "OLD  ended" in said and "NEW" not in said and "OPEN" not in said
    assert kept(data) == {"NEW.png", "NEW.jpg", "OPEN.png", "OPEN.jpg", "a.png"}
    assert len(list((data / "evidence" / "a").iterdir())) == 1
    ledger = Ledger(data / "ledger.db", who="test")
    (attempt,) = ledger.attempts.of("OLD")
    assert not [word for word in PERSONAL if word in str(attempt)]
    assert attempt.frozen["digest"] == "d" * 64 and attempt.frozen["profile"] == "p" * 64
    assert attempt.frozen["files"]["法人身份证"] == {"name": "[purged].jpg", "sha256": "e" * 64, "bytes": 5}
    assert attempt.frozen["fields"]["client"]["name"] == "公司" and attempt.serial == "SN-OLD"
    assert attempt.answer == "提交成功" and attempt.witnesses[0]["status"] == 200
    events = ledger.events.of("OLD")
    assert [event["after"] for event in events][-3:] == ["submitted", "cancelled", "cancelled"]
    assert events[-1]["message"] == "evidence and personal data were purged"
    assert "138****8000" in events[-3]["message"]
    (plan,) = [
        row["plan"] for row in ledger.database.reading(select(approvals.c.plan).where(approvals.c.case_id == "OLD"))
    ]
    assert "OLD  [purged]" in plan and "  OTHER  x" in plan
    assert ledger.cases.one("OLD").state is State.CANCELLED and ledger.cases.one("OLD").client == FIELDS["client"]
    assert "陈知行" in str(ledger.attempts.of("NEW")) and "陈知行" in str(ledger.attempts.of("OPEN"))
    ledger.close()


def test_what_was_purged_is_in_no_file_any_more(data: Path) -> None:
    run(data, "--older-than", "1d", "--yes")
    ledger = Ledger(data / "ledger.db", who="test")
    ledger.database.clock = lambda: NOW
    ledger.cases.move("OPEN", State.WITHDRAWN, "no")
    ledger.close()
    assert run(data, "--older-than", "0d", "--yes")[0] == 0
    raw = b"".join(path.read_bytes() for path in data.glob("ledger.db*"))
    assert not [word for word in PERSONAL if word.encode() in raw]


def test_a_dry_run_deletes_nothing_and_without_a_yes_nothing_is_deleted(data: Path) -> None:
    before = kept(data)
    assert run(data, "--older-than", "180d", "--dry-run")[0] == 0
    code, said = run(data, "--older-than", "180d")
    assert code == 2 and "nothing was deleted" in said
    assert kept(data) == before


def test_one_case_alone_is_purged(data: Path) -> None:
    assert run(data, "--older-than", "1d", "--case", "NEW", "--yes")[0] == 0
    assert "OLD.png" in kept(data) and "NEW.png" not in kept(data)
    code, said = run(data, "--older-than", "1d", "--case", "OPEN", "--yes")
    assert code == 1 and "no such case ended" in said


def test_a_case_whose_id_the_other_ledger_works_with_keeps_its_evidence(data: Path) -> None:
    practice = Ledger(data / "practice.db", who="test")
    practice.cases.register({**FIELDS, "id": "OLD"})
    practice.close()
    code, said = run(data, "--older-than", "180d", "--yes")
    assert code == 0 and "the other ledger" in said and "OLD.png" in kept(data)


@pytest.mark.parametrize("age", ["180", "d", "-1d", "6m"])
def test_an_age_is_a_number_of_days(data: Path, age: str) -> None:
    assert run(data, "--older-than", age)[0] == 2
