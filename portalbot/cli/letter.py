"""`letter`: the papers that a client stamps, as PDF."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, fail

if TYPE_CHECKING:
    from portalbot.letter.letters import Letter


def letter(
    cases: o.CasesFile,
    out: Annotated[Path, typer.Option("--out", help="The folder for the letters; made if it is not there.")] = Path(
        "letters"
    ),
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this case; may be given again.")] = None,
    templates: Annotated[Path | None, typer.Option("--templates", help="The folder of your own templates.")] = None,
    agent: Annotated[str | None, typer.Option("--agent", help="Who acts for the client; else the account.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="The applications' date; else today.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace letters that are there.")] = False,
) -> None:
    """Make each case's 注销申请书 and each client's 授权委托书 as PDF, ready to be stamped.

    \b
    Example: portalbot letter cases.xlsx --out letters --agent 深圳知行企业服务有限公司
    Materials need not be there yet: the letters are among them. Letters that are there are kept, unless --force.
    """
    with errors_for_people():
        from pages.errors import PortalError
        from portalbot.casefile import read_cases
        from portalbot.clock import today
        from portalbot.letter.letters import LetterError, Press, letters_of
        from portalbot.report.rows import ReportError

        file = read_cases(cases, None, today())
        unknown = set(only or ()) - {case.id for case in file.cases}
        if unknown:
            fail(f"--only: no case {', '.join(sorted(unknown))} in {file.path.name}")
        letters = letters_of(file, day=day.date() if day else today(), agent=agent, only=only or ())
        kept = [each for each in letters if (out / each.file).exists() and not force]
        try:
            press = Press(templates)
            pages = [(each, press.html(each)) for each in letters if each not in kept]
            if pages:
                _print(pages, out)
        except (LetterError, ReportError, PortalError) as error:
            fail(str(error))
    for each in kept:
        typer.echo(f"kept as it is: {each.file} (--force makes it anew)", err=True)
    typer.echo(f"{out}: {len(pages)} letters made")


def _print(pages: "list[tuple[Letter, str]]", out: Path) -> None:
    from portalbot.browser import launched
    from portalbot.finder import PACKAGES, has_cjk_font
    from portalbot.printing import printer
    from portalbot.private import make_folder
    from portalbot.report.files import put
    from portalbot.settings import load_settings

    if not has_cjk_font():
        cure = f"install one, e.g. apt-get install {PACKAGES[1]}"
        fail(f"no Chinese font on this machine, letters would show empty boxes; {cure}")
    settings = load_settings()
    make_folder(out)
    with (
        launched(executable=settings.browser, channel=settings.channel) as browser,
        printer(browser, settings.page_seconds) as print_html,
    ):
        for letter, html in pages:
            put(out / letter.file, print_html(html))
