"""`verify`: the code from standard input, the slider moved by the test's hand, the ministry's answers written down."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import Person
from mock_portal.web.server import Portal as PracticePortal
from pages.profile import Portal
from pages.verification import VerificationPage
from portalbot.cases.portals import Portals
from portalbot.rules.states import Notice, State
from tests.cli.command import inside
from tests.families import a_case, account_of
from tests.pages.test_verification import code_of, drag
from tests.support import Bot


@pytest.fixture
def bot(tmp_path: Path, practice: PracticePortal, portal: Portal) -> Iterator[Bot]:
    """Return the bot with one case in 河南 that waits for its SMS check, and everybody's code sent."""
    bot = Bot(tmp_path, portal, Portals(url=practice.url))
    case = a_case(practice.office, "河南", id="HN-1")
    bot.use(case, accounts={case.account: account_of(practice.office, "河南")})
    bot.submit("HN-1")
    practice.office.advance(minutes=8)
    yield bot
    bot.close()


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be the person who moves the slider in the window."""
    waiting = VerificationPage.wait_for_slider

    def moved(page: VerificationPage, seconds: float) -> None:
        drag(page)
        waiting(page, seconds)

    monkeypatch.setattr(VerificationPage, "wait_for_slider", moved)


def keeper(office: PracticeOffice) -> Person:
    """Return the 网站负责人 of the case."""
    found = office.accounts("河南")[0].subjects[0].sites[0].person
    assert found
    return found


def verify(practice: PracticePortal, bot: Bot, *more: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    where = ["--portal-url", practice.url, "--data-dir", str(bot.folder), "--headless"]
    return inside("verify", "HN-1", *where, *more, typed=typed)


@pytest.mark.usefixtures("hand")
def test_a_code_is_entered_and_two_wrong_ones_are_the_most(
    bot: Bot, office: PracticeOffice, practice: PracticePortal
) -> None:
    entry = bot.entry("HN-1")
    assert entry.state is State.VERIFYING and entry.verify_until
    assert "网站负责人" in entry.message and "portalbot verify HN-1" in entry.message
    assert keeper(office).mobile not in entry.message
    other = verify(practice, bot, "--as", "主体负责人")
    assert other.returncode == 2 and "is not asked" in other.stderr
    silent = verify(practice, bot)
    assert silent.returncode == 1 and "standard input has no answer" in silent.stderr
    right = code_of(office, keeper(office))
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    twice = verify(practice, bot, typed=f"{wrong}\n{wrong}\n{wrong}\n")
    assert twice.returncode == 1 and "sixth returns the application" in twice.stderr
    assert office.verifications.all[0].wrong == 2, "the third was not sent"
    again = verify(practice, bot, typed=f"{right}\n")
    assert again.returncode == 1 and office.verifications.all[0].wrong == 2, "nor by another run"
    kept = "".join(str(dict(event)) for event in bot.ledger.events.of("HN-1"))
    assert wrong not in kept and "您的短信核验失败" in kept


@pytest.mark.usefixtures("hand")
def test_a_right_code_brings_the_case_into_review(bot: Bot, office: PracticeOffice, practice: PracticePortal) -> None:
    resent = verify(practice, bot, "--resend")
    assert resent.returncode == 0, resent.stderr
    done = verify(practice, bot, typed=code_of(office, keeper(office)) + "\n")
    assert done.returncode == 0 and "已全部完成" in done.stdout, done.stderr
    assert bot.entry("HN-1").verify_until is None, "no deadline is left"
    bot.poll()
    after = bot.entry("HN-1")
    assert (after.state, str(office.applications[0].status)) == (State.REVIEWING, "审核中")
    assert after.due_on, "the review's days count from now"
    notices = [event["notice"] for event in bot.ledger.events.of("HN-1") if event["notice"]]
    assert notices == [Notice.SUBMITTED, Notice.VERIFICATION]


def test_without_a_hand_nothing_is_sent(bot: Bot, office: PracticeOffice, practice: PracticePortal) -> None:
    where = ["--portal-url", practice.url, "--data-dir", str(bot.folder), "--headless"]
    done = inside("verify", "HN-1", *where, typed="123456\n", PORTALBOT_PERSON_SECONDS="0.5")
    assert done.returncode == 1 and "nobody moved the slider" in done.stderr
    assert office.verifications.all[0].wrong == 0
