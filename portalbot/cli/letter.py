"""`letter`: the papers that a client stamps, as PDF."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people


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
        from portalbot.work.letters import write_letters

        on = day.date() if day else None
        written = write_letters(cases, out, only=only or (), templates=templates, agent=agent, day=on, force=force)
    for each in written.kept:
        typer.echo(f"kept as it is: {each.file} (--force makes it anew)", err=True)
    typer.echo(f"{out}: {len(written.made)} letters made")
