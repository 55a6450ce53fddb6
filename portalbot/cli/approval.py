"""A person's yes to what cannot be undone: at the terminal, or by --yes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from portalbot.work.errors import NotDone

if TYPE_CHECKING:
    from portalbot.cases.casefile import Case


def ask_approval(cases: "Sequence[Case]", left_out: Sequence[str] = (), *, yes: bool, seconds: float) -> str:
    """Have a person approve some cases, unless told that it is; returns the text that was approved.

    `left_out`: lines about what is not filed and stands in the file. Raises NotDone.
    """
    from pages.errors import NoAnswer
    from portalbot.cli import show
    from portalbot.cli.run import say
    from portalbot.machine.people import People
    from portalbot.work.plan import to_be_approved

    text = to_be_approved(cases, left_out)
    if cases and not yes:
        if not show.on_terminal():
            raise NotDone(f"{text}\nThere is no terminal to ask at", "give --yes to approve this plan.")
        try:
            agreed = People(present=True, seconds=seconds, say=say).approve(text)
        except NoAnswer as silence:
            raise NotDone(str(silence), "nothing was filed") from silence
        if not agreed:
            raise NotDone("not approved", "nothing was filed")
    return text
