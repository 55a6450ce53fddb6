"""`accounts`: which accounts are known, where their passwords come from, which rest; keeping a password; releasing."""

from collections.abc import Sequence
from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, fail, tell

app = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(help="The account, as case files name it.")]


@app.callback()
def accounts(
    context: typer.Context,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
) -> None:
    """List accounts: where the password of each comes from (never which), and which of them rest and why.

    \b
    Example: portalbot accounts --env-file examples/accounts.env
             portalbot accounts set zhixing
    """
    if context.invoked_subcommand:
        return
    with errors_for_people():
        from portalbot.machine.plain_text import plain
        from portalbot.rules.local_time import local
        from portalbot.work.accounts import known
        from portalbot.work.place import Sources

        found = known(Sources(env_file, secrets_dir, data_dir), tell)
        for account in found.accounts:
            line = f"{account.name:<24} {_places(account.places):<40}"
            if rest := account.rest:
                line += f" rests since {local(rest.since)} ({rest.reason}): {plain(rest.words)}"
            typer.echo(line.rstrip())
        for said in found.notes:
            typer.echo(said, err=True)
        if not found.accounts:
            typer.echo("No account is known. Passwords come as PORTALBOT_ACCOUNTS__<NAME>__PASSWORD, or from the "
                       "system's keyring: portalbot accounts set NAME.")  # fmt: skip


def _places(found: Sequence[str]) -> str:
    if not found:
        return "no password"
    unused = f" (not used: {'; '.join(found[1:])})" if found[1:] else ""
    return f"password from {found[0]}{unused}"


@app.command("set")
def keep(name: Name) -> None:
    """Keep an account's password in the system's keyring; it is asked for twice, and not shown.

    \b
    Example: portalbot accounts set zhixing
    """
    with errors_for_people():
        from pydantic import SecretStr

        from portalbot.cli import show
        from portalbot.work.accounts import check_name, keep_password

        check_name(name)
        if not show.on_terminal():
            fail("a password is typed at a terminal; without one use the environment, an env file or a secrets folder")
        secret = SecretStr(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
        for said in keep_password(name, secret):
            typer.echo(f"Note: {said}", err=True)
    typer.echo(
        f"the password of {name} is in the keyring; the environment, an env file and a secrets folder count first"
    )


@app.command()
def forget(name: Name) -> None:
    """Take an account's password out of the system's keyring.

    \b
    Example: portalbot accounts forget zhixing
    """
    with errors_for_people():
        from portalbot.work.accounts import forget_password

        forget_password(name)
    typer.echo(f"the keyring has no password of {name} any more")


@app.command()
def release(name: Name, data_dir: o.DataDir = None) -> None:
    """Let an account be used again, after its password or its lock has been put right."""
    with errors_for_people():
        from portalbot.work.accounts import release as let_go
        from portalbot.work.place import Sources

        let_go(Sources(data_dir=data_dir).settings(), name, tell)
    typer.echo(f"account {name} may be used again")
