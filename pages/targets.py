"""How a profile names a thing on a page: by its words, or by a table that says more (docs/portals.md, Targets).

Words mean what their place demands: a landmark is a heading, what is pressed is whatever can be pressed and carries
them, a field is what a person would fill in beside them. A table says it itself; all its keys must hold. No Playwright
in this module.
"""

from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from pages.parts import Part, Words

_WAYS = ("role", "text", "label", "placeholder", "beside", "after", "field", "css")


class FrameNamed(Part):
    """An iframe, by its title, its HTML name or its address (path); `*` stands for anything."""

    title: Words | None = None
    name: Words | None = None
    address: Words | None = None

    @model_validator(mode="after")
    def _by_one(self) -> Self:
        if len(given := [self.title, self.name, self.address]) - given.count(None) != 1:
            raise ValueError("name a frame by one of title, name, address")
        return self


def _form_of_frame(value: Any) -> str:
    if isinstance(value, dict | FrameNamed):
        return "frame"
    nested = isinstance(value, list | tuple) and any(isinstance(each, dict | FrameNamed) for each in value)
    return "nested" if nested else "title"


Frame = Annotated[
    Annotated[Words, Tag("title")]
    | Annotated[FrameNamed, Tag("frame")]
    | Annotated[tuple[FrameNamed, ...], Tag("nested")],
    Discriminator(_form_of_frame),
]
"""The iframe that a part stands in; plain words are its title. Several tables: one within the other, from outside."""


def frame_title(frame: tuple[str, ...] | FrameNamed | tuple[FrameNamed, ...] | None) -> tuple[str, ...]:
    """Return the titles by which the innermost frame is known; empty where it has none, or there is no frame."""
    if isinstance(frame, FrameNamed):
        return frame.title or ()
    return tuple(each for each in frame or () if isinstance(each, str))


class Target(Part):
    """A thing by what a person sees of it.

    `role` (with `name`), `text`, `label`, `placeholder`: as they stand there. `beside`: the field, or the fact, that
    stands with these words; `after`: the one that follows them. `field`: its HTML name. `css`: the last resort.
    `within`: only inside that thing; `frame`: only in that iframe; `nth`: which of several, from 1; `attribute`: is
    read instead of the text.
    """

    role: str | None = None
    name: Words | None = None
    text: Words | None = None
    label: Words | None = None
    placeholder: Words | None = None
    beside: Words | None = None
    after: Words | None = None
    field: str | None = None
    css: str | None = None
    within: "Thing | None" = None
    frame: Frame | None = None
    nth: Annotated[int, Field(ge=1)] | None = None
    attribute: str | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.name and not self.role:
            raise ValueError('a name goes with a role, as in { role = "button", name = "…" }')
        if not any(getattr(self, way) for way in _WAYS):
            raise ValueError(f"names nothing: give one of {', '.join(_WAYS)}")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words that a person would look for; empty where only the HTML is named."""
        named = self.name or self.text or self.label or self.placeholder or self.beside or self.after
        return named or tuple(filter(None, (self.field, self.css, self.role)))


def _form(value: Any) -> str:
    return "target" if isinstance(value, dict | Target) else "words"


Thing = Annotated[Annotated[Words, Tag("words")] | Annotated[Target, Tag("target")], Discriminator(_form)]
"""Something on a page: accepted wordings, or a table."""
Target.model_rebuild()


def words_of(thing: "tuple[str, ...] | Target | None") -> tuple[str, ...]:
    """Return the words that a person would look for; empty for nothing."""
    return thing.words if isinstance(thing, Target) else tuple(thing or ())


class ColumnRead(Part):
    """What a column says beyond the text of its cell, and where.

    `head`: the head of the column (absent: none is of this name). `tooltip`: what shows while the cell is pointed at;
    `unfold`: what shows when the row is unfolded; `opens`: what is pressed in the row, and then `read`; `attribute`: of
    the cell or something in it. Such things are asked for only where they are needed.
    """

    head: Words | None = None
    tooltip: bool = False
    unfold: bool = False
    opens: Thing | None = None
    read: Thing | None = None
    attribute: str | None = None

    @model_validator(mode="after")
    def _says_how(self) -> Self:
        if self.opens is not None and self.read is None:
            raise ValueError("opens goes with read: what is read there")
        if not (self.head or self.unfold or self.opens):
            raise ValueError("needs the head of its column, unfold or opens")
        return self


def _form_of_column(value: Any) -> str:
    if isinstance(value, dict):
        return "cell" if set(value) & {"head", "tooltip", "unfold", "opens"} else "target"
    return "cell" if isinstance(value, ColumnRead) else _form(value)


Column = Annotated[
    Annotated[Words, Tag("words")] | Annotated[Target, Tag("target")] | Annotated[ColumnRead, Tag("cell")],
    Discriminator(_form_of_column),
]
"""A column: the words of its head; in a card, or where a cell says more, a table."""


def _form_of_landmark(value: Any) -> str:
    several = isinstance(value, list | tuple) and any(isinstance(each, dict | Target) for each in value)
    return "all" if several else _form(value)


Landmark = Annotated[
    Annotated[Words, Tag("words")] | Annotated[Target, Tag("target")] | Annotated[tuple[Target, ...], Tag("all")],
    Discriminator(_form_of_landmark),
]
"""How a page is known: the words of its heading, a table, or several that must all be there."""


def all_of(landmark: "tuple[str, ...] | Target | tuple[Target, ...]") -> "tuple[tuple[str, ...] | Target, ...]":
    """Return the things by which a page is known."""
    if isinstance(landmark, Target):
        return (landmark,)
    several = tuple(each for each in landmark if isinstance(each, Target))
    return several or (tuple(each for each in landmark if isinstance(each, str)),)


def landmark_words(landmark: tuple[str, ...] | Target | tuple[Target, ...]) -> tuple[str, ...]:
    """Return the words by which a page is known."""
    return words_of(all_of(landmark)[0])
