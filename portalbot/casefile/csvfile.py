"""A case file in CSV: one row a case under Chinese headers; the accounts stand in accounts.csv beside it.

UTF-8 with or without a byte-order mark. The headers are the ones agencies know from the portals' own forms.
"""

import csv
import difflib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pages.errors import CaseFileError, Problem
from pages.terms import Material, Role
from portalbot.casefile.raw import RawFile

CASE_HEADERS: dict[str, str] = {
    "编号": "id",
    "账号": "account",
    "类型": "kind",
    "备案号": "number",
    "网站名称": "site_name",
    "网站数量": "sites",
    "主办单位名称": "client.name",
    "统一社会信用代码": "client.uscc",
    "法定代表人": "client.legal_person",
    "法定代表人证件后六位": "client.legal_person_last_six",
    "负责人类型": "responsible.0.role",
    "负责人": "responsible.0.name",
    "手机号": "responsible.0.mobile",
    "证件后六位": "responsible.0.last_six",
    "注销原因": "reason.category",
    "原因说明": "reason.text",
    "新域名": "reason.new_domain",
    "错误内容": "reason.wrong",
    "正确内容": "reason.right",
    "网站状态": "licence.site",
    "关闭日期": "licence.since",
    "终止业务": "licence.business",
    "用户善后方案": "licence.plan",
    **{material.value: f"materials.{material.value}" for material in Material},
    "授权人": "authorised.by",
    "授权日期": "authorised.on",
}
ACCOUNT_HEADERS = {"账号": "name", "显示名": "display", "省份": "province", "用户名": "user_name"}
DEFAULTS = {"负责人类型": Role.SUBJECT.value}


def read_csv(path: Path) -> RawFile:
    """Read the rows; raises OSError, or CaseFileError when the file cannot be taken as CSV."""
    raw = RawFile(names={target.replace(".0.", "."): header for header, target in CASE_HEADERS.items()} | _indexed())
    accounts = path.with_name("accounts.csv")
    if accounts.is_file():
        for line, row in _rows(accounts, ACCOUNT_HEADERS, raw, {"账号", "省份", "用户名"}):
            values = {ACCOUNT_HEADERS[header]: value for header, value in row.items()}
            raw.accounts.append((f"{accounts.name} row {line}", {"display": values.get("user_name", ""), **values}))
    else:
        cure = f"write the columns {'、'.join(ACCOUNT_HEADERS)}"
        raw.problems.append(Problem(accounts.name, "", "is not beside the case file", cure))
    for line, row in _rows(path, CASE_HEADERS, raw, {"编号", "账号", "类型", "备案号"}):
        raw.cases.append((f"row {line}" + (f" ({row['编号']})" if row.get("编号") else ""), _nested(row)))
    return raw


def _indexed() -> dict[str, str]:
    return {target: header for known in (ACCOUNT_HEADERS, CASE_HEADERS) for header, target in known.items()}


def _rows(path: Path, known: Mapping[str, str], raw: RawFile, needed: set[str]) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem("file", "", "is not UTF-8", "save it as «CSV UTF-8»")
        raise CaseFileError(str(path), [problem]) from error
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise CaseFileError(str(path), [Problem("file", "", str(error), "save it anew as CSV")]) from error
    heads = [head.strip() for head in lines[0]] if lines else []
    for head in heads:
        if head not in known:
            near = difflib.get_close_matches(head, known, n=1, cutoff=0.3)
            cure = f"did you mean {near[0]}?" if near else f"known: {'、'.join(known)}"
            raw.problems.append(Problem(f"{path.name} row 1", head or "(blank)", "is not a known header", cure))
    for head in sorted({head for head in heads if heads.count(head) > 1}):
        raw.problems.append(Problem(f"{path.name} row 1", head, "stands twice", "keep one of the two columns"))
    for head in sorted(needed - set(heads)):
        raw.problems.append(Problem(f"{path.name} row 1", head, "is missing among the headers", "add the column"))
    rows = []
    for line, cells in enumerate(lines[1:], start=2):
        if len(cells) > len(heads) and any(cell.strip() for cell in cells[len(heads) :]):
            reason = f"has {len(cells)} cells under {len(heads)} headers"
            raw.problems.append(Problem(f"{path.name} row {line}", "", reason, "put commas within a cell into quotes"))
        row = {head: cell.strip() for head, cell in zip(heads, cells, strict=False) if cell.strip() and head in known}
        if row:
            rows.append((line, row))
    return rows


def _nested(row: Mapping[str, str]) -> dict[str, Any]:
    case: dict[str, Any] = {"materials": {}, "responsible": [{}], "client": {}, "authorised": {}}
    for header, value in {**DEFAULTS, **row}.items():
        match CASE_HEADERS[header].split(".", 1):
            case [name]:
                case[name] = value
            case ["responsible", rest]:
                case["responsible"][0][rest.removeprefix("0.")] = value
            case [part, rest]:
                case.setdefault(part, {})[rest] = value
    return case
