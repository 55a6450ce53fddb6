"""Fixtures of the tests of case files: the samples as CSV, and as a workbook that a test spoils and saves."""

import shutil
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from openpyxl import Workbook

from pages.profile import Portal
from portalbot.cases.casefile import CaseFile, read_cases
from tests.cases.case_files import as_csv, write_csv
from tests.cases.workbooks import book_of
from tests.support import CASES, SAMPLES, TODAY, everywhere


@pytest.fixture(scope="module")
def table(profile: Portal) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    return as_csv(read_cases(CASES, everywhere(profile), TODAY))


@pytest.fixture
def rows(table: tuple[list[dict[str, str]], list[dict[str, str]]]) -> list[dict[str, str]]:
    return deepcopy(table[0])


@pytest.fixture
def sheet(tmp_path: Path, table: tuple[list[dict[str, str]], list[dict[str, str]]]) -> Path:
    """Return where the cases' CSV goes: materials and accounts.csv are there already."""
    shutil.copytree(SAMPLES / "materials", tmp_path / "materials")
    write_csv(tmp_path / "accounts.csv", table[1])
    return tmp_path / "cases.csv"


@pytest.fixture(scope="module")
def samples(profile: Portal) -> CaseFile:
    return read_cases(CASES, everywhere(profile), TODAY)


@pytest.fixture(scope="module")
def book_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the samples' materials."""
    folder = tmp_path_factory.mktemp("workbooks")
    shutil.copytree(SAMPLES / "materials", folder / "materials")
    return folder


@pytest.fixture
def book(samples: CaseFile) -> Workbook:
    return book_of(samples)


@pytest.fixture
def save(book_folder: Path, book: Workbook) -> Iterator[Callable[[], Path]]:
    path = book_folder / "cases.xlsx"

    def save() -> Path:
        book.save(path)
        return path

    yield save
    path.unlink(missing_ok=True)
