"""`portals`: which profiles there are, one of them resolved, their schema, and their tests on the practice portal."""

from pathlib import Path
from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import catalogue_of, errors_for_people, existing_ledgers, fail

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
        from pages.errors import ProfileError
        from portalbot import checks
        from portalbot.cli import show
        from portalbot.clock import local
        from portalbot.settings import load_settings

        settings = load_settings(data_dir=data_dir, portals=portals_dir)
        catalogue = catalogue_of(settings)
        held = {each.profile: each for _, ledger in existing_ledgers(settings) for each in ledger.quarantines()}
        rows: list[tuple[str, ...]] = []
        for name in catalogue.names():
            try:
                portal = catalogue.load(name)
            except ProfileError as error:
                rows.append((name, "", "cannot be used", str(error.problems[0])))
                continue
            check = checks.last(settings.data_dir, name)
            checked = f"{check.drift} drift, {local(check.at)}" if check else "never"
            place = portal.address or ("practice portal" if portal.practice else "no address")
            note = f"in quarantine since {local(held[name].since)}: {held[name].why}" if name in held else ""
            rows.append((name, portal.dialect, place, checked, note))
        show.columns(("profile", "dialect", "address", "last check", ""), rows)
    wrong = any(row[2] == "cannot be used" for row in rows)
    raise typer.Exit(2 if wrong else 0)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A profile, by name or file.")], portals_dir: o.PortalsDir = None
) -> None:
    """Print one profile, resolved: everything that it says and what it extends, as TOML."""
    with errors_for_people():
        import tomli_w

        from portalbot.settings import load_settings

        catalogue = catalogue_of(load_settings(portals=portals_dir))
        portal = catalogue.load(name)
        data = portal.model_dump(mode="json", exclude_none=True)
    typer.echo(tomli_w.dumps({key: value for key, value in data.items() if value not in ({}, [])}), nl=False)


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
    if not by.strip() or not why.strip():
        fail("give --by and --why")
    with errors_for_people():
        from portalbot.settings import load_settings

        ledgers = existing_ledgers(load_settings(data_dir=data_dir))
        lifted = sum(ledger.lift(name, why.strip(), by=by.strip()) for _, ledger in ledgers)
    if not lifted:
        fail(f"{name} is not in quarantine", 1)
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

        from portalbot.rehearsal import rehearse
        from portalbot.settings import load_settings

        logger.remove()
        portal = catalogue_of(load_settings(portals=portals_dir)).load(name)
        good = True
        for right, line in rehearse(portal, wording):
            good &= right
            typer.echo(f"{'ok' if right else 'FAILED':<7} {line}")
    raise typer.Exit(0 if good else 1)
