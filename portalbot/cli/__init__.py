"""The command line: the only room that prints, sets up logging, and exits.

Exit codes: 0 all well · 1 a case needs attention · 2 wrong usage, settings or case file · 130 stopped. Each
command imports what it needs within itself, so that `--help` stays quick.
"""

from portalbot.cli.app import app
from portalbot.cli.console import take_over


def main() -> None:
    """Run the command line."""
    take_over()
    app()
