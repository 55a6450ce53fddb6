"""The doctor finds every drift before it bites, changes nothing, and says the lines that mend the profile."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.web.server import Portal as PracticePortal
from pages.catalogue import Catalogue, shipped
from pages.ears import ears_of
from pages.errors import SignInRefused
from pages.profile import Portal
from pages.skeleton import Drift
from portalbot.cases.portals import Portals
from portalbot.diagnostics.doctor import Walk
from portalbot.diagnostics.findings import Report, patched
from portalbot.filing.sitting import SignIn
from portalbot.rules.states import State
from tests.families import a_case, account_of, office_account
from tests.support import Bot

WHOLE = ["select", "sign_in", "home", "applications", "records", "dialog", "form"]
Look = Callable[..., Report]


@pytest.fixture
def portal(practice: PracticePortal) -> Portal:
    return shipped("practice/广东").at(practice.url)


@pytest.fixture
def look(page: Page, portal: Portal, office: PracticeOffice) -> Look:
    """Return the doctor, walking with the account of zhixing."""
    account = office_account(office, "广东")

    def go(portal: Portal = portal, password: str = account.password) -> Report:
        page.set_default_timeout(2500)
        ears_of(page).patience = 2.5
        page.context.clear_cookies()
        return Walk(page, portal, "广东", SignIn(portal, "zhixing", account.name, "广东", password)).go()

    return go


def own_profile(folder: Path, *passages: str) -> Catalogue:
    """Write a profile of the user's own that adds passages of TOML to 广东's, tables of one name joined."""
    tables: dict[str, list[str]] = {}
    for passage in passages:
        head = ""
        for line in passage.splitlines():
            if line.startswith("["):
                head = line
            tables.setdefault(head, []).extend([] if line == head else [line])
    folder.mkdir(exist_ok=True)
    text = "\n".join([head, *lines][i] for head, lines in tables.items() for i in range(len(lines) + 1))
    (folder / "广东.toml").write_text(f'extends = "practice/广东"\n{text}\n', encoding="utf-8")
    return Catalogue(folder)


def assert_files(tmp_path: Path, office: PracticeOffice, url: str, catalogue: Catalogue) -> None:
    """File one case with a user's profile, and see it at the office."""
    portals = Portals(catalogue, url)
    case = a_case(office, "广东")
    bot = Bot(tmp_path, portals.of("广东", case.kind), portals)
    bot.page_seconds = 6
    bot.use(case, accounts={case.account: account_of(office, "广东")})
    before = len(office.applications)
    bot.submit(case.id)
    entry = bot.entry(case.id)
    assert entry.state is State.SUBMITTED, entry.message
    assert [one.serial for one in office.applications][before:] == [entry.serial]
    bot.close()


def test_an_unchanged_portal_is_looked_at_whole_and_left_as_it_was(look: Look, office: PracticeOffice) -> None:
    report = look()
    assert (report.findings, report.seen, report.drift) == ([], WHOLE, Drift.NONE)
    assert report.notes == ["form.fill 原因说明 takes 200 characters at most: max = 200"]
    assert office.arrivals == [] and office.applications == []
    assert len(office.sign_ins) == 1


def test_without_somebodys_word_the_form_is_not_opened(look: Look, portal: Portal) -> None:
    report = look(portal.model_copy(update={"form_opens_without_effect": False}))
    assert report.seen == WHOLE[:-1] and "not opened" in report.ended


def test_a_captcha_that_the_profile_says_there_is_none_is_found_and_nobody_signs_in(
    page: Page, portal: Portal, office: PracticeOffice
) -> None:
    account = office_account(office, "广东")
    asks = """() => { document.querySelector('#captcha-field').hidden = false; }"""
    page.on("load", lambda shown: shown.evaluate(asks) if "login" in shown.url else None)
    who = SignIn(portal, account.name, account.name, "广东", account.password)
    report = Walk(page, portal.model_copy(update={"captcha": "none"}), "广东", who).go()
    assert [(each.key, each.lines) for each in report.findings] == [("captcha", 'captcha = "image"')]
    assert office.sign_ins == []


def test_public_pages_are_looked_at_without_an_account(page: Page, portal: Portal, office: PracticeOffice) -> None:
    report = Walk(page, portal, "广东").go()
    assert report.seen == ["select", "sign_in"] and not report.findings
    assert office.sign_ins == []


def test_a_renamed_button_is_found_with_the_line_that_mends_it(
    look: Look, office: PracticeOffice, practice: PracticePortal, tmp_path: Path
) -> None:
    office.drifts.add("rename_button")
    [finding] = look().findings
    assert (finding.key, finding.nearest[0].name) == ("form.submit", "确认并提交")
    assert tomllib.loads(finding.lines) == {"form": {"submit": ["提交", "确认并提交"]}}
    assert_files(tmp_path, office, practice.url, own_profile(tmp_path / "own", finding.lines))


def test_a_renamed_column_is_found_with_the_line_that_mends_it(look: Look, portal: Portal) -> None:
    report = look(patched(patched(portal, "records.columns.status", "状态栏"), "applications.columns.kind", "注销种类"))
    assert report.seen == WHOLE, "what is alike is believed"
    lines = {finding.key: tomllib.loads(finding.lines) for finding in report.findings}
    assert lines == {
        "applications.columns.kind": {"applications": {"columns": {"kind": ["注销种类", "注销类型"]}}},
        "records.columns.status": {"records": {"columns": {"status": ["状态栏", "状态"]}}},
    }


@pytest.mark.parametrize(
    ("landmark", "said", "lines"),
    [
        ("忘记密码", "it is there, but as a link", {}),
        ("练习门户 · 数据均为虚构", "it is there, but as plain text",
         {"sign_in": {"landmark": {"text": "练习门户 · 数据均为虚构"}}}),
    ],
)  # fmt: skip
def test_words_that_are_there_as_something_else_are_told_so(
    page: Page, portal: Portal, landmark: str, said: str, lines: dict[str, object]
) -> None:
    ears_of(page).patience = 2.5
    [finding] = Walk(page, patched(portal, "sign_in.landmark", landmark), "广东").go().findings
    assert said in finding.what and tomllib.loads(finding.lines) == lines


def test_a_field_in_another_container_is_only_cosmetic(
    look: Look, office: PracticeOffice, practice: PracticePortal, tmp_path: Path
) -> None:
    before = look()
    office.drifts.add("move_field")
    report = look()
    report.compare(before.skeletons)
    assert report.findings == [] and report.drift is Drift.COSMETIC
    assert any("补充说明" in line for line in report.changes["form"])
    assert_files(tmp_path, office, practice.url, Catalogue())


def test_a_new_mandatory_field_breaks_until_the_profile_knows_it(
    look: Look, office: PracticeOffice, practice: PracticePortal, tmp_path: Path
) -> None:
    office.drifts.add("mandatory_field")
    [finding] = look().findings
    assert "联系邮箱" in finding.what
    mended = finding.lines.replace('value = "extra.联系邮箱"', 'text = "office@zhixing.example"', 1)
    assert_files(tmp_path, office, practice.url, own_profile(tmp_path / "own", mended))
    assert office.applications[0].reason.extra == {"联系邮箱": "office@zhixing.example"}


def test_a_page_that_comes_slowly_is_the_same_page(page: Page, portal: Portal, office: PracticeOffice) -> None:
    office.faults.add("Slow@*,seconds=0.5")
    before = Walk(page, portal, "广东").go()
    office.faults.clear()
    report = Walk(page, portal, "广东").go()
    report.compare(before.skeletons)
    assert report.drift is Drift.NONE, report.changes


def test_hidden_twins_change_nothing(
    look: Look, office: PracticeOffice, practice: PracticePortal, tmp_path: Path
) -> None:
    before = look()
    office.drifts.add("hidden_twin")
    report = look()
    report.compare(before.skeletons)
    assert (report.findings, report.drift) == ([], Drift.NONE)
    assert_files(tmp_path, office, practice.url, Catalogue())


def test_a_second_button_that_can_be_seen_is_asked_about(look: Look, office: PracticeOffice) -> None:
    office.drifts.add("visible_twin")
    [finding] = look().findings
    assert finding.key == "form.submit" and "2 times" in finding.what


def test_changed_status_words_are_named_for_a_person_to_place(
    look: Look, office: PracticeOffice, practice: PracticePortal, tmp_path: Path
) -> None:
    assert_files(tmp_path / "first", office, practice.url, Catalogue())
    office.drifts.add("status_word")
    report = look()
    assert {finding.part for finding in report.findings} == {"applications", "records"}
    assert {"'审批中'", "'存续'"} == {
        word for finding in report.findings for word in finding.what.split() if "'" in word
    }
    office.decide(office.applications[0].serial, "审核不通过", "材料模糊")
    words = '[records.statuses]\nnormal = ["正常", "存续"]\n[applications.statuses]\nreviewing = ["审核中", "审批中"]'
    assert_files(tmp_path / "second", office, practice.url, own_profile(tmp_path / "own", words))


def test_pages_wrapped_in_an_iframe_are_found_inside_it(
    look: Look, office: PracticeOffice, practice: PracticePortal, tmp_path: Path
) -> None:
    office.drifts.add("iframe")
    report = look()
    [finding] = report.findings
    assert finding.part == "home" and "业务系统" in finding.what
    assert report.seen == WHOLE, "the walk goes on inside"
    assert_files(tmp_path, office, practice.url, own_profile(tmp_path / "own", finding.lines))


def test_a_new_link_is_cosmetic_and_named(look: Look, office: PracticeOffice) -> None:
    before = look()
    office.drifts.add("new_notice")
    report = look()
    report.compare(before.skeletons)
    assert report.drift is Drift.COSMETIC
    assert "+ link '新手指南'" in report.changes["home"] and "+ heading '温馨提醒'" in report.changes["sign_in"]


@pytest.mark.parametrize(("drift", "named"), [("rename_button", "确认并提交"), ("mandatory_field", "联系邮箱")])
def test_in_mid_batch_a_changed_form_leaves_every_case_ready_and_sends_nothing(
    tmp_path: Path, portal: Portal, office: PracticeOffice, drift: str, named: str
) -> None:
    bot = Bot(tmp_path, portal)
    office.drifts.add(drift)
    outcome = bot.submit("LN-101", "LN-102", "LN-103")
    assert {bot.state(case) for case in ("LN-101", "LN-102", "LN-103")} == {State.READY}
    assert named in outcome.halted[portal.name]
    assert office.arrivals == [] and not any(
        office.drafts(a, n) for a in office.accounts("广东") for n in ("粤ICP备2020000101号-2",)
    )
    sign_ins = len(office.sign_ins)
    outcome = bot.submit("LN-101")
    assert "quarantine" in outcome.halted[portal.name] and bot.state("LN-101") is State.READY
    assert len(office.sign_ins) == sign_ins, "nobody goes there"
    office.drifts.clear()
    assert bot.ledger.quarantines.lift(portal.name, "seen by hand", by="王敏") == 1
    bot.submit("LN-101")
    assert bot.state("LN-101") is State.SUBMITTED
    bot.close()


@pytest.mark.parametrize(
    ("key", "part", "seen"),
    [
        ("home.to_records", "list", [*WHOLE[:3], "applications"]),
        ("home.to_applications", "list", [each for each in WHOLE if each != "applications"]),
        ("sign_in.submit", "sign_in", WHOLE[:2]),
    ],
)
def test_nothing_is_pressed_under_a_name_that_the_profile_does_not_have(
    look: Look, portal: Portal, office: PracticeOffice, key: str, part: str, seen: list[str]
) -> None:
    report = look(patched(portal, key, "别的名字"))
    [finding] = report.findings
    assert finding.part == part and "别的名字" in finding.what
    assert report.seen == seen and len(office.sign_ins) == (part == "list")


def test_the_old_entrances_button_is_not_pressed_under_a_name_that_is_guessed(
    page: Page, practice: PracticePortal
) -> None:
    base = shipped("practice/安徽").at(practice.url)
    portal = patched(base, "select.steps", ["选择地区", *base.select.steps[1:]])
    ears_of(page).patience = 2.5
    report = Walk(page, portal, "安徽").go()
    [finding] = report.findings
    assert "选择地区 is there 0 times; nearest on the page: 选择省份" in finding.what and report.seen == ["select"]
    assert len(page.context.pages) == 1, "no window of a province was opened"


def test_a_wrong_password_is_tried_once_and_said_though_home_would_come_in_an_iframe(
    look: Look, portal: Portal, office: PracticeOffice
) -> None:
    office.drifts.add("iframe")
    with pytest.raises(SignInRefused):
        look(patched(portal, "home.frame", "业务系统"), password="wrong")
    assert [entry.ok for entry in office.sign_ins] == [False]
