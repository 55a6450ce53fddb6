"""Which steps of a profile would press what files: none may, only the driver does, after it wrote that down.

No Playwright in this module.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pages.matching import is_one_of
from pages.steps import Steps
from pages.targets import words_of

if TYPE_CHECKING:
    from pages.profile import Portal


def pressing_what_files(portal: "Portal") -> str:
    """Return what is wrong with a profile whose steps press the button that files; empty where none does."""
    filing = [*words_of(portal.form.submit)]
    if portal.form.confirm:
        filing += portal.form.confirm.press or ()
    for key, steps in _ways(portal):
        for step in steps:
            if pressed := [word for word in step.presses() if is_one_of(tuple(filing), word)]:
                return f"{key} presses {pressed[0]}, which files: only the driver does, after it wrote that down"
    return ""


def _ways(portal: "Portal") -> Iterator[tuple[str, Steps]]:
    yield "select.steps", portal.select.steps
    yield "sign_in.steps", portal.sign_in.steps
    yield "sign_in.after", portal.sign_in.after
    yield "home.to_records", portal.home.to_records
    yield "home.to_applications", portal.home.to_applications
    yield from ((f"records.act.{kind}", steps) for kind, steps in portal.records.act.items())
    yield from ((f"form.fill.{i}.step", each.step) for i, each in enumerate(portal.form.fill))
    yield "form.leave", portal.form.leave
