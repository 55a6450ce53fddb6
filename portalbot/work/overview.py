"""The lines of `status`: what needs somebody now and why, the next deadlines, and a case's history."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portalbot.machine.plain_text import plain
from portalbot.rules.local_time import local
from portalbot.rules.states import NEEDS_PERSON, State

if TYPE_CHECKING:
    from portalbot.evidence.store import Evidence
    from portalbot.ledger.ledger import Entry, Ledger

MOST = 15
"""So many cases are named under each head."""

REVIEWED = frozenset({State.SUBMITTED, State.REVIEWING})
NEXT = {
    State.WAITING: "look into the reason, then submit again",
    State.BLOCKED: "one record, two cases: settle or withdraw one",
    State.REFUSED: "correct the case, then submit again",
    State.FAILED: "submit again; if it stays: portalbot doctor",
    State.UNKNOWN: "portalbot reconcile, or ask the office and portalbot settle {id}",
    State.INTENT: "portalbot reconcile",
    State.REJECTED: "mend it, then portalbot resubmit {id}",
    State.RETURNED: "mend it, then portalbot resubmit {id}",
    State.VERIFYING: "portalbot verify {id}",
}
"""What a person does next in a state."""


@dataclass(frozen=True)
class Urgent:
    """What is told first: cases that need somebody, how many there are, and the next deadlines as (when, id, what)."""

    needing: Sequence["Entry"]
    count: int
    deadlines: Sequence[tuple[str, str, str]]


def urgent_of(entries: "Sequence[Entry]") -> Urgent:
    """Return what is urgent among some cases."""
    needing = [entry for entry in entries if entry.state in NEEDS_PERSON]
    verifying = [entry for entry in entries if entry.state is State.VERIFYING and entry.verify_until]
    reviewed = [entry for entry in entries if entry.state in REVIEWED and entry.due_on]
    return Urgent(needing[:MOST], len(needing), _deadlines(verifying, reviewed))


def urgent_in(ledger: "Ledger", tally: "dict[State, int]") -> Urgent:
    """Return what is urgent in a whole ledger, however large: it is asked for the first of each kind alone."""
    count = sum(tally.get(state, 0) for state in NEEDS_PERSON)
    verifying = ledger.cases.next_dates("verify_until", {State.VERIFYING}, MOST)
    reviewed = ledger.cases.next_dates("due_on", REVIEWED, MOST)
    return Urgent(ledger.cases.oldest(NEEDS_PERSON, MOST) if count else [], count, _deadlines(verifying, reviewed))


def lines(ledger: "Ledger", urgent: Urgent) -> Iterator[str]:
    """Yield what needs somebody now, the next deadlines, and what rests."""
    if urgent.count:
        yield f"\nNeeds somebody now · 需要处理 ({urgent.count}):"
        for entry in urgent.needing:
            yield f"  {entry.id}  {entry.state}  {plain(entry.message or entry.words)}"
            yield f"      → {NEXT[entry.state].format(id=entry.id)}"
        if urgent.count > len(urgent.needing):
            yield f"  … and {urgent.count - len(urgent.needing)} more: portalbot status --state STATE"
    if urgent.deadlines:
        yield "\nNext deadlines · 近期期限:"
        yield from (f"  {when:<16}  {entry_id}  {what}" for when, entry_id, what in urgent.deadlines)
    for rest in ledger.rests.in_force():
        until = f"until {local(rest.until)}" if rest.until else f"until: portalbot accounts release {rest.account}"
        yield f"Account {rest.account} rests {until} ({rest.reason}): {plain(rest.words)}"
    for held in ledger.quarantines.in_force():
        yield f"Nothing is filed at {held.profile}: {plain(held.why)} (portalbot doctor {held.profile})"


def _deadlines(verifying: "Sequence[Entry]", reviewed: "Sequence[Entry]") -> list[tuple[str, str, str]]:
    verify = NEXT[State.VERIFYING]
    sms = [(local(each.verify_until or ""), each.id, f"短信核验: {verify.format(id=each.id)}") for each in verifying]
    ends = [(each.due_on or "", each.id, "the review should be through · 审核应完成") for each in reviewed]
    return sorted([*sms, *ends])[:MOST]


def history(ledger: "Ledger", entry: "Entry", evidence: "Evidence") -> Iterator[str]:
    """Yield a case's whole history: who approved, what was sent with which files, every event, the evidence."""
    yield "\nApproved by · 批准:"
    for approval in ledger.approvals.of(entry.id):
        void = "  (void: the case was changed after it)" if approval["void"] else ""
        yield f"  {local(approval['at'])}  {approval['by']}{void}"
    for attempt in ledger.attempts.of(entry.id):
        again = f", after {attempt.follows}" if attempt.follows else ""
        at = local(attempt.intent_at.isoformat())
        yield f"\nSent · 提交 {at}: {attempt.kind} {attempt.number}, 流水号 {attempt.serial or 'none read'}{again}"
        for material, file in attempt.frozen.get("files", {}).items():
            yield f"  {material}: {file['name']} ({file['bytes']} bytes, sha256 {file['sha256'][:12]}…)"
    yield "\nHistory · 经过:"
    for event in ledger.events.of(entry.id):
        change = event["after"] if event["before"] in ("", event["after"]) else f"{event['before']} → {event['after']}"
        text = " · ".join(part for part in (event["message"], event["words"]) if part)
        yield f"{local(event['at'])}  {change:<24} {event['step']:<13} {plain(text)}  [{event['by']}]"
    folder = evidence.folder_of(entry.id)
    kept = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if kept:
        yield f"\nEvidence · 留存文件 ({folder}):"
        yield from (f"  {name}" for name in kept)


def counts(entries: "Iterable[Entry]") -> str:
    """Return a line like `14 cases: 12 submitted, 2 held`."""
    return counts_of(Counter(entry.state for entry in entries))


def counts_of(tally: "Mapping[State, int]") -> str:
    """Return that line of a tally by states."""
    parts = ", ".join(f"{count} {state}" for state, count in sorted(tally.items(), key=lambda item: -item[1]))
    total = sum(tally.values())
    return f"{total} case{'s' if total != 1 else ''}" + (f": {parts}" if parts else "")
