"""From a case file to serial numbers, in a browser: what is filed is what the office has.

The rules around it (held, adopted, waiting, blocked) are tested without a browser: filing/test_rules.py.
"""

import hashlib

from mock_portal.desk.practice_office import PracticeOffice
from portalbot.rules.states import State
from tests.support import Bot, green, why


def test_a_case_is_filed_once_with_every_field_and_the_very_bytes(bot: Bot, office: PracticeOffice) -> None:
    bot.submit("LN-104")
    [application] = office.applications
    case = bot.case("LN-104")
    entry = bot.entry("LN-104")
    assert entry.state is State.SUBMITTED
    assert entry.serial == application.serial
    assert (application.number, str(application.kind)) == (case.number, str(case.kind))
    assert str(application.reason.category) == str(why(case).category)
    assert application.reason.text == why(case).text
    assert application.reason.new_domain == why(case).new_domain
    sent = {file.material: file.sha256 for file in application.files}
    assert sent == {m: hashlib.sha256(data).hexdigest() for m, (_, data) in bot.file.files(case).items()}
    assert len(office.arrivals) == 1


def test_the_case_is_followed_until_the_record_reads_cancelled(bot: Bot, office: PracticeOffice) -> None:
    bot.submit("JJ-001")
    bot.poll()
    assert bot.state("JJ-001") is State.REVIEWING
    serial = bot.entry("JJ-001").serial
    assert serial
    office.decide(serial, "审核通过", "")
    bot.poll()
    assert bot.state("JJ-001") is State.APPROVED, "审核通过 is not the end"
    office.advance(hours=13)
    bot.poll()
    assert bot.state("JJ-001") is State.CANCELLED


def test_a_dry_run_fills_everything_and_submits_nothing(bot: Bot, office: PracticeOffice) -> None:
    bot.submit("JJ-001", dry_run=True)
    assert office.arrivals == []
    assert bot.state("JJ-001") is State.READY
    names = [path.name for path in (bot.evidence.folder / "JJ-001").iterdir()]
    assert any(name.endswith("upload.jpg") for name in names), "the filled form's picture is kept"
    bot.submit("JJ-001")
    [application] = office.applications
    assert len(application.files) == 3, "what the rehearsal left on the server was removed first"


def test_evidence_of_each_step_is_kept(bot: Bot) -> None:
    bot.own_browser = True
    bot.submit("JJ-001")
    names = {path.name.split("-", 2)[-1] for path in (bot.evidence.folder / "JJ-001").iterdir()}
    receipt = {f"receipt.{kind}" for kind in ("jpg", "html", "pdf", "txt")}
    assert names == {"dialog.jpg", "upload.jpg"} | receipt
    serial = bot.entry("JJ-001").serial
    html = next((bot.evidence.folder / "JJ-001").glob("*receipt.html")).read_text(encoding="utf-8")
    assert serial and serial in html and "<script" not in html
    assert next((bot.evidence.folder / "JJ-001").glob("*receipt.pdf")).read_bytes().startswith(b"%PDF-")
    pictures = list((bot.evidence.folder).rglob("*.jpg"))
    [form] = [path for path in pictures if path.name.endswith("upload.jpg")]
    assert green(form.read_bytes()) < 2000, "no green message of an upload lies over what was filled in"
    assert len(pictures) == 7 and all(path.read_bytes().startswith(b"\xff\xd8\xff") for path in pictures)


def test_an_account_with_more_than_a_hundred_records_is_read_whole(bot: Bot, office: PracticeOffice) -> None:
    bot.submit("LN-101", "LN-105")
    assert {bot.state(case) for case in ("LN-101", "LN-105")} == {State.SUBMITTED}
    assert len([entry for entry in office.sign_ins if entry.ok]) == 1, "one sitting serves all cases of the account"
    assert len(office.applications) == 2


def test_two_workers_serve_several_accounts(bot: Bot, office: PracticeOffice) -> None:
    bot.workers = 2
    cases = ("ZX-001", "JH-001", "QT-001", "JJ-001")
    bot.submit(*cases)
    assert {bot.state(case) for case in cases} == {State.SUBMITTED}
    assert sorted(a.serial for a in office.applications) == sorted(bot.entry(case).serial or "" for case in cases)
