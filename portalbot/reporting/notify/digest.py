"""The day's summary: how many cases stand where, what needs somebody, what ends next, and what may not have arrived.

Made of the ledger alone, once a day of Shanghai for each channel that wants it (`outbox.post` by its key).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import islice

from portalbot.ledger.ledger import Entry, Ledger
from portalbot.ledger.outbox import Post
from portalbot.reporting.notify.texts import NAMES, line, titled
from portalbot.reporting.report.words import STATES
from portalbot.rules.local_time import SHANGHAI, local
from portalbot.rules.states import AT_PORTAL, ENDED, NEEDS_PERSON, Notice, State

MOST = 8
"""Lines of one part."""


def key_of(channel: str, now: datetime) -> str:
    """Return the key of a channel's digest of the day."""
    return f"digest/{channel}/{now.astimezone(SHANGHAI).date().isoformat()}"


def is_due(ledger: Ledger, channel: str, at: str) -> bool:
    """Say whether a channel's digest of the day is to be made now; `at`: the hour in Shanghai, as 09:00, or ''."""
    now = ledger.clock().astimezone(SHANGHAI)
    if not at or now < (hour := datetime.combine(now.date(), time.fromisoformat(at), SHANGHAI)):
        return False
    since = datetime.fromisoformat(ledger.outbox.opened(channel))
    return since <= hour and not ledger.outbox.keyed(channel, key_of(channel, now))


def digest_of(ledger: Ledger, channel: str, *, practice: bool) -> tuple[str, str] | None:
    """Return the title and the text of a channel's digest; None when nothing is under way and nothing happened."""
    before = [made_at for _, made_at in ledger.outbox.keyed(channel, f"digest/{channel}/")]
    since = before[-1] if before else ledger.outbox.opened(channel)
    entries = ledger.cases.all()
    going = [entry for entry in entries if entry.state not in ENDED | {State.BLOCKED}]
    lost = ledger.outbox.messages((Post.UNSURE, Post.FAILED), since)
    if not going and not lost and not ledger.events.happened_since(since):
        return None
    needy = [entry for entry in entries if entry.state in NEEDS_PERSON]
    counts = Counter(entry.state for entry in entries)
    stand = " · ".join(f"{words.name.zh} {words.name.en} {counts[state]}" for state, words in STATES.items()
                       if counts[state])  # fmt: skip
    rests, closed = ledger.rests.in_force(), ledger.quarantines.in_force()
    date = ledger.clock().astimezone(SHANGHAI).date().isoformat()
    parts = (
        ("案件 cases", [stand or "0"]),
        ("需要处理 needs somebody", [_needy(entry) for entry in needy]),
        ("最近期限 next deadlines", [said for _, said in sorted(_deadlines(entries))]),
        ("暂停的账号 accounts resting", [f"{rest.account} ({rest.reason}) {rest.words}" for rest in rests]),
        ("停办的门户 portals in quarantine", [f"{each.profile}: {each.why}" for each in closed]),
        ("可能未送达 may not have reached you", [f"{each.channel} {local(each.made_at)}: {each.title} ({each.error})"
                                            for each in lost if each.state is Post.UNSURE]),
        ("未送达 given up", [f"{each.channel} {local(each.made_at)}: {each.title} ({each.error})"
                          for each in lost if each.state is Post.FAILED]),
    )  # fmt: skip
    name = NAMES[Notice.DIGEST]
    title = f"{name.zh} {name.en} {date}: {len(entries)} 案件 cases, {len(needy)} 待处理 need somebody"
    return titled(title, practice=practice), "\n\n".join(_part(head, lines) for head, lines in parts if lines)


def _part(head: str, lines: Sequence[str]) -> str:
    more = [f"  … 另有 {len(lines) - MOST} 项，and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join([f"【{head}】", *(f"  {line(each)}" for each in islice(lines, MOST)), *more])


def _needy(entry: Entry) -> str:
    words = STATES[entry.state]
    why = entry.words or entry.message
    return f"{entry.id} {entry.client}: {words.name.zh} {words.name.en} {why} → {words.todo.zh} · {words.todo.en}"


def _deadlines(entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        if entry.state is State.VERIFYING and entry.verify_until:
            until = local(entry.verify_until)
            yield until, f"{until} {entry.id} 短信核验截止 SMS check ends"
        elif entry.state in AT_PORTAL and entry.due_on:
            yield entry.due_on, f"{entry.due_on} {entry.id} 审核应结束 review should end"
