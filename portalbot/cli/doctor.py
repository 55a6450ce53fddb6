"""`doctor`: does the journey still find its way, without filing anything?"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell
from portalbot.cli.logs import start_logging

if TYPE_CHECKING:
    from portalbot.diagnostics.findings import Report
    from portalbot.diagnostics.machine_facts import Fact


def doctor(
    portals: Annotated[list[str] | None, typer.Argument(metavar="[PORTAL]…", help="Profiles by name or file.")] = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", help="A case file: its accounts are used to look behind sign-in.")
    ] = None,
    portal_url: o.PortalUrl = None,
    portals_dir: o.PortalsDir = None,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
    install: Annotated[bool, typer.Option("--install", help="Get a browser and a font if there is none.")] = False,
    json: o.Json = False,
) -> None:
    """Check this machine and the portals' pages, read-only; nothing is filed.

    \b
    Example: portalbot doctor                      (this machine, and every profile of yours that has an address)
             portalbot doctor practice/广东 --portal-url http://127.0.0.1:8800 \\
                 --cases examples/cases.toml --env-file examples/accounts.env
    With --cases it also looks behind sign-in, up to the confirmation window, which it dismisses. Exit codes: 0 nothing
    that hinders, 1 a portal has changed so that the journey breaks (it is then in quarantine: submit files nothing
    there), or this machine lacks something; 2 wrong usage; 3 a portal could not be reached.
    """
    with errors_for_people():
        from portalbot.cli import show
        from portalbot.cli.run import say
        from portalbot.machine.people import People
        from portalbot.work.doctor import chosen, examine
        from portalbot.work.place import Sources
        from portalbot.work.run import ensure_browser

        settings = Sources(env_file, secrets_dir, data_dir, portals_dir).settings()
        portals_here = chosen(settings, portals or [], portal_url)
        start_logging(settings, quiet=True)
        if install:
            ensure_browser(settings, headed=False, say=lambda words: typer.echo(words, err=True))

        def people() -> People:
            return People(present=show.on_terminal(), seconds=settings.person_seconds, say=say)

        found = examine(settings, portals_here, people, cases=cases, tell=tell)
    _say(found.facts, found.reports, json=json)
    raise typer.Exit(1 if found.hinders else 3 if found.unreachable else 0)


def _say(facts: "Iterable[Fact]", reports: "Iterable[Report]", *, json: bool) -> None:
    import json as writer

    for fact in facts:
        if json:
            typer.echo(writer.dumps({"check": fact.name, "good": fact.good, "message": fact.says}, ensure_ascii=False))
        else:
            typer.echo(f"{'ok' if fact.good else 'MISSING':<8} {fact.name}: {fact.says}")
    for report in reports:
        if json:
            found = report.findings
            findings = [{"part": one.part, "key": one.key, "message": one.what, "lines": one.lines} for one in found]
            record = {"portal": report.portal, "drift": report.drift.value, "seen": report.seen, "findings": findings,
                      "changes": report.changes, "ended": report.ended, "notes": report.notes,
                      "reached": bool(report.seen) or not report.unreachable}  # fmt: skip
            typer.echo(writer.dumps(record, ensure_ascii=False))
            continue
        broken_off = "was not looked at to its end" if report.seen else "could not be reached"
        reached = broken_off if report.unreachable else f"{report.drift.value} drift"
        typer.echo(f"{report.portal}: {reached}; looked at {', '.join(report.seen) or 'nothing'}")
        for finding in report.findings:
            typer.echo(f"  {str(finding).replace(chr(10), chr(10) + '  ')}")
        for part, lines in report.changes.items():
            for line in lines:
                typer.echo(f"  {part} {line}")
        for note in report.notes:
            typer.echo(f"  note: {note}")
        if report.ended:
            typer.echo(f"  ended: {report.ended}")
        if report.findings:
            typer.echo(f"  in quarantine: submit files nothing at {report.portal} until doctor finds it mended, or "
                       f"portalbot portals release {report.portal} --by NAME --why TEXT")  # fmt: skip
