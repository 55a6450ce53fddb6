"""What the tests of reports and of their page share: a ledger with cases in several states, some of them hostile."""

import io
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from portalbot.evidence.store import Evidence
from portalbot.ledger.ledger import Ledger
from portalbot.reporting.report.rows import Row, rows_of
from portalbot.rules.states import State

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOSTILE = "<script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">\"'>"
SERIAL = "2026030212345678901"


class Time:
    """A clock that a test moves."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


def fields(case_id: str, **changes: str) -> dict[str, str]:
    """Return what a case is entered with."""
    number = f"粤ICP备{abs(hash(case_id)) % 10**8:08}号"
    given = {"portal": "http://127.0.0.1:8800", "number": number, "kind": "注销主体", "account": "zhixing"}
    given |= {"user_name": "zhixing", "province": "广东", "client": "深圳市知行网络科技有限公司"}
    return {"id": case_id, **given, "site_name": "知行商城", "digest": "one", **changes}


def a_ledger(path: Path) -> Ledger:
    """Return an empty ledger whose clock stands at noon (UTC 4:00) of 2026-03-02."""
    return Ledger(path, who="王敏@office", clock=lambda: NOON)


def filed(ledger: Ledger, case_id: str, serial: str | None = SERIAL, **changes: str) -> None:
    """Enter a case and file it."""
    ledger.cases.register(fields(case_id, **changes))
    attempt = ledger.attempts.open(case_id, frozen={}, baseline=frozenset(), holder={})
    if serial:
        ledger.attempts.note_serial(attempt, serial)
    ledger.cases.move(case_id, State.SUBMITTED, "application is ours", step="receipt", words="审核中")


def picture(kind: str = "PNG", width: int = 1280, height: int = 900) -> bytes:
    """Return a picture of a kind."""
    stream = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(stream, kind)
    return stream.getvalue()


def some_rows(folder: Path) -> list[Row]:
    """Return rows of six cases: filed, rejected, held, unknown, hostile, and one with a picture."""
    ledger, evidence = a_ledger(folder / "ledger.db"), Evidence(folder / "evidence", clock=lambda: NOON)
    filed(ledger, "A-1")
    evidence.keep("A-1", "receipt.png", picture())
    filed(ledger, "A-2", "2026030200000002", account="lingnan", client="岭南甲子贸易有限公司")
    ledger.cases.move("A-2", State.REJECTED, "材料不清晰", step="applications", words="驳回 材料不清晰，请重新上传")
    ledger.cases.register(fields("A-3", account="lingnan"))
    ledger.cases.move("A-3", State.HELD, "another is in review")
    ledger.cases.register(fields("A-4"))
    ledger.attempts.open("A-4", frozen={}, baseline=frozenset(), holder={})
    ledger.cases.move("A-4", State.UNKNOWN, "clicked; no answer", step="receipt")
    ledger.cases.register(fields("<b>A-5</b>", client=HOSTILE, site_name=HOSTILE, account=HOSTILE, user_name="x"))
    ledger.cases.move("<b>A-5</b>", State.REFUSED, HOSTILE, step=HOSTILE, words=f"门户：{HOSTILE}", by=HOSTILE)
    ledger.cases.register(fields("A-6", client="很长" * 60, site_name="w" * 180))
    rows = rows_of([(False, ledger)], evidence)
    ledger.close()
    return rows
