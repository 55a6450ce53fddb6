"""What a corrected case changes against what was filed: pure, for a person to read before it is handed in again."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pages.terms import Material

UNSAID = ("mobile", "last_six", "legal_person_last_six")
"""Personal numbers: that they changed is said, what they are is not."""


@dataclass(frozen=True)
class Change:
    """One thing that differs: a field by its dotted name, or a file; before and after, '' where there is none."""

    what: str
    before: str
    after: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.what}: {self.before or '—'} → {self.after or '—'}"


def changes(
    frozen: Mapping[str, Any], fields: Mapping[str, Any], files: Mapping[Material, tuple[str, bytes]]
) -> list[Change]:
    """Compare what was frozen when the case was filed with its fields (JSON) and files as they are now.

    A file is compared by its bytes; another name for the same bytes is no change. Fields that only say where the
    case comes from (its materials' paths) are left out.
    """
    found = []
    before = dict(_flat({k: v for k, v in frozen.get("fields", {}).items() if k != "materials"}))
    after = dict(_flat({k: v for k, v in fields.items() if k != "materials"}))
    for name in dict.fromkeys((*before, *after)):
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            hidden = name.rsplit(".", 1)[-1] in UNSAID
            found.append(Change(name, "…" if hidden and was else was, "another" if hidden and now else now))
    old: Mapping[str, Mapping[str, Any]] = frozen.get("files", {})
    for material in dict.fromkeys((*old, *files)):
        sent, given = old.get(material), files.get(Material(material))
        if (sent or {}).get("sha256") != (hashlib.sha256(given[1]).hexdigest() if given else None):
            found.append(Change(str(material), str(sent["name"]) if sent else "", given[0] if given else ""))
    return found


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{name}.{place}")
    elif value not in (None, ""):
        yield name, str(value)
