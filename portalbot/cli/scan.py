"""`scan`: the leak gate over any folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.context import errors_for_people, existing_ledgers, fail

if TYPE_CHECKING:
    from portalbot.settings import Settings


def scan(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to look through.")],
    fix: Annotated[bool, typer.Option("--fix", help="Replace what is found, in the files themselves.")] = False,
    env_file: o.EnvFile = None,
    secrets_dir: o.SecretsDir = None,
    data_dir: o.DataDir = None,
) -> None:
    """Look through a folder for passwords, sessions and tokens; says which file and what kind, never the value.

    \b
    Example: portalbot scan evidence/ --env-file accounts.env
    Known are the passwords of every source, the keyring too (of the accounts in the ledgers), and the addresses of
    notifications; what stands in places of secrets is found besides. Exit codes: 0 nothing is left, 1 something is.
    """
    if not folder.is_dir():
        fail(f"{folder}: there is no such folder")
    with errors_for_people():
        from portalbot.scanning import scan as look
        from portalbot.scrub import Gate
        from portalbot.settings import load_settings

        settings = load_settings(env_file, secrets_dir, data_dir=data_dir)
        secrets = _every_secret(settings)
        left = 0
        for found in look(folder, Gate(lambda: secrets), fix=fix):
            for hit in found.hits:
                typer.echo(f"{found.path}: {hit}{', replaced' if found.mended else ''}")
            if found.trouble:
                typer.echo(f"{found.path}: {found.trouble}")
            left += not found.mended
    typer.echo(f"{folder}: {left or 'no'} file{'' if left == 1 else 's'} with something left; "
               f"{len(secrets)} secrets are known", err=True)  # fmt: skip
    raise typer.Exit(1 if left else 0)


def _every_secret(settings: "Settings") -> list[str]:
    for _, ledger in existing_ledgers(settings):
        for name in {entry.account for entry in ledger.cases()} - set(settings.accounts):
            settings.password(name)  # the keyring is asked, and `secrets` has what it gives
    return settings.secrets()
