"""From a case file to serial numbers, in a browser: what is filed is what the office has."""

import hashlib

from mock_portal.office import Office
from portalbot.states import State
from tests.support import Bot, edited, sample_cases


def test_a_case_is_filed_once_with_every_field_and_the_very_bytes(bot: Bot, office: Office) -> None:
    bot.submit("LN-104")
    [application] = office.applications
    case = bot.case("LN-104")
    entry = bot.entry("LN-104")
    assert entry.state is State.SUBMITTED
    assert entry.serial == application.serial
    assert (application.number, str(application.kind)) == (case.number, str(case.kind))
    assert str(application.reason.category) == str(case.reason.category)
    assert application.reason.text == case.reason.text
    assert application.reason.new_domain == case.reason.new_domain
    sent = {file.material: file.sha256 for file in application.files}
    assert sent == {m: hashlib.sha256(data).hexdigest() for m, (_, data) in bot.file.files(case).items()}
    assert len(office.arrivals) == 1


def test_a_second_submit_files_nothing(bot: Bot, office: Office) -> None:
    bot.submit("JH-001")
    bot.submit("JH-001")
    assert len(office.arrivals) == 1
    assert bot.state("JH-001") is State.SUBMITTED


def test_sites_of_one_subject_wait_for_each_other(bot: Bot, office: Office) -> None:
    bot.submit("ZX-001", "ZX-002", "ZX-003")
    assert [application.number for application in office.applications] == ["粤ICP备12345678号-1"]
    assert bot.state("ZX-001") is State.SUBMITTED
    assert {bot.state("ZX-002"), bot.state("ZX-003")} == {State.HELD}
    assert "ZX" not in bot.entry("ZX-002").message and office.applications[0].serial in bot.entry("ZX-002").message


def test_the_case_is_followed_until_the_record_reads_cancelled(bot: Bot, office: Office) -> None:
    bot.submit("JJ-001", "JJ-002")
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


def test_a_held_case_is_reported_free_by_poll_and_filed_by_submit(bot: Bot, office: Office) -> None:
    bot.submit("ZX-001", "ZX-002")
    office.advance(days=8)
    bot.poll()
    assert (bot.state("ZX-001"), bot.state("ZX-002")) == (State.CANCELLED, State.READY)
    assert len(office.arrivals) == 1, "poll files nothing"
    bot.submit("ZX-001", "ZX-002")
    assert bot.state("ZX-002") is State.SUBMITTED
    assert len(office.arrivals) == 2


def test_a_rejection_is_kept_in_the_portals_words(bot: Bot, office: Office) -> None:
    bot.submit("QT-001")
    serial = bot.entry("QT-001").serial
    assert serial
    office.decide(serial, "审核不通过", "材料模糊，请重新上传")
    bot.poll()
    entry = bot.entry("QT-001")
    assert entry.state is State.REJECTED
    assert "材料模糊，请重新上传" in entry.words
    bot.submit("QT-001")
    assert len(office.arrivals) == 1, "a rejected case is not filed again by submit"


def test_an_application_made_outside_is_found_and_not_made_again(bot: Bot, office: Office) -> None:
    bot.submit("JH-001")
    other = Bot(bot.folder / "elsewhere", bot.portal)
    other.submit("JH-001")
    entry = other.entry("JH-001")
    assert len(office.arrivals) == 1
    assert (entry.state, entry.origin, entry.serial) == (State.SUBMITTED, "outside", office.applications[0].serial)
    other.close()


def test_a_record_cancelled_before_is_said_and_not_filed(bot: Bot, office: Office) -> None:
    bot.submit("JH-001")
    office.advance(days=8)
    other = Bot(bot.folder / "elsewhere", bot.portal)
    other.submit("JH-001")
    assert other.state("JH-001") is State.CANCELLED
    assert other.entry("JH-001").origin == "outside"
    assert len(office.arrivals) == 1
    other.close()


def test_a_site_of_another_name_than_planned_waits_for_a_person(bot: Bot, office: Office) -> None:
    bot.use(edited(bot.case("QT-001"), site_name="钱塘书院"))
    bot.submit()
    assert bot.state("QT-001") is State.WAITING
    assert "钱塘在线" in bot.entry("QT-001").message and "钱塘书院" in bot.entry("QT-001").message
    assert office.arrivals == []


def test_another_client_than_planned_waits_for_a_person(bot: Bot, office: Office) -> None:
    client = bot.case("QT-001").client.model_copy(update={"name": "杭州别家软件有限公司"})
    bot.use(bot.case("QT-001").model_copy(update={"client": client}))
    bot.submit()
    assert bot.state("QT-001") is State.WAITING
    assert "杭州钱塘软件有限公司" in bot.entry("QT-001").message
    assert office.arrivals == []


def test_more_sites_under_a_subject_than_planned_wait_for_a_person(bot: Bot, office: Office) -> None:
    bot.use(bot.case("LN-105").model_copy(update={"sites": 2}))
    bot.submit()
    assert bot.state("LN-105") is State.WAITING
    assert "3 sites" in bot.entry("LN-105").message
    assert office.arrivals == []


def test_a_record_that_is_not_there_is_refused_by_the_look(bot: Bot, office: Office) -> None:
    bot.use(bot.case("QT-001").model_copy(update={"number": "浙ICP备2021004567号-9"}))
    bot.submit()
    assert bot.state("QT-001") is State.REFUSED
    assert office.arrivals == []


def test_a_dry_run_fills_everything_and_submits_nothing(bot: Bot, office: Office) -> None:
    bot.submit("JJ-001", dry_run=True)
    assert office.arrivals == []
    assert bot.state("JJ-001") is State.READY
    names = [path.name for path in (bot.evidence.folder / "JJ-001").iterdir()]
    assert any(name.endswith("upload.png") for name in names), "the filled form's picture is kept"
    bot.submit("JJ-001")
    [application] = office.applications
    assert len(application.files) == 3, "what the rehearsal left on the server was removed first"


def test_evidence_of_each_step_is_kept(bot: Bot) -> None:
    bot.submit("JJ-001")
    names = {path.name.split("-", 2)[-1] for path in (bot.evidence.folder / "JJ-001").iterdir()}
    assert names == {"dialog.png", "form.png", "upload.png", "receipt.png", "receipt.html", "receipt.pdf"}
    serial = bot.entry("JJ-001").serial
    html = next((bot.evidence.folder / "JJ-001").glob("*receipt.html")).read_text(encoding="utf-8")
    assert serial and serial in html and "<script" not in html
    assert next((bot.evidence.folder / "JJ-001").glob("*receipt.pdf")).read_bytes().startswith(b"%PDF-")


def test_a_second_id_for_the_same_record_is_blocked(bot: Bot, office: Office) -> None:
    bot.submit("JJ-001")
    bot.use(edited(bot.case("JJ-001"), id="JJ-900"))
    bot.submit("JJ-900")
    assert bot.state("JJ-900") is State.BLOCKED
    assert bot.entry("JJ-900").message == "same record as JJ-001"
    assert len(office.arrivals) == 1


def test_an_account_with_more_than_a_hundred_records_is_read_whole(bot: Bot, office: Office) -> None:
    bot.submit("LN-101", "LN-102", "LN-103", "LN-105")
    assert {bot.state(case) for case in ("LN-101", "LN-102", "LN-103", "LN-105")} == {State.SUBMITTED}
    assert len([entry for entry in office.sign_ins if entry.ok]) == 1, "one sitting serves all cases of the account"
    assert len(office.applications) == 4


def test_two_workers_serve_several_accounts(bot: Bot, office: Office) -> None:
    bot.workers = 2
    bot.submit("ZX-001", "JH-001", "QT-001", "JJ-001")
    assert {case.id: bot.state(case.id) for case in sample_cases(bot.portal).cases if case.id.endswith("001")} == {
        "ZX-001": State.SUBMITTED, "JH-001": State.SUBMITTED, "QT-001": State.SUBMITTED, "JJ-001": State.SUBMITTED,
    }  # fmt: skip
    assert sorted(a.serial for a in office.applications) == sorted(
        bot.entry(case).serial or "" for case in ("ZX-001", "JH-001", "QT-001", "JJ-001")
    )
