"""How each province's portal speaks, what it looks like and what it takes: `provinces/*.json`, one file a family.

A family names its provinces, its dialect (the folder of `site/` with its pages), the words in which it differs from
its dialect's (`words.py`), and the rules in which it differs from `Rules`. Over both come replaced words and drifts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from mock_portal.office.drift import acting_on
from mock_portal.office.words import Words

FOLDER = Path(__file__).parent.parent / "provinces"


@dataclass(frozen=True)
class Rules:
    """What a portal takes: files (sizes in bytes), texts, page sizes, sign-in; how it numbers and reviews (days).

    `serial` is filled with `date` (YYYYMMDD) and `n`, a drawn number of at most `serial_digits` digits;
    `exact_case` takes endings of files in lower case only; `extra_fields` of `terms.EXTRA_FIELDS` must be filled in.
    `sms` sends codes to the persons responsible before anything is reviewed; what is cancelled `vanishes` from the
    list; a rejected application may be corrected within `resubmit_days` working days, or for ever. With
    `access_leaves_record` a record reads 正常 again when a 取消接入 was carried out.
    """

    types: tuple[str, ...] = (".pdf", ".jpg", ".jpeg")
    exact_case: bool = False
    max_bytes: int = 5 * 1024 * 1024
    max_name: int = 100
    max_files: int = 3
    min_text: int = 10
    page_sizes: tuple[int, ...] = (10, 20, 30, 40)
    sign_in_by_number: bool = False
    serial: str = "{date}{n:08d}"
    serial_digits: int = 8
    serial_shown: bool = True
    review_days: tuple[int, ...] = (1, 3)
    extra_fields: tuple[str, ...] = ()
    sms: bool = False
    vanishes: bool = False
    access_leaves_record: bool = False
    resubmit_days: int | None = None


@dataclass(frozen=True)
class Variant:
    """One province's dialect, words and rules, and the names of the drifts that act there."""

    dialect: str
    words: Words
    rules: Rules
    drifts: tuple[str, ...] = ()


STANDARD = "standard"


@cache
def _families() -> Mapping[str, Mapping[str, Any]]:
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}


def family_of(province: str) -> str:
    """Return the family of a province; that of the ministry's page is the standard one."""
    return next((name for name, one in _families().items() if province in one["provinces"]), STANDARD)


def families() -> dict[str, tuple[str, ...]]:
    """Return every family with its provinces."""
    return {name: tuple(one["provinces"]) for name, one in _families().items()}


def dialect_of(province: str) -> str:
    """Return the dialect of a province."""
    dialect: str = _families()[family_of(province)]["dialect"]
    return dialect


def variant_of(province: str, own: Mapping[str, str] | None = None, drifts: Iterable[str] = ()) -> Variant:
    """Return a province's variant; `own` replaces words of its family, and drifts replace what there is then."""
    family = _families()[family_of(province)]
    known = {field.name for field in fields(Rules)}
    given: dict[str, Any] = family["rules"]
    rules: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in given.items()}
    if unknown := sorted(set(rules) - known):
        raise ValueError(f"no such rule: {', '.join(unknown)}")
    dialect = dialect_of(province)
    words, all_rules, acting = {**family["wording"], **(own or {})}, Rules(**rules), acting_on(dialect, drifts)
    for drift in acting:
        words |= drift.words
        all_rules = replace(all_rules, **drift.rules)
    return Variant(dialect, Words(words, dialect), all_rules, tuple(one.name for one in acting))
