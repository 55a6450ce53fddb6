"""`closeout`: after 已注销, does anything still point or answer, and who has done what."""

import json as writer
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell

if TYPE_CHECKING:
    from portalbot.following.closeout import Closing
    from portalbot.ledger.ledger import Entry


def closeout(
    cases: Annotated[
        list[str] | None, typer.Argument(metavar="[CASE]…", help="Which; all cancelled ones not closed out, if none.")
    ] = None,
    tick: Annotated[
        list[str] | None, typer.Option("--tick", metavar="ITEM", help="An item is done; may be given again.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Your name, for --tick.")] = None,
    domain: Annotated[
        str | None, typer.Option("--domain", help="The domain of the one case, if the filing has none.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask neither DNS nor the site.")] = False,
    data_dir: o.DataDir = None,
    json: o.Json = False,
) -> None:
    """Close out what is cancelled: ask whether the domain still points and the site answers, and tick what is done.

    \b
    Example: portalbot closeout
             portalbot closeout ZX-001 --tick registrar --tick server --by 王敏
             portalbot closeout ZX-001 --domain www.example.cn
    Without CASE: the ledger of filings; where there is none, that of rehearsals. The results are in the report too.
    Exit codes: 0 all are closed out, 1 something is left to do, 2 wrong usage.
    """
    with errors_for_people():
        from portalbot.work.closeout import close_out
        from portalbot.work.place import Sources

        settings = Sources(data_dir=data_dir).settings()
        stand = close_out(
            settings, cases or (), ticks=tick or (), by=by or "", domain=domain or "", offline=offline, tell=tell
        )
        for case_id, trouble in stand.troubles.items():
            typer.echo(f"{case_id}: {trouble}", err=True)
        for entry, closing in stand.cases:
            _say_json(entry, closing) if json else _say(entry, closing)
        if not json:
            count = f"{len(stand.cases)} case{'s' if len(stand.cases) != 1 else ''}"
            typer.echo(f"{count}: {stand.closed} closed out" if stand.cases else "Nothing is left to close out.")
    raise typer.Exit(1 if stand.left() else 0)


def _say(entry: "Entry", closing: "Closing") -> None:
    from portalbot.following.closeout import CLOSEOUT

    typer.echo(f"{entry.id}  {entry.client}  {entry.number}")
    typer.echo(f"  {f'{closing.asked_at}  ' if closing.asked_at else ''}{closing.said}")
    for item, (en, zh) in CLOSEOUT.items():
        done = closing.done.get(item)
        who = f"  [{done.by}, {done.at}]" if done else ""
        typer.echo(f"  [{'x' if done else ' '}] {item:<10} {en} · {zh}{who}")


def _say_json(entry: "Entry", closing: "Closing") -> None:
    record = {
        "id": entry.id,
        "state": entry.state.value,
        "serial": entry.serial,
        "number": entry.number,
        "message": closing.said,
        "domain": closing.domain,
        "asked_at": closing.asked_at,
        "clean": closing.clean,
        "done": {item: {"by": done.by, "at": done.at} for item, done in closing.done.items()},
        "open": list(closing.open),
        "closed": closing.closed,
    }
    typer.echo(writer.dumps(record, ensure_ascii=False))
