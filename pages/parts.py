"""What every table of a profile is made of: a frozen part, wordings, patterns. No Playwright in this module."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


def _not_blank(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words or any(not word.strip() for word in words):
        raise ValueError("needs at least one wording, none of them blank")
    return words


def _one_group(text: str) -> str:
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise ValueError(f"does not compile as a regular expression: {error}") from error
    if pattern.groups != 1:
        raise ValueError(f"needs exactly one group (…) around what is to be read, has {pattern.groups}")
    return text


Words = Annotated[
    tuple[str, ...],
    BeforeValidator(_several),
    AfterValidator(_not_blank),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
"""Accepted wordings of one thing."""
AnyWords = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""Wordings, or none."""
Pattern = Annotated[str, AfterValidator(_one_group)]
"""A regular expression with one group."""


class Part(BaseModel):
    """A table of a profile: nothing unknown in it, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
