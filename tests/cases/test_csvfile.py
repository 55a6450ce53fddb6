"""Case files as CSV: encodings, headers, rows, and what spreadsheets have spoilt, by row and header."""

import csv
from pathlib import Path

import pytest

from pages.errors import CaseFileError, Problem
from pages.profile import Portal
from portalbot.cases.casefile import csvfile, read_cases
from portalbot.cases.casefile.headers import CASE_COLUMNS
from tests.cases.case_files import CASE_HEADERS, file_problem, problems_of, write_csv
from tests.support import CASES, TODAY, everywhere, why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"], ids=["plain", "with a byte-order mark"])
def test_toml_and_csv_read_into_equal_cases(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, encoding: str
) -> None:
    from_csv = read_cases(write_csv(sheet, rows, encoding), everywhere(profile), TODAY)
    from_toml = read_cases(CASES, everywhere(profile), TODAY)
    assert from_csv.cases == from_toml.cases
    assert from_csv.accounts == from_toml.accounts
    for one, other in zip(from_csv.cases, from_toml.cases, strict=True):
        files = [
            {name: data for name, (_, data) in each.items()} for each in (from_csv.files(one), from_toml.files(other))
        ]
        assert one.digest(files[0]) == other.digest(files[1])


def test_blank_rows_windows_line_ends_and_a_default_role_are_taken(
    sheet: Path, rows: list[dict[str, str]], profile: Portal
) -> None:
    del rows[0]["负责人类型"]
    write_csv(sheet, [rows[0]])
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("\r\n", "\n") + ",,,\n\n", encoding="utf-8", newline="\r\n")
    [case] = read_cases(sheet, everywhere(profile), TODAY).cases
    assert case.responsible[0].role == "主体负责人"


def test_an_odd_line_end_within_a_cell_breaks_no_row_and_is_named(
    sheet: Path, rows: list[dict[str, str]], profile: Portal
) -> None:
    rows[0]["原因说明"] = "因公司业务调整，\u2028该网站已停止运营\x0b不再提供服务"
    [problem] = problems_of(write_csv(sheet, rows), profile)
    assert (problem.place, problem.field) == ("row 2 (ZX-001)", "原因说明")
    assert "U+2028, U+000B" in problem.reason


@pytest.mark.parametrize(
    ("header", "value", "reason", "cure"),
    [
        ("备案号", "川ICP备18001234号-1", "begins with 川", "蜀ICP备18001234号-1"),
        ("手机号", "123", "no mobile number", "11 digits"),
        ("统一社会信用代码", "1", "no valid", "copy it anew"),
        ("类型", "删除", "注销主体", "choose one"),
        ("注销原因", "其它", "网站停止运营", "choose one"),
        ("授权日期", "去年", "date", "2026-02-20"),
        ("授权日期", "2030-01-01", "in the future", "signed"),
        ("账号", "nobody", "no account 'nobody'", "one of: zhixing"),
        ("营业执照副本", "nowhere.pdf", "no file", "correct the path"),
        ("营业执照副本", "", "is missing", "add it"),
    ],
)
def test_a_problem_in_csv_names_row_id_and_the_files_own_header(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, header: str, value: str, reason: str, cure: str
) -> None:
    rows[0][header] = value
    [problem] = problems_of(write_csv(sheet, rows), profile)
    assert (problem.place, problem.field) == ("row 2 (ZX-001)", header)
    assert reason in problem.reason and cure in problem.cure


@pytest.mark.parametrize(
    ("written", "nearest"), [("备案编号", "备案号"), ("统一社会信用码", "统一社会信用代码"), ("手机", "手机号")]
)
def test_an_unknown_header_suggests_the_nearest(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, written: str, nearest: str
) -> None:
    renamed = [{(written if name == nearest else name): value for name, value in row.items()} for row in rows]
    problems = problems_of(write_csv(sheet, renamed), profile)
    [problem] = [each for each in problems if each.reason == "is not a known header"]
    assert (problem.place, problem.field, problem.cure) == ("cases.csv row 1", written, f"did you mean {nearest}?")


def test_a_header_like_none_of_ours_lists_all(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    [problem] = problems_of(write_csv(sheet, [{**row, "xyz": "1"} for row in rows]), profile)
    assert problem.cure == f"known: {'、'.join(each.header for each in CASE_COLUMNS)}"


def test_a_column_that_stands_twice_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    write_csv(sheet, rows)
    first, rest = sheet.read_text(encoding="utf-8").split("\n", 1)
    sheet.write_text(f"编号,{first}\n" + "\n".join(f"X,{line}" for line in rest.splitlines()), encoding="utf-8")
    assert any((each.field, each.reason) == ("编号", "stands twice") for each in problems_of(sheet, profile))


def test_a_missing_column_is_named(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    for row in rows:
        del row["备案号"]
    problems = problems_of(write_csv(sheet, rows), profile)
    assert Problem("cases.csv row 1", "备案号", "is missing among the headers", "add the column") in problems


def test_a_comma_too_many_is_said_and_not_swallowed(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    write_csv(sheet, rows[:1])
    sheet.write_text(sheet.read_text(encoding="utf-8").rstrip() + ",多余\n", encoding="utf-8")
    assert any("cells under" in each.reason and "quotes" in each.cure for each in problems_of(sheet, profile))


@pytest.mark.parametrize("name", ["cases.csv", "accounts.csv"])
@pytest.mark.parametrize("content", ["编号,账号\n".encode("utf-16"), b"\xff\xfe\xff\x80", "編號,帳號\n".encode("big5")])
def test_a_sheet_that_is_neither_utf_8_nor_gb18030_is_said(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, name: str, content: bytes
) -> None:
    write_csv(sheet, rows)
    (sheet.parent / name).write_bytes(content)
    with pytest.raises(CaseFileError, match=r"neither UTF-8 nor GB18030 .* → save it as «CSV UTF-8»") as caught:
        read_cases(sheet, everywhere(profile), TODAY)
    assert caught.value.file == str(sheet.parent / name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_recognised(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, encoding: str, delimiter: str
) -> None:
    rows[0]["原因说明"] = "因公司业务调整;该网站,已停止运营\t不再提供服务"
    write_csv(sheet, rows)
    for path in (sheet, sheet.with_name("accounts.csv")):
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        with path.open("w", encoding=encoding, newline="") as out:
            csv.writer(out, delimiter=delimiter).writerows(lines)
    file = read_cases(sheet, everywhere(profile), TODAY)
    assert len(file.cases) == len(rows)
    assert why(file.cases[0]).text == rows[0]["原因说明"]


def test_a_character_that_only_gb18030_has_is_read(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    rows[0]["主办单位名称"] = "深圳市𬭚科技有限公司"
    file = read_cases(write_csv(sheet, rows, "gb18030"), everywhere(profile), TODAY)
    assert file.cases[0].client.name == "深圳市𬭚科技有限公司"


def test_a_csv_beyond_the_bound_is_refused_unread(sheet: Path, profile: Portal) -> None:
    with sheet.open("wb") as file:
        file.truncate(csvfile.MAX_BYTES + 1)
    assert "larger than 16 MB" in file_problem(sheet, profile).reason


@pytest.mark.parametrize(
    ("header", "value", "reason"),
    [
        ("手机号", "1.38E+10", "stored as a number"),
        ("统一社会信用代码", "9.144E17", "stored as a number"),
        ("备案号", "12345678.0", "stored as a number"),
        ("证件后六位", "1234", "has 4 characters of 6"),
        ("法定代表人证件后六位", "123X", "has 4 characters of 6"),
    ],
)
def test_a_csv_that_a_spreadsheet_has_spoilt_is_refused_with_the_cure(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, header: str, value: str, reason: str
) -> None:
    rows[0][header] = value
    [problem] = problems_of(write_csv(sheet, rows), profile)
    assert (problem.place, problem.field) == ("row 2 (ZX-001)", header)
    assert reason in problem.reason and "format the cell as text" in problem.cure


def test_empty_columns_and_rows_before_the_headers_are_passed_over(
    sheet: Path, rows: list[dict[str, str]], profile: Portal
) -> None:
    write_csv(sheet, rows)
    lines = list(csv.reader(sheet.read_text(encoding="utf-8").splitlines()))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[], ["", " "], *([line[0], "", *line[1:], "", ""] for line in lines)])
    assert len(read_cases(sheet, everywhere(profile), TODAY).cases) == len(rows)


def test_a_quote_that_never_ends_is_said(sheet: Path, profile: Portal) -> None:
    sheet.write_text('编号,账号,类型,备案号\n"ZX', encoding="utf-8")
    assert "CSV" in file_problem(sheet, profile).cure


def test_a_sheet_without_rows_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    sheet.write_text(",".join(CASE_HEADERS) + "\n", encoding="utf-8")
    assert file_problem(sheet, profile).reason == "there is no case in it"


def test_a_sheet_without_accounts_beside_it_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    (sheet.parent / "accounts.csv").unlink()
    problems = problems_of(write_csv(sheet, rows), profile)
    assert any(each.place == "accounts.csv" and "账号" in each.cure for each in problems)


def test_an_account_that_stands_twice_is_said(sheet: Path, rows: list[dict[str, str]], profile: Portal) -> None:
    with (sheet.parent / "accounts.csv").open("a", encoding="utf-8") as file:
        file.write("zhixing,别的,广东,someone_else\n")
    problems = problems_of(write_csv(sheet, rows), profile)
    assert [(each.place, each.field, each.reason) for each in problems] == [
        ("accounts.csv row 10", "账号", "'zhixing' stands twice")
    ]
