"""What messages say, in Chinese and English: a block a case, with the portal's own words and what to do now.

Messaging services cut long texts, each at a length of its own, so a message has at most MOST blocks, and fewer where
its service takes less; how many are missing is said.
"""

import re
from collections.abc import Sequence

from portalbot.ledger.outbox import Told
from portalbot.reporting.report.words import REHEARSAL, STATES, Said
from portalbot.rules.states import Notice, State

MOST = 10
"""Blocks of one message."""
LINE = 240
"""Characters of one line."""
NAMES: dict[Notice, Said] = {
    Notice.VERIFICATION: Said("待短信核验", "SMS check"),
    Notice.REJECTED: Said("审核不通过", "rejected"),
    Notice.OVERDUE: Said("审核超期", "overdue"),
    Notice.PERSON: Said("需要人工处理", "person needed"),
    Notice.PORTAL_CHANGED: Said("门户页面有变化", "portal changed"),
    Notice.FREED: Said("可以提交", "free to be filed"),
    Notice.SUBMITTED: Said("已提交", "submitted"),
    Notice.CANCELLED: Said("已注销", "cancelled"),
    Notice.DIGEST: Said("每日汇总", "daily digest"),
}
"""The most urgent first: in a long message the last are left out."""
NOW: dict[Notice, Said] = {
    Notice.VERIFICATION: Said(
        "24小时内完成短信核验：portalbot verify", "have the code entered within 24 h: portalbot verify"
    ),
    Notice.REJECTED: Said("按原因更正，再运行 portalbot resubmit", "correct it as the reason says: portalbot resubmit"),
    Notice.OVERDUE: Said("请向管局咨询进度", "ask the office how it stands"),
    Notice.PERSON: Said("查看 portalbot status", "see portalbot status"),
    Notice.PORTAL_CHANGED: Said("核对门户档案：portalbot portals", "check the profile: portalbot portals"),
    Notice.FREED: Said("再次运行 portalbot submit", "run portalbot submit again"),
    Notice.SUBMITTED: Said("无需操作，继续跟踪", "nothing: it is followed"),
    Notice.CANCELLED: Said("做好收尾：portalbot closeout", "close it out: portalbot closeout"),
}
"""What to do now; a state's own word (`report.words`) goes before that of PERSON."""
_MORE = re.compile(r"… 另有 (\d+) 项.*")


def message_of(account: str, events: Sequence[Told], *, practice: bool) -> tuple[str, str]:
    """Return the title and the text of what has happened to an account's cases, or to a portal ('')."""
    last = {(told.case_id or told.message, told.notice): told for told in events}
    told = sorted(last.values(), key=lambda each: (list(NAMES).index(Notice(each.notice)), each.case_id))
    counts: dict[Notice, int] = {}
    for each in told:
        counts[Notice(each.notice)] = counts.get(Notice(each.notice), 0) + 1
    said = ", ".join(f"{count} {NAMES[notice].zh} {NAMES[notice].en}" for notice, count in counts.items())
    return titled(f"{account or '门户 portal'}: {said}", practice=practice), of_blocks([_block(each) for each in told])


def titled(title: str, *, practice: bool) -> str:
    """Return a title under the program's name; a rehearsal is said to be one."""
    return line(f"portalbot {f'[{REHEARSAL.zh} {REHEARSAL.en}] ' if practice else ''}{title}")


def of_blocks(blocks: Sequence[str]) -> str:
    """Return a text of the first MOST blocks, saying how many are left out."""
    return "\n\n".join([*blocks[:MOST], *([_more(len(blocks) - MOST)] if len(blocks) > MOST else [])])


def fitted(text: str, most_bytes: int) -> str:
    """Return a text that is no longer than so many bytes of UTF-8: by whole blocks, saying how many are left out."""
    if len(text.encode()) <= most_bytes:
        return text
    blocks = text.split("\n\n")
    missing = 0
    if found := _MORE.fullmatch(blocks[-1]):
        missing = int(found[1])
        blocks.pop()
    while len(blocks) > 1:
        blocks.pop()
        missing += 1
        shorter = "\n\n".join([*blocks, _more(missing)])
        if len(shorter.encode()) <= most_bytes:
            return shorter
    return blocks[0].encode()[: max(most_bytes - 3, 0)].decode(errors="ignore") + "…"


def line(text: str) -> str:
    """Return a text as one line of bounded length."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LINE else flat[: LINE - 1] + "…"


def _more(count: int) -> str:
    return f"… 另有 {count} 项，and {count} more: portalbot status"


def _block(told: Told) -> str:
    notice = Notice(told.notice)
    name, now = NAMES[notice], NOW.get(notice, NOW[Notice.PERSON])
    if notice is Notice.PERSON and told.state:
        todo = STATES[State(told.state)].todo
        now = todo if todo.en else now
    serial = f" · 流水号 serial {told.serial}" if told.serial else ""
    lines = [f"【{name.zh} {name.en}】 {told.case_id} {told.client}".rstrip()]
    lines += [f"{told.kind} {told.number}{serial}"] if told.number else []
    lines += [f"门户 portal: {told.words}"] if told.words else []
    lines += [told.message] if told.message else []
    return "\n".join([*map(line, lines), f"→ {now.zh} · {now.en}"])
