"""The papers that a client stamps, as PDF: each case's 注销申请书, each client's 授权委托书."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pages.errors import PortalError
from portalbot.browser import finder
from portalbot.browser.launch import launched
from portalbot.browser.printing import printer
from portalbot.cases.casefile import read_cases
from portalbot.machine.private_files import make_folder
from portalbot.machine.settings import load_settings
from portalbot.reporting.letters.letters import Letter, LetterError, Press, letters_of
from portalbot.reporting.report.files import put
from portalbot.reporting.report.rows import ReportError
from portalbot.rules.local_time import today
from portalbot.work.check import check_only
from portalbot.work.errors import NotDone


@dataclass(frozen=True)
class Written:
    """Which letters were made, and which were there already and are kept as they are."""

    made: tuple[Letter, ...]
    kept: tuple[Letter, ...]


def write_letters(
    cases: Path,
    out: Path,
    *,
    only: Collection[str] = (),
    templates: Path | None = None,
    agent: str | None = None,
    day: date | None = None,
    force: bool = False,
) -> Written:
    """Make the letters of a case file in a folder; `day`: the applications' date, else today's.

    Raises CaseFileError, NoBrowser; NotDone where a template, a case or this machine does not allow it.
    """
    file = read_cases(cases, None, today())
    check_only(file, only)
    letters = letters_of(file, day=day or today(), agent=agent, only=only)
    kept = [each for each in letters if (out / each.file).exists() and not force]
    try:
        press = Press(templates)
        pages = [(each, press.html(each)) for each in letters if each not in kept]
        if pages:
            _print(pages, out)
    except (LetterError, ReportError, PortalError) as error:
        raise NotDone(str(error)) from error
    return Written(tuple(each for each, _ in pages), tuple(kept))


def _print(pages: list[tuple[Letter, str]], out: Path) -> None:
    if not finder.has_cjk_font():
        cure = f"install one, e.g. apt-get install {finder.PACKAGES[1]}"
        raise NotDone("no Chinese font on this machine, letters would show empty boxes", cure)
    settings = load_settings()
    make_folder(out)
    with (
        launched(executable=settings.browser, channel=settings.channel) as browser,
        printer(browser, settings.page_seconds) as print_html,
    ):
        for letter, html in pages:
            put(out / letter.file, print_html(html))
