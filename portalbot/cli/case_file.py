"""`check`: read a case file and say everything that is wrong with it."""

import typer

from portalbot.cli.context import catalogue_of, errors_for_people
from portalbot.cli.options import CasesFile, PortalsDir, Profile

ANYWHERE = "http://127.0.0.1"
"""Nothing is looked at: with this address the practice portal's profiles will do where there is no other."""


def check(cases: CasesFile, profile: Profile = None, portals: PortalsDir = None) -> None:
    """Check a case file without filing anything; every problem is named at once.

    \b
    Example: portalbot check examples/cases.toml
    """
    with errors_for_people():
        from portalbot.casefile import read_cases
        from portalbot.clock import today
        from portalbot.portals import Portals
        from portalbot.settings import load_settings

        settings = load_settings(portals=portals)
        catalogue = catalogue_of(settings)
        name = profile or settings.profile
        here = Portals(catalogue, ANYWHERE, catalogue.load(name) if name else None)
        file = read_cases(cases, here.described, today())
    count = len(file.cases)
    typer.echo(f"{cases}: {count} case{'s' if count != 1 else ''} in {len(file.accounts)} accounts, no errors")
