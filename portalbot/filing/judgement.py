"""What a look says of a case of which nothing is at the portal as far as the ledger knows; and one case kept apart."""

from contextlib import AbstractContextManager

from pages.errors import PortalError
from pages.terms import Kind, subject_of
from portalbot.filing.account_session import AccountSession, Stopped
from portalbot.ledger.isolation import isolated
from portalbot.ledger.ledger import Entry
from portalbot.rules import settle
from portalbot.rules.settle import Do, Sought, Verdict
from portalbot.rules.states import CLICKED


def apart(session: AccountSession, entry: Entry) -> AbstractContextManager[None]:
    """Keep an error of one case to itself; what the portal does concerns them all."""
    return isolated(entry.id, session.tools.troubles, ending=(PortalError, Stopped), what="not settled or followed")


def judge_new(session: AccountSession, entry: Entry, known: frozenset[str] | None = None) -> Verdict:
    """Judge by the look a case that was not filed yet.

    A case of the same subject whose click is not settled yet holds it too: a lagging list may not show it.
    `known`: the serials that the ledger knows of this account, where they have been read already.
    """
    if known is None:
        known = session.known()
    ends_as = session.portal.ends_as
    sought = Sought(number=entry.number, kind=Kind(entry.kind), known=known, ends_as=ends_as)
    verdict = settle.judge(session.seen, sought)
    subject = subject_of(entry.number)
    clicked = [case for case in session.cases(CLICKED) if subject_of(case.number) == subject]
    if verdict.do is Do.FILE and clicked:
        return Verdict(Do.HOLD, f"{clicked[0].id} of the same subject was clicked and is not settled yet")
    return verdict
