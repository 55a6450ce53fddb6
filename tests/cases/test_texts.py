"""What stands in a text of a case and nobody sees: line ends, control and format characters, hanzi of every plane."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from pages.characters import unseen
from pages.errors import Problem
from pages.profile import Portal
from portalbot.cases.casefile import CaseFile, read_cases
from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS, CASE_COLUMNS
from tests.cases.case_files import as_csv, edited, one_case, problems_of, put, write_csv, write_toml
from tests.cases.workbooks import fill
from tests.support import CASES, TODAY, everywhere, why

AT = {column.header: index for index, column in enumerate(CASE_COLUMNS, start=1)}
TEXT = "因公司业务调整，该网站已停止运营"
Write = Callable[[str, str], Path]


@pytest.fixture(params=["toml", "csv", "xlsx"])
def write(request: pytest.FixtureRequest, folder: Path, profile: Portal) -> Iterator[Write]:
    """Return what writes a right case with another text under one header, in each kind of file."""
    targets = {column.header: column.target for column in CASE_COLUMNS}

    def as_toml(header: str, text: str) -> Path:
        return write_toml(folder, edited(put(f"cases.0.{targets[header]}", text)))

    def as_table(header: str, text: str) -> Path:
        rows, accounts = as_csv(read_cases(as_toml("网站名称", "知行商城"), everywhere(profile), TODAY))
        if request.param == "csv":
            rows[0][header] = text
            write_csv(folder / "accounts.csv", accounts)
            return write_csv(folder / "cases.csv", rows)
        book = Workbook()
        fill(book.worksheets[0], list(AT), rows)
        book.worksheets[0].title = "案件"
        fill(book.create_sheet("账号"), [column.header for column in ACCOUNT_COLUMNS], accounts)
        book.worksheets[0].cell(2, AT[header], escaped(text))
        book.save(folder / "cases.xlsx")
        return folder / "cases.xlsx"

    yield as_toml if request.param == "toml" else as_table


def escaped(text: str) -> str:
    """Return a text as a workbook has it: what XML cannot carry as `_x0000_`."""
    return "".join(f"_x{ord(sign):04X}_" if sign < " " and sign != "\n" else sign for sign in text)


def read(path: Path, portal: Portal) -> CaseFile:
    return read_cases(path, everywhere(portal), TODAY)


def problem_of(path: Path, portal: Portal, header: str) -> Problem:
    """Return the one problem of a file: its place is the case or cell, and its field the file's own word."""
    [problem] = problems_of(path, portal)
    target = next(column.target for column in CASE_COLUMNS if column.header == header)
    if path.suffix == ".toml":
        assert problem.field == target and problem.place.startswith("case ")
    elif path.suffix == ".csv":
        assert problem.field == header and problem.place.startswith("row 2")
    else:
        assert problem.field == header and f"cell {get_column_letter(AT[header])}2" in problem.place
    return problem


# line ends


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"], ids=["windows", "old mac", "unix"])
def test_line_ends_of_any_system_are_one_line_end(write: Write, profile: Portal, end: str) -> None:
    text = f"因公司业务调整，{end}该网站已停止运营{end}{end}不再提供服务{end}"
    [case] = read(write("原因说明", text), profile).cases
    assert why(case).text == "因公司业务调整，\n该网站已停止运营\n\n不再提供服务"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"], ids=["windows", "old mac", "unix"])
@pytest.mark.parametrize("header", ["网站名称", "备案号", "主办单位名称", "营业执照副本", "授权人"])
def test_a_line_end_where_the_portal_has_one_line_is_refused(
    write: Write, profile: Portal, header: str, end: str
) -> None:
    problem = problem_of(write(header, f"知行{end}商城"), profile, header)
    assert "line end" in problem.reason and problem.rule == "one-line"


def test_a_line_end_at_the_end_of_a_cell_is_no_part_of_it(write: Write, profile: Portal) -> None:
    [case] = read(write("网站名称", " 知行商城 \r\n"), profile).cases
    assert case.site_name == "知行商城"


# what nobody sees

SIGNS = ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u00ad", "\u200b", "\u200e", "\u202d", "\u2066", "\u2028", "\ufeff",
         "\ue000", "\U000e0041", "\u3164", "\u2800", "\ufff9", "\ufdd0"]  # fmt: skip


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: f"{ord(sign):04X}")
def test_a_character_that_nobody_sees_is_refused_with_its_code_point(write: Write, profile: Portal, sign: str) -> None:
    problem = problem_of(write("网站名称", f"知行{sign}商城"), profile, "网站名称")
    assert f"U+{ord(sign):04X}" in problem.reason and problem.rule == "invisible"


@pytest.mark.parametrize("column", [each for each in CASE_COLUMNS if each.header not in ("省份", "许可证号")],
                         ids=lambda column: column.target)  # fmt: skip
def test_every_text_of_a_case_is_looked_at(folder: Path, profile: Portal, column: Any) -> None:
    data = one_case()
    data["cases"][0] |= {"domain": "x", "licence": {"site": "x", "since": "x", "business": "x", "plan": "x"}}
    put(f"cases.0.{column.target}", "\u200bx")(data)
    found = problems_of(write_toml(folder, data), profile)
    assert [each.field for each in found if "U+200B" in each.reason] == [column.target]


@pytest.mark.parametrize("name", ["display", "province", "user_name"])
def test_every_text_of_an_account_is_looked_at(folder: Path, profile: Portal, name: str) -> None:
    found = problems_of(write_toml(folder, edited(put(f"accounts.zhixing.{name}", "zhi\u202exing"))), profile)
    assert [(each.place, each.field) for each in found if "U+202E" in each.reason] == [("[accounts.zhixing]", name)]
    rows, accounts = as_csv(read(write_toml(folder, one_case()), profile))
    header = next(column.header for column in ACCOUNT_COLUMNS if column.target == name)
    write_csv(folder / "accounts.csv", [accounts[0] | {header: "zhi\u202exing"}])
    found = problems_of(write_csv(folder / "cases.csv", rows), profile)
    assert [(each.place, each.field) for each in found if "U+202E" in each.reason] == [("accounts.csv row 2", header)]


def test_a_key_and_a_header_with_what_nobody_sees_are_told_from_the_right_ones(folder: Path, profile: Portal) -> None:
    found = problems_of(write_toml(folder, edited(put("cases.0.site_name\u200b", "知行商城"))), profile)
    assert any(each.field == "site_name\u200b" and "U+200B" in each.reason for each in found)
    rows, accounts = as_csv(read(write_toml(folder, one_case()), profile))
    write_csv(folder / "accounts.csv", accounts)
    rows[0]["\ufeff备案号"] = rows[0].pop("备案号")
    found = problems_of(write_csv(folder / "cases.csv", rows), profile)
    assert any(
        "U+FEFF in it, which nobody sees" in each.reason and "did you mean 备案号" in each.cure for each in found
    )


@pytest.mark.parametrize(
    "name",
    ["深圳市𬭚科技有限公司", "𠮷野家", "㛃\U000e0100店", "䶮网", "\U00031350\U000323af", "ＡＢＣ・（商城）", "café"],
)
def test_rare_hanzi_and_what_chooses_their_shape_are_right(write: Write, profile: Portal, name: str) -> None:
    [case] = read(write("网站名称", name), profile).cases
    assert case.site_name == name


def test_what_chooses_a_shape_stands_behind_something_and_in_no_id(write: Write, profile: Portal) -> None:
    assert "U+FE0F" in problem_of(write("网站名称", "\ufe0f知行"), profile, "网站名称").reason
    assert "U+E0100" in problem_of(write("网站名称", "知\ufe0f\U000e0100行"), profile, "网站名称").reason
    [problem] = problems_of(write("编号", "ZX\ufe0f"), profile)
    assert "match pattern" in problem.reason


def test_a_tab_may_stand_in_a_text_of_several_lines_alone(write: Write, profile: Portal) -> None:
    assert why(read(write("原因说明", f"1.\t{TEXT}"), profile).cases[0]).text == f"1.\t{TEXT}"
    assert "U+0009" in problem_of(write("主办单位名称", "知行\t公司"), profile, "主办单位名称").reason


@given(text=st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Po", "Ps", "Pe", "Sm"])))
def test_what_is_seen_is_not_called_unseen(text: str) -> None:
    blank = set("\u115f\u1160\u3164\uffa0")
    assert unseen("".join(sign for sign in text if sign not in blank)) == []


@given(text=st.text(st.characters(categories=["Cc", "Cf", "Cs", "Co", "Zl", "Zp"]), min_size=1))
def test_every_control_and_format_character_is_named(text: str) -> None:
    assert unseen(f"a{text}b") == list(dict.fromkeys(f"U+{ord(sign):04X}" for sign in text))


# names of files


@pytest.mark.parametrize("name", ["营业\t执照.pdf", "营业\n执照.pdf", "营业执照\u200b.pdf", "营业\r\n执照.pdf"])
def test_a_material_whose_name_has_a_tab_a_line_end_or_what_nobody_sees_is_refused(
    write: Write, folder: Path, profile: Portal, name: str
) -> None:
    shutil.copy(folder / "materials/zhixing/licence.pdf", folder / name)
    assert problem_of(write("营业执照副本", name), profile, "营业执照副本").rule in ("one-line", "invisible")


@pytest.mark.parametrize("name", ["营业执照  副本.pdf", "x/\u3000营业执照.pdf", "营业执照\u00a0副本.pdf"])
def test_a_material_whose_name_has_blanks_is_taken(write: Write, folder: Path, profile: Portal, name: str) -> None:
    (folder / "x").mkdir()
    shutil.copy(folder / "materials/zhixing/licence.pdf", folder / name)
    file = read(write("营业执照副本", name), profile)
    assert any(kept == Path(name).name for kept, _ in file.files(file.cases[0]).values())


def test_the_samples_have_nothing_that_nobody_sees() -> None:
    assert unseen(CASES.read_text(encoding="utf-8"), allowed="\n") == []
