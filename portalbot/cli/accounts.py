"""`accounts`: which accounts the ledger and the settings know, which rest, and releasing one."""

from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from portalbot.book import Rest

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def accounts(
    context: typer.Context,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
) -> None:
    """List accounts: whether a password is at hand (never which), and which of them rest and why."""
    if context.invoked_subcommand:
        return
    with errors_for_people():
        from portalbot.clock import local
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir)
        names = set(settings.accounts)
        rests: dict[str, Rest] = {}
        for _, ledger in existing_ledgers(settings):
            names |= {entry.account for entry in ledger.cases()}
            rests |= {rest.account: rest for rest in ledger.resting()}
        for name in sorted(names | set(rests)):
            secret = "password at hand" if settings.password(name) else "no password"
            line = f"{name:<24} {secret:<18}"
            if rest := rests.get(name):
                line += f" rests since {local(rest.since)} ({rest.reason}): {rest.words}"
            typer.echo(line.rstrip())
        if not names:
            typer.echo("No account is known. Passwords come as PORTALBOT_ACCOUNTS__<NAME>__PASSWORD.")


@app.command()
def release(
    name: Annotated[str, typer.Argument(help="The account, as case files name it.")],
    data_dir: o.DataDir = None,
) -> None:
    """Let an account be used again, after its password or its lock has been put right."""
    with errors_for_people():
        from portalbot.settings import load_settings

        ledgers = existing_ledgers(load_settings(data_dir=data_dir))
        released = sum(ledger.release(name) for _, ledger in ledgers)
    if not released:
        fail(f"account {name} does not rest", 1)
    typer.echo(f"account {name} may be used again")
