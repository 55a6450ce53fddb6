"""`settle` and `backup`: what a person does to the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from portalbot.ledger import Ledger
    from portalbot.settings import Settings


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
    if [serial is not None, nothing_there, withdraw].count(True) != 1 or not by.strip() or not why.strip():
        fail("give exactly one of --serial N, --nothing-there, --withdraw, and --by and --why")
    with errors_for_people():
        from portalbot.locks import Held, account_lock
        from portalbot.settings import load_settings
        from portalbot.states import State

        settings = load_settings(data_dir=data_dir)
        ledger = _ledger_of(settings, case)
        lost = ledger.identity.unknown(case)
        if lost and not ledger.cases(case_id=case):
            ledger.settle_forgotten(case, lost, why.strip(), by=by.strip())
            typer.echo(f"{case} is not in this ledger; what was begun is settled by {by}: submit looks, then files")
            raise typer.Exit(0)
        entry = ledger.case(case)
        state = State.SUBMITTED if serial else State.READY if nothing_there else State.WITHDRAWN
        _decidable(case, entry.state, state, forgotten=bool(lost))
        try:
            with account_lock(settings.data_dir, entry.portal, entry.user_name):
                if lost:
                    ledger.settle_forgotten(case, lost, why.strip(), by=by.strip())
                ledger.decide(case, state, why.strip(), by=by.strip(), serial=serial.strip() if serial else None)
        except Held as held:
            fail(str(held))
    typer.echo(f"{case}: {entry.state} → {state} by {by}")


def _ledger_of(settings: "Settings", case: str) -> "Ledger":
    from portalbot.database import LedgerError

    for _, ledger in existing_ledgers(settings):
        if ledger.cases(case_id=case) or ledger.identity.unknown(case):
            return ledger
    raise LedgerError(f"there is no case {case} in the ledger of {settings.data_dir}")


def _decidable(case: str, now: str, wanted: str, *, forgotten: bool) -> None:
    from portalbot.states import BEFORE, CLICKED, State

    closed = {State.REJECTED, State.RETURNED}
    if now in CLICKED or (forgotten and now in BEFORE) or (now in BEFORE | closed and wanted == State.WITHDRAWN):
        return
    if now in BEFORE:
        fail(f"{case} is {now}: nothing of it was sent; submit files it, --withdraw ends it")
    fail(f"{case} is {now}: it is settled, and what the portal says goes on deciding it")


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
        from portalbot.settings import load_settings

        ledgers = dict(existing_ledgers(load_settings(data_dir=data_dir)))
        if practice not in ledgers:
            other = " (there is one of rehearsals: --practice)" if True in ledgers else ""
            fail(f"there is no ledger to copy{other}")
        ledgers[practice].backup(file)
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
    if not by.strip() or not why.strip():
        fail("give --by and --why")
    with errors_for_people():
        from portalbot.settings import load_settings

        for practice, ledger in existing_ledgers(load_settings(data_dir=data_dir)):
            ledger.accept(why.strip(), by=by.strip())
            typer.echo(f"the ledger of {'rehearsals' if practice else 'filings'} is accepted by {by}")
