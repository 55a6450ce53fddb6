"""`template`: write an empty case file to be filled in, as a workbook or as CSV."""

from pathlib import Path
from typing import Annotated

import typer

from portalbot.cli.context import errors_for_people, fail

KINDS = (".xlsx", ".csv")


def template(
    file: Annotated[Path, typer.Argument(help="Where to write it: cases.xlsx or cases.csv; must not exist.")],
) -> None:
    """Write a case file to be filled in, with drop-down lists, comments and marked examples.

    \b
    Example: portalbot template cases.xlsx
    Beside a .csv its accounts.csv is written too. Nothing is ever overwritten.
    """
    if file.suffix.lower() not in KINDS:
        fail(f"{file}: give a file that ends in {' or '.join(KINDS)}")
    if file.name.lower() == "accounts.csv":
        fail("accounts.csv is where the accounts stand; give the name for the cases, like cases.csv")
    with errors_for_people():
        from portalbot.casefile.template import write_template

        try:
            written = write_template(file)
        except FileExistsError as error:
            fail(f"{error.filename} is there already, and is never overwritten; give another name or folder")
    typer.echo(f"written: {', '.join(map(str, written))}")
