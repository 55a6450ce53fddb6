"""Whose account the doctor looks behind a sign-in with: one of the case file, at a portal of the user's own."""

from pathlib import Path

import pytest

from pages.catalogue import Catalogue
from pages.profile import Portal
from portalbot.ledger.ledger import Ledger
from portalbot.machine.settings import Settings
from portalbot.work.doctor import account_for
from portalbot.work.place import Sources
from tests.support import SAMPLES

CASES = SAMPLES / "cases.toml"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Sources(SAMPLES / "accounts.env", data_dir=tmp_path / "data").settings()


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """Return a real portal's profile: no practice, an address of its own."""
    folder = tmp_path / "own"
    folder.mkdir()
    text = 'extends = "modern"\nprovince = "广东"\naddress = "https://beian.example.cn"\n'
    (folder / "广东.toml").write_text(text, encoding="utf-8")
    return Catalogue(folder).load("广东")


def test_an_account_of_the_file_is_taken_for_a_portal_that_no_shipped_profile_describes(
    settings: Settings, portal: Portal, ledger: Ledger
) -> None:
    who = account_for(settings, portal, ledger, CASES)
    assert who and (who.portal, who.province) == (portal, "广东") and who.password
    assert who.password not in repr(who)


def test_one_that_rests_is_passed_over_and_another_provinces_is_none(
    settings: Settings, portal: Portal, ledger: Ledger
) -> None:
    first = account_for(settings, portal, ledger, CASES)
    assert first
    ledger.rests.begin(first.account, portal.origin, first.user_name, "wrong_password", "账号或密码错误")
    second = account_for(settings, portal, ledger, CASES)
    assert second and second.account != first.account
    assert account_for(settings, portal.model_copy(update={"province": "西藏"}), ledger, CASES) is None
    assert account_for(settings, portal, ledger, None) is None


def test_one_without_a_password_is_none(tmp_path: Path, portal: Portal, ledger: Ledger) -> None:
    assert account_for(Sources(data_dir=tmp_path / "data").settings(), portal, ledger, CASES) is None
