"""`template`: write an empty case file to be filled in, as a workbook or as CSV."""

from pathlib import Path
from typing import Annotated

import typer

from portalbot.cli.errors import errors_for_people


def template(
    file: Annotated[Path, typer.Argument(help="Where to write it: cases.xlsx or cases.csv; must not exist.")],
) -> None:
    """Write a case file to be filled in, with drop-down lists, comments and marked examples.

    \b
    Example: portalbot template cases.xlsx
    Beside a .csv its accounts.csv is written too. Nothing is ever overwritten.
    """
    with errors_for_people():
        from portalbot.work.template import write

        written = write(file)
    typer.echo(f"written: {', '.join(map(str, written))}")
