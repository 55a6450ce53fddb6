"""What long work tells while it goes on: one callback type for every function of this room."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """One thing that is told: a step of an account's sitting (`step` is `done` at a case's end), or words for people.

    `account` and `case` are empty where it is about no single one; `words` are empty for a step; `warning` marks words
    that somebody should see to.
    """

    account: str = ""
    case: str = ""
    step: str = ""
    words: str = ""
    warning: bool = False


Tell = Callable[[Progress], None]


def nobody(_told: Progress) -> None:
    """Tell nobody."""


def warning(words: str) -> Progress:
    """Return words that somebody should see to."""
    return Progress(words=words, warning=True)


def note(words: str, *, case: str = "") -> Progress:
    """Return words that are good to know."""
    return Progress(words=words, case=case)
