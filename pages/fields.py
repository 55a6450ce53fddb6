"""The form as a list of fields, in the order in which a person fills it (docs/portals.md, The form).

No Playwright in this module.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from pages.parts import Part, Words
from pages.steps import Steps
from pages.targets import Target, Thing
from pages.terms import CASE_FIELDS, Kind, Material, Reason, SiteState

FieldType = Literal[
    "text", "textarea", "select", "path", "radio", "press", "checks", "switch", "date", "number", "files"
]
"""What a field is; left out, the kit says what it is."""
EXTRA = "extra."
"""Begins the name of a field that only some portal asks for: `[cases.extra]`, or a column 附加:NAME."""
FROM_CASE = (
    *CASE_FIELDS, "kind", "sites", "domain", "subject", "reason.category", "reason.new_domain", "reason.wrong",
    "reason.right", "licence.site", "licence.since", "licence.business", "licence.plan",
)  # fmt: skip
"""The fields of a case that may be filled in; `subject` is the number of the 主体 that its record belongs to."""


def _chosen(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


Chosen = Annotated[tuple[str, ...], BeforeValidator(_chosen), Field(min_length=1)]
"""What is chosen: one option; several are a path through levels, or several ticks."""
Several = Annotated[tuple[Any, ...], BeforeValidator(_chosen)]


class When(Part):
    """With which reasons, kinds or states of a licence's site a field is there."""

    reason: Annotated[tuple[Reason, ...], BeforeValidator(_chosen)] = ()
    kind: Annotated[tuple[Kind, ...], BeforeValidator(_chosen)] = ()
    state: Annotated[tuple[SiteState, ...], BeforeValidator(_chosen)] = ()

    def holds(self, kind: str, cause: str) -> bool:
        """Say whether it holds for a kind and its cause (the reason, or what became of a licence's site)."""
        return (not self.kind or kind in self.kind) and (
            not (self.reason or self.state) or cause in (*self.reason, *self.state)
        )


class Fill(Part):
    """One thing that is done in a form: a field is filled, files are handed in, or `step` leads on.

    `label`: its words; `at`: where it is, if words are not enough. `value`: a field of the case, or true for a
    tick; `text`: a fixed text. `map`: our word → the portal's. `keep`: filled in by the portal and left as it is.
    `files`: our materials that go here, `count` at most. `when`: with which reason or kind it is. `min`, `max`:
    characters. `named`: its name, where the fields are a table. `kept`: what stands out when a thing that was pressed
    is chosen. `remove`: what is pressed in a field of files, until nothing lies there, where the list is none of the
    kit's. `optional`: it may stay empty.
    """

    named: str = ""
    label: Words | None = None
    at: Thing | None = None
    value: str | Literal[True] | None = None
    text: str | None = None
    map: dict[str, Chosen] = Field(default_factory=dict)
    type: FieldType | None = None
    when: When = When()
    optional: bool = False
    min: int | None = Field(default=None, ge=0)
    max: int | None = Field(default=None, gt=0)
    keep: bool = False
    kept: Target | None = None
    step: Steps = ()
    remove: Steps = ()
    files: Annotated[tuple[Material, ...], BeforeValidator(_chosen)] = ()
    count: int = Field(default=1, gt=0)

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = {
            "value": self.value is not None, "text": self.text is not None, "keep": self.keep,
            "step": bool(self.step), "files": bool(self.files),
        }  # fmt: skip
        if sum(given.values()) != 1:
            named = ", ".join(key for key, there in given.items() if there) or "none"
            raise ValueError(f"needs exactly one of {', '.join(given)}, has {named}")
        if not self.step and self.label is None:
            raise ValueError("needs the label of its field")
        if isinstance(self.value, str) and self.value not in FROM_CASE and not self.extra:
            raise ValueError(
                f"{self.value!r} is no field of a case; there are {', '.join(FROM_CASE)}, and extra.NAME for what only "
                "this portal asks for"
            )
        return self

    @property
    def extra(self) -> str:
        """Return the name of what only this portal asks for; empty where the case has a field of its own."""
        return self.value.removeprefix(EXTRA) if isinstance(self.value, str) and self.value.startswith(EXTRA) else ""

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.label[0] if self.label else "step"

    def words_for(self, value: str) -> tuple[str, ...]:
        """Return what is entered or chosen for a value of the case; empty where the portal has no word for it."""
        if not self.map:
            return (value,) if value else ()
        return self.map.get(value, ())


class Confirm(Part):
    """What the portal asks after the button: a box in the page, or a native question; the answer is part of the click.

    `fill`: what must be typed into the box first, by label (`{number}`, `{bare_number}`, `{subject}` stand for the
    record's).
    """

    box: Words | None = None
    press: Words | None = None
    says: Words | None = None
    fill: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _box_or_question(self) -> Self:
        if bool(self.press) == bool(self.says):
            raise ValueError("needs either press (in a box of the page) or says (a native question)")
        return self
