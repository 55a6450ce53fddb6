"""Following what stands at the portal: each case is brought up to what a look shows, with the dates that go with it.

Nothing is concluded from an error, nor from a look that is not complete; what a row means is `rules.progress`.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from loguru import logger

from pages.errors import PageChanged, Refused, Unavailable
from pages.terms import Kind, Step
from portalbot.filing.account_session import AccountSession
from portalbot.filing.judgement import apart, judge_new
from portalbot.ledger.ledger import Entry
from portalbot.rules.deadlines import REVIEWED, review_due, who_verifies
from portalbot.rules.local_time import local
from portalbot.rules.progress import Gone, gone_key, progress
from portalbot.rules.settle import Do
from portalbot.rules.states import AT_PORTAL, Notice, State


def follow_all(session: AccountSession) -> None:
    """Bring every case that stands at the portal, or is held, up to what the look shows."""
    if not session.seen.complete:
        logger.warning("nothing is concluded for {}: {}", session.who.account, session.seen.why_not)
        return
    known = session.known()
    changed = []
    for entry in session.cases(AT_PORTAL | {State.HELD}):
        with logger.contextualize(case=entry.id), apart(session, entry):
            if entry.state in AT_PORTAL:
                after = follow(session, entry)
                changed += [after] if after.state is not entry.state else []
            elif judge_new(session, entry, known).do is Do.FILE:
                why = "what held it has ended; submit files it"
                session.ledger.cases.move(entry.id, State.READY, why, notice=Notice.FREED)
    if changed:
        _prove(session, changed)


def _prove(session: AccountSession, changed: list[Entry]) -> None:
    """Keep what showed a change: the applications, and the record of a case that has come to its end."""
    try:
        if session.shown:
            picture = session.shown.picture(uncovered=True)
            session.tools.evidence.keep_for((entry.id for entry in changed), f"{Step.APPLICATIONS}.jpg", picture)
        for entry in changed:
            if entry.state is State.CANCELLED:
                records = session.at_home().records()
                records.search(entry.number)
                session.keep(records, Step.LIST, entry.id, uncovered=True)
    except (PageChanged, Unavailable, Refused) as error:
        logger.warning("what showed the change could not be kept: {}", error)


def follow(session: AccountSession, entry: Entry) -> Entry:
    """Bring one case up to what the look shows; returns it as it stands then."""
    row = next((row for row in session.seen.applications if row.serial == entry.serial), None)
    if row is None:
        return entry
    record = next((record for record in session.seen.records if record.number == entry.number), None)
    told = None if record else session.ledger.events.told(entry.id, gone_key(row.serial))
    found = progress(
        entry.state,
        row,
        record,
        session.portal,
        gone=Gone(datetime.fromisoformat(told["portal_at"]) if told["portal_at"] else None) if told else None,
        now=session.looked_at,
    )
    if found and found.key:
        session.ledger.cases.tell_once(
            entry.id,
            found.key,
            found.message,
            found.notice,
            step=Step.APPLICATIONS,
            words=found.words,
            portal_at=session.looked_at,
        )
        if found.state is not entry.state:
            found = replace(found, key=None)
    before = entry.state
    if found and not found.key:
        entry = session.ledger.cases.move(
            entry.id, found.state, found.message, step=Step.APPLICATIONS, words=found.words
        )
    set_dates(session, before, entry)
    return entry


def set_dates(session: AccountSession, before: State, entry: Entry) -> None:
    """Set the dates that go with a state: when the review should have ended, and the end of 短信核验."""
    if entry.state in REVIEWED and (entry.due_on is None or before is State.VERIFYING):
        due = review_due(datetime.fromisoformat(entry.since), session.portal)
        session.ledger.cases.set_dates(entry.id, due_on=due.isoformat())
    begun_key = f"verify/{entry.serial}"
    if (
        entry.state is State.VERIFYING
        and session.portal.verification
        and not session.ledger.events.told(entry.id, begun_key)
    ):
        attempt = session.ledger.attempts.of(entry.id)[-1:]
        begun = attempt[0].intent_at if attempt else datetime.fromisoformat(entry.since)
        until = begun + timedelta(hours=session.portal.verification.hours)
        roles = session.portal.verification.asks(Kind(entry.kind))
        who = who_verifies(attempt[0].frozen if attempt else {}, roles)
        session.ledger.cases.set_dates(entry.id, verify_until=until.isoformat(timespec="microseconds"))
        said = local(until.isoformat())
        why = f"{who} must enter the SMS code by {said}: portalbot verify {entry.id} · 请于{said}前完成短信核验"
        session.ledger.cases.tell_once(entry.id, begun_key, why)
