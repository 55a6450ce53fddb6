"""Where settings come from: the environment, an env file, a secrets folder; what is said first counts.

A secrets folder is what Docker and Kubernetes mount: a file a secret, named PORTALBOT_ACCOUNTS__<NAME>__PASSWORD, or
accounts/<name>/password in folders (letters in either case). Kubernetes keeps the files in a folder `..data`, which is
a link, and links to them: the links are followed, and a name that begins with a dot is none of ours. Other files may
lie there. (The keyring, where passwords may be too, is asked later, and only for accounts that are needed.)

Every reader of settings reads here, so that a password is the same to all of them.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pages.characters import unseen
from pages.errors import CaseFileError, Problem
from portalbot.machine import env_file
from portalbot.machine.variable_names import PREFIX, Names, Parts

ENVIRONMENT = "environment"
MAX_BYTES = 1 << 16
"""Of one secret."""


@dataclass(frozen=True)
class Given:
    """One value of one setting, and where it stands: `place` and `name` for messages, `listed` for accounts' lists."""

    parts: Parts
    value: str = field(repr=False)
    place: str
    name: str
    listed: str


def given(names: Names, env_file: Path | None, secrets_dir: Path | None) -> list[Given]:
    """Return everything that is given for our settings, what counts first. Raises OSError.

    Raises CaseFileError for what is misspelt or cannot be read; no value is ever repeated.
    """
    problems: list[Problem] = []
    found = [*_environment(names, problems)]
    if env_file:
        found += _env_file(names, env_file, problems)
    if secrets_dir:
        found += _folder(names, secrets_dir, problems)
    if problems:
        raise CaseFileError("settings", problems)
    return found


def places(found: Iterable[Given], account: str) -> list[str]:
    """Return the places that have an account's password, in words; the first is the one that counts."""
    wanted = ("accounts", account, "password")
    return list(dict.fromkeys(each.listed for each in found if each.parts == wanted))


def _environment(names: Names, problems: list[Problem]) -> Iterator[Given]:
    for name, value in os.environ.items():
        if parts := names.parts(name):
            yield from _single(names, parts, value, ENVIRONMENT, name, problems)
        elif (wrong := names.misspelt(name)) and wrong.sure:
            problems.append(_unknown(ENVIRONMENT, wrong.shown, wrong.meant))


def _env_file(names: Names, path: Path, problems: list[Problem]) -> Iterator[Given]:
    before: dict[Parts, tuple[int, str]] = {}
    for line in env_file.read(path):
        place = f"{path} line {line.number}"
        parts = names.parts(line.name)
        if parts is None:
            if wrong := names.misspelt(line.name):
                problems.append(_unknown(place, wrong.shown, wrong.meant))
            continue
        first, value = before.setdefault(parts, (line.number, line.value))
        if value != line.value:
            reason = f"stands in line {first} too, with another value"
            problems.append(Problem(place, line.name, reason, "keep the right one"))
        elif first == line.number:
            yield from _single(names, parts, line.value, place, line.name, problems)


def _unknown(place: str, shown: str, meant: str) -> Problem:
    cure = f"did you mean {meant}?" if meant else "remove it, or correct its name (README, «Settings»)"
    return Problem(place, shown, "is no setting of portalbot", cure)


def _single(names: Names, parts: Parts, value: str, place: str, name: str, problems: list[Problem]) -> Iterator[Given]:
    path = place.rpartition(" line ")[0] or place
    try:
        for each, single in names.leaves(parts, value):
            yield Given(each, single, place, name, f"{path}, {name}")
    except ValueError:
        cure = f"write {PREFIX}{parts[0].upper()}__<NAME>__{'/'.join(sorted(names.tables[parts[0]])).upper()}=…"
        problems.append(Problem(place, name, "cannot be taken apart", cure))


def _folder(names: Names, folder: Path, problems: list[Problem]) -> Iterator[Given]:
    files = list(_files(names, folder))
    known = {parts for name, _ in files if (parts := names.parts(name))}
    for name, path in files:
        stem, _, ending = name.partition(".")
        if parts := names.parts(name):
            try:
                yield from _single(names, parts, _secret(path), str(path), name, problems)
            except _Unfit as unfit:
                problems.append(Problem(str(path), "", *unfit.args))
        elif (parts := names.parts(stem)) and parts not in known:
            problems.append(Problem(str(path), "", f"has .{ending} at its end", f"name it {path.stem}"))
        elif parts is None and (wrong := names.misspelt(stem)) and wrong.sure and names.parts(wrong.meant) not in known:
            problems.append(_unknown(str(path), "", wrong.meant))


def _files(names: Names, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a secrets folder, those in folders under the variable's name that they stand for.

    In such a folder another file than a misspelt one is somebody else's: Kubernetes puts `username` beside `password`.
    """
    for path in _visible(folder):
        if path.is_file():
            yield path.name, path
        elif names.names_a_table(path.name):
            for inner in _visible(path):
                for each in _visible(inner) if inner.is_dir() else ():
                    name = f"{PREFIX}{path.name}__{inner.name}__{each.name}".upper()
                    wrong = names.misspelt(name.partition(".")[0])
                    if each.is_file() and (wrong is None or wrong.shown in name):
                        yield name, each


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


class _Unfit(Exception):
    """A secret cannot be taken: the reason and the cure."""


def _secret(path: Path) -> str:
    """Return what a file of a secrets folder has, without the space around it. Raises _Unfit, OSError."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    cure = "write the secret into it and nothing else"
    if len(data) > MAX_BYTES:
        raise _Unfit(f"is larger than {MAX_BYTES >> 10} KB", cure)
    try:
        text = env_file.text_of(data).strip()
    except env_file.NotText:
        raise _Unfit("is not UTF-8", "save it in UTF-8") from None
    if not text:
        raise _Unfit("is empty", "write the secret into it, or remove it")
    if "\n" in text or "\r" in text:
        raise _Unfit("has more than one line", cure)
    if signs := unseen(text):
        raise _Unfit(f"has characters that nobody sees ({', '.join(signs)})", cure)
    return text
