"""`portals`: which profiles there are, one of them resolved, their schema, and their tests on the practice portal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell

if TYPE_CHECKING:
    from portalbot.work.portals import Profile

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def portals(context: typer.Context, portals_dir: o.PortalsDir = None, data_dir: o.DataDir = None) -> None:
    """List the portal profiles: dialect, address, the last check, and whether nothing is filed there now.

    \b
    Example: portalbot portals
             portalbot portals show practice/广东
    """
    if context.invoked_subcommand:
        return
    with errors_for_people():
        from portalbot.cli import show
        from portalbot.work.place import Sources
        from portalbot.work.portals import profiles

        found = profiles(Sources(data_dir=data_dir, portals=portals_dir).settings(), tell)
        show.columns(("profile", "dialect", "address", "last check", ""), map(_row, found))
    raise typer.Exit(2 if any(each.wrong for each in found) else 0)


def _row(found: "Profile") -> tuple[str, ...]:
    from portalbot.rules.local_time import local

    portal = found.portal
    if portal is None:
        return found.name, "", "cannot be used", found.wrong
    checked = f"{found.check.drift} drift, {local(found.check.at)}" if found.check else "never"
    place = portal.address or ("practice portal" if portal.practice else "no address")
    note = f"in quarantine since {local(found.held.since)}: {found.held.why}" if found.held else ""
    return found.name, portal.dialect, place, checked, note


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A profile, by name or file.")], portals_dir: o.PortalsDir = None
) -> None:
    """Print one profile, resolved: everything that it says and what it extends, as TOML."""
    with errors_for_people():
        from portalbot.work.place import Sources
        from portalbot.work.portals import resolved

        said = resolved(Sources(portals=portals_dir).settings(), name)
    typer.echo(said, nl=False)


@app.command()
def schema() -> None:
    """Print a JSON Schema of profiles, for editors."""
    import json

    from pages.catalogue import schema as made

    typer.echo(json.dumps(made(), ensure_ascii=False, indent=1))


@app.command()
def release(
    name: Annotated[str, typer.Argument(help="The profile in quarantine.")],
    by: Annotated[str, typer.Option("--by", help="Your name.")],
    why: Annotated[str, typer.Option("--why", help="What you have seen for yourself.")],
    data_dir: o.DataDir = None,
) -> None:
    """Let a portal be filed at again, as a person who has looked at it."""
    with errors_for_people():
        from portalbot.work.place import Sources
        from portalbot.work.portals import release as let_go

        let_go(Sources(data_dir=data_dir).settings(), name, by=by, why=why, tell=tell)
    typer.echo(f"{name} may be filed at again")


@app.command()
def test(
    name: Annotated[str, typer.Argument(help="A profile, by name or file.")],
    wording: Annotated[
        Path | None, typer.Option("--wording", help="Words that the practice portal is to speak.")
    ] = None,
    portals_dir: o.PortalsDir = None,
) -> None:
    """Try a profile on the practice portal: the walk of the doctor behind sign-in, then one case, to its serial.

    \b
    Example: portalbot portals test mine/广东.toml
    Starts the bundled practice portal; --wording FILE (JSON, as for `python -m mock_portal`) lets it speak other words.
    """
    with errors_for_people():
        from loguru import logger

        from portalbot.work.place import Sources
        from portalbot.work.portals import rehearse

        logger.remove()
        good = True
        for right, line in rehearse(Sources(portals=portals_dir).settings(), name, wording):
            good &= right
            typer.echo(f"{'ok' if right else 'FAILED':<7} {line}")
    raise typer.Exit(0 if good else 1)
