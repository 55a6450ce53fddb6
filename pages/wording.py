"""The parts of a portal's profile: every word, pattern and rule that a page needs, as models.

Wording may have several accepted forms. What a whole portal is, and what its answers mean: `profile.py`. No
Playwright in this module.
"""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from pages.requests import Named
from pages.terms import CASE_FIELDS, ApplicationStatus, Kind, Material, Reason, RecordStatus, SiteState


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


class Place(Part):
    """A page. `frame` is the title of the iframe that it stands in; absent: the window itself."""

    frame: Words | None = None
    landmark: Words


class Select(Place):
    """The ministry's page with its provinces: links, or radios in a mask that `open` shows and `confirm` leaves."""

    provinces: dict[str, Words] = Field(default_factory=dict)
    open: Words | None = None
    confirm: Words | None = None


class SignIn(Place):
    """The sign-in page; `wrong_password` and `locked` are refusals after which the account rests."""

    account: Words
    password: Words
    captcha: Words
    captcha_image: Words
    submit: Words
    wrong_password: Words
    locked: Words
    captcha_wrong: Words


class Home(Place):
    """个人中心, the frame around the pages behind sign-in; `cancel` is the way to a form that no row leads to.

    `close` closes the window that a form stands in, over the page.
    """

    records: Words
    applications: Words
    notice: Words
    notice_close: Words
    cancel: Words | None = None
    close: Words | None = None


class Listing(Place):
    """A paged table; without `page_size` its pages have one size."""

    table: Words
    columns: dict[str, Words]
    empty: Words
    loading: Words
    total_pattern: Pattern
    page_pattern: Pattern
    page_size: Words | None = None
    largest_page: Words | None = None
    following: Words


class Records(Listing):
    """备案列表."""

    keyword: Words
    search: Words
    cancel: Words | None = None
    statuses: dict[RecordStatus, Words]


class Applications(Listing):
    """我的申请."""

    statuses: dict[ApplicationStatus, Words]


class Dialog(Part):
    """The confirmation window in front of the form. A native one has no title and no buttons, only what it `says`."""

    frame: Words | None = None
    title: Words | None = None
    confirm: Words | None = None
    dismiss: Words | None = None
    says: Words | None = None
    sites_pattern: Pattern | None = None


class Extra(Part):
    """What a portal asks for besides: a field of the case, or a fixed text."""

    field: str | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.field is None) == (self.text is None):
            raise ValueError("needs either field (of the case) or text (fixed)")
        if self.field is not None and self.field not in CASE_FIELDS:
            raise ValueError(f"{self.field!r} is no field of a case; there are {', '.join(CASE_FIELDS)}")
        return self


class AnyForm(Place):
    """What every form of a cancellation has: facts, uploads, fields of its own kind, and the one button.

    `sends`: the request that files, which leaves through the guard alone. `also`: requests that the click sends
    besides, each once.
    """

    unit: Words
    kinds: dict[Kind, Words]
    materials: dict[Material, Words]
    choose_file: Words | None = None
    remove: Words | None = None
    size_pattern: Pattern | None = None
    extra_fields: dict[str, Extra] = Field(default_factory=dict)
    submit: Words
    confirm: Words | None = None
    sends: Named | None = None
    also: tuple[Named, ...] = ()


class Form(AnyForm):
    """注销备案申请: labels, options and the declaration. `confirm` is what a native question after 提交 says."""

    site: Words
    number: Words
    kind: Words
    reason: Words
    reasons: dict[Reason, Words]
    text: Words
    new_domain: Words
    wrong: Words
    right: Words
    declaration: Words


class LicenceForm(AnyForm):
    """ICP证书注销申请 (DOMAIN §1.2): what is typed, the pledge, and 保存 in front of 提交.

    `pledge_text`: the sentences that may be pledged; another one on the page is a changed page, for a person to read.
    """

    site: Words
    number: Words
    state: Words
    states: dict[SiteState, Words]
    since: Words
    business: Words
    plan: Words
    pledge: Words
    pledge_text: Words
    save: Words
    saved: Words


class Receipt(Place):
    """The page after 提交. `serial_pattern` is read in its text (or a native window's); absent: none is shown."""

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

    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class FileRules(Part):
    """What the portal takes as an upload. `exact_case`: endings in lower case only."""

    types: tuple[str, ...]
    exact_case: bool = False
    max_bytes: int = Field(gt=0)
    max_name: int = Field(gt=0)
    max_count: int = Field(default=3, gt=0)


class Pace(Part):
    """How politely the portal is used. `hours` are the portal's own (Asia/Shanghai), like 08:00-22:00.

    `most_pages`: of a list that is longer no more is read, and nothing is concluded from it.
    """

    seconds_between_acts: float = Field(ge=0)
    sittings_at_once: int = Field(gt=0)
    looks_a_day: int = Field(default=12, gt=0)
    most_pages: int = Field(default=500, gt=0)
    hours: str = Field(default="00:00-24:00", pattern=r"^([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d$")
