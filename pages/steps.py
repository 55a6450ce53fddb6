"""Steps: how one gets from one page to the next, as a profile says it (docs/portals.md, Steps).

A closed vocabulary: one act each, done in order, each waiting until its thing can be used. What may be clicked for good
is never a step: that is the driver's (`form.submit`, `form.confirm`). No Playwright in this module.
"""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from pages.parts import Part, Words
from pages.targets import Thing, words_of

ACTS = ("click", "hover", "choose", "fill", "check", "wait")
PLACEHOLDERS = ("province", "region", "account", "number", "bare_number", "subject", "kind", "reason", "site")
"""What may stand in braces in the words of a step."""


class StepTo(Part):
    """One act. `choose`: `option` in the field that it names; `fill`: `text` into it; `wait`: until it is there.

    `in_row`: in the record's row or card. `answer`: to the native question that this very act raises, with what it
    `says`. `window`: what opens becomes the page. `optional`: only if the thing is there now. `gone`: `wait` until the
    thing is no more.
    """

    click: Thing | None = None
    hover: Thing | None = None
    choose: Thing | None = None
    fill: Thing | None = None
    check: Thing | None = None
    wait: Thing | None = None
    option: Words | None = None
    text: str | None = None
    in_row: bool = False
    answer: Literal["yes", "no"] | None = None
    says: Words | None = None
    window: bool = False
    optional: bool = False
    gone: bool = False

    @model_validator(mode="after")
    def _one_act(self) -> Self:
        given = [act for act in ACTS if getattr(self, act) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of {', '.join(ACTS)}, has {', '.join(given) or 'none'}")
        needs = {"choose": ("option", self.option), "fill": ("text", self.text)}
        for act, (key, value) in needs.items():
            if (act in given) != (value is not None):
                raise ValueError(f"{act} goes with {key}")
        if self.gone and self.wait is None:
            raise ValueError("gone goes with wait")
        if (self.answer is None) != (self.says is None):
            raise ValueError("answer goes with says: what the question says")
        return self

    @property
    def act(self) -> str:
        """Return what is done."""
        return next(act for act in ACTS if getattr(self, act) is not None)

    @property
    def thing(self) -> Any:
        """Return what it is done to."""
        return getattr(self, self.act)

    def presses(self) -> tuple[str, ...]:
        """Return the words of what it presses; empty where it presses nothing."""
        return words_of(self.thing) if self.act in ("click", "check") else ()


def _several(value: Any) -> Any:
    found = value if isinstance(value, list | tuple) else [value]
    return tuple({"click": each} if isinstance(each, str) else each for each in found)


Steps = Annotated[tuple[StepTo, ...], BeforeValidator(_several)]
"""Acts in their order; a bare string presses."""
Ways = Annotated[tuple[StepTo, ...], BeforeValidator(_several), Field(min_length=1)]
"""Steps where there must be some."""


def bare_number(number: str) -> str:
    """Return the digits of a 备案号, without province, suffix of a site and everything else around them."""
    found = re.search(r"\d{6,}", number)
    return found[0] if found else number


def filled(text: str, names: dict[str, str]) -> str:
    """Return words with what stands in braces replaced; what is no placeholder is left as it is."""
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text
