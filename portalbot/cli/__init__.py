"""The command line: the only room that prints, sets up logging, and exits.

Exit codes: 0 all well · 1 a case needs attention · 2 wrong usage, settings or case file · 130 stopped. Each
command imports what it needs within itself, so that `--help` stays quick.
"""

import sys

from portalbot.cli.app import app


def main() -> None:
    """Run the command line; a console that cannot show a character never ends the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()
