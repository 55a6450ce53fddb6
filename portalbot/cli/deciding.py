"""`settle`, `backup` and `ledger accept`: what a person does to the ledger."""

from pathlib import Path
from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell


def settle(
    case: Annotated[str, typer.Argument(help="The case that no look can settle.")],
    by: Annotated[str, typer.Option("--by", help="Your name.")],
    why: Annotated[str, typer.Option("--why", help="What you know, and from where.")],
    serial: Annotated[str | None, typer.Option("--serial", help="It was accepted under this 流水号.")] = None,
    nothing_there: Annotated[bool, typer.Option("--nothing-there", help="The office has nothing; file again.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="It is not to be filed any more.")] = False,
    data_dir: o.DataDir = None,
) -> None:
    """Decide a case that no look can settle, as a person who asked the office.

    \b
    Example: portalbot settle ZX-001 --serial 2026030212345678 --by 王敏 --why "电话询问广东管局，已受理"
    """
    with errors_for_people():
        from portalbot.work.place import Sources
        from portalbot.work.settle import Decision, check_decision
        from portalbot.work.settle import settle as decide

        decision = Decision(by, why, serial, nothing_there, withdraw)
        check_decision(decision)
        done = decide(Sources(data_dir=data_dir).settings(), case, decision, tell)
    if done.after is None:
        typer.echo(f"{case} is not in this ledger; what was begun is settled by {by}: submit looks, then files")
    else:
        typer.echo(f"{case}: {done.before} → {done.after} by {by}")


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the copy; must not exist.")],
    data_dir: o.DataDir = None,
    practice: Annotated[bool, typer.Option("--practice", help="Copy the ledger of rehearsals.")] = False,
) -> None:
    """Copy the ledger safely, also while it is in use.

    \b
    Example: portalbot backup ledger-2026-03-02.db
    Restoring an old copy makes the program forget what was filed since; then only looking protects: docs/states.md.
    """
    with errors_for_people():
        from portalbot.work.place import Sources
        from portalbot.work.settle import backup as copy

        copy(Sources(data_dir=data_dir).settings(), file, practice=practice, tell=tell)
    typer.echo(f"copied to {file}")


ledger_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The ledger itself: which one is right.")


@ledger_app.command()
def accept(
    by: Annotated[str, typer.Option("--by", help="Your name.")],
    why: Annotated[str, typer.Option("--why", help="Where this ledger comes from, and why it is the right one.")],
    data_dir: o.DataDir = None,
) -> None:
    """Accept the ledger of the data directory as the right one, where it was copied here alone.

    \b
    Example: portalbot ledger accept --by 王敏 --why "换了新电脑，从备份恢复"
    What was filed since that copy was made is not in it: before anything is filed, each account is looked at.
    """
    with errors_for_people():
        from portalbot.work.place import Sources
        from portalbot.work.settle import accept as take

        for practice in take(Sources(data_dir=data_dir).settings(), by=by, why=why, tell=tell):
            typer.echo(f"the ledger of {'rehearsals' if practice else 'filings'} is accepted by {by}")
