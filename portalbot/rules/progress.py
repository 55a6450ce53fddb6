"""What a complete look means for a case whose application stands at the portal: one pure function.

The application's status gives the state; the portal's own words are kept, and a word that the profile does not know
goes to a person, once. 审核通过 is not the end: only a record that reads 已注销 makes a case `cancelled`, or one that
reads 正常 where the profile says that a kind of application leaves it so, or, where the profile says that records
vanish, one that was gone from the list in two complete looks some time apart.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pages.profile import Portal
from pages.readings import ApplicationRow, RecordRow
from pages.terms import ApplicationStatus, RecordStatus, Rejection
from portalbot.rules.states import Notice, State

BETWEEN_LOOKS = timedelta(hours=1)
"""A record counts as gone when two complete looks, so far apart by the portal's own clock, did not find it."""

STATE_OF = {
    ApplicationStatus.VERIFYING: State.VERIFYING,
    ApplicationStatus.REVIEWING: State.REVIEWING,
    ApplicationStatus.APPROVED: State.APPROVED,
    ApplicationStatus.REJECTED: State.REJECTED,
    ApplicationStatus.RETURNED: State.RETURNED,
    ApplicationStatus.CANCELLED: State.RETURNED,
}

CURES: dict[Rejection, tuple[str, str]] = {
    Rejection.MATERIALS: ("add or replace the materials that are named", "补充或更换所述材料"),
    Rejection.SITE_STATUS: ("close or move the site first, then hand it in again", "先关闭或迁移网站，再重新提交"),
    Rejection.INFORMATION: ("correct what was filled in wrongly", "更正填写有误的信息"),
    Rejection.VERIFICATION: (
        "hand it in again, and have the SMS codes entered within their 24 hours",
        "重新提交，并在24小时内完成短信核验",
    ),
    Rejection.OTHER: ("read the reason, or ask the office", "请阅读原因，或咨询管局"),
}
"""What an opinion is about → what to do (DOMAIN §1.2), in English and Chinese."""


@dataclass(frozen=True)
class Progress:
    """What follows: a new state, or a word to a person that is told once for its key; with the portal's words."""

    state: State
    message: str
    words: str = ""
    key: str | None = None
    notice: Notice | None = None


@dataclass(frozen=True)
class Gone:
    """The first complete look that missed a record: what the portal's own clock said then (None: it did not say)."""

    portal_at: datetime | None


def progress(
    state: State,
    row: ApplicationRow,
    record: RecordRow | None,
    portal: Portal,
    *,
    gone: Gone | None,
    now: datetime | None,
) -> Progress | None:
    """Return what a complete look means for a case; None when nothing has changed.

    `row` is its application, `record` its record (None: not in the list), `gone` the first complete look that missed
    the record after approval, `now` what the portal's own clock said at this one (None: it does not say).
    """
    if row.status is None:
        why = f"the portal's status {row.raw_status!r} is not in the profile; a person must read it"
        return Progress(state, why, row.raw_status, f"word/{row.serial}/{row.raw_status}", Notice.PERSON)
    after = STATE_OF[row.status]
    if after is State.APPROVED:
        return _end(state, row, record, portal, gone=gone, now=now)
    if after is state:
        return None
    words = " ".join(part for part in (row.raw_status, row.opinion) if part)
    if after in (State.REJECTED, State.RETURNED):
        about = portal.rejection_of(row.opinion)
        return Progress(after, f"{about}: {' · '.join(CURES[about])}", words)
    return Progress(after, row.opinion, words)


def _end(
    state: State,
    row: ApplicationRow,
    record: RecordRow | None,
    portal: Portal,
    *,
    gone: Gone | None,
    now: datetime | None,
) -> Progress | None:
    cancelled = RecordStatus.CANCELLED
    ends = {cancelled, portal.ends_as.get(row.kind, cancelled) if row.kind else cancelled}
    if record and record.status in ends:
        return Progress(State.CANCELLED, f"the record reads {record.raw_status}", row.raw_status)
    if record is None and portal.record_vanishes:
        if gone is None:
            why = "approved; the record is gone from the list, another look will make it sure"
            return Progress(State.APPROVED, why, row.raw_status, gone_key(row.serial))
        if gone.portal_at is None or now is None:
            why = (
                "approved; the record is gone from the list in two looks, but the portal does not tell the time (Date)"
            )
            return Progress(State.APPROVED, why, row.raw_status, f"{gone_key(row.serial)}/untold", Notice.PERSON)
        if now - gone.portal_at >= BETWEEN_LOOKS:
            return Progress(State.CANCELLED, "the record is gone from the list, in two complete looks", row.raw_status)
        return None
    if record is None:
        why = "approved; the record is gone from the list, which the profile does not expect: a person must look"
        return Progress(State.APPROVED, why, row.raw_status, gone_key(row.serial), Notice.PERSON)
    if record.status is None:
        why = f"approved; the record reads {record.raw_status!r}, which the profile does not know"
        key = f"record/{row.serial}/{record.raw_status}"
        return Progress(State.APPROVED, why, record.raw_status, key, Notice.PERSON)
    return None if state is State.APPROVED else Progress(State.APPROVED, row.opinion, row.raw_status)


def gone_key(serial: str) -> str:
    """Return the key under which it is told that an application's record was first missed."""
    return f"gone/{serial}"
