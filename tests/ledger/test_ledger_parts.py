"""How the ledger is put together: small classes over one database, and SQLite's own matters in one file."""

import ast
import inspect
import re
from collections.abc import Callable
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateIndex

import portalbot.ledger
from portalbot.ledger.errors import LedgerError
from portalbot.ledger.ledger import Ledger
from portalbot.ledger.tables import metadata
from portalbot.rules.states import State
from tests.ledger.entries import fields, raw

FILES = sorted(Path(portalbot.ledger.__file__).parent.glob("*.py"))
OF_SQLITE = re.compile(r"PRAGMA|sqlite3|exec_driver_sql|prefix_with|BEGIN |sqlalchemy\.dialects|user_version")


def test_no_class_of_the_ledger_has_a_parent_of_ours() -> None:
    """Errors may: they are told apart by their parents."""
    modules = [import_module(f"portalbot.ledger.{file.stem}") for file in FILES if file.stem != "__init__"]
    classes = {each for module in modules for _, each in inspect.getmembers(module, inspect.isclass)}
    ours = {each for each in classes if each.__module__.startswith("portalbot.ledger.")}
    assert Ledger in ours and len(ours) > 20
    for each in ours:
        if not issubclass(each, BaseException | Enum):
            assert [parent for parent in each.__mro__[1:] if parent.__module__.startswith("portalbot")] == [], each


def test_what_is_sqlites_own_stands_in_one_file() -> None:
    found = set()
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):  # docstrings may speak of it
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                node.value = ast.Constant("")
        found |= {file.name} if OF_SQLITE.search(ast.unparse(tree)) else set()
    assert found == {"sqlite.py"}


def test_partial_indexes_are_partial_in_every_dialect() -> None:
    indexes = {str(index.name): index for table in metadata.tables.values() for index in table.indexes}
    for name, condition in (("one_open_attempt", "open"), ("said_once", "key IS NOT NULL")):
        for dialect in (sqlite.dialect(), postgresql.dialect()):  # type: ignore[no-untyped-call]
            made = str(CreateIndex(indexes[name]).compile(dialect=dialect))
            assert made.startswith("CREATE UNIQUE INDEX"), made
            assert re.search(rf"WHERE {condition}( = 1)?$", made.replace('"', "")), made


def test_a_channel_that_another_process_opens_in_that_moment_keeps_its_beginning(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.outbox.open_channels(["ops"])
    before = raw(ledger.path, "select name, since from channels")
    monkeypatch.setattr(ledger.database, "reading", lambda _query: [])  # asked before the other one committed
    ledger.outbox.open_channels(["ops", "boss"])
    monkeypatch.undo()
    after = raw(ledger.path, "select name, since from channels order by name")
    assert [name for name, _ in after] == ["boss", "ops"] and before[0] in after


CHANGES: dict[str, Callable[[Ledger], object]] = {
    "register": lambda ledger: ledger.cases.register(fields("B-1", number="粤ICP备87654321号")),
    "move": lambda ledger: ledger.cases.move("A-1", State.WAITING, "later"),
    "open": lambda ledger: ledger.attempts.open("A-1", frozen={}, baseline=frozenset(), holder={}),
    "tell once": lambda ledger: ledger.cases.tell_once("A-1", "overdue/1", "late"),
    "rest": lambda ledger: ledger.rests.begin("a", "http://p", "u", "locked", ""),
    "quarantine": lambda ledger: ledger.quarantines.impose("http://p", "standard", "list", "changed"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_whose_event_cannot_be_written_is_not_made(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    ledger.cases.register(fields())

    def everything() -> list[object]:
        return [raw(ledger.path, f'select * from "{table}"') for table in metadata.tables]

    def full(*_rest: object, **_named: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    before = everything()
    monkeypatch.setattr(ledger.events, "write", full)
    monkeypatch.setattr(ledger.events, "tell", full)
    with pytest.raises(LedgerError, match="disk is full"):
        CHANGES[change](ledger)
    assert everything() == before
    monkeypatch.undo()
    CHANGES[change](ledger)
    assert everything() != before
