"""`purge`: evidence and personal data of cases that ended long ago are deleted; the ledger's facts stay."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from portalbot.ledger import Ledger


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
    days = re.fullmatch(r"(\d{1,5})d", older_than)
    if not days:
        fail(f"--older-than {older_than}: write a number of days, like 180d")
    age = timedelta(days=int(days[1]))
    with errors_for_people():
        from portalbot.apart import apart
        from portalbot.evidence import Evidence
        from portalbot.purging import ended_cases, old_pictures
        from portalbot.purging import purge as delete
        from portalbot.settings import load_settings

        settings = load_settings(data_dir=data_dir)
        evidence = Evidence.of(settings)
        ledgers = [ledger for _, ledger in existing_ledgers(settings)]
        found = list(ended_cases(ledgers, evidence, age, case))
        free = [each for each in found if not each.kept]
        pictures = old_pictures(_accounts(ledgers), evidence, ledgers[0].clock(), age) if ledgers and not case else []
        if case and not found:
            fail(f"{case}: no such case ended {days[1]} days ago or earlier; nothing was deleted", 1)
        for each in found:
            count, size = each.size()
            typer.echo(f"{each.case}  ended {each.since[:10]}  {each.kept or f'{count} files, {size / 1e6:.1f} MB'}")
        typer.echo(f"{len(free)} cases, and {len(pictures)} files kept of accounts")
        if dry_run or not (free or pictures):
            return
        _ask(yes=yes)
        troubles: dict[str, str] = {}
        for each in free:
            with apart(each.case, troubles, what="not deleted, or not whole"):
                delete(each)
        for path in pictures:
            with apart(str(path), troubles, what="not deleted"):
                path.unlink(missing_ok=True)
    for who, trouble in troubles.items():
        typer.echo(f"{who}: {trouble}", err=True)
    typer.echo("the rest is deleted" if troubles else "deleted; the ledger's facts stay")
    raise typer.Exit(1 if troubles else 0)


def _accounts(ledgers: "list[Ledger]") -> set[str]:
    return {entry.account for ledger in ledgers for entry in ledger.cases()}


def _ask(*, yes: bool) -> None:
    from portalbot.cli import show

    if yes:
        return
    if not show.on_terminal():
        fail("nothing was deleted: there is no terminal to ask at; give --yes")
    if not typer.confirm("Delete this for good?", err=True):
        fail("nothing was deleted")
