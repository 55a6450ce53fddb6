"""Case files as tests write them: one small right case, edits of it, TOML and CSV, and the problems of a file."""

import csv
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pages.errors import CaseFileError, Problem
from pages.profile import Portal
from portalbot.cases.casefile import CaseFile, read_cases
from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS, CASE_COLUMNS
from tests.support import TODAY, everywhere

CASE_HEADERS = {each.header: each.target for each in CASE_COLUMNS if each.target not in ("province", "licence_number")}
ACCOUNT_HEADERS = {each.header: each.target for each in ACCOUNT_COLUMNS}
CASE = "case ZX-001"
"""The place of the one case of `one_case`."""
Data = dict[str, Any]
Edit = Callable[[Data], object]


# writing files


def quoted(text: str) -> str:
    """Return a TOML basic string."""
    return '"' + "".join(c if c.isalnum() or c in " _-./" else f"\\U{ord(c):08x}" for c in text) + '"'


def toml(value: Any) -> str:
    """Return a value as inline TOML."""
    match value:
        case str():
            return quoted(value)
        case dict():
            return "{" + ", ".join(f"{quoted(key)} = {toml(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(toml(each) for each in value) + "]"
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
    return repr(value)


def write_toml(folder: Path, data: Data) -> Path:
    path = folder / "cases.toml"
    path.write_text("\n".join(f"{quoted(key)} = {toml(value)}" for key, value in data.items()), encoding="utf-8")
    return path


def one_case() -> Data:
    """Return a small file that is right: one account, one case."""
    return {
        "accounts": {"zhixing": {"display": "知行", "province": "广东", "user_name": "zhixing"}},
        "cases": [
            {
                "id": "ZX-001",
                "account": "zhixing",
                "client": {
                    "name": "深圳市知行网络科技有限公司",
                    "uscc": "91440300708461136T",
                    "legal_person": "陈知行",
                    "legal_person_last_six": "01234X",
                },
                "responsible": [
                    {"role": "主体负责人", "name": "陈知行", "mobile": "13800138000", "last_six": "01234X"}
                ],
                "kind": "注销网站",
                "number": "粤ICP备12345678号-1",
                "site_name": "知行商城",
                "reason": {"category": "网站停止运营", "text": "因公司业务调整，该网站已停止运营，不再提供服务"},
                "authorised": {"by": "陈知行", "on": date(2026, 2, 20)},
                "materials": {
                    "营业执照副本": "materials/zhixing/licence.pdf",
                    "法人身份证": "materials/zhixing/identity.jpg",
                    "注销申请书": "materials/zhixing/application.pdf",
                },
            }
        ],
    }


def problems_of(path: Path, portal: Portal) -> list[Problem]:
    with pytest.raises(CaseFileError) as caught:
        read_cases(path, everywhere(portal), TODAY)
    assert caught.value.file == str(path)
    for problem in caught.value.problems:
        assert problem.place and problem.reason and problem.cure, problem
        assert str(problem) in str(caught.value)
    return caught.value.problems


def put(path: str, value: Any) -> Edit:
    """Return an edit that sets `cases.0.number` and the like."""

    def edit(data: Data) -> None:
        *way, last = path.split(".")
        at: Any = data
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        at[last] = value

    return edit


def drop(path: str) -> Edit:
    def edit(data: Data) -> None:
        *way, last = path.split(".")
        at: Any = data
        for part in way:
            at = at[int(part)] if isinstance(at, list) else at[part]
        del at[last]

    return edit


def edited(*edits: Edit) -> Data:
    data = deepcopy(one_case())
    for edit in edits:
        edit(data)
    return data


def file_problem(path: Path, portal: Portal) -> Problem:
    [problem] = problems_of(path, portal)
    assert problem.place == "file"
    return problem


def as_csv(file: CaseFile) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the rows (cases, accounts) that a case file would have as CSV."""
    rows = []
    for case in file.cases:
        data = case.model_dump(mode="json")
        row = {}
        for header, target in CASE_HEADERS.items():
            value: Any = data
            for part in target.split("."):
                value = value[int(part)] if part.isdigit() else (value or {}).get(part, "")
            row[header] = str(value)
        rows.append(row)
    dumped = [account.model_dump() for account in file.accounts.values()]
    return rows, [{header: data[name] for header, name in ACCOUNT_HEADERS.items()} for data in dumped]


def write_csv(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path
