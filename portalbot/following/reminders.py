"""What people are reminded of: the end of 短信核验, a review that is overdue, a click that stays unsettled.

Everything is told once for each application, as events of the ledger, whether or not anybody looks at a portal then.
The 24 hours of 短信核验 begin with the code, which comes some minutes after 提交; they are counted from the click, so
that the deadline shown here is never later than the portal's own (DOMAIN §2).
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from portalbot.ledger.isolation import isolated
from portalbot.ledger.ledger import Entry, Ledger
from portalbot.rules.deadlines import REVIEWED
from portalbot.rules.local_time import SHANGHAI, local
from portalbot.rules.states import CLICKED, Notice, State

WARNINGS = (12, 4, 1)
"""Hours before the end of 短信核验 at which its people are told."""


def tell(
    ledger: Ledger,
    entries: Iterable[Entry],
    lag_of: Callable[[Entry], timedelta | None],
    troubles: dict[str, str] | None = None,
) -> None:
    """Tell what has come near or passed: deadlines of 短信核验, reviews that are overdue, clicks that stay unsettled.

    `lag_of`: how long the portal's lists may lag; None where this run does not know the portal. `troubles`: cases of
    which nothing could be told, each with why.
    """
    now = ledger.clock()
    for entry in entries:
        with isolated(entry.id, {} if troubles is None else troubles):
            _tell(ledger, entry, lag_of, now)


def _tell(ledger: Ledger, entry: Entry, lag_of: Callable[[Entry], timedelta | None], now: datetime) -> None:
    if entry.state is State.VERIFYING and entry.verify_until:
        _verification(ledger, entry, datetime.fromisoformat(entry.verify_until), now)
    elif entry.state in REVIEWED and entry.due_on and now.astimezone(SHANGHAI).date().isoformat() > entry.due_on:
        why = f"the review should have ended on {entry.due_on}: ask the office · 审核已超期，请咨询管局"
        ledger.cases.tell_once(entry.id, f"overdue/{entry.serial}", why, Notice.OVERDUE)
    elif entry.state in CLICKED and (lag := lag_of(entry)) is not None:
        _unsettled(ledger, entry, lag, now)


def _verification(ledger: Ledger, entry: Entry, until: datetime, now: datetime) -> None:
    left = until - now
    at = local(entry.verify_until or "")
    if left <= timedelta():
        why = f"the SMS deadline {at} has passed; awaiting the portal's word · 短信核验已过期，等待管局结果"
        ledger.cases.tell_once(entry.id, f"verify/{entry.serial}/passed", why, Notice.VERIFICATION)
        return
    near = [hours for hours in WARNINGS if left <= timedelta(hours=hours)]
    if near:
        why = f"less than {near[-1]} h left to enter the SMS code, until {at} · 短信核验将于{at}截止"
        ledger.cases.tell_once(entry.id, f"verify/{entry.serial}/{near[-1]}h", why, Notice.VERIFICATION)


def _unsettled(ledger: Ledger, entry: Entry, lag: timedelta, now: datetime) -> None:
    attempt = ledger.attempts.open_of(entry.id)
    if attempt and now - attempt.intent_at > lag + timedelta(hours=1):
        why = f"clicked, and nobody knows what became of it ({entry.message}): settle it · 提交结果不明，请核实"
        ledger.cases.tell_once(entry.id, f"unknown/{attempt.id}", why, Notice.PERSON)
