"""`check`: read a case file and say everything that is wrong with it."""

import typer

from portalbot.cli.context import errors_for_people
from portalbot.cli.options import CasesFile, Profile


def check(cases: CasesFile, profile: Profile = None) -> None:
    """Check a case file without filing anything; every problem is named at once.

    \b
    Example: portalbot check examples/cases.toml
    """
    from pages.profile import load_profile, shipped
    from portalbot.casefile import read_cases
    from portalbot.clock import today

    with errors_for_people():
        portal = load_profile(profile) if profile else shipped()
        file = read_cases(cases, portal, today())
    count = len(file.cases)
    typer.echo(f"{cases}: {count} case{'s' if count != 1 else ''} in {len(file.accounts)} accounts, no errors")
