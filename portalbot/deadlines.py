"""The clocks of the law: until when an SMS may be entered, and when a review should have ended.

Everything is told once for each application, as events of the ledger, whether or not anybody looks at a portal then.
The 24 hours of 短信核验 begin with the code, which comes some minutes after 提交; they are counted from the click, so
that the deadline shown here is never later than the portal's own (DOMAIN §2).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pages.profile import Portal
from pages.terms import Role
from portalbot.apart import apart
from portalbot.clock import SHANGHAI, local
from portalbot.ledger import Entry, Ledger
from portalbot.states import CLICKED, Notice, State
from portalbot.workdays import workdays_after

WARNINGS = (12, 4, 1)
"""Hours before the end of 短信核验 at which its people are told."""
REVIEWED = frozenset({State.SUBMITTED, State.REVIEWING})


def review_due(begun: datetime, portal: Portal) -> date:
    """Return the last day on which a review that began at an instant should end, in working days."""
    return workdays_after(begun.astimezone(SHANGHAI).date(), portal.review_days)


def who_verifies(frozen: Mapping[str, Any], roles: Iterable[Role]) -> str:
    """Return who must enter an SMS code, by what was filed: role, name and the phone's ends; at least the roles."""
    people = {one["role"]: one for one in frozen.get("fields", {}).get("responsible", ())}
    told = [(role, people.get(role)) for role in roles]
    return "、".join(f"{role} {one['name']} ({one['mobile'][:3]}****{one['mobile'][-4:]})" if one else str(role)
                     for role, one in told) or "the responsible person"  # fmt: skip


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
        with apart(entry.id, {} if troubles is None else troubles):
            _tell(ledger, entry, lag_of, now)


def _tell(ledger: Ledger, entry: Entry, lag_of: Callable[[Entry], timedelta | None], now: datetime) -> None:
    if entry.state is State.VERIFYING and entry.verify_until:
        _verification(ledger, entry, datetime.fromisoformat(entry.verify_until), now)
    elif entry.state in REVIEWED and entry.due_on and now.astimezone(SHANGHAI).date().isoformat() > entry.due_on:
        why = f"the review should have ended on {entry.due_on}: ask the office · 审核已超期，请咨询管局"
        ledger.tell_once(entry.id, f"overdue/{entry.serial}", why, Notice.OVERDUE)
    elif entry.state in CLICKED and (lag := lag_of(entry)) is not None:
        _unsettled(ledger, entry, lag, now)


def _verification(ledger: Ledger, entry: Entry, until: datetime, now: datetime) -> None:
    left = until - now
    at = local(entry.verify_until or "")
    if left <= timedelta():
        why = f"the SMS deadline {at} has passed; awaiting the portal's word · 短信核验已过期，等待管局结果"
        ledger.tell_once(entry.id, f"verify/{entry.serial}/passed", why, Notice.VERIFICATION)
        return
    near = [hours for hours in WARNINGS if left <= timedelta(hours=hours)]
    if near:
        why = f"less than {near[-1]} h left to enter the SMS code, until {at} · 短信核验将于{at}截止"
        ledger.tell_once(entry.id, f"verify/{entry.serial}/{near[-1]}h", why, Notice.VERIFICATION)


def _unsettled(ledger: Ledger, entry: Entry, lag: timedelta, now: datetime) -> None:
    attempt = ledger.open_attempt_of(entry.id)
    if attempt and now - attempt.intent_at > lag + timedelta(hours=1):
        why = f"clicked, and nobody knows what became of it ({entry.message}): settle it · 提交结果不明，请核实"
        ledger.tell_once(entry.id, f"unknown/{attempt.id}", why, Notice.PERSON)
