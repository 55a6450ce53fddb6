"""Profiles that extend each other, which one serves a filing, and every mistake said with file, key and cure."""

import tomllib
from pathlib import Path

import pytest

from pages.bounded_toml import TooMuch, loads
from pages.catalogue import DIALECTS, SHIPPED, Catalogue, schema, shipped
from pages.errors import Problem, ProfileError
from pages.profile import Portal
from pages.terms import CASE_FIELDS, PROVINCES, Kind, Material, Meaning, Reason, SiteState
from portalbot.cases.portals import Portals
from tests.families import licence_case
from tests.support import CASES, TODAY, everywhere

HERE = "http://127.0.0.1:8800"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "portals"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(folder: Path, name: str = "mine") -> list[Problem]:
    with pytest.raises(ProfileError) as caught:
        Catalogue(folder).load(name)
    assert all(each.place and each.reason and each.cure for each in caught.value.problems)
    assert str(folder) in caught.value.file or caught.value.file == f"profile {name}"
    return caught.value.problems


# what is shipped


def test_every_province_and_the_licences_have_a_shipped_profile_without_an_address() -> None:
    names = Catalogue().names()
    assert set(names) == {f"practice/{province}" for province in PROVINCES} | {"practice/许可证"}
    for name in names:
        portal = shipped(name)
        assert (portal.name, portal.practice, portal.address) == (name, True, None)
        assert portal.province == (None if name.endswith("许可证") else name.split("/")[1])


def test_the_families_differ_truly() -> None:
    families = {tomllib.loads(path.read_text(encoding="utf-8"))["extends"] for path in SHIPPED.glob("practice/*.toml")}
    assert len(families) == 11
    seen = {shipped(name).model_copy(update={"name": "", "province": None}).digest for name in families}
    assert len(seen) == 11
    by = {name.split("/")[1]: shipped(name) for name in families}
    words = {portal.records.act["*"][-1].click for portal in by.values()}
    assert {("注销网站",), ("注销互联网信息服务",), ("注销备案",)} <= words
    assert by["photo"].files.exact_case and by["photo"].files.types == ("jpg",)
    assert by["listless"].receipt.serial_pattern is None
    assert by["number"].sign_in.account == ("主体备案号",)
    assert by["twenty"].review_days == 20
    assert by["website"].form.fill[0].label == ("申请类型",)
    assert by["legacy"].charset == "gbk" and by["licence"].dialect == "licence"


def test_real_defaults_are_slower_than_the_practice_portals() -> None:
    real = Catalogue()
    for name in DIALECTS:
        data = real.resolved(SHIPPED / "dialects" / f"{name}.toml")
        assert not data.get("practice") and not data.get("form_opens_without_effect")
        assert data["pace"]["seconds_between_acts"] >= 1


# extending


def test_only_what_differs_is_given(folder: Path) -> None:
    write(folder, "mine", 'extends = "practice/广东"\n[form]\nsubmit = "递交"\n[records.columns]\nnumber = "号码"\n')
    mine, base = Catalogue(folder).load("mine"), shipped("practice/广东")
    assert (mine.form.submit, mine.records.columns["number"]) == (("递交",), ("号码",))
    assert (mine.form.landmark, mine.records.columns["site"]) == (base.form.landmark, base.records.columns["site"])
    assert (mine.name, mine.province) == ("mine", "广东")


def test_an_empty_list_takes_a_key_away(folder: Path) -> None:
    write(folder, "mine", 'extends = "practice/广东"\n[form.kinds]\n"取消接入" = []\n[receipt]\nserial_pattern = []\n')
    mine = Catalogue(folder).load("mine")
    assert set(mine.form.kinds) == {Kind.SUBJECT, Kind.SITE}
    assert mine.receipt.serial_pattern is None


def test_answers_are_laid_over_by_their_meaning(folder: Path) -> None:
    write(folder, "mine", 'extends = "practice/广东"\n[answers.later]\nwords = ["系统繁忙"]\n')
    mine = Catalogue(folder).load("mine")
    assert mine.meaning_of("系统繁忙") is Meaning.LATER
    assert mine.meaning_of("[1016] 数据不存在") is Meaning.NOT_ACCEPTED


def test_ones_own_profile_stands_before_a_shipped_one_of_the_same_name(folder: Path) -> None:
    write(folder, "practice/广东", 'extends = "families/standard"\nprovince = "广东"\n[form]\nsubmit = "递交"\n')
    assert Catalogue(folder).load("practice/广东").form.submit == ("递交",)
    write(folder, "mine", 'extends = "practice/广东"\n')
    assert Catalogue(folder).load("mine").form.submit == ("递交",)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ('extends = "nowhere"', "file", "no profile 'nowhere'"),
        ('extends = "mine"', "key extends", "circle: mine → mine"),
        ("extends = 3", "key extends", "no name"),
        ("province = '广东'", "key extends", "is missing"),
        ('extends = "modern"\ncolour = "red"', "key colour", "Extra inputs"),
        ('extends = "modern"\n[form]\nsubmitt = "递交"', "key form.submitt", "Extra inputs"),
        ('extends = "modern"\n[form]\nsubmit = []', "key form.submit", "Field required"),
        ("extends = 'modern'\n[receipt]\nserial_pattern = '(\\d+'", "key receipt.serial_pattern", "does not compile"),
        ('extends = "practice/河南"\n[verification]\npage = "//x/y"', "key verification.page", "neither a path below"),
        ('extends = "practice/河南"\n[verification]\nhours = 0', "key verification.hours", "greater than 0"),
        (
            'extends = "practice/河南"\n[verification.who]\n"注销主体" = ["厂长"]',
            "key verification.who.注销主体.0",
            "负责人",
        ),
        (
            'extends = "practice/河南"\n[verification]\npage = "https://x.example.cn/v"',
            "profile",
            "practice portal only",
        ),
        ('extends = "modern"\n[rejections]\nweather = "雨"', "key rejections.weather.[key]", "materials"),
        ('extends = "modern"\nresubmit_days = 0', "key resubmit_days", "greater than 0"),
        ('extends = "modern"\nprovince = "火星"', "key province", "'火星' is no province"),
        ('extends = "modern"\ncharset = "klingon"', "key charset", "no character set"),
        ('extends = "modern"\naddress = "gd.example.cn"', "key address", "no web address"),
        ('extends = "modern"\ncaptcha = "riddle"', "key captcha", "Input should be"),
        ('extends = "modern"\n[pace]\nhours = "9-5"', "key pace.hours", "pattern"),
        ('extends = "modern"\n[dialog]\nconfirm = []', "key dialog", "needs confirm and dismiss"),
        ('extends = "modern"\n[records]\nact = []', "key records.act", "Field required"),
        ('extends = "licence"\n[home]\nto_records = []', "key home.to_records", "Field required"),
        (
            'extends = "modern"\naddress = "https://gd.example.cn"\norigins = ["https://bj.example.cn"]',
            "profile",
            "lies outside the allowed origins https://bj.example.cn",
        ),
        ('extends = "practice/广东"\naddress = "https://gd.example.cn"', "profile", "practice portal only"),
        ('extends = "modern"\n[form.fill.mail]\nlabel = "联系邮箱"', "key form.fill.13", "exactly one of value"),
        (
            'extends = "modern"\n[form.fill.mail]\nlabel = "联系邮箱"\nvalue = "client.mail"',
            "key form.fill.13",
            "'client.mail' is no field of a case; there are id, number",
        ),
    ],
)
def test_a_mistake_is_said_with_file_key_and_cure(folder: Path, text: str, place: str, reason: str) -> None:
    write(folder, "mine", text)
    problems = problems_of(folder)
    assert any(each.place == place and reason in each.reason for each in problems), problems


def test_every_field_that_a_profile_may_name_is_a_field_of_a_case() -> None:
    from portalbot.cases.casefile import read_cases

    case = read_cases(CASES, everywhere(shipped().at(HERE)), TODAY).cases[0]
    assert all(case.field(name) for name in CASE_FIELDS)
    licence = licence_case()
    assert [name for name in CASE_FIELDS if not name.startswith("reason") and not licence.field(name)] == []


# which one serves


def test_a_filing_goes_to_the_profile_of_its_province_and_kind(folder: Path) -> None:
    portals = Portals(url=HERE)
    assert portals.of("安徽", Kind.SITE).name == "practice/安徽"
    assert portals.of("广东", Kind.LICENCE).name == "practice/许可证"
    assert portals.of("广东", Kind.SITE) is portals.of("广东", Kind.SITE)
    write(folder, "gd", 'extends = "practice/广东"\n[form]\nsubmit = "递交"\n')
    own = Portals(Catalogue(folder), HERE)
    assert own.of("广东", Kind.SITE).name == "gd"
    assert own.of("北京", Kind.SITE).name == "practice/北京"


def test_two_of_ones_own_that_would_do_are_a_question(folder: Path) -> None:
    write(folder, "a", 'extends = "practice/广东"\n')
    write(folder, "b", 'extends = "practice/广东"\n')
    with pytest.raises(ProfileError, match="a, b all serve it"):
        Portals(Catalogue(folder), HERE).of("广东", Kind.SITE)


def test_without_an_address_nothing_is_filed_and_it_says_how(folder: Path) -> None:
    with pytest.raises(ProfileError, match="no profile of yours serves it"):
        Portals().of("广东", Kind.SITE)
    write(folder, "gd", 'extends = "modern"\nprovince = "广东"\n')
    with pytest.raises(ProfileError, match="has no address"):
        Portals(Catalogue(folder)).of("广东", Kind.SITE)
    write(folder, "gd", 'extends = "modern"\nprovince = "广东"\naddress = "https://gd.example.cn/icp"\n')
    portal = Portals(Catalogue(folder)).of("广东", Kind.SITE)
    assert (portal.origin, portal.practice) == ("https://gd.example.cn", False)


def test_a_rehearsal_and_a_real_filing_never_go_in_one_run(folder: Path) -> None:
    write(folder, "gd", 'extends = "modern"\nprovince = "广东"\naddress = "https://gd.example.cn"\n')
    with pytest.raises(ProfileError, match="do not go together"):
        Portals(Catalogue(folder), HERE).of("广东", Kind.SITE)


def test_one_portal_for_everything_takes_its_own_kinds_only() -> None:
    with pytest.raises(ProfileError, match="takes 许可证 only"):
        Portals(url=HERE, only=shipped("practice/许可证")).of("广东", Kind.SITE)


def test_one_portal_for_everything_takes_its_own_province_only() -> None:
    with pytest.raises(ProfileError, match="filings of 广东 only"):
        Portals(url=HERE, only=shipped("practice/广东")).of("北京", Kind.SITE)
    assert Portals(url=HERE, only=shipped()).of("北京", Kind.SITE).name == "families/standard"


# what a portal can carry


def test_characters_outside_a_portals_set_are_named_before_anything_is_typed() -> None:
    old, new = shipped("practice/安徽"), shipped("practice/广东")
    assert old.cannot_take("网站𠮷祥€，停止运营𠮷") == "𠮷€"
    assert new.cannot_take("网站𠮷祥€") == ""


def test_a_case_that_an_old_portal_cannot_write_is_refused_with_its_file(tmp_path: Path) -> None:
    from pages.errors import CaseFileError
    from portalbot.cases.casefile import read_cases

    text = CASES.read_text(encoding="utf-8").replace("该网站已停止运营", "该网站𠮷已停止运营")
    path = tmp_path / "cases.toml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "materials").symlink_to(CASES.parent / "materials")
    with pytest.raises(CaseFileError) as caught:
        read_cases(path, Portals(url=HERE).of, TODAY)
    [problem] = [each for each in caught.value.problems if "𠮷" in each.reason]
    assert problem.place == "case AH-001" and problem.field == "reason.text"


# editors


def test_the_schema_knows_every_key_of_every_shipped_file_and_demands_none() -> None:
    made = schema()
    assert "required" not in str(made)
    for path in SHIPPED.rglob("*.toml"):
        assert set(tomllib.loads(path.read_text(encoding="utf-8"))) <= set(made["properties"])
    words = made["$defs"]["Messages"]["properties"]["forbidden"]
    assert {each["type"] for each in words["anyOf"]} == {"string", "array"}
    assert {each["type"] for each in made["$defs"]["Form"]["properties"]["fill"]["anyOf"]} == {"array", "object"}


# names and bounds


def test_a_profile_is_found_by_the_name_that_it_gives_itself_and_by_its_place(folder: Path) -> None:
    write(folder, "south/gd", 'name = "粤"\nextends = "practice/广东"\n')
    catalogue = Catalogue(folder)
    assert catalogue.names(shipped=False) == ["粤"]
    assert [catalogue.load(name).name for name in ("粤", "south/gd", folder / "south" / "gd.toml")] == ["粤"] * 3
    write(folder, "south/gd", 'name = "广"\nextends = "practice/广东"\n')
    assert Catalogue(folder).names(shipped=False) == ["广"], "what is in a file counts as it is now"


def test_two_profiles_of_one_name_are_a_question(folder: Path) -> None:
    for place in ("a", "b"):
        write(folder, place, 'name = "粤"\nextends = "practice/广东"\n')
    [problem] = problems_of(folder, "粤")
    assert problem.reason == "a, b are all named '粤'"


BOMBS = {
    "a key of dots": ("a" + ".a" * 200_000 + " = 1", "a key of more than 32 parts (line 2)"),
    "a table of dots": ("[" + "a." * 200_000 + "a]", "a key of more than 32 parts (line 2)"),
    "quoted dots": ("'a'" + ".'a'" * 200_000 + " = 1", "a key of more than 32 parts (line 2)"),
    "brackets": ("a = " + "[" * 100_000, "more than 32 brackets within one another (line 2)"),
    "tables within tables": ("a = " + "{b = " * 100_000, "more than 32 brackets within one another (line 2)"),
    "many dotted keys": ("".join(f"[k{n}{'.a' * 30}]\n" for n in range(7000)), "more than 200,000 dots"),
    "a long number": ("a = " + "9" * 5000, "Exceeds the limit"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_profile_that_would_take_gigabytes_is_refused_before_it_is_parsed(folder: Path, bomb: str) -> None:
    text, reason = BOMBS[bomb]
    write(folder, "mine", f"# mine\n{text}\n")
    [problem] = problems_of(folder)
    assert reason in problem.reason
    assert Catalogue(folder).names(shipped=False) == ["mine"], "others are listed, and it is, too"


def test_a_profile_without_bounds_is_not_read(folder: Path) -> None:
    with write(folder, "mine", "").open("wb") as file:
        file.truncate(1 << 40)
    assert problems_of(folder)[0].reason == "is larger than 1 MB"


TRICKY = [
    'a = "' + "." * 99 + '"',
    "a = '" + "." * 99 + "'",
    'a = """\n' + "." * 99 + '"""""',
    "a = '''" + "." * 99 + "'''''",
    "# " + "." * 99 + "[" * 99,
    'a = "\\"' + "." * 99 + '"',
    "a = [" + "1.5," * 99 + "]",
]


@pytest.mark.parametrize("text", TRICKY)
def test_dots_and_brackets_in_strings_and_comments_are_counted_for_nothing(text: str) -> None:
    assert loads(text) == tomllib.loads(text)


@pytest.mark.parametrize("text", ['a = {a = """x"""", b' + ".c" * 99 + ' = "y"}', 'a = ["", b' + ".c" * 99 + ' = ""]'])
def test_dots_behind_odd_ends_of_strings_are_counted(text: str) -> None:
    with pytest.raises(TooMuch):
        loads(text)


def test_what_a_reason_or_a_licence_needs_is_data(folder: Path) -> None:
    write(folder, "mine", 'extends = "practice/许可证"\n[materials]\n"网站已迁移" = ["网站迁移证明", "股东会决议"]\n')
    mine: Portal = Catalogue(folder).load("mine")
    assert mine.materials_for(SiteState.MOVED)[-2:] == (Material.MOVED, Material.RESOLUTION)
    assert shipped("practice/广东").materials_for(Reason.DISSOLVED)[-1] is Material.DISSOLUTION
