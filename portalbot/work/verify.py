"""短信核验: whose code it is, and entering it on the ministry's page with a person's help."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pages.errors import NoAnswer, PortalError
from pages.terms import Kind, Role, Verified
from pages.verification import VerificationPage
from portalbot.browser.launch import guarded_page, launched
from portalbot.following import verification
from portalbot.following.verification import Verifier
from portalbot.rules.states import AT_PORTAL
from portalbot.work.errors import NotDone

if TYPE_CHECKING:
    from pages.profile import Portal
    from portalbot.ledger.ledger import Entry, Ledger
    from portalbot.work.place import Place

GOOD = frozenset({Verified.DONE, Verified.WAIT_OTHERS, Verified.ALREADY, Verified.SENT})
"""Answers after which nobody has to do anything more for this code."""
Ask = Callable[[str], str]
"""Asks a person a question; raises NoAnswer."""


def verify(
    place: "Place",
    case: str,
    role: Role | None,
    *,
    ask: Ask,
    say: Callable[[str], None],
    resend: bool = False,
    headed: bool = True,
) -> tuple[Verified | None, str]:
    """Enter a code, or ask for a new one; returns what the ministry's answer means, and its words.

    `say` tells the person what to do. Raises NotDone where no code of this person is awaited, nobody answers, or the
    page cannot be gone through; NoBrowser.
    """
    entry = place.ledger.cases.one(case)
    portal = place.portals.of(entry.province, Kind(entry.kind))
    settings = place.settings
    asked = whose(entry, portal, role)
    try:
        who = _verifier(place.ledger, entry, asked, ask)
        with (
            launched(headed=headed, executable=settings.browser, channel=settings.channel) as browser,
            guarded_page(browser, settings.page_seconds, portal, settings.proxy) as tab,
        ):
            page = VerificationPage(tab.page, portal)
            if resend:
                return verification.resend(place.ledger, entry, page, who)
            question = f"{asked} of {case}: the SMS code (短信验证码): "
            return verification.verify(
                place.ledger, entry, page, who, lambda: ask(question), say, settings.person_seconds
            )
    except (NoAnswer, PortalError) as error:
        raise NotDone(str(error), place=case, attention=True) from error


def whose(entry: "Entry", portal: "Portal", role: Role | None) -> Role:
    """Return whose code is awaited: the named person's, or the only one's that is asked. Raises NotDone."""
    if portal.verification is None:
        raise NotDone(f"the profile {portal.name} has no SMS check", place=entry.id)
    if entry.state not in AT_PORTAL:
        raise NotDone(f"{entry.id} is {entry.state}: no application of it awaits an SMS check")
    roles = portal.verification.asks(Kind(entry.kind))
    if not roles:
        raise NotDone(f"nobody is asked for an SMS code for {entry.kind}", place=entry.id)
    if role is None and len(roles) > 1:
        raise NotDone(f"{'、'.join(roles)} are asked", "say whose code it is with --as", place=entry.id)
    if role is not None and role not in roles:
        raise NotDone(f"{role} is not asked for {entry.kind}", f"only {'、'.join(roles)}", place=entry.id)
    return role or roles[0]


def _verifier(ledger: "Ledger", entry: "Entry", asked: Role, ask: Ask) -> Verifier:
    """Return the person, with what the case knows; what it does not is asked for."""
    attempts = ledger.attempts.of(entry.id)
    people: list[Mapping[str, Any]] = attempts[-1].frozen["fields"]["responsible"] if attempts else []
    known = next((one for one in people if one["role"] == asked), {})
    mobile = known.get("mobile") or ask(f"{asked}: mobile number (手机号): ")
    return Verifier(asked, mobile, known.get("last_six") or ask(f"{asked}: last six of the 证件号码: "))
