"""The platform of the licences, as the Ant Design site draws it, gone through by hand."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from mock_portal.office.terms import Kind
from pages.catalogue import load_profile, shipped
from portalbot.rules.states import State
from tests.families import account_of, licence_case
from tests.kits.portals.by_hand.antd import AntdByHand
from tests.kits.portals.server import FOLDER, KitPortal
from tests.support import PASSWORDS, SAMPLES, Bot

FILE = SAMPLES / "materials" / "zhixing" / "licence.pdf"
SITE, NUMBER = "知行商城", "粤B2-20090191"


pytestmark = pytest.mark.parametrize("running", ["antd"], indirect=True)
"""The site that has the platform."""


@pytest.fixture
def holder(plain_page: Page, site: KitPortal) -> AntdByHand:
    """Return a licence's holder who has signed in."""
    person = AntdByHand(plain_page, site.url, site.office.variant("licence").words)
    person.sign_in("电信业务", "zhixing_zx", PASSWORDS["zhixing_zx"])
    return person


def pledge_of(site: KitPortal) -> str:
    """Return what must be copied."""
    return site.office.variant("licence").words("pledge.text")


def test_a_licence_is_cancelled_once(holder: AntdByHand, site: KitPortal) -> None:
    holder.fill_licence(SITE, NUMBER, pledge_of(site), FILE)
    holder.save_licence()
    holder.submit_licence()
    said = holder.success()
    [application] = site.office.applications
    assert application.serial in said
    assert (application.number, application.kind, application.reason.since) == (NUMBER, Kind.LICENCE, "2026-02-01")
    assert [one.material for one in application.files] == ["营业执照", "法定代表人身份证", "网站关闭证明"]


def test_a_pledge_that_is_not_copied_exactly_is_refused_before_anything_is_saved(
    holder: AntdByHand, site: KitPortal
) -> None:
    holder.fill_licence(SITE, NUMBER, "本公司承诺", FILE)
    holder.save_licence()
    said = holder.refusal()
    assert "2004" in said and site.office.variant("licence").words("code.2004") in said
    assert site.office.applications == []


def test_the_platform_is_connected_by_its_profile_and_a_licence_followed_to_its_end(
    site: KitPortal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = load_profile(FOLDER / "antd" / "licence.toml").at(site.url)
    portal = profile.model_copy(update={"pace": profile.pace.model_copy(update={"seconds_between_acts": 0})})
    bot = Bot(tmp_path, shipped().at(site.url))
    monkeypatch.setattr(bot, "portal_of", lambda _province, _kind: portal)
    case = licence_case()
    bot.use(case, accounts={case.account: account_of(site.office, "电信业务")})
    bot.submit(case.id)
    entry = bot.entry(case.id)
    assert site.office.applications, entry.message
    [application] = site.office.applications
    assert (entry.state, entry.serial) == (State.SUBMITTED, application.serial), entry.message
    assert (application.number, application.kind) == (case.number, Kind.LICENCE)
    site.office.advance(days=20)
    bot.poll()
    assert bot.state(case.id) is State.CANCELLED, bot.entry(case.id).message
    assert len(site.office.arrivals) == 1
    bot.close()
