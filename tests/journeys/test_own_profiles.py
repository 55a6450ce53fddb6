"""A profile in a user's folder, and nothing else, drives a portal that speaks other words: no Python is touched."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w

import mock_portal
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import Catalogue, shipped
from portalbot.cases.portals import Portals
from portalbot.rules.states import State
from tests.families import a_case, account_of
from tests.support import Bot

WORDING = Path(mock_portal.__file__).parent / "site" / "modern" / "wording.json"
MARK = "甲"
KEPT = {"name", "dialect", "captcha", "list_lag", "charset", "entrance", "size_pattern", "serial_pattern",
        "total_pattern", "page_pattern", "sites_pattern", "types", "hours", "codes", "always", "kit",
        "value", "when", "files"}  # fmt: skip


def renamed(value: Any, key: str = "") -> Any:
    """Put a mark before every wording of a profile; rules, patterns and codes stay."""
    if isinstance(value, dict):
        return {
            name: each if name in KEPT or (key in ("materials", "answers") and name == "codes") else renamed(each, name)
            for name, each in value.items()
            if each not in (None, {}, [])
        }
    if isinstance(value, list):
        return [renamed(each, key) if isinstance(each, dict) else marked(each) for each in value]
    return value


def marked(word: Any) -> Any:
    """Put the mark before a wording; a province is called what it is called."""
    return MARK + word if isinstance(word, str) and not word.startswith("{") else word


@pytest.fixture
def renamed_portal() -> Iterator[PracticePortal]:
    """Run a practice portal on which every single word is another."""
    words: dict[str, str] = json.loads(WORDING.read_text(encoding="utf-8"))
    with PracticePortal(wording={key: MARK + word for key, word in words.items()}) as portal:
        yield portal


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """Write one profile of the user's own: 广东 with every wording renamed."""
    data = shipped("practice/广东").model_dump(mode="json", exclude={"name", "materials", "files", "pace"})
    del data["form"]["materials"], data["records"]["subject"]  # the fields say the one, the other is no wording
    profile = {"extends": "practice/广东", **renamed(data)}
    folder = tmp_path / "portals"
    folder.mkdir()
    (folder / "广东.toml").write_text(tomli_w.dumps(profile), encoding="utf-8")
    return folder


def test_a_profile_that_renames_every_label_drives_an_equally_renamed_portal(
    tmp_path: Path, own_folder: Path, renamed_portal: PracticePortal
) -> None:
    portals = Portals(Catalogue(own_folder), renamed_portal.url)
    office = renamed_portal.office
    case = a_case(office, "广东")
    bot = Bot(tmp_path, portals.of("广东", case.kind), portals)
    assert bot.portal.name == "广东" and bot.portal.form.submit == (MARK + "提交",)
    bot.use(case, accounts={case.account: account_of(office, "广东")})
    bot.submit(case.id)
    [application] = office.applications
    assert (bot.state(case.id), bot.entry(case.id).serial) == (State.SUBMITTED, application.serial)
    office.advance(days=10)
    bot.poll()
    assert bot.state(case.id) is State.CANCELLED
    assert len(office.arrivals) == 1
    bot.close()


def test_without_that_profile_nothing_is_entered_at_the_renamed_portal(
    tmp_path: Path, renamed_portal: PracticePortal
) -> None:
    portals = Portals(url=renamed_portal.url)
    office = renamed_portal.office
    case = a_case(office, "广东")
    bot = Bot(tmp_path, portals.of("广东", case.kind), portals)
    bot.page_seconds = 2
    bot.use(case, accounts={case.account: account_of(office, "广东")})
    bot.submit(case.id)
    assert bot.state(case.id) is State.FAILED
    assert MARK + "请选择省份" in bot.entry(case.id).message, "what is there instead is named"
    assert office.arrivals == [] and office.sign_ins == []
    bot.close()
