"""A case file in CSV: one row a case; the accounts stand in accounts.csv beside it.

UTF-8 with or without a byte-order mark, or GB18030 (what Excel writes in China); comma, semicolon or tab: both are
recognised by the headers. A first line `sep=;` names the delimiter, as in Excel, and is no row.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from pages.errors import CaseFileError, Problem
from portalbot.cases.casefile.cells import unguarded
from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS, ALIASES, CASE_COLUMNS, NAMES, plain
from portalbot.cases.casefile.raw import RawFile
from portalbot.cases.casefile.table import Row, Table, read_accounts, read_case_rows

ACCOUNTS_FILE = "accounts.csv"
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"
MAX_BYTES = 16 * 1024 * 1024
"""10,000 cases take about 4 MB."""
MAX_ROWS = 100_000
_SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?[ ,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
KNOWN = {each.header for each in (*CASE_COLUMNS, *ACCOUNT_COLUMNS)} | set(ALIASES)


def read_csv(path: Path) -> RawFile:
    """Read the rows; raises OSError, or CaseFileError when the file cannot be taken as CSV."""
    raw = RawFile(names=NAMES)
    accounts = path.with_name(ACCOUNTS_FILE)
    if accounts.is_file():
        read_accounts(_table(accounts, raw, f"{accounts.name} "), raw)
    else:
        cure = f"write the columns {'、'.join(each.header for each in ACCOUNT_COLUMNS)}"
        raw.problems.append(Problem(accounts.name, "", "is not beside the case file", cure))
    read_case_rows(_table(path, raw), raw)
    return raw


def _table(path: Path, raw: RawFile, row_name: str = "") -> Table:
    if path.stat().st_size > MAX_BYTES:
        cure = "divide the cases among several files"
        raise CaseFileError(str(path), [Problem("file", "", f"is larger than {MAX_BYTES >> 20} MB", cure)])
    text, delimiter = _decoded(path)
    return Table(path.name, _rows(path, text, delimiter, raw), row_name=row_name)


def _decoded(path: Path) -> tuple[str, str]:
    """Return the text, and its delimiter: whichever gives the most known headers."""
    data = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        named = _SEPARATOR.match(text)
        text = text[named.end() :] if named else text
        heads = {each: _known_heads(text, each) for each in (named[1] if named else DELIMITERS)}
        delimiter = max(heads, key=lambda each: heads[each])
        if encoding == ENCODINGS[0] or heads[delimiter]:
            return text, delimiter
    problem = Problem("file", "", "is neither UTF-8 nor GB18030 with our headers", "save it as «CSV UTF-8»")
    raise CaseFileError(str(path), [problem])


def _known_heads(text: str, delimiter: str) -> int:
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter):
            if any(cell.strip() for cell in row):
                return sum(plain(cell) in KNOWN for cell in row)
    except csv.Error:
        return 0  # read again, and said, by _rows
    return 0


def _rows(path: Path, text: str, delimiter: str, raw: RawFile) -> Iterator[Row]:
    heads = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter), start=1
        ):
            if number > MAX_ROWS:
                cure = "divide the cases among several files"
                raise CaseFileError(str(path), [Problem("file", "", f"has more than {MAX_ROWS:,} rows", cure)])
            if heads and any(cell.strip() for cell in cells[heads:]):
                reason = f"has {len(cells)} cells under {heads} headers"
                cure = "put commas within a cell into quotes"
                raw.problems.append(Problem(f"{path.name} row {number}", "", reason, cure))
                cells = cells[:heads]
            if not heads and any(cell.strip() for cell in cells):
                heads = len(cells)
            yield number, [unguarded(cell) for cell in cells]
    except csv.Error as error:
        raise CaseFileError(str(path), [Problem("file", "", str(error), "save it anew as CSV")]) from error
