"""A portal described field by field: what its profile may say, and what is said of one that says it wrongly."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from pages.catalogue import Catalogue
from pages.errors import ProfileError
from pages.fields import Confirm, Fill, When
from pages.kits import known, of
from pages.matching import exactly
from pages.profile import Portal
from pages.steps import Steps, StepTo, bare_number, filled
from pages.targets import Column, ColumnRead, Frame, FrameNamed, Landmark, Target, Thing, all_of, words_of
from pages.terms import Kind, Material, Reason, region_of
from pages.wording import Form

PROFILES = sorted((Path(__file__).parents[1] / "kits" / "portals").glob("*/profile.toml"))


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("查询", ("查询",)), (["查询", "搜索"], ("查询", "搜索")), ({"text": "查询"}, ("查询",)),
        ({"role": "button", "name": ["查询"]}, ("查询",)), ({"css": ".a"}, (".a",)), ({"field": "name"}, ("name",)),
    ],
)  # fmt: skip
def test_a_thing_is_words_or_a_table_and_has_words_either_way(value: object, words: tuple[str, ...]) -> None:
    assert words_of(read(Thing, value)) == words


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({}, "names nothing"), ({"nth": 2}, "names nothing"), ({"name": "查询"}, "goes with a role"),
        ({"text": "a", "colour": "red"}, "Extra inputs"), ({"text": "a", "nth": 0}, "greater than or equal to 1"),
        ([], "at least one wording"), (" ", "none of them blank"),
    ],
)  # fmt: skip
def test_a_thing_that_names_nothing_is_refused(value: object, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        read(Thing, value)


def test_a_landmark_may_be_several_things_that_must_all_be_there() -> None:
    assert all_of(read(Landmark, "首页")) == (("首页",),)
    both = read(Landmark, [{"text": "甲"}, {"role": "tab", "name": "乙"}])
    assert [words_of(each) for each in all_of(both)] == [("甲",), ("乙",)]


def test_a_frame_is_a_title_or_a_table_or_one_within_another() -> None:
    assert read(Frame, "主要内容") == ("主要内容",)
    assert read(Frame, {"name": "main"}) == FrameNamed(name=("main",))
    assert read(Frame, [{"name": "main"}, {"address": "form*"}])[1].address == ("form*",)
    with pytest.raises(ValidationError, match="by one of"):
        read(Frame, {"name": "main", "title": "x"})


def test_a_column_is_a_head_a_thing_in_a_card_or_what_shows_when_it_is_asked_for() -> None:
    assert read(Column, "状态") == ("状态",)
    assert isinstance(read(Column, {"beside": "备案号"}), Target)
    assert isinstance(read(Column, {"head": "状态", "attribute": "title"}), ColumnRead)
    for bad in ({"tooltip": True}, {"opens": "详情"}):
        with pytest.raises(ValidationError):
            read(Column, bad)


def test_a_bare_string_presses_and_each_step_has_one_act_with_what_goes_with_it() -> None:
    [press, choose] = read(Steps, ["备案管理", {"choose": "省份", "option": "{province}"}])
    assert (press.act, press.presses(), choose.act, choose.presses()) == ("click", ("备案管理",), "choose", ())
    assert read(Steps, "查询")[0].act == "click"


@pytest.mark.parametrize(
    "bad",
    [
        {}, {"click": "a", "hover": "b"}, {"choose": "a"}, {"click": "a", "option": "b"}, {"fill": "a"},
        {"click": "a", "gone": True}, {"click": "a", "answer": "yes"}, {"click": "a", "says": "b"},
    ],
)  # fmt: skip
def test_a_step_that_does_nothing_or_two_things_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        StepTo.model_validate(bad)


def test_what_stands_in_braces_is_filled_in_and_nothing_else() -> None:
    assert filled("{kind} {nobody} {number}", {"kind": "注销网站", "number": "1"}) == "注销网站 {nobody} 1"
    assert bare_number("粤ICP备2021034567号-12") == "2021034567" and bare_number("无") == "无"
    assert (region_of("广东"), region_of("新疆"), region_of("香港")) == ("华南", "西北", "")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"label": "a"}, "exactly one of"), ({"label": "a", "value": "reason.text", "keep": True}, "has value, keep"),
        ({"value": "reason.text"}, "label"), ({"label": "a", "value": "reason.colour"}, "no field of a case"),
        ({"label": "a", "value": False}, "Input should be"), ({"label": "a", "text": "x", "max": 0}, "greater than 0"),
        ({"label": "a", "files": "没有的材料"}, "Input should be"),
    ],
)  # fmt: skip
def test_a_field_does_one_thing_and_has_a_source_that_there_is(bad: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Fill.model_validate(bad)


def test_what_a_field_takes_is_the_portals_word_for_ours() -> None:
    mapped = Fill(label=("原因",), value="reason.category", map={"其他": ("甲", "乙")})
    assert mapped.words_for("其他") == ("甲", "乙") and mapped.words_for("域名变更") == ()
    assert Fill(label=("说明",), value="extra.关停日期").extra == "关停日期"
    plain = Fill(label=("说明",), value="reason.text")
    assert (plain.words_for("x"), plain.words_for(""), plain.extra) == (("x",), (), "")


def test_a_field_is_there_with_some_reasons_and_kinds() -> None:
    when = When.model_validate({"reason": "域名变更", "kind": ["注销网站"]})
    assert when.holds("注销网站", "域名变更")
    assert not when.holds("注销主体", "域名变更") and not when.holds("注销网站", "其他")
    assert When().holds("", "")


def test_a_question_after_the_button_is_one_in_the_page_or_a_native_one() -> None:
    assert Confirm(press=("确定",)) and Confirm(says=("确定",))
    for bad in ({}, {"press": ("a",), "says": ("b",)}, {"box": ("a",)}):
        with pytest.raises(ValidationError):
            Confirm.model_validate(bad)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.parent.name)
def test_the_profiles_of_the_kit_portals_are_short_and_on_a_base_that_was_not_made_for_one(path: Path) -> None:
    portal = Catalogue().load(str(path))
    assert isinstance(portal, Portal) and isinstance(portal.form, Form)
    assert set(portal.form.kinds) == {Kind.SUBJECT, Kind.SITE, Kind.ACCESS} and set(portal.form.reasons) == set(Reason)
    assert {Material.LICENCE, Material.IDENTITY, Material.APPLICATION} <= set(portal.form.materials)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert lines[0] == 'extends = "kits"'
    assert len(lines) <= 60 and max(map(len, lines)) <= 120


ENOUGH = """
extends = "kits"
[select]
landmark = "省份"
steps = ["进入"]
[sign_in]
landmark = "登录"
[home]
landmark = "首页"
to_records = "列表"
to_applications = "进度"
[records]
landmark = "列表"
act = { "*" = ["注销"] }
[form]
landmark = "申请"
submit = "提交申请"
confirm = { press = "确定提交" }
fill = [{ label = "说明", value = "reason.text" }]
[applications]
landmark = "进度"
columns = { serial = "编号" }
"""


def problem(tmp_path: Path, old: str, new: str) -> str:
    assert old in ENOUGH
    (tmp_path / "one.toml").write_text(ENOUGH.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileError) as raised:
        Catalogue(tmp_path).load("one")
    return str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('steps = ["进入"]', 'steps = ["进入", "提 交 申请"]', "select.steps"),
        ('to_records = "列表"', 'to_records = ["列表", { click = { text = "提交申请" } }]', "home.to_records"),
        ('act = { "*" = ["注销"] }', 'act = { "注销网站" = ["注销", "确定提交"] }', "records.act.注销网站"),
        ('fill = [', 'fill = [{ step = "提交申请" }, ', "form.fill.0.step"),
        ("[sign_in]", '[sign_in]\nafter = ["提交申请"]', "sign_in.after"),
    ],
)  # fmt: skip
def test_no_step_may_press_what_files(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert f"{key} presses" in problem(tmp_path, old, new)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('to_records = "列表"', "", "home.to_records"),
        ('act = { "*" = ["注销"] }', "", "records.act"),
        ('landmark = "首页"', 'landmark = { txt = "首页" }', "key home.landmark.txt: Extra inputs are not permitted"),
        ("steps = [", "steps = [{ clik = 'a' }, ", "key select.steps.0.clik"),
        ("[form]", '[form]\nwithin = { nth = 1 }', "key form.within: names nothing"),
        ('extends = "kits"', 'extends = "kits"\nkit = "vant"', "no kit that is known here; there are auto, antd,"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_key_as_it_stands_in_the_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in problem(tmp_path, old, new)


def test_the_kits_are_known_with_plain_html_last() -> None:
    assert list(known()) == ["antd", "element", "layui", "native"]
    assert [kit.name for kit in of("layui")] == ["layui", "native"] and [kit.name for kit in of("native")] == ["native"]
    assert len(of("auto")) == 4


def test_a_star_in_a_wording_stands_for_anything() -> None:
    assert exactly(("欢迎*大厅",)).search("欢迎来到办事大厅") and not exactly(("欢迎*大厅",)).search("欢迎来到大堂")
    assert exactly(("更多",)).search("更多 ▾") and exactly(("查询",)).search("\ue615 查 询")
