"""What the tests of the ledger and of notifications share: a case's fields, ways to lead it, and the file as it is."""

import sqlite3
from pathlib import Path
from typing import Any

from portalbot.ledger.ledger import Entry, Ledger
from portalbot.rules.states import State

PORTAL = "http://127.0.0.1:8800"
NUMBER = "粤ICP备12345678号-1"


def fields(case_id: str = "A-1", **changes: str) -> dict[str, str]:
    """Return what a case is entered with: its record is the same whatever its id."""
    return {
        "id": case_id,
        "portal": PORTAL,
        "number": NUMBER,
        "kind": "注销网站",
        "account": "zhixing",
        "user_name": "zhixing",
        "province": "广东",
        "client": "深圳市知行网络科技有限公司",
        "site_name": "知行商城",
        "digest": "one",
        **changes,
    }


def attempt(ledger: Ledger, case_id: str = "A-1", **changes: Any) -> int:
    """Open an attempt for a case that was entered; return the attempt's id."""
    frozen = {"digest": "one"}
    return ledger.attempts.open(case_id, **{"frozen": frozen, "baseline": frozenset(), "holder": {"pid": 1}, **changes})


def moved(ledger: Ledger, *states: State, case_id: str = "A-1") -> Entry:
    """Lead a case through states, by an attempt where one says INTENT."""
    for state in states:
        if state is State.INTENT:
            attempt(ledger, case_id)
        else:
            ledger.cases.move(case_id, state, f"now {state}")
    return ledger.cases.one(case_id)


def enter(ledger: Ledger, case_id: str, state: State = State.WAITING, account: str = "zhixing") -> None:
    """Enter a case for a record of its own, and lead it to a state."""
    ledger.cases.register(fields(case_id, number=f"粤ICP备{len(ledger.cases.all()) + 10000000}号", account=account))
    ledger.cases.move(case_id, state, "why")


def raw(path: Path, query: str) -> list[Any]:
    """Ask the file itself, past the ledger, over a connection of our own."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()
