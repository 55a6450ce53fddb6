"""`verify`: 短信核验, a code that a person reads on a phone, entered on the ministry's page."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pages.terms import Role
from portalbot.cli import options as o
from portalbot.cli.context import Stop, errors_for_people, fail, open_ledger, portals_for, start_logging

if TYPE_CHECKING:
    from pages.profile import Portal
    from portalbot.ledger import Entry, Ledger
    from portalbot.people import People
    from portalbot.verifying import Verifier


def verify(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case whose SMS check is awaited.")],
    role: Annotated[Role | None, typer.Option("--as", help="Whose code it is; needed where two are asked.")] = None,
    resend: Annotated[bool, typer.Option("--resend", help="Ask for a new code; the old one becomes void.")] = False,
    portal_url: o.PortalUrl = None,
    profile: o.Profile = None,
    portals: o.PortalsDir = None,
    data_dir: o.DataDir = None,
    headed: Annotated[
        bool, typer.Option("--headed/--headless", help="In a window (a person must move the slider), or without one.")
    ] = True,
) -> None:
    """Enter the code of a 短信核验 on the ministry's page: you read the SMS and move the slider, the bot does the rest.

    \b
    Example: portalbot verify ZX-001 --as 网站负责人
    The code is asked for at the terminal, or read from standard input; never given as an argument. Two wrong entries
    are made at most. The responsible person may as well do it alone at the ministry's page: then poll notices it.
    """
    with errors_for_people():
        from pages.errors import NoAnswer, PortalError
        from pages.terms import Kind, Verified
        from pages.verification import VerificationPage
        from portalbot import browser as browsers
        from portalbot.cli import show
        from portalbot.people import People
        from portalbot.settings import load_settings
        from portalbot.verifying import resend as ask_again
        from portalbot.verifying import verify as enter

        settings = load_settings(data_dir=data_dir, portals=portals)
        here = portals_for(settings, portal_url, profile)
        ledger = open_ledger(settings, here.practice)
        start_logging(settings, quiet=True)
        entry = ledger.case(case)
        portal = here.of(entry.province, Kind(entry.kind))
        stop = Stop.on_signals()
        people = People(
            present=show.on_terminal(), seconds=settings.person_seconds, say=_say, stopping=stop.event.is_set
        )
        ask = _asker(people)
        who = _verifier(ledger, entry, portal, role, ask)
        try:
            own = browsers.launched(headed=headed, executable=settings.browser, channel=settings.channel)
            with (
                own as browser,
                browsers.seat_for_sitting(browser, settings.page_seconds, portal, settings.proxy) as seat,
            ):
                page = VerificationPage(seat.page, portal)
                if resend:
                    meaning, words = ask_again(ledger, entry, page, who)
                else:
                    question = f"{who.role} of {case}: the SMS code (短信验证码): "
                    meaning, words = enter(
                        ledger, entry, page, who, lambda: ask(question), typer.echo, settings.person_seconds
                    )
        except (NoAnswer, PortalError) as error:
            fail(f"{case}: {error}", code=1)
        typer.echo(f"{case}: {words}")
    raise typer.Exit(0 if meaning in (Verified.DONE, Verified.WAIT_OTHERS, Verified.ALREADY, Verified.SENT) else 1)


def _say(words: str) -> None:
    typer.echo(words, err=True, nl=False)


def _asker(people: "People") -> Callable[[str], str]:
    """Return what asks a person: at the terminal, or by the lines of standard input."""
    if people.present:
        return people.ask

    def read(question: str) -> str:
        from pages.errors import NoAnswer

        if not (line := sys.stdin.readline()):
            raise NoAnswer(f"standard input has no answer to: {question}")
        return line.strip()

    return read


def _verifier(
    ledger: "Ledger", entry: "Entry", portal: "Portal", role: Role | None, ask: Callable[[str], str]
) -> "Verifier":
    """Return whose code it is: by --as, or the only one that is asked; what the case does not know is asked for."""
    from pages.terms import Kind
    from portalbot.states import AT_PORTAL
    from portalbot.verifying import Verifier

    if portal.verification is None:
        fail(f"{entry.id}: the profile {portal.name} has no SMS check")
    if entry.state not in AT_PORTAL:
        fail(f"{entry.id} is {entry.state}: no application of it awaits an SMS check")
    roles = portal.verification.asks(Kind(entry.kind))
    if not roles:
        fail(f"{entry.id}: nobody is asked for an SMS code for {entry.kind}")
    if role is None and len(roles) > 1:
        fail(f"{entry.id}: {'、'.join(roles)} are asked; say whose code it is with --as")
    if role is not None and role not in roles:
        fail(f"{entry.id}: {role} is not asked for {entry.kind}; only {'、'.join(roles)}")
    asked = role or roles[0]
    attempts = ledger.attempts(entry.id)
    people: list[dict[str, Any]] = attempts[-1].frozen["fields"]["responsible"] if attempts else []
    known = next((one for one in people if one["role"] == asked), {})
    mobile = known.get("mobile") or ask(f"{asked}: mobile number (手机号): ")
    return Verifier(asked, mobile, known.get("last_six") or ask(f"{asked}: last six of the 证件号码: "))
