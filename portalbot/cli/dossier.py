"""`dossier`: what a client or an office is given when they ask what was sent, when, and what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell

if TYPE_CHECKING:
    from portalbot.machine.settings import Settings


def dossier(
    case: Annotated[str, typer.Argument(metavar="CASE|verify", help="The case; or `verify`, to prove a dossier.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The zip file to write, or to prove.")],
    data_dir: o.DataDir = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a case's dossier: a PDF for the client, the evidence as it was kept, and a manifest that proves both.

    \b
    Example: portalbot dossier ZX-001 ZX-001.zip
             portalbot dossier verify ZX-001.zip
    `verify` names every file that was altered, and compares the manifest with the ledger where that is at hand.
    """
    with errors_for_people():
        from portalbot.work.place import Sources

        settings = Sources(data_dir=data_dir).settings()
        if case == "verify":
            raise typer.Exit(_verify(settings, file))
        _make(settings, case, file, force=force)


def _make(settings: "Settings", case: str, file: Path, *, force: bool) -> None:
    from portalbot.work.dossier import make

    made = make(settings, case, file, force=force, tell=tell)
    for path in made.missing:
        typer.echo(f"not in it, since it is gone: {path}", err=True)
    for name, why in made.left_out.items():
        typer.echo(f"not in it: {name}: {why}", err=True)
    once = f" (of {made.double} more the content is the same)" if made.double else ""
    typer.echo(f"{file}: {made.files} files of evidence{once}; manifest sha256 {made.manifest}")


def _verify(settings: "Settings", file: Path) -> int:
    from portalbot.work.dossier import verify

    proof = verify(settings, file, tell)
    for each in proof.wrong:
        typer.echo(f"{file}: {each}", err=True)
    if proof.known is False:
        typer.echo(f"{file}: the ledger knows of no such dossier of {proof.case}: the manifest was altered", err=True)
    if proof.wrong or proof.known is False:
        return 1
    how = "the ledger knows it" if proof.known else "no ledger of this case is at hand: compare the manifest's hash"
    typer.echo(f"{file}: nothing was altered ({how}); manifest sha256 {proof.manifest}")
    return 0
