"""Which steps of a profile would press what files: none may, only the driver does, after it wrote that down.

No Playwright in this module.
"""

from collections.abc import Iterable

from pages.matching import is_one_of
from pages.steps import Steps
from pages.targets import words_of
from pages.wording import Form


def pressing_what_files(form: Form, ways: Iterable[tuple[str, Steps]]) -> str:
    """Return what is wrong with a profile one of whose ways presses the button that files; empty where none does."""
    filing = [*words_of(form.submit)]
    if form.confirm:
        filing += form.confirm.press or ()
    inside = [(f"form.fill.{at}.step", each.step) for at, each in enumerate(form.fill)]
    for key, steps in [*ways, *inside, ("form.leave", form.leave)]:
        for step in steps:
            if pressed := [word for word in step.presses() if is_one_of(tuple(filing), word)]:
                return f"{key} presses {pressed[0]}, which files: only the driver does, after it wrote that down"
    return ""
