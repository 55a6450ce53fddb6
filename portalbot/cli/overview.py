"""The lines of `status`: what needs somebody now and why, the next deadlines, and a case's history."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portalbot.clock import local
from portalbot.scrub import plain
from portalbot.states import NEEDS_PERSON, State

if TYPE_CHECKING:
    from portalbot.evidence import Evidence
    from portalbot.ledger import Entry, Ledger

MOST = 15
"""So many cases are named under each head."""

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


def lines(ledger: "Ledger", entries: "Sequence[Entry]") -> Iterator[str]:
    """Yield what needs somebody now, the next deadlines, and what rests."""
    needing = [entry for entry in entries if entry.state in NEEDS_PERSON]
    if needing:
        yield f"\nNeeds somebody now · 需要处理 ({len(needing)}):"
        for entry in needing[:MOST]:
            yield f"  {entry.id}  {entry.state}  {plain(entry.message or entry.words)}"
            yield f"      → {NEXT[entry.state].format(id=entry.id)}"
        if len(needing) > MOST:
            yield f"  … and {len(needing) - MOST} more: portalbot status --state {needing[MOST].state}"
    dated = sorted(_deadlines(entries))
    if dated:
        yield f"\nNext deadlines · 近期期限 ({len(dated)}):"
        for when, entry_id, what in dated[:MOST]:
            yield f"  {when:<16}  {entry_id}  {what}"
    for rest in ledger.resting():
        until = f"until {local(rest.until)}" if rest.until else f"until: portalbot accounts release {rest.account}"
        yield f"Account {rest.account} rests {until} ({rest.reason}): {plain(rest.words)}"
    for held in ledger.quarantines():
        yield f"Nothing is filed at {held.profile}: {plain(held.why)} (portalbot doctor {held.profile})"


def _deadlines(entries: "Sequence[Entry]") -> Iterator[tuple[str, str, str]]:
    for entry in entries:
        if entry.state is State.VERIFYING and entry.verify_until:
            yield local(entry.verify_until), entry.id, f"短信核验: {NEXT[State.VERIFYING].format(id=entry.id)}"
        elif entry.state in (State.SUBMITTED, State.REVIEWING) and entry.due_on:
            yield entry.due_on, entry.id, "the review should be through · 审核应完成"


def history(ledger: "Ledger", entry: "Entry", evidence: "Evidence") -> Iterator[str]:
    """Yield a case's whole history: who approved, what was sent with which files, every event, the evidence."""
    yield "\nApproved by · 批准:"
    for approval in ledger.approvals(entry.id):
        void = "  (void: the case was changed after it)" if approval["void"] else ""
        yield f"  {local(approval['at'])}  {approval['by']}{void}"
    for attempt in ledger.attempts(entry.id):
        again = f", after {attempt.follows}" if attempt.follows else ""
        at = local(attempt.intent_at.isoformat())
        yield f"\nSent · 提交 {at}: {attempt.kind} {attempt.number}, 流水号 {attempt.serial or 'none read'}{again}"
        for material, file in attempt.frozen.get("files", {}).items():
            yield f"  {material}: {file['name']} ({file['bytes']} bytes, sha256 {file['sha256'][:12]}…)"
    yield "\nHistory · 经过:"
    for event in ledger.events(entry.id):
        change = event["after"] if event["before"] in ("", event["after"]) else f"{event['before']} → {event['after']}"
        text = " · ".join(part for part in (event["message"], event["words"]) if part)
        yield f"{local(event['at'])}  {change:<24} {event['step']:<13} {plain(text)}  [{event['by']}]"
    folder = evidence.folder_of(entry.id)
    kept = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if kept:
        yield f"\nEvidence · 留存文件 ({folder}):"
        yield from (f"  {name}" for name in kept)
