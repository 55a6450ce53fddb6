"""`purge`: evidence and personal data of cases that ended long ago are deleted; the ledger's facts stay."""

from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, fail, tell


def purge(
    older_than: Annotated[str, typer.Option("--older-than", help="Since the case's end, like 180d.")],
    case: Annotated[str | None, typer.Option("--case", help="Only this case.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and delete nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask (needed without a terminal).")] = False,
    data_dir: o.DataDir = None,
) -> None:
    """Delete evidence and personal data of cases that ended long enough ago; numbers, serials and events stay.

    \b
    Example: portalbot purge --older-than 180d --dry-run
             portalbot purge --older-than 180d --yes
    Nothing brings it back. Backups, reports and dossiers made before are yours to delete.
    """
    with errors_for_people():
        from portalbot.work import purge as purging
        from portalbot.work.place import Sources

        age = purging.age_of(older_than)
        old = purging.find_old(Sources(data_dir=data_dir).settings(), age, case, tell)
        for each in old.cases:
            count, size = each.size()
            typer.echo(f"{each.case}  ended {each.since[:10]}  {each.kept or f'{count} files, {size / 1e6:.1f} MB'}")
        typer.echo(f"{len(old.free)} cases, and {len(old.files)} files kept of accounts")
        if dry_run or not (old.free or old.files):
            return
        _ask(yes=yes)
        troubles = purging.purge(old)
    for who, trouble in troubles.items():
        typer.echo(f"{who}: {trouble}", err=True)
    typer.echo("the rest is deleted" if troubles else "deleted; the ledger's facts stay")
    raise typer.Exit(1 if troubles else 0)


def _ask(*, yes: bool) -> None:
    from portalbot.cli import show

    if yes:
        return
    if not show.on_terminal():
        fail("nothing was deleted: there is no terminal to ask at; give --yes")
    if not typer.confirm("Delete this for good?", err=True):
        fail("nothing was deleted")
