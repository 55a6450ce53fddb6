"""The template: made from the headers, the model and the terms, and read back by the very reader it is for."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from pydantic import BaseModel
from typer.testing import CliRunner

from pages.errors import CaseFileError
from pages.profile import Portal
from pages.terms import PROVINCES, Kind, Material, Reason, Role, SiteState
from portalbot.cases.casefile import Account, Case, read_cases
from portalbot.cases.casefile.headers import (
    ACCOUNT_COLUMNS,
    ALIASES,
    ALWAYS,
    CASE_COLUMNS,
    LICENCE,
    NEEDED_ACCOUNT,
    NEEDED_CASE,
    RESPONSIBLE,
    SITE,
    WEBSITE,
    Form,
    plain,
)
from portalbot.cases.casefile.template import comment, explanation, write_template
from portalbot.cli.app import app
from tests.support import SAMPLES, TODAY, everywhere

HEADERS = [column.header for column in CASE_COLUMNS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the materials that the examples name."""
    shutil.copytree(SAMPLES / "materials" / "zhixing", tmp_path / "materials")
    shutil.copy(tmp_path / "materials" / "licence.pdf", tmp_path / "materials" / "closed.pdf")
    return tmp_path


@pytest.fixture
def book(folder: Path) -> Workbook:
    write_template(folder / "cases.xlsx")
    return load_workbook(folder / "cases.xlsx")


def unmarked(folder: Path, book: Workbook, *, without: str = "") -> Path:
    """Save the template with its examples made cases, perhaps with one column empty."""
    cases = book["案件"]
    for row in (2, 3):
        cases.cell(row, HEADERS.index("编号") + 1, f"A-{row - 1}")
        cases.cell(row, HEADERS.index("账号") + 1, "zhixing")
        if without:
            cases.cell(row, HEADERS.index(without) + 1).value = None
    book["账号"]["A2"] = "zhixing"
    path = folder / "filled.xlsx"
    book.save(path)
    return path


# against the model


def fields(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """Yield the dotted names of everything that a model holds."""
    for name, field in model.model_fields.items():
        inner = [each for each in models(field.annotation)]
        if not inner:
            yield before + name
        for each in inner:
            yield from fields(each, f"{before}{name}." + ("0." if "tuple" in str(field.annotation) else ""))


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    for each in (annotation, *get_args(annotation)):
        if isinstance(each, type) and issubclass(each, BaseModel):
            yield each


def test_every_field_of_the_model_has_its_column_and_no_column_is_without_a_field() -> None:
    materials = {f"materials.{each}" for each in Material}
    beside = {"province", "licence_number"}
    targets = [column.target for column in CASE_COLUMNS]
    assert sorted(targets) == sorted((set(fields(Case)) - {"materials", "extra"}) | materials | beside)
    assert sorted(column.target for column in ACCOUNT_COLUMNS) == sorted(fields(Account))


def test_the_choices_are_the_terms_own() -> None:
    choices = {column.target: list(column.choices) for column in (*CASE_COLUMNS, *ACCOUNT_COLUMNS) if column.choices}
    assert choices == {
        "province": list(PROVINCES),
        "kind": list(Kind),
        "responsible.0.role": list(Role),
        "reason.category": list(Reason),
        "licence.site": list(SiteState),
    }


def test_headers_and_other_names_are_plain_and_mean_one_column() -> None:
    assert len(set(HEADERS)) == len(HEADERS)
    assert all(plain(name) == name for name in [*HEADERS, *ALIASES])
    assert set(ALIASES.values()) <= set(HEADERS) and not set(ALIASES) & set(HEADERS)
    assert set(NEEDED_CASE) <= set(HEADERS) and set(NEEDED_ACCOUNT) <= {each.header for each in ACCOUNT_COLUMNS}


@pytest.mark.parametrize("column", CASE_COLUMNS, ids=lambda column: column.header)
def test_what_the_template_calls_needed_is_needed(folder: Path, book: Workbook, profile: Portal, column: Any) -> None:
    demanded = ("营业执照副本", "法人身份证", "注销申请书", "网站关闭证明")
    path = unmarked(folder, book, without=column.header)
    needed = column.when in (ALWAYS, WEBSITE, LICENCE, SITE, RESPONSIBLE) or column.header in demanded
    try:
        read_cases(path, everywhere(profile), TODAY)
    except CaseFileError:
        assert needed
    else:
        assert not needed


# the workbook


def test_the_examples_are_cases_that_could_be_filed(folder: Path, book: Workbook, profile: Portal) -> None:
    file = read_cases(unmarked(folder, book), everywhere(profile), TODAY)
    assert [(case.id, case.kind) for case in file.cases] == [("A-1", Kind.SITE), ("A-2", Kind.LICENCE)]
    assert file.notes == ()


@pytest.mark.parametrize("name", ["cases.xlsx", "cases.csv"])
def test_as_it_is_the_template_has_no_case(folder: Path, profile: Portal, name: str) -> None:
    write_template(folder / name)
    with pytest.raises(CaseFileError, match="there is no case in it"):
        read_cases(folder / name, everywhere(profile), TODAY)


def test_examples_left_beside_cases_are_passed_over_with_a_note(folder: Path, book: Workbook, profile: Portal) -> None:
    sheet = book["案件"]
    example = next(sheet.iter_rows(min_row=2, max_row=2, values_only=True))
    sheet.append(["ZX-1", "zhixing", *example[2:]])
    book["账号"].append(["zhixing", "知行", "广东", "zhixing"])
    book.save(folder / "filled.xlsx")
    file = read_cases(folder / "filled.xlsx", everywhere(profile), TODAY)
    assert ([case.id for case in file.cases], list(file.accounts)) == (["ZX-1"], ["zhixing"])
    assert file.notes == (
        "sheet 账号 row 2 is the template's example: passed over",
        "sheet 案件 row 2 (示例-1) is the template's example: passed over",
        "sheet 案件 row 3 (示例-2) is the template's example: passed over",
    )


def test_headers_lists_comments_and_formats_are_those_of_the_table(book: Workbook) -> None:
    for name, columns in (("案件", CASE_COLUMNS), ("账号", ACCOUNT_COLUMNS)):
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == [column.header for column in columns]
        assert sheet.freeze_panes == "A2"
        lists = {str(each.sqref).split(":")[0]: each for each in sheet.data_validations.dataValidation}
        assert len(lists) == sum(bool(column.choices) for column in columns)
        for index, column in enumerate(columns, start=1):
            cell, letter = sheet.cell(1, index), get_column_letter(index)
            assert cell.comment and cell.comment.text == comment(column)
            assert column.what and column.when and column.what in cell.comment.text
            written = sheet.column_dimensions[letter].number_format
            assert written == ("yyyy-mm-dd" if column.form is Form.DATE else "@")
            if column.choices:
                choices = lists[f"{letter}2"]
                assert choices.formula1 == f'"{",".join(column.choices)}"'
                assert len(choices.formula1) <= 255 and len(choices.error or "") <= 255, "what Excel allows"


def test_the_explanation_names_every_column(book: Workbook) -> None:
    said = [tuple(cell.value or "" for cell in row) for row in book["说明"].iter_rows()]
    assert [line for line in explanation() if line not in said] == []
    assert len(list(explanation())) == len(CASE_COLUMNS) + len(ACCOUNT_COLUMNS) + 1


# CSV, and the command


def test_a_csv_template_has_the_same_examples_and_opens_in_excel(folder: Path, book: Workbook) -> None:
    assert write_template(folder / "cases.csv") == [folder / "cases.csv", folder / "accounts.csv"]
    assert (folder / "cases.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for name, sheet in (("cases.csv", "案件"), ("accounts.csv", "账号")):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        cells = [[str(cell.value or "").removesuffix(" 00:00:00") for cell in row] for row in book[sheet].iter_rows()]
        assert lines == cells


@pytest.mark.parametrize(("name", "stands"), [("a.xlsx", "a.xlsx"), ("a.csv", "a.csv"), ("a.csv", "accounts.csv")])
def test_the_command_never_overwrites(tmp_path: Path, name: str, stands: str) -> None:
    (tmp_path / stands).write_text("mine", encoding="utf-8")
    done = CliRunner().invoke(app, ["template", str(tmp_path / name)])
    assert done.exit_code == 2 and f"{tmp_path / stands} is there already" in done.output
    assert [path.name for path in tmp_path.iterdir()] == [stands]
    assert (tmp_path / stands).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["cases.toml", "cases", "accounts.csv", "nowhere/cases.xlsx", "nowhere/cases.csv"])
def test_the_command_says_what_it_cannot_write(tmp_path: Path, name: str) -> None:
    done = CliRunner().invoke(app, ["template", str(tmp_path / name)])
    assert done.exit_code == 2 and done.output.strip()
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_and_says_what(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["template", str(tmp_path / "cases.xlsx")])
    assert (done.exit_code, done.output) == (0, f"written: {tmp_path / 'cases.xlsx'}\n")
