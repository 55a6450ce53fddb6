"""`verify`: 短信核验, a code that a person reads on a phone, entered on the ministry's page."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from pages.terms import Role
from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell
from portalbot.cli.logs import start_logging
from portalbot.cli.stop import Stop

if TYPE_CHECKING:
    from portalbot.machine.people import People


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
        from portalbot.cli import show
        from portalbot.cli.run import say
        from portalbot.machine.people import People
        from portalbot.work.place import Place, Sources
        from portalbot.work.verify import GOOD
        from portalbot.work.verify import verify as enter

        sources = Sources(data_dir=data_dir, portals=portals, portal_url=portal_url, profile=profile)
        here = Place.at(sources, tell)
        here.open()
        start_logging(here.settings, quiet=True)
        stop = Stop.on_signals().event
        people = People(present=show.on_terminal(), seconds=here.settings.person_seconds, say=say, stopping=stop.is_set)
        meaning, words = enter(here, case, role, ask=_asker(people), say=typer.echo, resend=resend, headed=headed)
        typer.echo(f"{case}: {words}")
    raise typer.Exit(0 if meaning in GOOD else 1)


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
