"""`scan`: the leak gate over any folder."""

from pathlib import Path
from typing import Annotated

import typer

from portalbot.cli import options as o
from portalbot.cli.errors import errors_for_people, tell


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
    with errors_for_people():
        from portalbot.work.place import Sources
        from portalbot.work.scan import scan as look

        scan = look(Sources(env_file, secrets_dir, data_dir).settings(), folder, fix=fix, tell=tell)
        left = 0
        for found in scan.found:
            for hit in found.hits:
                typer.echo(f"{found.path}: {hit}{', replaced' if found.mended else ''}")
            if found.trouble:
                typer.echo(f"{found.path}: {found.trouble}")
            left += not found.mended
    typer.echo(f"{folder}: {left or 'no'} file{'' if left == 1 else 's'} with something left; "
               f"{scan.known} secrets are known", err=True)  # fmt: skip
    raise typer.Exit(1 if left else 0)
