"""The parts of a portal's profile: every word, pattern and rule that a page needs, as models.

Wording may have several accepted forms. What a whole portal is, and what its answers mean: `profile.py`. No
Playwright in this module.
"""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pages.terms import ApplicationStatus, Kind, Material, Meaning, Reason, RecordStatus


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


Words = Annotated[tuple[str, ...], BeforeValidator(_several), AfterValidator(_not_blank)]
"""Accepted wordings of one thing."""
Pattern = Annotated[str, AfterValidator(_one_group)]
"""A regular expression with one group."""


def exactly(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match one of the wordings whole, allowing the mark of a mandatory field before and a colon after.

    The pattern is read by JavaScript too, between slashes: a slash in a wording is escaped.
    """
    forms = "|".join(re.escape(word).replace("/", r"\/") for word in words)
    return re.compile(rf"^\s*[*＊]?\s*(?:{forms})\s*[:：]?\s*$")


def says(words: tuple[str, ...], text: str) -> bool:
    """Say whether the text contains one of the wordings."""
    return any(word in text for word in words)


class Part(BaseModel):
    """A table of a profile: nothing unknown in it, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Select(Part):
    """The ministry's page with its provinces."""

    landmark: Words
    provinces: dict[str, Words] = Field(default_factory=dict)


class SignIn(Part):
    """The sign-in page; `wrong_password` and `locked` are refusals after which the account rests."""

    landmark: Words
    account: Words
    password: Words
    captcha: Words
    captcha_image: Words
    submit: Words
    wrong_password: Words
    locked: Words
    captcha_wrong: Words


class Home(Part):
    """个人中心, the frame around the pages behind sign-in."""

    landmark: Words
    records: Words
    applications: Words
    notice: Words
    notice_close: Words


class Listing(Part):
    """A paged table."""

    landmark: Words
    table: Words
    columns: dict[str, Words]
    empty: Words
    loading: Words
    total_pattern: Pattern
    page_pattern: Pattern
    page_size: Words
    largest_page: Words
    following: Words


class Records(Listing):
    """备案列表."""

    keyword: Words
    search: Words
    cancel: Words
    statuses: dict[RecordStatus, Words]


class Applications(Listing):
    """我的申请."""

    statuses: dict[ApplicationStatus, Words]


class Dialog(Part):
    """The confirmation window in front of the form."""

    title: Words
    confirm: Words
    dismiss: Words
    sites_pattern: Pattern


class Form(Part):
    """注销备案申请: labels, options and the declaration."""

    landmark: Words
    unit: Words
    site: Words
    number: Words
    kind: Words
    kinds: dict[Kind, Words]
    reason: Words
    reasons: dict[Reason, Words]
    text: Words
    new_domain: Words
    wrong: Words
    right: Words
    materials: dict[Material, Words]
    choose_file: Words
    remove: Words
    size_pattern: Pattern | None = None
    declaration: Words
    submit: Words


class Receipt(Part):
    """The page after 提交. `serial_pattern` is read in the page's text; absent where the portal shows none."""

    landmark: Words
    serial_pattern: Pattern | None = None


class Messages(Part):
    """How the portal complains."""

    box_title: Words
    box_close: Words
    unavailable: Words
    throttled: Words
    forbidden: Words


class Answer(Part):
    """Codes and wordings after 提交 that share a meaning. What stands in no answer means UNKNOWN."""

    meaning: Meaning
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class FileRules(Part):
    """What the portal takes as an upload."""

    types: tuple[str, ...]
    max_bytes: int = Field(gt=0)
    max_name: int = Field(gt=0)


class Pace(Part):
    """How politely the portal is used."""

    seconds_between_acts: float = Field(ge=0)
    sittings_at_once: int = Field(gt=0)
