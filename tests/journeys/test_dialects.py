"""Every dialect and family of the practice portal in a browser: filed once, and in each dialect followed to the end."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.profile import Portal
from portalbot.cases.portals import Portals
from portalbot.rules.states import State
from tests.families import FAMILIES, a_case, account_of, licence_case
from tests.support import Bot


@pytest.fixture
def bot(tmp_path: Path, practice: PracticePortal, portal: Portal) -> Iterator[Bot]:
    """Return the bot with the shipped profile of each province."""
    bot = Bot(tmp_path, portal, Portals(url=practice.url))
    yield bot
    bot.close()


@pytest.mark.parametrize("province", FAMILIES.values(), ids=FAMILIES)
def test_a_case_of_each_family_is_filed_once(bot: Bot, office: PracticeOffice, province: str) -> None:
    case = a_case(office, province)
    bot.use(case, accounts={case.account: account_of(office, province)})
    bot.submit(case.id)
    [application] = office.applications
    entry = bot.entry(case.id)
    after = State.VERIFYING if office.variant(province).rules.sms else State.SUBMITTED
    assert (entry.state, entry.serial) == (after, application.serial), entry.message
    assert (application.number, application.province) == (case.number, province)
    assert {f.sha256 for f in application.files} == {
        hashlib.sha256(data).hexdigest() for _, data in bot.file.files(case).values()
    }
    assert len(office.arrivals) == 1


def test_a_case_of_the_old_portal_is_followed_to_its_end(bot: Bot, office: PracticeOffice) -> None:
    case = a_case(office, "安徽")
    bot.use(case, accounts={case.account: account_of(office, "安徽")})
    bot.submit(case.id)
    kept = {path.name.split("-", 2)[-1]: path for path in (bot.evidence.folder / case.id).iterdir()}
    assert (bot.entry(case.id).serial or "none") in kept["receipt.html"].read_text(encoding="utf-8"), (
        "a window said it, no page"
    )
    assert "submit.jpg" in kept and "receipt.jpg" not in kept, "the form without a serial is no receipt"
    office.advance(days=40)
    bot.poll()
    assert bot.state(case.id) is State.CANCELLED
    bot.submit(case.id)
    assert len(office.arrivals) == 1


def test_a_licence_is_cancelled_to_its_end(bot: Bot, office: PracticeOffice) -> None:
    case = licence_case()
    bot.use(case, accounts={case.account: account_of(office, "电信业务")})
    bot.submit(case.id)
    [application] = office.applications
    entry = bot.entry(case.id)
    assert (entry.state, entry.serial) == (State.SUBMITTED, application.serial), entry.message
    assert (str(application.kind), application.number) == ("许可证", case.number)
    office.advance(days=20)
    bot.poll()
    assert bot.state(case.id) is State.CANCELLED
    assert len(office.arrivals) == 1


@pytest.mark.parametrize("fault", ["DropAfterCommit", "RefusalAfterCommit", "SerialMissing"])
@pytest.mark.parametrize("place", ["安徽", "电信业务"])
def test_a_lost_or_lying_answer_is_settled_by_looking_in_every_dialect(
    bot: Bot, office: PracticeOffice, place: str, fault: str
) -> None:
    case = licence_case() if place == "电信业务" else a_case(office, place)
    bot.use(case, accounts={case.account: account_of(office, place)})
    bot.page_seconds = bot.receipt_seconds = 4
    office.faults.add(DuplicateAccepted())
    office.faults.add(fault)
    bot.submit(case.id)
    [application] = office.applications
    entry = bot.entry(case.id)
    assert (entry.state, entry.serial) == (State.SUBMITTED, application.serial), entry.message
    bot.submit(case.id)
    assert len(office.arrivals) == 1
