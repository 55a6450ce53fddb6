"""A table of cases or accounts, wherever it stands: its headers checked, its rows made into plain values.

The first row with anything in it has the headers, in any order. Empty rows and columns are passed over.
"""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pages.characters import unseen
from pages.errors import Problem
from portalbot.cases.casefile.headers import (
    ACCOUNT_COLUMNS,
    ALIASES,
    CASE_COLUMNS,
    DEFAULTS,
    EXAMPLE,
    HINTS,
    NEEDED_ACCOUNT,
    NEEDED_CASE,
    RESULTS,
    Column,
    added,
    plain,
)
from portalbot.cases.casefile.passwords import names_a_password
from portalbot.cases.casefile.passwords import problem as password_problem
from portalbot.cases.casefile.raw import Mark, Marks, RawFile
from portalbot.cases.casefile.values import Unfit, is_empty, taken

UNKNOWN = "is not a known header"
Row = tuple[int, Sequence[Any]]
Values = dict[str, tuple[Column, Any, int]]
"""A row: header → column, value and the index of its cell."""


@dataclass
class Table:
    """Rows with their numbers (from 1), and how places in them are called. `sheet`: within a workbook.

    `hidden_rows`, `hidden_columns`: what a person does not see; `struck`: the (row, column) of what is struck out.
    Columns count from 0.
    """

    name: str
    rows: Iterable[Row]
    sheet: bool = False
    row_name: str = ""
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    struck: Collection[tuple[int, int]] = ()

    def row(self, number: int, label: str = "") -> str:
        """Name a row."""
        return f"{self.row_name}row {number}" + (f" ({label})" if label else "")

    def cell(self, number: int, column: int) -> str:
        """Name a cell; of a CSV its row, since nobody counts columns there."""
        if self.sheet:
            return f"{self.name}, cell {letters(column)}{number}"
        return f"{self.name} row {number}"

    def marks(self, number: int, values: Values) -> Marks:
        """Return what a row has that its values do not tell."""
        row = f"{self.row_name}row {number}"
        hidden = [(Mark.HIDDEN, row)] if number in self.hidden_rows else []
        out = [self.cell(number, index) for _, _, index in values.values() if (number, index) in self.struck]
        struck = [(Mark.STRUCK, row if len(out) == len(values) else "、".join(out[:3]))] if out else []
        return (*hidden, *struck)

    def read(self, columns: Sequence[Column], needed: Sequence[str], raw: RawFile) -> Iterator[tuple[int, Values]]:
        """Yield each row that has anything; problems go to `raw`."""
        heads: Mapping[int, Column | None] | None = None
        for number, cells in self.rows:
            filled = [(index, value) for index, value in enumerate(cells) if not is_empty(value)]
            if not filled:
                continue
            if heads is None:
                heads = self._heads(number, filled, columns, needed, raw)
                if unseen_ones := [column.header for index, column in heads.items()
                                   if column and index in self.hidden_columns]:  # fmt: skip
                    raw.notes.append(f"{self.name}: hidden columns count like others: {'、'.join(unseen_ones)}")
                continue
            values: Values = {}
            for index, value in filled:
                if index not in heads:
                    place = self.cell(number, index)
                    cure = "write its header into the first row, or empty the cell"
                    raw.problems.append(Problem(place, "", "stands under no header", cure))
                elif column := heads[index]:
                    values[column.header] = (column, value, index)
            if values:
                yield number, values
        if heads is None:
            cure = f"write the columns {'、'.join(each.header for each in columns)}"
            raw.problems.append(Problem(self.name, "", "is empty", cure))

    def _heads(
        self,
        number: int,
        cells: Iterable[tuple[int, Any]],
        columns: Sequence[Column],
        needed: Sequence[str],
        raw: RawFile,
    ) -> Mapping[int, Column | None]:
        known = {each.header: each for each in columns}
        heads: dict[int, Column | None] = {}
        seen: dict[str, str] = {}
        for index, value in cells:
            place = self.cell(number, index)
            written = value.reason if isinstance(value, Unfit) else str(value).strip()
            header = plain(written)
            header = ALIASES.get(header, header) if ALIASES.get(header) in known else header
            column = known.get(header) or (added(header) if columns is CASE_COLUMNS else None)
            heads[index] = column
            if header in RESULTS and header not in known:
                continue
            if names_a_password(written):
                raw.problems.append(password_problem(place, written))
            elif column is None:
                cure = value.cure if isinstance(value, Unfit) else unknown(header, known)
                signs = unseen(written, allowed="\n\r\t")
                said = f"is not a known header: {', '.join(signs)} in it, which nobody sees" if signs else UNKNOWN
                raw.problems.append(Problem(place, written, said, cure))
            elif header in seen:
                reason = "stands twice" if seen[header] == written else f"stands twice ({seen[header]} means the same)"
                raw.problems.append(Problem(place, written, reason, "keep one of the two columns"))
            seen.setdefault(header, written)
        for head in needed:
            if head not in seen and not (head == "备案号" and "许可证号" in seen):
                place = f"{self.name} row {number}"
                raw.problems.append(Problem(place, head, "is missing among the headers", "add the column"))
        return heads


def letters(column: int) -> str:
    """Return a column's letters; 0 is A."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def unknown(header: str, known: Iterable[str]) -> str:
    """Return the cure for a header that is not known: a hint, the nearest, or all of them."""
    known = list(known)
    near = difflib.get_close_matches(header, known, n=1, cutoff=0.3)
    return HINTS.get(header) or (f"did you mean {near[0]}?" if near else f"known: {'、'.join(known)}")


def read_accounts(table: Table, raw: RawFile) -> None:
    """Add the accounts of a table."""
    for number, values in table.read(ACCOUNT_COLUMNS, NEEDED_ACCOUNT, raw):
        place = table.row(number)
        row = _taken(table, number, "", values, raw)
        if str(row.get("name", "")).startswith(EXAMPLE):
            raw.notes.append(f"{place} is the template's example: passed over")
            continue
        raw.accounts.append((place, {"display": row.get("user_name", ""), **row}))
        raw.marks[place] = table.marks(number, values)
        if any(mark is Mark.HIDDEN for mark, _ in raw.marks[place]):
            raw.notes.append(f"{place} is hidden, and counts like others")


def read_case_rows(table: Table, raw: RawFile) -> None:
    """Add the cases of a table; the accounts must have been read before."""
    provinces = {data.get("name"): (place, data.get("province")) for place, data in raw.accounts}
    for number, values in table.read(CASE_COLUMNS, NEEDED_CASE, raw):
        label, marks = _label(values), table.marks(number, values)
        place = table.row(number, ", ".join(filter(None, (label, *(mark for mark, _ in marks)))))
        if label.startswith(EXAMPLE):
            raw.notes.append(f"{place} is the template's example: passed over")
            continue
        row = _taken(table, number, label, values, raw, place)
        account, _ = provinces.get(row.get("account"), ("", None))
        raw.marks[place] = (*marks, *(each for each in raw.marks.get(account, ()) if each[0] is Mark.STRUCK))
        province = row.pop("province", None)
        if province and row.get("account") in provinces:
            where, stands = provinces[row["account"]]
            if stands != province:
                reason = f"{province!r} is not the province of account {row['account']} ({where}: {stands})"
                raw.problems.append(Problem(place, "省份", reason, "make the two agree"))
        if number_of_licence := row.pop("licence_number", None):
            if "number" in row and row["number"] != number_of_licence:
                reason = f"{number_of_licence!r} stands beside the 备案号 {row['number']!r}"
                raw.problems.append(Problem(place, "许可证号", reason, "keep the one that ends"))
            row["number"] = number_of_licence
        raw.cases.append((place, _nested(row)))


def _label(values: Values) -> str:
    column, value, _ = values.get("编号", (None, "", 0))
    try:
        return str(taken(value, column)) if column else ""
    except Unfit:
        return ""


def _taken(
    table: Table, number: int, label: str, values: Values, raw: RawFile, place: str | None = None
) -> dict[str, Any]:
    """Return field → value; where a cell cannot be taken that is said, and the field is None."""
    place = place or table.row(number)
    row: dict[str, Any] = {}
    for header, (column, value, index) in values.items():
        try:
            row[column.target] = taken(value, column)
        except Unfit as unfit:
            where = table.cell(number, index) + (f" ({label})" if label else "") if table.sheet else place
            raw.problems.append(Problem(where, header, unfit.reason, unfit.cure, unfit.rule))
            raw.said.add((place, column.target))
            row[column.target] = None
    return row


def _nested(row: Mapping[str, Any]) -> dict[str, Any]:
    case: dict[str, Any] = {"materials": {}, "responsible": [{}], "client": {}, "authorised": {}}
    defaults = {each.target: DEFAULTS[each.header] for each in CASE_COLUMNS if each.header in DEFAULTS}
    for target, value in {**defaults, **row}.items():
        match target.split(".", 1):
            case [name]:
                case[name] = value
            case ["responsible", rest]:
                case["responsible"][0][rest.removeprefix("0.")] = value
            case [part, rest]:
                case.setdefault(part, {})[rest] = value
    return case
