"""What spreadsheet programs do to files: a line `sep=`, marks beside open files, long numbers, endless tables."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pages.errors import CaseFileError, Problem
from pages.profile import Portal
from portalbot.cases.casefile import CaseFile, csvfile, read_cases
from portalbot.cases.casefile.cells import guarded, unguarded
from portalbot.cases.casefile.template import write_template
from portalbot.cli.app import app
from tests.cases.case_files import as_csv, problems_of, write_csv
from tests.support import CASES, SAMPLES, TODAY, everywhere


@pytest.fixture(scope="module")
def samples(profile: Portal) -> CaseFile:
    return read_cases(CASES, everywhere(profile), TODAY)


@pytest.fixture
def sheet(tmp_path: Path, samples: CaseFile) -> Path:
    """Return a CSV of the sample cases, with its accounts and materials."""
    shutil.copytree(SAMPLES / "materials", tmp_path / "materials")
    rows, accounts = as_csv(samples)
    write_csv(tmp_path / "accounts.csv", accounts)
    return write_csv(tmp_path / "cases.csv", rows)


def read(path: Path, portal: Portal) -> CaseFile:
    return read_cases(path, everywhere(portal), TODAY)


# sep=


def separated(path: Path, first: str, delimiter: str, encoding: str) -> None:
    """Write a file anew with a first line that names its delimiter."""
    lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    with path.open("w", encoding=encoding, newline="") as out:
        out.write(first)
        csv.writer(out, delimiter=delimiter).writerows(lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("first", "delimiter"),
    [
        ("sep=,\r\n", ","),
        ("sep=;\n", ";"),
        ('"sep=;"\r\n', ";"),
        ("SEP=\t\r\n", "\t"),
        ("sep=|\r\n", "|"),
        ("sep=,,,,\n", ","),
    ],
)
def test_a_first_line_that_names_the_delimiter_is_no_row(
    sheet: Path, samples: CaseFile, profile: Portal, first: str, delimiter: str, encoding: str
) -> None:
    for path in (sheet, sheet.with_name("accounts.csv")):
        separated(path, first, delimiter, encoding)
    file = read(sheet, profile)
    assert file.cases == samples.cases and file.accounts == samples.accounts


def test_rows_are_counted_as_excel_shows_them(sheet: Path, profile: Portal) -> None:
    sheet.write_text("sep=,\n" + sheet.read_text(encoding="utf-8").replace("13800138000", "123", 1), encoding="utf-8")
    assert [each.place for each in problems_of(sheet, profile)] == ["row 2 (ZX-001)"]


def test_the_delimiter_that_a_file_names_counts(sheet: Path, profile: Portal) -> None:
    sheet.write_text("sep=;\n" + sheet.read_text(encoding="utf-8"), encoding="utf-8")
    assert any(each.reason == "is not a known header" for each in problems_of(sheet, profile))


# open elsewhere


@pytest.mark.parametrize("lock", ["~$cases.csv", ".~cases.csv", ".~lock.cases.csv#", ".~accounts.csv"])
def test_a_file_that_is_open_elsewhere_is_read_with_a_note(sheet: Path, profile: Portal, lock: str) -> None:
    sheet.with_name(lock).touch()
    [note] = read(sheet, profile).notes
    assert f"({lock} lies beside it)" in note and "not saved" in note
    done = CliRunner().invoke(app, ["check", str(sheet), "--data-dir", str(sheet.parent / "data")])
    assert done.exit_code == 0 and lock in done.output


@pytest.mark.parametrize("lock", ["~$cases.xlsx", ".~cases.xlsx", ".~lock.cases.xlsx#"])
def test_the_mark_of_an_open_file_is_no_case_file(tmp_path: Path, profile: Portal, lock: str) -> None:
    (tmp_path / lock).write_bytes(b"\x04user")
    [problem] = problems_of(tmp_path / lock, profile)
    assert (problem.reason, problem.cure) == (
        "is only the mark of a program that has cases.xlsx open",
        "give cases.xlsx",
    )


# numbers

CHANGED = [
    *(
        "2026030242041778",
        "202603024204",
        "91440300708461136",
        "２０２６０３０２４２０４１７７８",
        "012345",
        "0001",
        " 012",
    ),
    *("1E5", "12e5", "1.5E+10", "3.10", "1.", ".5", "1,234", "50%", "￥100", "(12)", "TRUE"),
    *("1-2", "3/4", "2026-1", "2026/3/2", "2026年3月2日", "3月2日", "12:30", "5 pm", "MAR5", "5-Mar", "sept2026"),
]
KEPT = [
    *("13800138000", "0", "7", "2026-03-02", "2026-03-02 17:05", "91440300708461136T", "01234X", "GD20260302000001"),
    *("ZX-001", "粤ICP备12345678号-1", "2026030242041778号", "已提交", "marching", "1个"),
]


@pytest.mark.parametrize("text", CHANGED)
def test_what_a_spreadsheet_program_would_change_is_written_as_text(text: str) -> None:
    assert guarded(text) == f"'{text}" and unguarded(f"'{text}") == text
    assert unguarded(guarded(f"'{text}")) == f"'{text}"


@pytest.mark.parametrize("text", KEPT)
def test_what_it_keeps_is_written_as_it_is(text: str) -> None:
    assert guarded(text) == text


@given(st.text(alphabet="'0123456789.,:/-+%eE年月日 =marTRUE") | st.from_regex(r"'*\d{1,20}", fullmatch=True))
def test_guarding_numbers_takes_nothing_away(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_number_of_a_case_that_was_typed_with_an_apostrophe_is_read_without(
    sheet: Path, samples: CaseFile, profile: Portal
) -> None:
    rows, _ = as_csv(samples)
    rows[0] |= {"手机号": "'13800138000", "法定代表人证件后六位": "'012345", "证件后六位": "'012345"}
    write_csv(sheet, rows)
    [problem] = problems_of(sheet, profile)
    assert problem.field == "手机号", "an apostrophe before what no program changes is a part of it"
    rows[0]["手机号"] = "13800138000"
    case = read(write_csv(sheet, rows), profile).cases[0]
    assert (case.client.legal_person_last_six, case.responsible[0].last_six) == ("012345", "012345")


def test_no_cell_of_a_template_is_changed_by_a_spreadsheet_program(tmp_path: Path) -> None:
    write_template(tmp_path / "cases.csv")
    for name in ("cases.csv", "accounts.csv"):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert cells and all(guarded(unguarded(cell)) == cell for cell in cells)


# tables without end


def file_problem(path: Path, portal: Portal) -> Problem:
    with pytest.raises(CaseFileError) as caught:
        read(path, portal)
    return caught.value.problems[-1]


BOMBS: dict[str, tuple[Callable[[], str], str]] = {
    "rows": (lambda: "编号,账号\n" * 100_002, "more than 100,000 rows"),
    "a field": (lambda: '编号,账号\n"' + "x" * 200_000 + '"\n', "field larger than field limit"),
    "an open quote": (lambda: '编号,账号\n"' + "x\n" * 100_000, "field larger than field limit"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_csv_with_no_end_of_rows_or_a_field_with_no_end_is_refused(sheet: Path, profile: Portal, bomb: str) -> None:
    text, reason = BOMBS[bomb]
    sheet.write_text(text(), encoding="utf-8")
    assert reason in file_problem(sheet, profile).reason


TOML_BOMBS = {
    "a key of dots": ("a" + ".a" * 200_000 + " = 1", "a key of more than 32 parts (line 1)"),
    "tables within tables": ("a = " + "[" * 100_000, "more than 32 brackets within one another (line 1)"),
    "many tables": ("[[cases]]\n" + "a.b.c.d.e.f.g = 1\n" * 40_000, "more than 200,000 dots"),
}


@pytest.mark.parametrize("bomb", TOML_BOMBS)
def test_a_toml_file_that_would_take_gigabytes_is_refused_before_it_is_parsed(
    tmp_path: Path, profile: Portal, bomb: str
) -> None:
    text, reason = TOML_BOMBS[bomb]
    (tmp_path / "cases.toml").write_text(text, encoding="utf-8")
    assert reason in file_problem(tmp_path / "cases.toml", profile).reason


@pytest.mark.parametrize("name", ["cases.toml", "cases.csv", "accounts.csv"])
def test_a_file_beyond_the_bound_is_refused_unread(sheet: Path, profile: Portal, name: str) -> None:
    with sheet.with_name(name).open("wb") as file:
        file.truncate(csvfile.MAX_BYTES + 1)
    given_name = "cases.toml" if name == "cases.toml" else "cases.csv"
    assert "larger than 16 MB" in file_problem(sheet.with_name(given_name), profile).reason
