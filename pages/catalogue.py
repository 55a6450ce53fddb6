"""Profiles as files: finding them, reading them, and which one serves a filing.

A profile says `extends = "NAME"` and gives only what differs: tables are laid over tables key by key, everything
else replaces what was there, and an empty list takes a key away. NAME is a dialect (`modern`, `legacy`, `licence`) or
another profile, looked for in the user's own folder first, then among the shipped ones. A profile's name is what it
says with `name = "…"`, else its path below its folder without the ending. So the shipped files have names that every
locale can read, and are found by what is in them: `practice/广东`. Shipped: the dialects, and the practice portal's
families and provinces. No Playwright in this module.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pages.bounded_toml import loads
from pages.errors import Problem, ProfileError
from pages.filenames import told
from pages.old_keys import old_keys
from pages.profile import Portal
from pages.terms import Kind

SHIPPED = Path(__file__).parent / "portals"
BASES = ("dialects", "families")
"""Folders of what is only extended: not listed, and no portal by itself."""
FORMS = ("words", "target", "cell", "all", "title", "nested")
"""How a thing may be named: in pydantic's account of a place, and no key of a profile."""
DIALECTS = tuple(sorted(path.stem for path in (SHIPPED / "dialects").glob("*.toml")))
"""The bases that a profile may extend."""
DEPTH = 8
MAX_BYTES = 1 << 20
"""The largest profile that comes with the program has 12 kB."""


@dataclass(frozen=True)
class Catalogue:
    """Every profile at hand: a user's own folder (where there is one) in front of the shipped ones."""

    own: Path | None = None

    def names(self, *, shipped: bool = True) -> list[str]:
        """Return the names of all profiles that are portals, the user's own first."""
        folders = [self.own] if self.own else []
        if shipped:
            folders.append(SHIPPED)
        found: dict[str, None] = {}
        for folder in folders:
            for name, path in _profiles(folder):
                if path.relative_to(folder).parts[0] not in BASES:
                    found[name] = None
        return list(found)

    def load(self, name: str | Path) -> Portal:
        """Read a profile by its name or path. Raises ProfileError naming the file, each key and its cure."""
        return _loaded(self._path(str(name), f"profile {name}"), self)

    def serving(self, province: str, kind: Kind, *, practice: bool) -> Portal | None:
        """Return the profile for filings of a kind in a province: the user's own before a shipped one.

        `practice`: whether a practice profile will do. Raises ProfileError where several of the user's own would do.
        """
        mine = [portal for portal in map(self.load, self.names(shipped=False)) if portal.serves(province, kind)]
        usable = [portal for portal in mine if practice or not portal.practice]
        if len(usable) > 1:
            cure = "name one with --profile, or give each the province that it serves"
            several = ", ".join(portal.name for portal in usable)
            raise ProfileError(str(self.own), [Problem(f"{kind} in {province}", "", f"{several} all serve it", cure)])
        if usable or not practice:
            return usable[0] if usable else None
        fitting = f"practice/{kind}" if kind is Kind.LICENCE else f"practice/{province}"
        return self.load(fitting)

    def _path(self, name: str, asked_by: str) -> Path:
        if name.endswith(".toml") and (path := _given(name)):
            return path
        for folder in filter(None, (self.own, SHIPPED, SHIPPED / "dialects")):
            profiles = _shipped_ones(folder) if folder.is_relative_to(SHIPPED) else list(_profiles(folder))
            named = [path for known, path in profiles if known in (name, told(name))]
            placed = [path for _, path in profiles if _placed(path, folder) in (name, told(name))]
            if len(named) > 1:
                several = ", ".join(_placed(path, folder) for path in named)
                cure = "give each a name of its own, or name the file"
                raise ProfileError(asked_by, [Problem("file", "", f"{several} are all named {name!r}", cure)])
            if found := named or placed:
                return found[0]
        cure = f"name one of {', '.join([*DIALECTS, *self.names(shipped=False)])}, practice/…, or a file"
        raise ProfileError(asked_by, [Problem("file", "", f"there is no profile {name!r}", cure)])

    def name_of(self, path: Path) -> str:
        """Return a profile's name: what it says itself, else its place below its folder."""
        for folder in filter(None, (self.own, SHIPPED)):
            if path.resolve().is_relative_to(folder.resolve()):
                return _named(path) or _placed(path.resolve(), folder.resolve())
        return _named(path) or told(path.stem)

    def resolved(self, path: Path) -> dict[str, Any]:
        """Return a profile's tables, laid over what it extends."""
        data = _read(path)
        data.setdefault("name", self.name_of(path))
        seen = [path]
        while (base := data.pop("extends", None)) is not None:
            if not isinstance(base, str):
                raise ProfileError(str(path), [Problem("key extends", "", "is no name", "write a name in quotes")])
            below = self._path(base, str(path))
            if below in seen or len(seen) > DEPTH:
                chain = " → ".join(self.name_of(one) for one in [*seen, below])
                raise ProfileError(str(path), [Problem("key extends", "", f"leads in a circle: {chain}", "end it")])
            seen.append(below)
            data = _over(_read(below), data)
        return _without_removed(data)


def _given(name: str) -> Path | None:
    """Return the file that a path names, in the home folder where it begins with `~`; None where there is none."""
    try:
        path = Path(name).expanduser()
    except RuntimeError:  # no such home folder
        return None
    return path if path.is_file() else None


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.toml"))


def _placed(path: Path, folder: Path) -> str:
    return told(path.relative_to(folder).with_suffix("").as_posix())


def _profiles(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each profile of a folder with its name."""
    for path in _files(folder):
        yield _named(path) or _placed(path, folder), path


@cache
def _shipped_ones(folder: Path) -> list[tuple[str, Path]]:
    return list(_profiles(folder))


def _named(path: Path) -> str:
    """Return the name that a profile gives itself; empty where it gives none, or cannot be read (said when loaded)."""
    try:
        there = path.stat()
        return _name_within(path, there.st_mtime_ns, there.st_size)
    except OSError:
        return ""


@lru_cache(maxsize=1024)
def _name_within(path: Path, _changed: int, _size: int) -> str:
    try:
        name = _read(path).get("name")
    except ProfileError:
        return ""
    return name if isinstance(name, str) else ""


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ProfileError(str(path), [Problem("file", "", f"is larger than {MAX_BYTES >> 20} MB", "shorten it")])
        return loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise ProfileError(str(path), [Problem("file", "", str(error), "name a profile that can be read")]) from error
    except ValueError as error:  # TOML, UTF-8, a number of 5000 digits
        raise ProfileError(str(path), [Problem("file", "", str(error), "mend the TOML at that place")]) from error


def _over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    laid = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(laid.get(key), dict)
        laid[key] = _over(laid[key], value) if both else value
    return laid


def _without_removed(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _without_removed(value) if isinstance(value, dict) else value for key, value in data.items() if value != []
    }


def _loaded(path: Path, catalogue: Catalogue) -> Portal:
    if path.is_relative_to(SHIPPED) and catalogue.own is None:
        return _shipped(path)
    return _validated(path, catalogue)


@cache
def _shipped(path: Path) -> Portal:
    return _validated(path, Catalogue())


def _validated(path: Path, catalogue: Catalogue) -> Portal:
    data = catalogue.resolved(path)
    if problems := old_keys(data):
        raise ProfileError(str(path), problems)
    if "dialect" not in data:
        cure = f"write extends = one of {', '.join(DIALECTS)}, or the name of a profile that does"
        raise ProfileError(str(path), [Problem("key extends", "", "is missing", cure)])
    try:
        return Portal.model_validate(data)
    except ValidationError as error:
        raise ProfileError(str(path), [_problem(item) for item in error.errors()]) from error


def _problem(item: Any) -> Problem:
    key = ".".join(str(part) for part in item["loc"] if part not in FORMS)
    cures = {
        "extra_forbidden": "remove the key, or correct its spelling",
        "missing": "add the key: neither this profile nor what it extends has it",
    }
    reason = item["msg"].removeprefix("Value error, ")
    return Problem(f"key {key}" if key else "profile", "", reason, cures.get(item["type"], "correct the value"))


def load_profile(path: Path) -> Portal:
    """Read a profile by its path; raises ProfileError naming the file, each key and its cure."""
    return _validated(path, Catalogue())


def shipped(name: str = "families/standard") -> Portal:
    """Return a profile that comes with the program; by default that of the practice portal's standard family."""
    return Catalogue().load(name)


def schema() -> dict[str, Any]:
    """Return a JSON Schema for profile files, for editors: nothing is required, since a profile may extend another."""
    extends = {"type": "string", "description": "a dialect or another profile: what is not given here comes from it"}
    found: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "portalbot profile"}
    made = _optional(Portal.model_json_schema())
    made["properties"] = {"extends": extends, **made["properties"]}
    fill = made["$defs"]["Form"]["properties"]["fill"]
    named = {"type": "object", "additionalProperties": fill["items"]}
    made["$defs"]["Form"]["properties"]["fill"] = {"anyOf": [fill, named]}
    return {**made, **found}


def _optional(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _optional(value) for key, value in data.items() if key != "required"}
    return [_optional(value) for value in data] if isinstance(data, list) else data
