"""Approvals cover the very content of a case, and the case file may change only before INTENT."""

from mock_portal.desk.practice_office import PracticeOffice
from portalbot.rules.states import State
from tests.support import Bot, edited, why


def test_an_edit_before_filing_voids_the_approval(bot: Bot) -> None:
    [filing] = bot.plan("JJ-001").to_file
    bot.ledger.approvals.give("JJ-001", filing.digest, "plan")
    assert bot.ledger.approvals.hold("JJ-001", filing.digest)
    reason = why(bot.case("JJ-001")).model_copy(update={"text": "店铺已经全部转让，网站停止运营"})
    bot.use(bot.case("JJ-001").model_copy(update={"reason": reason}))
    [changed] = bot.plan("JJ-001").to_file
    assert not bot.ledger.approvals.hold("JJ-001", changed.digest)
    assert not bot.ledger.approvals.hold("JJ-001", filing.digest)


def test_an_edit_after_filing_is_said_and_changes_nothing(bot: Bot, office: PracticeOffice) -> None:
    bot.submit("JJ-001")
    bot.use(edited(bot.case("JJ-001"), site_name="锦江火锅"))
    plan = bot.plan("JJ-001")
    assert plan.differing == ("JJ-001",)
    bot.submit("JJ-001")
    assert len(office.arrivals) == 1
    assert bot.state("JJ-001") is State.SUBMITTED
