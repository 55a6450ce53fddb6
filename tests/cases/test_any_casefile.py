"""Whatever stands in a case file, an answer comes, and it is a plain one."""

import shutil
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages.errors import CaseFileError
from pages.profile import Portal
from portalbot.cases.casefile import read_cases
from tests.cases.case_files import CASE_HEADERS, Data, one_case, problems_of, write_csv, write_toml
from tests.support import SAMPLES, TODAY, everywhere

WORDS = st.one_of(st.text(max_size=8), st.sampled_from(["zhixing", "ZX-001", "粤ICP备12345678号-1", "注销主体", ".."]))
SCALARS = st.one_of(
    WORDS,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
)
FIELDS = sorted({part for path in CASE_HEADERS.values() for part in path.split(".")} | {"name", "cases", "clients"})
KEYS = st.one_of(st.sampled_from(FIELDS), st.text(max_size=5))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
FILES = st.dictionaries(st.sampled_from(["accounts", "clients", "cases", "x"]), VALUES, max_size=4)
ANY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ANY
@given(data=FILES)
def test_arbitrary_toml_gives_a_case_file_error_and_nothing_else(tmp_path: Path, profile: Portal, data: Data) -> None:
    path = write_toml(tmp_path, data)
    assert tomllib.loads(path.read_text(encoding="utf-8")) == data
    assert problems_of(path, profile)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every (container, key) within a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [each for key, inner in inside for each in [(value, key), *places(inner)]]


@ANY
@given(data=st.data())
def test_a_right_file_with_anything_anywhere_reads_whole_or_says_what_is_wrong(
    folder_with_materials: Path, profile: Portal, data: st.DataObject
) -> None:
    content = deepcopy(one_case())
    for _ in range(data.draw(st.integers(1, 2))):
        container, key = data.draw(st.sampled_from(places(content)))
        container[key] = data.draw(VALUES)
    path = write_toml(folder_with_materials, content)
    try:
        file = read_cases(path, everywhere(profile), TODAY)
    except CaseFileError as error:
        assert error.problems and all(each.place and each.reason and each.cure for each in error.problems)
    else:
        assert len(file.cases) == len(content["cases"]) == 1
        assert all((path.parent / name).is_file() for name in file.cases[0].materials.values())


@pytest.mark.parametrize("place", range(len(places(one_case()))))
def test_nothing_of_a_right_file_can_be_left_out_unnoticed(folder: Path, profile: Portal, place: int) -> None:
    content = one_case()
    container, key = places(content)[place]
    del container[key]
    assert problems_of(write_toml(folder, content), profile)


@ANY
@given(text=st.text() | st.lists(st.lists(WORDS | st.sampled_from(list(CASE_HEADERS)))).map(
    lambda lines: "\n".join(",".join(line) for line in lines)))  # fmt: skip
def test_arbitrary_csv_gives_a_case_file_error_and_nothing_else(sheet_place: Path, profile: Portal, text: str) -> None:
    for name in ("cases.csv", "accounts.csv"):
        (sheet_place / name).write_text(text, encoding="utf-8", newline="")
    with pytest.raises(CaseFileError) as caught:
        read_cases(sheet_place / "cases.csv", everywhere(profile), TODAY)
    assert caught.value.problems and all(each.place and each.reason and each.cure for each in caught.value.problems)


@ANY
@given(cells=st.dictionaries(st.sampled_from(list(CASE_HEADERS)), WORDS, min_size=1, max_size=2))
def test_a_right_sheet_with_anything_in_a_cell_reads_whole_or_says_what_is_wrong(
    sheet: Path, rows: list[dict[str, str]], profile: Portal, cells: dict[str, str]
) -> None:
    write_csv(sheet, [{**rows[0], **cells}])
    try:
        file = read_cases(sheet, everywhere(profile), TODAY)
    except CaseFileError as error:
        assert error.problems and all(each.place and each.reason and each.cure for each in error.problems)
    else:
        assert len(file.cases) == 1


@pytest.fixture(scope="module")
def folder_with_materials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    shutil.copytree(SAMPLES / "materials" / "zhixing", folder / "materials" / "zhixing")
    return folder


@pytest.fixture(scope="module")
def sheet_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")
