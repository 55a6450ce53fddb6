"""Sign-ins: one try with a wrong password, then the account rests in the ledger until a person releases it."""

import pathlib
import re

import pytest

from mock_portal.desk.faults import Waf403
from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.profile import Portal
from portalbot.rules.states import State
from tests.support import Bot, Person, edited


def test_five_runs_with_a_wrong_password_make_one_sign_in(bot: Bot, office: PracticeOffice) -> None:
    bot.passwords["jinghua"] = "wrong"
    for _ in range(5):
        outcome = bot.submit("JH-001", "JH-002")
    assert [entry.account for entry in office.sign_ins] == ["jinghua"]
    assert bot.state("JH-001") is State.WAITING
    assert "账号或密码错误，您还可以尝试4次" in bot.entry("JH-001").message
    assert "portalbot accounts release jinghua" in outcome.left_alone["jinghua"]


def test_a_released_account_is_used_again(bot: Bot, office: PracticeOffice) -> None:
    bot.passwords["jinghua"] = "wrong"
    bot.submit("JH-001")
    bot.passwords["jinghua"] = "Jinghua-2026"
    assert bot.ledger.rests.release("jinghua") == 1
    bot.submit("JH-001")
    assert bot.state("JH-001") is State.SUBMITTED


def test_another_accounts_cases_go_on(bot: Bot, office: PracticeOffice) -> None:
    bot.passwords["jinghua"] = "wrong"
    bot.submit("JH-001", "QT-001")
    assert (bot.state("JH-001"), bot.state("QT-001")) == (State.WAITING, State.SUBMITTED)


def test_an_account_without_a_password_is_not_tried(bot: Bot, office: PracticeOffice) -> None:
    del bot.passwords["jinghua"]
    outcome = bot.submit("JH-001")
    assert office.sign_ins == []
    assert "PORTALBOT_ACCOUNTS__JINGHUA__PASSWORD" in outcome.left_alone["jinghua"]


@pytest.fixture
def behind_captcha(bot: Bot, portal: Portal) -> Bot:
    """Return the bot with one case of the account whose sign-in shows a CAPTCHA."""
    template = bot.case("JH-002")
    case = edited(
        template,
        id="PJ-001",
        account="pujiang",
        number="沪ICP备15006789号-1",
        site_name="浦江观察",
        kind="注销网站",
        client={**template.client.model_dump(), "name": "上海浦江信息咨询有限公司"},
    )
    account = bot.file.accounts["jinghua"].model_copy(
        update={"name": "pujiang", "province": "上海", "user_name": "pujiang"}
    )
    bot.use(case, bot.case("QT-001"), accounts={"pujiang": account})
    return bot


def test_a_captcha_that_nobody_reads_lets_only_that_account_wait(behind_captcha: Bot, office: PracticeOffice) -> None:
    behind_captcha.submit()
    assert office.sign_ins and {entry.account for entry in office.sign_ins} == {"qiantang"}
    assert behind_captcha.state("PJ-001") is State.WAITING
    assert behind_captcha.state("QT-001") is State.SUBMITTED
    [rest] = behind_captcha.ledger.rests.in_force()
    assert (rest.account, rest.reason) == ("pujiang", "captcha")


def test_a_captcha_is_shown_to_a_person_and_answered(behind_captcha: Bot, practice: PracticePortal) -> None:
    def reads(question: str) -> str:
        found = re.search(r"in (\S+captcha\.png)", question)
        assert found, "the person is told where the picture lies"
        with pathlib.Path(found[1]).open("rb") as picture:
            assert picture.read(4) == b"\x89PNG"
        return list(practice.desk.captchas.open().values())[-1]

    behind_captcha.person = Person(reads)
    behind_captcha.submit("PJ-001")
    assert behind_captcha.state("PJ-001") is State.SUBMITTED


def test_being_shut_out_concludes_nothing(bot: Bot, office: PracticeOffice) -> None:
    office.faults.add(Waf403(step="list", times=None))
    outcome = bot.submit("JH-001")
    assert bot.state("JH-001") is State.READY
    assert "疑似黑客攻击" in bot.entry("JH-001").message
    assert "疑似黑客攻击" in outcome.left_alone["jinghua"]
    assert office.arrivals == []
