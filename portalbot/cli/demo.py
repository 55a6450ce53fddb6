"""`demo`: the whole way in one command, on the bundled practice portal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, fail, tell
from portalbot.cli.logs import start_logging
from portalbot.cli.stop import Stop

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from portalbot.machine.settings import Settings
    from portalbot.work.run import Run


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
            from portalbot.machine.private_files import make_folder

            make_folder(keep)
            code = _demo(keep, headed, slow_mo, workers, json)
        else:
            from portalbot.machine.leftovers import temporary

            with temporary("demo") as folder:
                code = _demo(folder, headed, slow_mo, workers, json)
    raise typer.Exit(code)


def _demo(folder: Path, headed: bool, slow_mo: float, workers: int, json: bool) -> int:
    from loguru import logger

    from portalbot.cli import show
    from portalbot.cli.run import left_lines_of, running
    from portalbot.filing.runner import Window
    from portalbot.work.demo import demonstrate
    from portalbot.work.run import ensure_browser

    stop = Stop.on_signals().event
    window = Window(headed, slow_mo)

    def ready(settings: "Settings") -> None:
        start_logging(settings, quiet=True)
        ensure_browser(settings, headed=headed, say=lambda words: typer.echo(words, err=True))

    def running_here(settings: "Settings", total: int) -> "AbstractContextManager[Run]":
        return running(settings, stop=stop, total=total, workers=workers, window=window, quiet=json)

    shown = demonstrate(folder, ready, running_here, tell)
    entries = list(shown.entries)
    if json:
        show.json_lines(entries)
    else:
        show.table(entries)
    left_lines_of(shown.left)
    logger.complete()
    if stop.is_set():
        return 130
    return 0 if shown.all_cancelled() else 1
