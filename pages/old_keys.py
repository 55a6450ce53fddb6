"""Keys that profiles had once, each with the word that says the same now: a profile of before is refused with it."""

from collections.abc import Mapping
from typing import Any

from pages.errors import Problem

_ENTRY = 'its label stands in [form.fill], as in {name} = {{ label = "{word}" }}'
NEW_WORDS = {
    "select.open": 'a step: select.steps = ["…", …]',
    "select.confirm": 'a step: select.steps = ["…", …]',
    "home.records": 'home.to_records = "…", or a list of steps',
    "home.applications": 'home.to_applications = "…", or a list of steps',
    "home.notice": '[[notices]] with there = "…"',
    "home.notice_close": '[[notices]] with close = "…"',
    "home.cancel": '[records.act] "*" = "…"',
    "home.close": 'a step in front of the others: { click = "…", optional = true }',
    "records.table": "nothing: a list is found by the heads in records.columns",
    "records.page_size": "nothing: the pager is the kit's",
    "records.largest_page": "nothing: the pager is the kit's",
    "records.cancel": '[records.act] "*" = [{ click = "…", in_row = true }]',
    "records.columns.act": "nothing: records.act says what is pressed in a row",
    "applications.table": "nothing: a list is found by the heads in applications.columns",
    "applications.page_size": "nothing: the pager is the kit's",
    "applications.largest_page": "nothing: the pager is the kit's",
    "dialog.says": '[records.act] "*" = [{ click = "…", answer = "yes", says = "…" }]',
    "form.kind": _ENTRY.format(name="kind", word="…"),
    "form.reason": _ENTRY.format(name="reason", word="…"),
    "form.text": _ENTRY.format(name="text", word="…"),
    "form.new_domain": _ENTRY.format(name="new_domain", word="…"),
    "form.wrong": _ENTRY.format(name="wrong", word="…"),
    "form.right": _ENTRY.format(name="right", word="…"),
    "form.declaration": _ENTRY.format(name="declaration", word="…"),
    "form.materials": '[form.fill]: licence = { label = "…" }, or a new field, NAME = { label = "…", files = "…" }',
    "form.extra_fields": '[form.fill] NAME = { label = "…", value = "…" }, or text = "…"',
    "form.choose_file": "nothing: the kit says how a file is chosen",
    "form.remove": "nothing: the kit says how a file is removed; remove = […] of a field where it is none of the kit's",
    "form.size_pattern": "nothing: a file is seen by its name",
    "form.state": '[form.fill]: { label = "…", value = "licence.site" }',
    "form.states": 'the map of that field: { label = "…", value = "licence.site", map = { … } }',
    "form.since": '[form.fill]: { label = "…", value = "licence.since" }',
    "form.business": '[form.fill]: { label = "…", value = "licence.business" }',
    "form.plan": '[form.fill]: { label = "…", value = "licence.plan" }',
    "form.pledge": '[form.fill]: { label = "…", text = "…" }',
    "form.pledge_text": '[form.fill]: { step = { wait = { text = "…" } } }',
    "form.save": '[form.fill]: { step = "…" }',
    "form.saved": '[form.fill]: { step = { wait = { text = "…" } } }',
}
"""Dotted keys, and what to write instead."""


def old_keys(data: Mapping[str, Any]) -> list[Problem]:
    """Return the keys of before that a profile has, each with its cure; a key that it takes away is none."""
    found = []
    for key, cure in NEW_WORDS.items():
        value: Any = data
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value not in (None, []):
            found.append(Problem(f"key {key}", "", "is a key of before", f"write {cure}"))
    confirm = data.get("form", {}).get("confirm") if isinstance(data.get("form"), Mapping) else None
    if isinstance(confirm, str | list) and confirm:
        found.append(Problem("key form.confirm", "", "is a table now", 'write form.confirm = { says = "…" }'))
    return found
