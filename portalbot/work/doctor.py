"""The doctor's round: this machine, and each portal's pages, looked at and compared; nothing is filed."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pages.errors import NoAnswer, PortalError, SignInRefused
from portalbot.browser.launch import guarded_page, launched
from portalbot.cases.casefile import read_cases
from portalbot.cases.portals import Portals
from portalbot.diagnostics import last_checks, machine_facts
from portalbot.diagnostics.doctor import Walk
from portalbot.diagnostics.findings import Report
from portalbot.diagnostics.machine_facts import Fact
from portalbot.evidence.store import Evidence
from portalbot.filing.sitting import SignIn
from portalbot.machine.locks import Held, account_lock
from portalbot.rules.local_time import today
from portalbot.work.errors import NotDone
from portalbot.work.place import catalogue_of, open_ledger
from portalbot.work.progress import Tell, nobody

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Response

    from pages.profile import Portal
    from portalbot.ledger.ledger import Ledger
    from portalbot.machine.people import People
    from portalbot.machine.settings import Settings


@dataclass(frozen=True)
class Round:
    """What the doctor found: facts of this machine, and a report of each portal."""

    facts: tuple[Fact, ...]
    reports: tuple[Report, ...]

    @property
    def hinders(self) -> bool:
        """Say whether something hinders the journey."""
        return any(report.findings for report in self.reports) or not all(fact.good for fact in self.facts)

    @property
    def unreachable(self) -> bool:
        """Say whether a portal could not be reached."""
        return any(report.unreachable for report in self.reports)


def chosen(settings: "Settings", names: Sequence[str], url: str | None) -> "list[Portal]":
    """Return the portals to look at: the named ones, or all of the user's that have an address.

    Raises ProfileError, and NotDone where none is named and there is none.
    """
    here = Portals(catalogue_of(settings), url)
    mine = here.catalogue.names(shipped=False)
    if not names and url and not mine:
        raise NotDone("name the portals to look at, e.g. practice/广东", "`portalbot portals` lists them")
    described = [here.catalogue.load(name) for name in names or mine]
    return [here.placed(portal) for portal in described if names or portal.address or url]


def examine(
    settings: "Settings",
    portals: "Sequence[Portal]",
    people_of: "Callable[[], People]",
    *,
    cases: Path | None = None,
    tell: Tell = nobody,
) -> Round:
    """Look at this machine and at some portals; a portal whose journey breaks is put into quarantine.

    `cases`: a case file whose accounts are used to look behind the sign-in. Raises NoBrowser, LedgerError, and
    NotDone where another process holds such an account.
    """
    with launched(executable=settings.browser, channel=settings.channel) as browser:
        facts = machine_facts.facts(settings.data_dir, lambda: f"{browser.browser_type.name} {browser.version}")
        reports = []
        for portal in portals:
            ledger = open_ledger(settings, practice=portal.practice, tell=tell)
            try:
                report, fact = _examined(settings, portal, ledger, browser, people_of(), cases)
            except Held as held:
                raise NotDone(str(held), place=portal.name) from held
            reports.append(report)
            facts.append(fact)
    return Round(tuple(facts), tuple(reports))


def _examined(
    settings: "Settings", portal: "Portal", ledger: "Ledger", browser: "Browser", people: "People", cases: Path | None
) -> tuple[Report, Fact]:
    who = account_for(settings, portal, ledger, cases)
    evidence = Evidence.of(settings)

    def read_captcha(picture: bytes) -> str:
        kept = evidence.keep(who.account if who else "doctor", "captcha.png", picture)
        return people.captcha(who.account if who else "", evidence.folder / kept)

    lock = account_lock(settings.data_dir, portal.origin, who.user_name) if who else nullcontext()
    heard: list[Fact] = []

    def hear(answer: "Response") -> None:
        heard.append(machine_facts.clock(answer.headers.get("date"), datetime.now(UTC), practice=portal.practice))

    with lock, guarded_page(browser, settings.page_seconds, portal, settings.proxy) as tab:
        tab.page.once("response", hear)
        province = portal.province or (who.province if who else "广东")
        walk = Walk(tab.page, portal, province, who, read_captcha)
        report = walk.report
        try:
            report = walk.go()
        except SignInRefused as refusal:
            report.ended = f"sign-in refused, the account rests now: {refusal.words}"
            if who:
                ledger.rests.begin(who.account, portal.origin, who.user_name, refusal.reason, refusal.words)
        except NoAnswer as silence:
            report.ended = f"not looked at behind sign-in: {silence}"
        except PortalError as error:
            report.ended, report.unreachable = str(error), True
    before = last_checks.last(settings.data_dir, portal.name)
    if before and before.origin == portal.origin:
        report.compare(before.skeletons)
    last_checks.keep(settings.data_dir, report, ledger.now())
    _judge(ledger, portal, report)
    return report, heard[0] if heard else machine_facts.clock(None, datetime.now(UTC))


def _judge(ledger: "Ledger", portal: "Portal", report: Report) -> None:
    """Put a portal whose journey breaks into quarantine; lift one whose changed part was seen and is right again."""
    held = ledger.quarantines.of(portal.origin, portal.name)
    if report.findings:
        first = report.findings[0]
        ledger.quarantines.impose(portal.origin, portal.name, first.part, first.what)
    elif held and held.part in report.seen and not report.unreachable:
        ledger.quarantines.lift(portal.name, "the check passed", by="doctor", portal=portal.origin)


def account_for(settings: "Settings", portal: "Portal", ledger: "Ledger", cases: Path | None) -> SignIn | None:
    """Return the first account of the case file that this portal serves, has a password, and does not rest."""
    if cases is None:
        return None
    file = read_cases(cases, None, today())  # accounts and kinds are all that is needed of it
    for case in file.cases:
        account = file.accounts[case.account]
        password = settings.password(account.name)
        rests = ledger.rests.in_force(portal.origin, account.user_name)
        if portal.serves(account.province, case.kind) and password and not rests:
            return SignIn(portal, account.name, account.user_name, account.province, password.get_secret_value())
    return None
