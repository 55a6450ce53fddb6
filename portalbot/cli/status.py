"""`status`: what the ledger knows, for people: what needs somebody now, the next deadlines, a case's whole history."""

from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell
from portalbot.rules.states import State


def status(
    case: Annotated[str | None, typer.Argument(metavar="[CASE]", help="One case: its whole history.")] = None,
    account: Annotated[str | None, typer.Option("--account", help="Only the cases of this account.")] = None,
    portal: Annotated[
        str | None, typer.Option("--portal", help="Only the cases of this province, or whose address contains this.")
    ] = None,
    state: Annotated[
        list[State] | None, typer.Option("--state", metavar="STATE", help="Only this state; may be given again.")
    ] = None,
    older_than: Annotated[
        str | None, typer.Option("--older-than", help="Only cases in their state for longer, like 36h or 3d.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on showing it until Ctrl-C.")] = False,
    health: Annotated[bool, typer.Option("--health", help="Is the service well? Exit code 0 or 1.")] = False,
    data_dir: o.DataDir = None,
    json: o.Json = False,
) -> None:
    """Show what the ledger knows: counts, what needs somebody now, the next deadlines; looks at no portal.

    \b
    Example: portalbot status
             portalbot status --account zhixing --state rejected --older-than 3d
             portalbot status ZX-001
             portalbot status --health
    """
    with errors_for_people():
        from portalbot.cli import standing
        from portalbot.work import status as standings
        from portalbot.work.place import Sources, existing_ledgers

        settings = Sources(data_dir=data_dir).settings()
        if health:
            raise typer.Exit(standing.health(settings, json=json))
        ledgers = existing_ledgers(settings, tell)
        wanted = standings.wanted(account, portal, state or [], older_than)
        if case:
            raise typer.Exit(standing.one(ledgers, settings, case, json=json))
        if watch and not json:
            raise typer.Exit(standing.watch(ledgers, wanted))
        listed = bool(json or account or portal or state or older_than)
        found = [
            standings.standing(ledger, wanted, practice=practice, listed=listed) for practice, ledger in ledgers
        ]  # fmt: skip
        for each in found:
            standing.say(each, json=json)
        if not any(each.total for each in found) and not json:
            typer.echo("No such case is in the ledger." if ledgers else "The ledger is empty.")
        unread = {case_id: why for _, ledger in ledgers for case_id, why in ledger.unread.items()}
        for why in unread.values():
            typer.echo(why, err=True)
    raise typer.Exit(1 if unread or any(each.urgent.count for each in found) else 0)
