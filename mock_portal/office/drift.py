"""How the portal changes without notice, so that whoever checks it has something to find.

A drift is a name and data: the words and the rules that it replaces in every province of its dialects, whatever they
were there. What it moves, copies or adds is drawn by the pages themselves (`site/modern/drift.js`), which learn the
names of the drifts that act on them from `api/portal` when they are loaded; a page that is open stays as it was.
Under every drift a person can still file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Drift:
    """Describe one change: the dialects that it acts on, the words and `variants.Rules` that it replaces."""

    name: str
    dialects: tuple[str, ...] = ("modern",)
    words: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)


RENAME_BUTTON = Drift("rename_button", ("modern", "legacy", "licence"), {"cancel.submit": "确认并提交"})
"""The form's 提交 is called 确认并提交."""

STATUS_WORD = Drift("status_word", ("modern", "legacy"), {"status.reviewing": "审批中", "standing.normal": "存续"})
"""An application in review is 审批中, a record that nobody cancels is 存续."""

MOVE_FIELD = Drift("move_field")
"""原因说明 stands in a region of its own, 补充说明, below the materials."""

MANDATORY_FIELD = Drift("mandatory_field", ("modern", "legacy"), rules={"extra_fields": ("email",)})
"""The form has one more mandatory field, 联系邮箱; without it a submission is refused (1103)."""

HIDDEN_TWIN = Drift("hidden_twin")
"""Before the account and the button of the sign-in, the list's search, the form's reason and kind stand hidden copies.

They have the same labels and do nothing.
"""

VISIBLE_TWIN = Drift("visible_twin")
"""At the top of the form stands a second 提交 that works as well."""

IFRAME = Drift("iframe")
"""Everything behind sign-in stands in an iframe, 业务系统, of `frame.html`."""

NEW_NOTICE = Drift("new_notice")
"""The navigation has one more link, 新手指南, and the sign-in page one more heading, 温馨提醒: nothing that matters."""

DRIFTS = {
    one.name: one
    for one in (
        RENAME_BUTTON,
        STATUS_WORD,
        MOVE_FIELD,
        MANDATORY_FIELD,
        HIDDEN_TWIN,
        VISIBLE_TWIN,
        IFRAME,
        NEW_NOTICE,
    )
}


def find_drift(name: str) -> Drift:
    """Return a drift by its name; raise `ValueError` naming those that there are."""
    if name not in DRIFTS:
        raise ValueError(f"no such drift: {name!r}; there are {', '.join(sorted(DRIFTS))}")
    return DRIFTS[name]


def acting_on(dialect: str, names: Iterable[str]) -> tuple[Drift, ...]:
    """Return those of the named drifts that act on a dialect."""
    chosen = frozenset(names)
    return tuple(one for name, one in DRIFTS.items() if name in chosen and dialect in one.dialects)


class Drifts(set[str]):
    """Hold the names of the drifts that are on; to turn on what is none is a `ValueError`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__()
        self.update(names)

    def add(self, name: str) -> None:
        """Turn a drift on."""
        self.update([name])

    def update(self, *several: Iterable[str]) -> None:
        """Turn drifts on, all of them or none."""
        super().update([find_drift(name).name for names in several for name in names])

    def __ior__(self, names: AbstractSet[Any]) -> Drifts:  # type: ignore[override,misc]
        self.update(names)
        return self

    def change_to(self, names: Iterable[str]) -> None:
        """Turn these drifts on and all others off."""
        wanted = Drifts(names)
        self.intersection_update(wanted)
        self.update(wanted)
