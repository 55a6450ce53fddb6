"""`poll`, `status` and `resubmit` as people use them: what is due, a rejection mended, a case's whole history."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import shipped
from portalbot.ledger.ledger import Ledger
from portalbot.rules.states import State
from portalbot.work.errors import NotDone
from portalbot.work.resubmit import may_be_handed_in_again
from tests.cli.command import inside, lines, submit_arguments
from tests.reported import filed
from tests.support import SAMPLES

TEXT = "因公司业务调整，该网站已停止运营，不再提供服务"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Return a copy of the sample case file, to be corrected."""
    folder = tmp_path / "cases"
    shutil.copytree(SAMPLES, folder)
    return folder / "cases.toml"


def where(practice: PracticePortal, data: Path) -> list[str]:
    return ["--portal-url", practice.url, "--data-dir", str(data), "--env-file", str(SAMPLES / "accounts.env")]


def test_a_rejected_case_is_corrected_and_handed_in_again(
    practice: PracticePortal, office: PracticeOffice, tmp_path: Path, cases: Path
) -> None:
    data = tmp_path / "data"
    assert inside(*submit_arguments(practice.url, data, "--yes", "--only", "QT-001", cases=cases)).returncode == 0
    first = office.applications[0]
    early = inside("poll", *where(practice, data))
    assert "Nothing is due before" in early.stdout and len(office.sign_ins) == 1
    office.decide(first.serial, "审核不通过", "营业执照副本不清晰，请重新上传")
    polled = inside("poll", *where(practice, data), "--all", "--json")
    record = lines(polled)["QT-001"]
    assert (polled.returncode, record["state"]) == (1, "rejected")
    assert "营业执照副本不清晰，请重新上传" in record["words"] and "materials" in record["message"]
    again = ["resubmit", "QT-001", str(cases), *where(practice, data), "--json"]
    unchanged = inside(*again, "--yes")
    assert unchanged.returncode == 2 and "nothing in" in unchanged.stderr and len(office.arrivals) == 1
    correct(cases, "qiantang/licence.pdf", "zhixing/licence.pdf")
    unasked = inside(*again)
    assert unasked.returncode == 2 and "营业执照副本" in unasked.stderr and len(office.arrivals) == 1
    once_only = inside(*again, "--yes", PORTALBOT_ATTEMPTS="1")
    assert once_only.returncode == 2 and "PORTALBOT_ATTEMPTS=2" in once_only.stderr
    done = inside(*again, "--yes")
    assert (done.returncode, lines(done)["QT-001"]["state"]) == (0, "submitted"), done.stderr
    second = office.applications[1]
    assert len(office.applications) == 2 and second.number == first.number
    assert inside(*again, "--yes").returncode == 2, "what is in review is not handed in again"
    told = inside("status", "QT-001", "--data-dir", str(data)).stdout
    assert f"流水号 {second.serial}, after {first.serial}" in told
    assert "营业执照副本不清晰" in told and "licence.pdf" in told and "Approved by" in told


def test_poll_says_that_a_review_is_due_beyond_the_calendar(practice: PracticePortal, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "practice.db", who="test")
    for case_id, day in (("A", "2026-03-05"), ("B", "2040-01-05"), ("C", "2039-01-05")):
        filed(ledger, case_id, case_id, portal=practice.url)
        ledger.cases.set_dates(case_id, due_on=day)
    done = inside("poll", *where(practice, tmp_path))
    assert "Nothing is due before" in done.stdout
    assert "C: the day on which its review is due, 2039-01-05 lies beyond the public calendar" in done.stderr
    for case_id in ("B", "C"):
        ledger.cases.set_dates(case_id, due_on="2026-03-06")
    ledger.close()
    assert "public calendar" not in inside("poll", *where(practice, tmp_path)).stderr


def correct(cases: Path, old: str, new: str) -> None:
    text = cases.read_text(encoding="utf-8")
    assert old in text
    cases.write_text(text.replace(old, new), encoding="utf-8")


def test_a_correction_is_taken_within_the_portals_days_and_of_rejected_cases_alone(
    tmp_path: Path,
) -> None:
    portal = shipped("families/sms").at("http://127.0.0.1:8800")
    now = datetime(2026, 9, 30, 4, 0, tzinfo=UTC)
    ledger = Ledger(tmp_path / "l.db", who="test", clock=lambda: now)
    names = ("id", "portal", "number", "kind", "account", "user_name", "province", "client", "site_name", "digest")
    ledger.cases.register({**dict.fromkeys(names, "x"), "kind": "注销网站", "id": "A", "portal": portal.origin})

    def refused(most: int = 3) -> str:
        try:
            may_be_handed_in_again(ledger, ledger.cases.one("A"), portal, most)
        except NotDone as refusal:
            return str(refusal)
        return ""

    assert "is ready" in refused()
    ledger.cases.move("A", State.SUBMITTED, "", serial="S-1")
    assert "is submitted" in refused()
    ledger.cases.move("A", State.REJECTED, "")
    now += timedelta(days=20)
    assert refused() == "", "ten working days: 1 to 7 October are holidays, the 10th is worked"
    now += timedelta(days=1)
    assert "within 10 working days" in refused()
    assert "0 times" in refused(most=0)
    ledger.close()
