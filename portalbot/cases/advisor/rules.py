"""The table of rules: what would come back rejected; each with severity, both languages, cure and source.

The table is `rules.toml`. An *error* stops the case, a *warning* is shown (`--strict` makes it an error). Its first
part are rules that the case file's model and reader ask anyway (`Problem.rule`); the second, the advisor's own.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """What a rule does to a case that trips it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """One rule. Texts may have gaps like {number}, which an advice fills."""

    id: str
    severity: Severity
    en: str
    zh: str
    cure_en: str
    cure_zh: str
    source: str


def _read() -> dict[str, Rule]:
    tables = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
    return {name: Rule(name, Severity(it.pop("severity")), **it) for name, it in tables.items()}


RULES = _read()
"""Every rule by its id."""


def page() -> str:
    """Return docs/rules.md."""
    lines = [
        "# What the advisor looks for",
        "",
        "`portalbot check` asks every rule of this table, `portalbot submit` too before it files anything. An *error*",
        "stops the case; a *warning* is shown, and stops it with `--strict`. `portalbot check --explain RULE` prints",
        "one. Made from `portalbot/cases/advisor/rules.toml`: `portalbot check --explain all > docs/rules.md`.",
        "",
        "| rule | severity | what is wrong | what helps | source |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{it.id}` | {it.severity} | {it.en}<br>{it.zh} | {it.cure_en}<br>{it.cure_zh} | {it.source} |"
        for it in RULES.values()
    ]
    return "\n".join(lines) + "\n"
