"""`doctor`: does the journey still find its way, without filing anything?"""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import catalogue_of, errors_for_people, fail, open_ledger, start_logging

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

    from pages.profile import Portal
    from portalbot.doctor import Report
    from portalbot.ledger import Ledger
    from portalbot.machine import Fact
    from portalbot.settings import Settings
    from portalbot.sitting import SignIn


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
        from portalbot import browser as browsers
        from portalbot import machine
        from portalbot.cli.work import ensure_browser
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir, portals=portals_dir)
        chosen = _chosen(settings, portals or [], portal_url)
        start_logging(settings, quiet=True)
        if install:
            ensure_browser(settings, headed=False, say=lambda words: typer.echo(words, err=True))
        with browsers.launched(executable=settings.browser, channel=settings.channel) as browser:
            facts = machine.facts(settings.data_dir, lambda: f"{browser.browser_type.name} {browser.version}")
            reports = []
            for portal in chosen:
                report, fact = _examined(settings, portal, browser, cases)
                reports.append(report)
                facts.append(fact)
    _say(facts, reports, json=json)
    if any(report.findings for report in reports) or not all(fact.good for fact in facts):
        raise typer.Exit(1)
    raise typer.Exit(3 if any(report.unreachable for report in reports) else 0)


def _chosen(settings: "Settings", names: list[str], url: str | None) -> "list[Portal]":
    from portalbot.portals import Portals

    here = Portals(catalogue_of(settings), url)
    mine = here.catalogue.names(shipped=False)
    if not names and url and not mine:
        fail("name the portals to look at, e.g. practice/广东; `portalbot portals` lists them")
    described = [here.catalogue.load(name) for name in names or mine]
    return [here.placed(portal) for portal in described if names or portal.address or url]


def _examined(settings: "Settings", portal: "Portal", browser: "Browser", cases: Path | None) -> "tuple[Report, Fact]":
    from datetime import UTC, datetime

    from pages.errors import NoAnswer, PortalError, SignInRefused
    from portalbot import browser as browsers
    from portalbot import checks, machine
    from portalbot.cli import show
    from portalbot.doctor import Walk
    from portalbot.evidence import Evidence
    from portalbot.locks import account_lock
    from portalbot.people import People

    ledger = open_ledger(settings, portal.practice)
    who = _account(settings, portal, ledger, cases)
    people = People(present=show.on_terminal(), seconds=settings.person_seconds, say=_aside)
    evidence = Evidence.of(settings)

    def read_captcha(picture: bytes) -> str:
        kept = evidence.keep(who.account if who else "doctor", "captcha.png", picture)
        return people.captcha(who.account if who else "", evidence.folder / kept)

    lock = account_lock(settings.data_dir, portal.origin, who.user_name) if who else nullcontext()
    heard: list[machine.Fact] = []

    def hear(answer: "Response") -> None:
        heard.append(machine.clock(answer.headers.get("date"), datetime.now(UTC), practice=portal.practice))

    with (
        lock,
        browsers.seat_for_sitting(browser, settings.page_seconds, portal, settings.proxy) as seat,
    ):
        seat.page.once("response", hear)
        province = portal.province or (who.province if who else "广东")
        walk = Walk(seat.page, portal, province, who, read_captcha)
        report = walk.report
        try:
            report = walk.go()
        except SignInRefused as refusal:
            report.ended = f"sign-in refused, the account rests now: {refusal.words}"
            if who:
                ledger.rest(who.account, portal.origin, who.user_name, refusal.reason, refusal.words)
        except NoAnswer as silence:
            report.ended = f"not looked at behind sign-in: {silence}"
        except PortalError as error:
            report.ended, report.unreachable = str(error), True
    before = checks.last(settings.data_dir, portal.name)
    if before and before.origin == portal.origin:
        report.compare(before.skeletons)
    checks.keep(settings.data_dir, report, ledger.now())
    _judge(ledger, portal, report)
    return report, heard[0] if heard else machine.clock(None, datetime.now(UTC))


def _judge(ledger: "Ledger", portal: "Portal", report: "Report") -> None:
    """Put a portal whose journey breaks into quarantine; lift one whose changed part was seen and is right again."""
    held = ledger.quarantined(portal.origin, portal.name)
    if report.findings:
        first = report.findings[0]
        ledger.quarantine(portal.origin, portal.name, first.part, first.what)
    elif held and held.part in report.seen and not report.unreachable:
        ledger.lift(portal.name, "the check passed", by="doctor", portal=portal.origin)


def _account(settings: "Settings", portal: "Portal", ledger: "Ledger", cases: Path | None) -> "SignIn | None":
    """Return the first account of the case file that this portal serves, has a password, and does not rest."""
    if cases is None:
        return None
    from portalbot.casefile import read_cases
    from portalbot.clock import today
    from portalbot.portals import Portals
    from portalbot.sitting import SignIn

    here = Portals(url=portal.address)
    file = read_cases(cases, here.described, today(), None, settings.material_folders)
    for case in file.cases:
        account = file.accounts[case.account]
        password = settings.password(account.name)
        rests = ledger.resting(portal.origin, account.user_name)
        if portal.serves(account.province, case.kind) and password and not rests:
            return SignIn(portal, account.name, account.user_name, account.province, password.get_secret_value())
    return None


def _aside(words: str) -> None:
    typer.echo(words, err=True, nl=False)


def _say(facts: "list[Fact]", reports: "list[Report]", *, json: bool) -> None:
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
                      "changes": report.changes, "ended": report.ended, "reached": not report.unreachable}  # fmt: skip
            typer.echo(writer.dumps(record, ensure_ascii=False))
            continue
        reached = "could not be reached" if report.unreachable else f"{report.drift.value} drift"
        typer.echo(f"{report.portal}: {reached}; looked at {', '.join(report.seen) or 'nothing'}")
        for finding in report.findings:
            typer.echo(f"  {str(finding).replace(chr(10), chr(10) + '  ')}")
        for part, lines in report.changes.items():
            for line in lines:
                typer.echo(f"  {part} {line}")
        if report.ended:
            typer.echo(f"  ended: {report.ended}")
        if report.findings:
            typer.echo(f"  in quarantine: submit files nothing at {report.portal} until doctor finds it mended, or "
                       f"portalbot portals release {report.portal} --by NAME --why TEXT")  # fmt: skip
