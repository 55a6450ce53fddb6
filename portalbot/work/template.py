"""An empty case file to be filled in, as a workbook or as CSV."""

from pathlib import Path

from portalbot.cases.casefile.template import write_template
from portalbot.work.errors import NotDone

KINDS = (".xlsx", ".csv")


def write(file: Path) -> list[Path]:
    """Write a case file to be filled in, beside a .csv its accounts too; returns what was written. Raises NotDone."""
    if file.suffix.lower() not in KINDS:
        raise NotDone(f"give a file that ends in {' or '.join(KINDS)}", place=str(file))
    if file.name.lower() == "accounts.csv":
        raise NotDone("accounts.csv is where the accounts stand", "give the name for the cases, like cases.csv")
    try:
        return list(write_template(file))
    except FileExistsError as error:
        cure = "give another name or folder"
        raise NotDone(f"{error.filename} is there already, and is never overwritten", cure) from error
