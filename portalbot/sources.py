"""Where secrets come from, besides the environment and an env file: a secrets folder, and the system's keyring.

A secrets folder is what Docker and Kubernetes mount: a file a secret, named PORTALBOT_ACCOUNTS__<NAME>__PASSWORD, or
accounts/<name>/password in folders (letters in either case). Kubernetes keeps the files in a folder `..data`, which is
a link, and links to them: the links are followed, and a name with a dot in it is none of ours.
"""

import os
import re
from pathlib import Path

from pages.errors import CaseFileError, Problem


def kept_in(folder: Path | None, table: str) -> dict[str, dict[str, Path]]:
    """Return the files of a secrets folder for one table of settings: name → field → file. Raises OSError."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(folder.iterdir()) if folder else ():
        if path.name.lower() == table and path.is_dir():
            for inner in path.iterdir():
                if inner.is_dir() and re.fullmatch(r"\w+", inner.name):
                    fields = {each.name.lower(): each for each in inner.iterdir() if each.is_file()}
                    found.setdefault(inner.name.lower(), {}).update(fields)
        elif (name := re.fullmatch(rf"portalbot_{table}__(\w+?)__([a-z]+)", path.name.lower())) and path.is_file():
            found.setdefault(name[1], {})[name[2]] = path
    return found


def read_secret(path: Path) -> str:
    """Return what a file of a secrets folder has, without the space around it; raises CaseFileError, OSError."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        problem = Problem(path.name, "", "something is not UTF-8", "save it in UTF-8")
        raise CaseFileError(str(path), [problem]) from None
    if not text:
        raise CaseFileError(str(path), [Problem(path.name, "", "is empty", "write the secret into it, or remove it")])
    return text


def places(account: str, env_file: Path | None, secrets_dir: Path | None) -> list[str]:
    """Return the places that have an account's password, in words; the first is the one that counts."""
    from dotenv import dotenv_values

    variable = f"portalbot_accounts__{account}__password"
    found = [f"environment, {name}" for name in os.environ if name.lower() == variable]
    named = dotenv_values(env_file, encoding="utf-8", interpolate=False) if env_file else {}
    found += [f"{env_file}, {name}" for name in named if name.lower() == variable]
    if path := kept_in(secrets_dir, "accounts").get(account, {}).get("password"):
        found.append(str(path))
    return found
