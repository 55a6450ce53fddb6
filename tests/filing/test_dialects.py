"""Every province, every dialect and all four kinds without a browser: filed once, cut off anywhere, never twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mock_portal.desk.practice_office import PracticeOffice
from mock_portal.office.register import Person, provinces
from mock_portal.office.sms_checks import SENT_AFTER
from mock_portal.office.wording import read_wording
from pages.catalogue import load_profile
from pages.terms import Kind
from portalbot.cases.casefile import Case
from portalbot.rules.progress import BETWEEN_LOOKS
from portalbot.rules.states import State
from tests.families import a_case, account_of, key_of, licence_case, office_account
from tests.filing.test_interrupted import UNSETTLED, moments, run
from tests.filing.world import LAG, World
from tests.kits.portals.server import FOLDER
from tests.mock_portal.citizen import Citizen

PROVINCES = [one.name for one in provinces()]
DONE = (State.SUBMITTED, State.REVIEWING, State.APPROVED, State.CANCELLED)
DIALECTS = {"legacy": ("practice/安徽", "安徽"), "licence": ("practice/许可证", "电信业务")}
KITS = FOLDER.glob("*/profile.toml")
"""The profiles of portals on real kits, whose offices speak as those do."""
RUNS = [(None, False), (None, True), ("DropAfterCommit", True), ("RefusalAfterCommit", False)]
RUNS += [("SuccessPageWithoutCommit", False), ("AlreadyInWithoutApplication", False), ("SessionExpired@submit", False)]
"""What a dialect can make a difference to; every fault at every point is tried in the modern one (test_interrupted)."""


Worlds = Callable[..., World]


@pytest.fixture
def worlds(quick_folder: Path) -> Iterator[Worlds]:
    """Return a maker of worlds at the portal of a profile, with one case of a province (or of the licences)."""
    made: list[World] = []

    def make(profile: str | Path, province: str, **changes: object) -> World:
        folder = quick_folder / str(len(made))
        if isinstance(profile, Path):
            office = PracticeOffice(wording=read_wording(profile.with_name("wording.json")))
            world = World(folder, profile=load_profile(profile), office=office)
        else:
            world = World(folder, profile=profile)
        made.append(world)
        case = licence_case(**changes) if province == "电信业务" else a_case(world.office, province, **changes)
        world.use(case, accounts={case.account: account_of(world.office, province)})
        world.first_file = world.file
        account = office_account(world.office, province)
        world.passwords[key_of(account.name)] = account.password
        return world

    yield make
    for world in made:
        world.ledger.close()


def the_case(world: World) -> Case:
    return world.file.cases[0]


def enter_the_code(world: World) -> None:
    """Let the code come, and do at the ministry's page what its owner does with it."""
    world.pass_time(SENT_AFTER)
    [person] = world.office.verifications.all[0].people
    assert Citizen(world.desk, Person(person.name, person.mobile, person.last_six)).enter().code == 0


@pytest.mark.parametrize(("province", "reads", "after"), [("湖南", "正常", State.SUBMITTED), ("四川", "已注销", None)])
def test_an_access_that_was_cancelled_ends_as_the_profile_says_and_holds_nothing(
    worlds: Worlds, province: str, reads: str, after: State | None
) -> None:
    world = worlds(f"practice/{province}", province, kind="取消接入", id="ACCESS")
    access = the_case(world)
    world.submit()
    world.office.decide(world.office.applications[0].serial, "审核通过")
    world.look()
    assert world.ledger.cases.one("ACCESS").state is State.APPROVED
    world.pass_time(timedelta(hours=12))
    world.look()
    ended = world.ledger.cases.one("ACCESS")
    assert (ended.state, ended.message) == (State.CANCELLED, f"the record reads {reads}")
    world.use(a_case(world.office, province, id="SITE"), accounts={access.account: world.file.accounts[access.account]})
    world.submit()
    site = world.ledger.cases.one("SITE")
    assert site.state is (after or State.CANCELLED) and len(world.office.arrivals) == (2 if after else 1), site.message


@pytest.mark.parametrize("province", PROVINCES)
def test_every_province_takes_a_case_and_ends_it(worlds: Worlds, province: str) -> None:
    world = worlds(f"practice/{province}", province)
    case = the_case(world)
    world.submit()
    [application] = world.office.applications
    entry, rules = world.ledger.cases.one(case.id), world.office.variant(province).rules
    after = State.VERIFYING if rules.sms else State.SUBMITTED
    assert (entry.state, entry.serial) == (after, application.serial), entry.message
    assert (application.province, application.number) == (province, case.number)
    world.submit()
    if rules.sms:
        enter_the_code(world)
    world.pass_time(LAG * 4 * 40)
    world.look()
    if rules.vanishes:
        assert world.ledger.cases.one(case.id).state is State.APPROVED, "one look at what is gone is not enough"
        world.pass_time(BETWEEN_LOOKS)
        world.look()
    assert world.ledger.cases.one(case.id).state is State.CANCELLED
    assert len(world.office.arrivals) == 1


@pytest.mark.parametrize("kind", [Kind.SUBJECT, Kind.SITE, Kind.ACCESS])
@pytest.mark.parametrize("province", ["湖北", "安徽"])
def test_every_kind_is_filed_in_the_portals_own_words(worlds: Worlds, kind: Kind, province: str) -> None:
    world = worlds(f"practice/{province}", province)
    case = the_case(world)
    if kind is Kind.SUBJECT:
        changes = {"number": case.number.split("-")[0], "site_name": "", "sites": 2}
        world.use(a_case(world.office, province, kind=kind.value, **changes))
    else:
        world.use(a_case(world.office, province, kind=kind.value))
    world.submit()
    assert [str(one.kind) for one in world.office.applications] == [kind.value]
    assert world.ledger.cases.one(case.id).state is State.SUBMITTED
    world.pass_time(LAG * 4 * 10)
    world.look()
    assert world.ledger.cases.one(case.id).state is State.CANCELLED


@pytest.mark.parametrize(
    ("decision", "state"), [("不予", State.REJECTED), ("退回补正", State.RETURNED), ("准予", State.APPROVED)]
)
def test_what_becomes_of_a_licence_is_followed_in_the_platforms_words(
    worlds: Worlds, decision: str, state: State
) -> None:
    world = worlds("practice/许可证", "电信业务")
    world.submit()
    world.pass_time(LAG * 4)
    world.look()
    entry = world.ledger.cases.one("L-1")
    assert (entry.state, entry.words) == (State.REVIEWING, "受理")
    world.office.decide(entry.serial or "", decision, "请补充用户善后安排")
    world.look()
    after = world.ledger.cases.one("L-1")
    assert after.state is state and after.words.startswith(decision)


def cut(runs: list[tuple[str | None, bool]]) -> pytest.MarkDecorator:
    said = [f"{fault or 'no fault'}{', list lags' * late}" for fault, late in runs]
    return pytest.mark.parametrize(("fault", "lag"), runs, ids=said)


@pytest.mark.parametrize("dialect", DIALECTS)
@cut(RUNS)
def test_cut_off_anywhere_a_case_is_filed_once_in_every_dialect(
    worlds: Worlds, dialect: str, fault: str | None, lag: bool
) -> None:
    is_filed_once_wherever_it_is_cut_off(worlds(*DIALECTS[dialect]), fault, lag=lag)


@pytest.mark.parametrize("profile", sorted(KITS), ids=lambda path: path.parent.name)
@cut([(None, True), ("DropAfterCommit", True), ("RefusalAfterCommit", False)])
def test_cut_off_anywhere_a_case_is_filed_once_by_the_profile_of_a_kit(
    worlds: Worlds, profile: Path, fault: str | None, lag: bool
) -> None:
    world = worlds(profile, "广东", extra={"关停日期": "2026-02-27"})
    is_filed_once_wherever_it_is_cut_off(world, fault, lag=lag)


def is_filed_once_wherever_it_is_cut_off(world: World, fault: str | None, *, lag: bool) -> None:
    case_id = the_case(world).id
    for kill_at in [None, *moments(world, fault, lag=lag)]:
        run(world, fault, kill_at, lag=lag)
        assert len(world.office.applications) <= 1, "filed twice"
        entry = world.ledger.cases.one(case_id)
        if fault in UNSETTLED and entry.state is State.UNKNOWN:
            assert world.office.applications == []
            continue
        assert [one.serial for one in world.office.applications] == [entry.serial], kill_at
        assert entry.state in DONE


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "粤B2-20190777", "site_name": "知行直播"}, "网站状态不符合要求"),
        ({"licence_site": "网站已迁移"}, "网站状态不符合要求"),
        ({"licence_since": "2026-03-09"}, "日期有误"),
    ],
    ids=["still running", "moved, and not closed", "in the future"],
)
def test_a_licence_that_the_platform_does_not_end_is_refused_in_its_words(
    worlds: Worlds, changes: dict[str, str], words: str
) -> None:
    licence = {
        "site": changes.pop("licence_site", "网站已关闭"),
        "since": changes.pop("licence_since", "2026-01-31"),
        "business": "信息服务业务",
        "plan": "已提前三十日公告，用户数据已导出并删除，余额已退还",
    }
    materials = {"营业执照副本": "licence.pdf", "法人身份证": "identity.jpg", "网站关闭证明": "application.pdf",
                 "网站迁移证明": "application.pdf"}  # fmt: skip
    paths = {name: f"materials/zhixing/{file}" for name, file in materials.items()}
    world = worlds("practice/许可证", "电信业务", licence=licence, materials=paths, **changes)
    world.use(licence_case(licence=licence, materials=paths, **changes))
    world.submit()
    entry = world.ledger.cases.one("L-1")
    assert entry.state is State.REFUSED and words in entry.words, (entry.state, entry.message)
    assert world.office.applications == [] and world.office.arrivals == []


def test_a_name_that_is_not_the_registered_one_waits_for_a_person(worlds: Worlds) -> None:
    world = worlds("practice/许可证", "电信业务", site_name="知行商店")
    world.submit()
    entry = world.ledger.cases.one("L-1")
    assert entry.state is State.WAITING and "知行商城" in entry.message
    assert world.office.arrivals == []


def test_two_portals_at_one_address_do_not_mix_their_cases(worlds: Worlds) -> None:
    world = worlds("practice/许可证", "电信业务")
    world.submit()
    user = account_of(world.office, "电信业务").user_name
    website = a_case(world.office, "广东", id="W-1")
    entry = world.ledger.cases.one("L-1")
    fields = {name: getattr(entry, name) for name in ("portal", "account", "province", "client", "site_name", "digest")}
    fields |= {"id": "W-1", "number": website.number, "kind": website.kind.value, "user_name": user}
    world.ledger.cases.register(fields)
    world.ledger.cases.move(
        "W-1", State.SUBMITTED, "filed at the website portal of the same address", serial="2026030200000001"
    )
    world.look()
    assert world.states() == {"L-1": State.REVIEWING, "W-1": State.SUBMITTED}
