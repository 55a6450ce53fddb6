"""A case file in TOML: [accounts.NAME], optional [clients.NAME] to be named by several cases, [[cases]]."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pages.bounded_toml import loads
from pages.errors import CaseFileError, Problem
from portalbot.cases.casefile import passwords
from portalbot.cases.casefile.headers import SEVERAL_LINES
from portalbot.cases.casefile.raw import RawFile
from portalbot.cases.casefile.values import Unfit, visible

MAX_BYTES = 16 * 1024 * 1024
"""10,000 cases take about 7 MB."""


def read_toml(path: Path) -> RawFile:
    """Read the tables; raises OSError, or CaseFileError when it is no TOML."""
    if path.stat().st_size > MAX_BYTES:
        problem = Problem("file", "", f"is larger than {MAX_BYTES >> 20} MB", "divide the cases among several files")
        raise CaseFileError(str(path), [problem])
    try:
        data = loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:  # TOML, UTF-8, a number of 5000 digits, tables without end
        quoted = "; a name of other signs than A-Z a-z 0-9 _ - stands in quotes" if "key part" in str(error) else ""
        problem = Problem("file", "", str(error), f"mend the TOML there (UTF-8){quoted}")
        raise CaseFileError(str(path), [problem]) from error
    raw = RawFile()
    for key, value in data.items():
        raw.problems += passwords.in_tables(f"[{key}]", {key: value} if passwords.names_a_password(key) else value)
    data = passwords.without(data)
    for key in data.keys() - {"accounts", "clients", "cases"}:
        cure = "use [accounts.NAME], [clients.NAME] and [[cases]]"
        raw.problems.append(Problem("file", key, "is not a known table", cure))
    clients = {
        name: _visible(client, "", f"[clients.{name}]", raw)
        for name, client in _tables(data.get("clients", {}), "clients", raw).items()
    }
    for name, account in _tables(data.get("accounts", {}), "accounts", raw).items():
        place = f"[accounts.{name}]"
        if "name" in account:
            raw.problems.append(Problem(place, "name", "stands in the heading already", "remove it"))
        raw.accounts.append((place, _visible(account, "", place, raw) | {"name": name}))
    cases = data.get("cases", [])
    if not isinstance(cases, list):
        raw.problems.append(Problem("file", "cases", "is not a list of tables", "write [[cases]]"))
        return raw
    for index, case in enumerate(cases, start=1):
        if not isinstance(case, dict):
            raw.problems.append(Problem(f"case {index}", "", "is not a table", "write [[cases]]"))
            continue
        place = f"case {case['id']}" if case.get("id") else f"case number {index}"
        raw.cases.append((place, _with_client(_visible(case, "", place, raw), clients, place, raw)))
    return raw


def _visible(value: Any, path: str, place: str, raw: RawFile) -> Any:
    """Return a value with the line ends of its texts made plain; what nobody sees in one is said, with its field."""
    match value:
        case dict():
            for key in value:
                _text(key, f"{path}.{key}".lstrip("."), place, raw, lines=False)
            return {key: _visible(inner, f"{path}.{key}".lstrip("."), place, raw) for key, inner in value.items()}
        case list():
            return [_visible(inner, f"{path}.{index}", place, raw) for index, inner in enumerate(value)]
        case str():
            return _text(value, path, place, raw, lines=path in SEVERAL_LINES)
    return value


def _text(text: str, path: str, place: str, raw: RawFile, *, lines: bool) -> str:
    try:
        return visible(text, lines=lines)
    except Unfit as unfit:
        raw.problems.append(Problem(place, path, unfit.reason, unfit.cure, unfit.rule))
        raw.said.add((place, path))
        return text


def _tables(value: Any, name: str, raw: RawFile) -> dict[str, dict[str, Any]]:
    if isinstance(value, dict) and all(isinstance(each, dict) for each in value.values()):
        return value
    raw.problems.append(Problem("file", name, "is not a table of tables", f"write [{name}.NAME]"))
    return {}


def _with_client(
    case: Mapping[str, Any], clients: Mapping[str, Mapping[str, Any]], place: str, raw: RawFile
) -> dict[str, Any]:
    named = case.get("client")
    if not isinstance(named, str):
        return dict(case)
    if named not in clients:
        cure = f"one of: {' '.join(clients) or 'none'}"
        raw.problems.append(Problem(place, "client", f"there is no [clients.{named}]", cure))
        return {key: value for key, value in case.items() if key != "client"}
    client = dict(clients[named])
    shared = {"responsible": client.pop("responsible")} if "responsible" in client else {}
    return {**shared, **case, "client": client}
