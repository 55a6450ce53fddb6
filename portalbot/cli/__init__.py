"""The command line: the only room that prints, sets up logging, and exits.

In: arguments, a terminal. Out: words, tables, JSON and an exit code. Never: a rule or a decision of the work itself.

Exit codes: 0 all well · 1 a case needs attention · 2 wrong usage, settings or case file · 74 this machine stands in
the way (disk full, read-only or held; no browser, no screen) · 130 stopped · 141 the reader of a pipe has gone. Each
command imports what it needs within itself, so that `--help` stays quick.
"""

import sys
from typing import NoReturn

from portalbot.cli.app import app
from portalbot.cli.console import ended, take_over


def main() -> NoReturn:
    """Run the command line."""
    take_over()
    try:
        app()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    sys.exit(ended(code))
