"""`closeout`: after 已注销, does anything still point or answer, and who has done what."""

import json as writer
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from portalbot.closeout import Closing
    from portalbot.ledger import Entry, Ledger
    from portalbot.settings import Settings


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
        from pages.domains import NoDomain, a_label
        from portalbot.apart import apart
        from portalbot.closeout import CLOSEOUT, closing_of
        from portalbot.closeout import tick as write_down
        from portalbot.settings import load_settings

        if unknown := set(tick or ()) - set(CLOSEOUT):
            fail(f"--tick {', '.join(sorted(unknown))}: the items are {', '.join(CLOSEOUT)}")
        if tick and not (cases and by and by.strip()):
            fail("--tick needs the case and --by NAME")
        if domain and len(cases or ()) != 1:
            fail("--domain needs the one case that it is of")
        try:
            name = a_label(domain.strip()) if domain else ""
        except NoDomain as error:
            fail(f"--domain: {error.reason}; {error.cure}")
        chosen = _chosen(load_settings(data_dir=data_dir), cases or [])
        for ledger, entry in chosen:
            for item in tick or ():
                write_down(ledger, entry.id, item, by=(by or "").strip())
        troubles: dict[str, str] = {}
        stand = []
        for ledger, entry in chosen:
            with apart(entry.id, troubles, what="not looked at"):
                stand.append((ledger, entry, closing_of(ledger, entry.id, name)))
        if not cases:
            stand = [each for each in stand if not each[2].closed]
        if not offline:
            _ask([(ledger, entry.id, closing.domain) for ledger, entry, closing in stand if closing.domain])
            stand = [(ledger, entry, closing_of(ledger, entry.id, closing.domain)) for ledger, entry, closing in stand]
        closings = [closing for *_, closing in stand]
        for ledger in {id(ledger): ledger for ledger, _ in chosen}.values():
            troubles |= ledger.unread
        for case_id, trouble in troubles.items():
            typer.echo(f"{case_id}: {trouble}", err=True)
        for _, entry, closing in stand:
            _say_json(entry, closing) if json else _say(entry, closing)
        if not json:
            closed = sum(closing.closed for closing in closings)
            count = f"{len(closings)} case{'s' if len(closings) != 1 else ''}"
            typer.echo(f"{count}: {closed} closed out" if closings else "Nothing is left to close out.")
    raise typer.Exit(1 if troubles or not all(closing.closed for closing in closings) else 0)


def _ask(about: "list[tuple[Ledger, str, str]]") -> None:
    """Ask the net about the domains of cases, and keep what it says."""
    from portalbot.closeout import keep
    from portalbot.sites import SiteAsker

    for (ledger, case_id, _), found in zip(about, SiteAsker().about(name for *_, name in about), strict=True):
        keep(ledger, case_id, found)


def _chosen(settings: "Settings", cases: list[str]) -> "list[tuple[Ledger, Entry]]":
    from portalbot.states import State

    ledgers = [ledger for _, ledger in existing_ledgers(settings)]
    if not cases:
        return [(ledger, entry) for ledger in ledgers[:1] for entry in ledger.cases(states=[State.CANCELLED])]
    known = {entry.id: (ledger, entry) for ledger in reversed(ledgers) for entry in ledger.cases()}
    for case in cases:
        if case not in known:
            fail(f"there is no case {case} in the ledger")
        if (state := known[case][1].state) is not State.CANCELLED:
            fail(f"{case} is {state}: it is closed out when its record reads 已注销 (cancelled)")
    return [known[case] for case in cases]


def _say(entry: "Entry", closing: "Closing") -> None:
    from portalbot.closeout import CLOSEOUT

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
