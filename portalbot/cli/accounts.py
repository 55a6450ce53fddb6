"""`accounts`: which accounts are known, where their passwords come from, which rest; keeping a password; releasing."""

import re
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from pydantic import SecretStr

    from portalbot.book import Rest
    from portalbot.sources import Given

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
        from portalbot.clock import local
        from portalbot.scrub import about_unguarded, plain
        from portalbot.settings import given_to, load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir)
        given = given_to(env_file, secrets_dir)
        names = set(settings.accounts)
        rests: dict[str, Rest] = {}
        for _, ledger in existing_ledgers(settings):
            names |= {entry.account for entry in ledger.cases()}
            rests |= {rest.account: rest for rest in ledger.resting()}
        troubles: set[str] = set()
        secrets = {name: secret.password for name, secret in settings.accounts.items()}
        for name in sorted(names | set(rests)):
            line = f"{name:<24} {_places(name, given, secrets, troubles):<40}"
            if rest := rests.get(name):
                line += f" rests since {local(rest.since)} ({rest.reason}): {plain(rest.words)}"
            typer.echo(line.rstrip())
        weak = about_unguarded({name: secret.get_secret_value() for name, secret in secrets.items()})
        for said in (*sorted(troubles), *weak):
            typer.echo(said, err=True)
        if not names | set(rests):
            typer.echo("No account is known. Passwords come as PORTALBOT_ACCOUNTS__<NAME>__PASSWORD, or from the "
                       "system's keyring: portalbot accounts set NAME.")  # fmt: skip


def _places(name: str, given: "list[Given]", secrets: "dict[str, SecretStr]", troubles: set[str]) -> str:
    from portalbot import keyrings
    from portalbot.sources import places

    found = places(given, name)
    if not found:  # the keyring is asked only where nothing else has it
        try:
            if secret := keyrings.look(name):
                found, secrets[name] = ["keyring"], secret
        except keyrings.KeyringTrouble as trouble:
            troubles.add(f"Not asked: {trouble}.")
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
    from pydantic import SecretStr

    from pages.characters import unseen
    from portalbot import keyrings
    from portalbot.cli import show
    from portalbot.scrub import about_unguarded

    if not re.fullmatch(r"[a-z0-9_]+", name) or "__" in name:
        fail(f"{name!r} cannot name an account: use a-z, 0-9 and single underscores, as in the case file")
    if not show.on_terminal():
        fail("a password is typed at a terminal; without one use the environment, an env file or a secrets folder")
    secret = SecretStr(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    if signs := unseen(secret.get_secret_value()):
        fail(f"nothing was kept: the password has characters that nobody sees ({', '.join(signs)}); type it")
    for said in about_unguarded({name: secret.get_secret_value()}):
        typer.echo(f"Note: {said}", err=True)
    try:
        keyrings.store(name, secret)
    except keyrings.KeyringTrouble as trouble:
        fail(f"nothing was kept: {trouble}")
    typer.echo(
        f"the password of {name} is in the keyring; the environment, an env file and a secrets folder count first"
    )


@app.command()
def forget(name: Name) -> None:
    """Take an account's password out of the system's keyring.

    \b
    Example: portalbot accounts forget zhixing
    """
    from portalbot import keyrings

    try:
        there = keyrings.forget(name)
    except keyrings.KeyringTrouble as trouble:
        fail(str(trouble))
    if not there:
        fail(f"the keyring has no password of {name}", 1)
    typer.echo(f"the keyring has no password of {name} any more")


@app.command()
def release(name: Name, data_dir: o.DataDir = None) -> None:
    """Let an account be used again, after its password or its lock has been put right."""
    with errors_for_people():
        from portalbot.settings import load_settings

        ledgers = existing_ledgers(load_settings(data_dir=data_dir))
        released = sum(ledger.release(name) for _, ledger in ledgers)
    if not released:
        fail(f"account {name} does not rest", 1)
    typer.echo(f"account {name} may be used again")
