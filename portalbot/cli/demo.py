"""`demo`: the whole way in one command, on the bundled practice portal."""

from pathlib import Path
from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import Stop, errors_for_people, fail, open_ledger, start_logging

DAYS_BETWEEN_LOOKS = 2


def demo(
    headed: o.Headed = False,
    slow_mo: o.SlowMo = 0,
    workers: o.Workers = 2,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Keep ledger, evidence and samples in this folder.")
    ] = None,
    json: o.Json = False,
) -> None:
    """File the sample cases on the bundled portal and follow them to the end.

    \b
    Example: portalbot demo
             portalbot demo --headed --slow-mo 300
    Starts the practice portal on this machine, files 16 invented cases in a real browser, lets the portal's own
    clock run through the review, polls, and shows what became of every case. Installs a browser if none is found.
    """
    if keep and keep.exists() and any(keep.iterdir()):
        fail(f"--keep {keep}: the folder is not empty")
    with errors_for_people():
        if keep:
            from portalbot.private import make_folder

            make_folder(keep)
            code = _demo(keep, headed, slow_mo, workers, json)
        else:
            from portalbot.leftovers import temporary

            with temporary("demo") as folder:
                code = _demo(folder, headed, slow_mo, workers, json)
    raise typer.Exit(code)


def _demo(folder: Path, headed: bool, slow_mo: float, workers: int, json: bool) -> int:
    from loguru import logger

    from portalbot import demo as practice
    from portalbot.casefile import read_cases
    from portalbot.clerk import works_of
    from portalbot.cli import show
    from portalbot.cli.work import at_work, ensure_browser
    from portalbot.clock import today
    from portalbot.plan import make_plan
    from portalbot.portals import Portals
    from portalbot.runner import Window
    from portalbot.settings import load_settings
    from portalbot.states import NEEDS_PERSON, State
    from portalbot.visits import visits_under_way

    def tell(words: str) -> None:
        typer.echo(words, err=True)

    with practice.running(folder) as portal_here:
        settings = load_settings(portal_here.passwords, data_dir=folder / "data")
        start_logging(settings, quiet=True)
        ensure_browser(settings, headed=headed, say=tell)
        portals = Portals(url=portal_here.portal.url)
        file = read_cases(portal_here.cases, portals.of, today())
        ledger = open_ledger(settings, portals.practice)
        stop = Stop.on_signals()
        tell(f"Practice portal at {portals.url}; filing {len(file.cases)} sample cases …")
        days = 0
        left: dict[str, str] = {}
        while True:
            plan = make_plan(file, portals.of, ledger)
            for filing in plan.to_file:
                ledger.approve(filing.case.id, filing.digest, "demo")
            works = works_of(plan.work, lambda name: (file.accounts[name].user_name, file.accounts[name].province))
            covered = {(work.portal.name, work.user_name) for work in works}
            looks = visits_under_way(ledger, portals.of).works
            works += [work for work in looks if (work.portal.name, work.user_name) not in covered]
            outcome = at_work(
                settings, ledger, works, stop=stop.event, total=len(plan.to_file), workers=workers,
                window=Window(headed, slow_mo), quiet=json,
            )  # fmt: skip
            left |= outcome.left_alone
            entries = ledger.cases()
            tell(f"  day {days:>2} at the portal: {show.counts(entries)}")
            open_ones = [entry for entry in entries if entry.state is not State.CANCELLED]
            done = not open_ones or all(entry.state in NEEDS_PERSON for entry in open_ones)
            if done or outcome.stopped or left or days >= practice.MOST_DAYS:
                break
            portal_here.let_days_pass(DAYS_BETWEEN_LOOKS)
            days += DAYS_BETWEEN_LOOKS
        if json:
            show.json_lines(entries)
        else:
            show.table(entries)
        for account, why in left.items():
            tell(f"{account}: {why}")
        logger.complete()
        ledger.close()
        if stop.event.is_set():
            return 130
        return 1 if open_ones else 0
