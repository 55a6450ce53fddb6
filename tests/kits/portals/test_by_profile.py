"""Each site connected by its profile alone: every kind and reason filed once, rejected, mended, followed to its end."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mock_portal.desk.faults import DuplicateAccepted
from mock_portal.office.applications import Application
from mock_portal.office.terms import Material as MockMaterial
from mock_portal.office.terms import Standing
from pages.catalogue import load_profile, shipped
from pages.profile import Portal
from pages.terms import Kind, Material, Reason, Step
from portalbot.cases.casefile import Account, Case
from portalbot.cases.casefile.model import Cause
from portalbot.diagnostics.findings import patched
from portalbot.rules.states import State
from tests.kits.portals.server import FOLDER, KitPortal
from tests.support import Bot, a_file

NUMBER = "粤ICP备12345678号"
TEXT = "因公司业务调整，该网站已停止运营，不再提供服务"


@pytest.fixture
def portal(site: KitPortal) -> Portal:
    portal = load_profile(FOLDER / site.site / "profile.toml").at(site.url)
    return portal.model_copy(update={"pace": portal.pace.model_copy(update={"seconds_between_acts": 0})})


@pytest.fixture
def bot(tmp_path: Path, portal: Portal) -> Iterator[Bot]:
    bot = Bot(tmp_path, shipped().at(portal.address or ""))  # whose samples are the accounts and clients
    bot.portal = portal
    bot.receipt_seconds = 20  # of a busy machine; where nothing is to come, a test says less
    yield bot
    bot.close()


def case_of(bot: Bot, kind: Kind, reason: Reason, **changes: Any) -> Case:
    """Return a case of 知行's with what its kind and reason ask for."""
    sample = next(case for case in bot.file.cases if case.id == "ZX-001")
    more = {
        Reason.DOMAIN_CHANGED: {"new_domain": "new.example.cn"},
        Reason.WRONG_INFORMATION: {"wrong": "知行商场", "right": "知行商城"},
    }
    materials = {each: sample.materials[each] for each in (Material.LICENCE, Material.IDENTITY, Material.APPLICATION)}
    besides = {Reason.DOMAIN_CHANGED: Material.DOMAIN, Reason.DISSOLVED: Material.DISSOLUTION}
    if reason in besides:
        materials[besides[reason]] = materials[Material.APPLICATION]
    whole = kind is Kind.SUBJECT
    return sample.model_copy(
        update={
            "id": f"K-{kind.name}-{reason.name}",
            "kind": kind,
            "number": NUMBER if whole else f"{NUMBER}-1",
            "site_name": "" if whole else sample.site_name,
            "reason": Cause(category=reason, text=TEXT, **more.get(reason, {})),
            "materials": materials,
            "sites": 3 if whole else 1,
            "extra": {"关停日期": "2026-02-27"},
            **changes,
        }
    )


WANTED = (
    (Kind.SITE, Reason.STOPPED), (Kind.SITE, Reason.DOMAIN_CHANGED), (Kind.ACCESS, Reason.WRONG_INFORMATION),
    (Kind.SUBJECT, Reason.DISSOLVED), (Kind.SITE, Reason.OTHER),
)  # fmt: skip
"""Every kind and every reason, each for a client of its own."""
AGENCY = Account(name="agency", display="代办", province="广东", user_name="agency")
"""Who has these clients and no others: a list of few pages."""


def cases_of_an_agency(bot: Bot, site: KitPortal) -> list[Case]:
    """Return a case of each kind and reason, for as many clients of 岭南's whose records are in force."""
    account = site.office.account("广东", "lingnan")
    assert account
    free = [
        each
        for each in account.subjects
        if each.standing is Standing.NORMAL and each.sites and each.sites[0].standing is Standing.NORMAL
    ]
    site.office.add_account("广东", AGENCY.user_name, "Agency-2026", tuple(free[: len(WANTED)]))
    bot.passwords[AGENCY.name] = "Agency-2026"
    found = []
    for (kind, reason), owner in zip(WANTED, free, strict=False):
        case = case_of(bot, kind, reason)
        own = {"number": owner.number} if kind is Kind.SUBJECT else {
            "number": f"{owner.number}-{owner.sites[0].suffix}", "site_name": owner.sites[0].name
        }  # fmt: skip
        live = sum(each.standing is not Standing.CANCELLED for each in owner.sites)
        client = case.client.model_copy(update={"name": owner.unit})
        found.append(case.model_copy(update={**own, "account": AGENCY.name, "client": client, "sites": live}))
    return found


def has_the_very_files(bot: Bot, case: Case, application: Application) -> None:
    wanted = sorted(hashlib.sha256(data).hexdigest() for _, data in bot.file.files(case).values())
    assert sorted(file.sha256 for file in application.files) == wanted


def test_every_kind_and_reason_is_filed_once_one_is_rejected_and_mended_and_all_come_to_their_end(
    bot: Bot, site: KitPortal
) -> None:
    cases = cases_of_an_agency(bot, site)
    assert len(cases) == len(WANTED)
    bot.use(*cases, accounts={AGENCY.name: AGENCY})
    bot.submit()
    filed = {application.number: application for application in site.office.applications}
    for case in cases:
        entry = bot.entry(case.id)
        assert case.number in filed, entry.message
        application = filed[case.number]
        assert (entry.state, entry.serial) == (State.SUBMITTED, application.serial), entry.message
        assert (str(application.kind), application.reason.text) == (str(case.kind), TEXT)
        has_the_very_files(bot, case, application)
    assert len(site.office.arrivals) == len(site.office.applications) == len(cases)
    mended = cases[0]
    site.office.decide(filed[mended.number].serial, "审核不通过", "缺少材料：营业执照副本不清晰")
    bot.poll()
    entry = bot.entry(mended.id)
    assert entry.state is State.REJECTED and "营业执照副本不清晰" in entry.words, entry.message
    bot.ledger.cases.move(mended.id, State.READY, "resubmit")
    bot.submit(mended.id)
    assert bot.state(mended.id) is State.SUBMITTED, bot.entry(mended.id).message
    site.office.advance(days=40)
    bot.poll()
    assert {bot.state(case.id) for case in cases} == {State.CANCELLED}, [bot.entry(each.id).message for each in cases]
    assert len(site.office.arrivals) == len(cases) + 1


DROPPED, REFUSED = "DropAfterCommit", "RefusalAfterCommit"
FAULTS = {"element": DROPPED, "antd": REFUSED, "cards": REFUSED, "layui": DROPPED}
"""Each of the two for two sites; where it strikes is the office's, what is seen of it the site's."""


def test_a_lost_or_lying_answer_is_settled_by_looking_and_files_from_before_are_not_handed_in(
    bot: Bot, site: KitPortal
) -> None:
    case = case_of(bot, Kind.SITE, Reason.OTHER)
    account = site.office.account("广东", "zhixing")
    assert account
    for name in ("licence.pdf", "旧的执照.pdf"):
        site.office.attach(account, case.number, MockMaterial.LICENCE, name, a_file("application.pdf"), keep=True)
    bot.use(case)
    bot.page_seconds = bot.receipt_seconds = 5
    site.office.faults.add(DuplicateAccepted())
    site.office.faults.add(FAULTS[site.site])
    bot.submit(case.id)
    entry = bot.entry(case.id)
    assert site.office.applications, entry.message
    [application] = site.office.applications
    assert (entry.state, entry.serial) == (State.SUBMITTED, application.serial), entry.message
    has_the_very_files(bot, case, application)
    bot.submit(case.id)
    assert len(site.office.arrivals) == 1


def test_what_the_office_refuses_is_the_cases_own_word_for_word(bot: Bot, site: KitPortal) -> None:
    case = case_of(bot, Kind.SITE, Reason.OTHER)
    bot.use(case)

    def change(_account: str, _case: str, step: str) -> None:
        if step == Step.SUBMIT:
            site.office.change_record("广东", case.number)

    bot.on_step = change
    bot.submit(case.id)
    entry = bot.entry(case.id)
    assert (entry.state, len(site.office.arrivals), site.office.applications) == (State.REFUSED, 1, [])
    assert site.office.variant("广东").words("code.1108") in entry.words


def test_a_wrong_password_is_tried_once_and_the_account_rests(bot: Bot, site: KitPortal) -> None:
    case = case_of(bot, Kind.SITE, Reason.OTHER)
    bot.use(case)
    bot.passwords["zhixing"] = "Zhixing-2025"
    bot.submit(case.id)
    bot.submit(case.id)
    assert [one.ok for one in site.office.sign_ins] == [False]
    assert bot.state(case.id) is State.WAITING and not site.office.arrivals


@pytest.mark.parametrize("running", ["element"], indirect=True)
def test_what_the_page_itself_stops_has_failed_with_its_words_and_is_filed_by_the_next_run(
    bot: Bot, site: KitPortal, portal: Portal
) -> None:
    case = case_of(bot, Kind.SITE, Reason.OTHER)
    bot.use(case)
    lacking = tuple(each for each in portal.form.model_dump()["fill"] if each["label"] != ("情况说明",))
    bot.portal = patched(portal, "form.fill", lacking).model_copy(update={"list_lag": timedelta(hours=6)})
    bot.submit(case.id)
    entry = bot.entry(case.id)
    assert entry.state is State.FAILED and "请填写情况说明" in entry.words, entry.message
    assert bot.ledger.attempts.open_of(case.id) is None and len(bot.ledger.attempts.of(case.id)) == 1
    assert site.office.arrivals == [] == site.desk.sent
    bot.portal = portal
    bot.submit(case.id)
    assert bot.state(case.id) is State.SUBMITTED and len(site.office.arrivals) == 1, bot.entry(case.id).message
