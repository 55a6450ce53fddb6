"""The rows of a report: each case as the ledger has it, in the words of people, times in Asia/Shanghai."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from portalbot.evidence.store import Evidence
from portalbot.following.closeout import CLOSEOUT, Closing, closing_of
from portalbot.ledger.isolation import isolated
from portalbot.ledger.ledger import Entry, Ledger
from portalbot.reporting.report.words import REHEARSAL, STATES
from portalbot.rules.local_time import local
from portalbot.rules.states import AT_PORTAL, BEFORE, NEEDS_PERSON, State, state_named

REASONS = frozenset({State.REJECTED, State.RETURNED, State.REFUSED})
"""In these states the portal's words say why not."""
STANDING = AT_PORTAL | {State.CANCELLED, State.REJECTED, State.RETURNED}
COLUMNS = (
    "编号", "主办单位名称", "类型", "备案号", "网站名称", "账号", "状态", "流水号", "提交时间", "审核结果", "驳回原因",
    "最后更新", "说明", "收尾", "证据",
)  # fmt: skip
UPDATED = ("状态", "流水号", "提交时间", "审核结果", "驳回原因", "证据")
"""The columns that an agency's own workbook is given."""


class ReportError(Exception):
    """A report cannot be made as asked: says which file, why, and what to do."""


@dataclass(frozen=True)
class Event:
    """One thing that happened to a case; `at` in Shanghai's time, `after` None where nobody knows the word."""

    at: str
    after: State | None
    step: str
    message: str
    words: str
    by: str


@dataclass(frozen=True)
class Row:
    """One case of a report. `filed` is when it was submitted, empty where nobody knows; `practice`: a rehearsal.

    `closing`: how far a cancelled case is closed out; None for any other.
    """

    entry: Entry
    practice: bool
    filed: str
    folder: Path
    events: tuple[Event, ...]
    closing: Closing | None = None

    @property
    def needs_person(self) -> bool:
        """Say whether somebody has to do something about it."""
        return self.entry.state in NEEDS_PERSON

    @property
    def reason(self) -> str:
        """Return the portal's own words on why not; empty where it did not say no."""
        return self.entry.words if self.entry.state in REASONS else ""

    @property
    def cells(self) -> dict[str, str]:
        """Return the row under COLUMNS."""
        entry, words = self.entry, STATES[self.entry.state]
        values = (
            entry.id,
            entry.client,
            entry.kind,
            entry.number,
            entry.site_name,
            entry.account,
            f"{REHEARSAL.zh}·{words.name.zh}" if self.practice else words.name.zh,
            entry.serial or "",
            self.filed,
            words.result,
            self.reason,
            local(entry.updated_at),
            entry.message,
            _closed_out(self.closing) if self.closing else "",
            str(self.folder) if self.folder.is_dir() else "",
        )
        return dict(zip(COLUMNS, values, strict=True))


def rows_of(
    ledgers: Sequence[tuple[bool, Ledger]],
    evidence: Evidence,
    *,
    accounts: Collection[str] = (),
    states: Collection[State] = (),
    troubles: dict[str, str] | None = None,
) -> list[Row]:
    """Return the cases of one ledger, or of both, each with whether it is the one of rehearsals.

    `accounts`, `states`: only these, where any are given. `troubles` is told of cases that cannot be reported, each
    with why. Raises ReportError for an id that stands in both.
    """
    troubles = {} if troubles is None else troubles
    seen = [{entry.id for entry in ledger.cases.all()} for _, ledger in ledgers]
    if double := sorted(set.intersection(*seen)) if len(seen) > 1 else []:
        some = ", ".join(double[:5]) + (" …" if len(double) > 5 else "")
        reason = f"{some} stand in the ledger of filings and in that of rehearsals"
        raise ReportError(f"{reason}; say which with --real or --practice")
    rows = []
    for practice, ledger in ledgers:
        for entry in ledger.cases.all():
            if (accounts and entry.account not in accounts) or (states and entry.state not in states):
                continue
            with isolated(entry.id, troubles, what="not in the report"):
                rows.append(_row(ledger, entry, evidence, practice=practice))
        troubles |= ledger.unread
    return rows


def _row(ledger: Ledger, entry: Entry, evidence: Evidence, *, practice: bool) -> Row:
    return Row(
        entry,
        practice,
        _filed(ledger, entry),
        evidence.folder_of(entry.id),
        _events(ledger, entry.id),
        closing_of(ledger, entry.id) if entry.state is State.CANCELLED else None,
    )


def _filed(ledger: Ledger, entry: Entry) -> str:
    """Return when the standing application was submitted; one found from outside has no time of ours."""
    attempts = ledger.attempts.of(entry.id)
    if entry.state in BEFORE or not attempts or attempts[-1].serial != entry.serial:
        return ""
    if not entry.serial and (entry.state not in STANDING or entry.origin != "ours"):  # some portals give no serial
        return ""
    return local(attempts[-1].intent_at.isoformat())


def _events(ledger: Ledger, case_id: str) -> tuple[Event, ...]:
    return tuple(
        Event(local(row["at"]), state_named(row["after"]), row["step"], row["message"], row["words"], row["by"])
        for row in ledger.events.of(case_id)
    )


def _closed_out(closing: Closing) -> str:
    done = "；".join(f"{CLOSEOUT[item][1]}（{tick.by}，{tick.at}）" for item, tick in closing.done.items())
    asked = f"{closing.asked_at} {closing.said}".strip()
    return "\n".join(part for part in (f"{len(closing.done)}/{len(CLOSEOUT)} {done}".rstrip(), asked) if part)
