"""Profiles as files: finding them, reading them, and which one serves a filing.

A profile says `extends = "NAME"` and gives only what differs: tables are laid over tables key by key, everything
else replaces what was there, and an empty list takes a key away. NAME is a dialect (`modern`, `legacy`, `licence`) or
another profile, looked for in the user's own folder first, then among the shipped ones. A profile's name is its path
below its folder without the ending: `practice/广东`. Shipped: the dialects, and the practice portal's families and
provinces. No Playwright in this module.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pages.dialect_profiles import DIALECTS
from pages.errors import Problem, ProfileError
from pages.profile import Portal
from pages.terms import Kind

SHIPPED = Path(__file__).parent / "portals"
BASES = ("dialects", "families")
"""Folders of what is only extended: not listed, and no portal by itself."""
DEPTH = 8


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
            for path in sorted(folder.rglob("*.toml")):
                name = path.relative_to(folder).with_suffix("").as_posix()
                if name.split("/")[0] not in BASES:
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
        candidates = [Path(name)] if name.endswith(".toml") else []
        folders = [self.own, SHIPPED] if self.own else [SHIPPED]
        candidates += [folder / f"{name}.toml" for folder in folders]
        candidates.append(SHIPPED / "dialects" / f"{name}.toml")
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            cure = f"name one of {', '.join([*DIALECTS, *self.names(shipped=False)])}, practice/…, or a file"
            raise ProfileError(asked_by, [Problem("file", "", f"there is no profile {name!r}", cure)])
        return found

    def name_of(self, path: Path) -> str:
        """Return a profile's name: its place below its folder."""
        for folder in filter(None, (self.own, SHIPPED)):
            if path.resolve().is_relative_to(folder.resolve()):
                return path.resolve().relative_to(folder.resolve()).with_suffix("").as_posix()
        return path.stem

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


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ProfileError(str(path), [Problem("file", "", str(error), "name a profile that can be read")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
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
    model = DIALECTS.get(str(data.get("dialect")))
    if model is None:
        cure = f"write extends = one of {', '.join(DIALECTS)}, or the name of a profile that does"
        raise ProfileError(str(path), [Problem("key dialect", "", f"{data.get('dialect')!r} is no dialect", cure)])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ProfileError(str(path), [_problem(item) for item in error.errors()]) from error


def _problem(item: Any) -> Problem:
    key = ".".join(str(part) for part in item["loc"])
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
    definitions: dict[str, Any] = {}
    kinds = []
    for name, model in DIALECTS.items():
        made = _optional(model.model_json_schema(ref_template="#/$defs/" + name + ".{model}"))
        definitions |= {f"{name}.{key}": value for key, value in made.pop("$defs", {}).items()}
        made["properties"] = {"extends": extends, **made["properties"]}
        made["properties"]["dialect"] = {"enum": list(DIALECTS)}
        kinds.append(made)
    return {**found, "anyOf": kinds, "$defs": definitions}


def _optional(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _optional(value) for key, value in data.items() if key != "required"}
    return [_optional(value) for value in data] if isinstance(data, list) else data
