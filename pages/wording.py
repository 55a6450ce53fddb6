"""The parts of a portal's profile: every word, pattern and rule that a page needs, as models.

Wording may have several accepted forms. What a whole portal is, and what its answers mean: `profile.py`. No
Playwright in this module.
"""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from pages.fields import Confirm, Fill
from pages.parts import AnyWords, Part, Pattern, Words
from pages.requests import Named
from pages.steps import Steps
from pages.targets import Column, Frame, Landmark, Thing
from pages.terms import CASE_FIELDS, ApplicationStatus, Kind, Material, Reason, RecordStatus, SiteState


class Place(Part):
    """A page. `frame` is the iframe that it stands in; absent: the window itself.

    `within`: the part of it where everything of this page stands; words are the title of a window over the page.
    """

    frame: Frame | None = None
    within: Thing | None = None
    landmark: Landmark


class Select(Place):
    """The ministry's page with its provinces: links, or radios in a mask that `open` shows and `confirm` leaves.

    `steps`: how one gets from here to the sign-in, where it is another way.
    """

    provinces: dict[str, Words] = Field(default_factory=dict)
    open: Words | None = None
    confirm: Words | None = None
    steps: Steps = ()


class Notice(Part):
    """What may come over any page at any time, and how it is closed (absent: by the kit's own ×)."""

    there: Thing
    close: Thing | None = None


class SignIn(Place):
    """The sign-in page; `wrong_password` and `locked` are refusals after which the account rests.

    `steps`: what is done before the fields (a tab, a window); `after`: before the button (an agreement).
    """

    account: Thing
    password: Thing
    captcha: Thing
    captcha_image: Thing
    submit: Thing
    steps: Steps = ()
    after: Steps = ()
    wrong_password: Words
    locked: Words
    captcha_wrong: Words


class Home(Place):
    """个人中心, the frame around the pages behind sign-in; `cancel` is the way to a form that no row leads to.

    `close` closes the window that a form stands in, over the page. `to_records`, `to_applications`: the ways to both
    lists, from every page behind the sign-in, where they are no single link.
    """

    records: Words | None = None
    applications: Words | None = None
    notice: Words | None = None
    notice_close: Words | None = None
    cancel: Words | None = None
    close: Words | None = None
    to_records: Steps = ()
    to_applications: Steps = ()


class Listing(Place):
    """A paged list: a table by its name, or by its column heads as the kit draws it; or `rows`, a thing that repeats.

    Without `page_size` its pages have one size. Without `page_pattern` and `following` its pager is the kit's; without
    `total_pattern` it counts nothing, and is whole when its last page was read.
    """

    table: Words | None = None
    rows: Thing | None = None
    columns: dict[str, Column]
    empty: Words
    loading: Words
    total_pattern: Pattern | None = None
    page_pattern: Pattern | None = None
    page_size: Words | None = None
    largest_page: Words | None = None
    following: Words | None = None


class Records(Listing):
    """备案列表. `cancel` is the button in a row; `act` are the steps from a row to the form, by kind (`*`: any).

    `subject`: `by_sites` where the list shows sites alone, and a 注销主体 begins in the row of any of them.
    """

    keyword: Thing | None = None
    search: Thing | None = None
    cancel: Words | None = None
    act: dict[Kind | Literal["*"], Steps] = Field(default_factory=dict)
    subject: Literal["listed", "by_sites"] = "listed"
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

    kinds: dict[Kind, Words]
    materials: dict[Material, Words]
    choose_file: Words | None = None
    remove: Words | None = None
    size_pattern: Pattern | None = None
    extra_fields: dict[str, Extra] = Field(default_factory=dict)
    submit: Thing
    sends: Named | None = None
    also: tuple[Named, ...] = ()


class Form(AnyForm):
    """注销备案申请: labels, options and the declaration. `confirm` is what a native question after 提交 says."""

    unit: Words
    site: Words
    number: Words
    confirm: Words | None = None
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

    unit: Words
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


class FilledForm(AnyForm):
    """A form as a list of what is filled in, in the order in which a person does (docs/portals.md, The form).

    `fill` may be a table of named fields: a profile that extends it changes one by its name, adds others at the end.
    `unit`, `site`, `number`, `subject` (the number, with a 注销主体): where it says whose record it is (absent: it does
    not). `confirm`: what the portal asks after the button; saying yes is part of the one click. `reasons`: its
    words for them, where no field asks (`{reason}`). `leave`: out of an open form again.
    """

    unit: Thing | None = None
    site: Thing | None = None
    number: Thing | None = None
    subject: Thing | None = None
    fill: tuple[Fill, ...]
    reasons: dict[Reason, Words] = Field(default_factory=dict)
    confirm: Confirm | None = None
    leave: Steps = ()

    @model_validator(mode="before")
    @classmethod
    def _materials_by_field(cls, given: Any) -> Any:
        """Say of each material where it goes: the fields of files do, and nobody should have to say it twice."""
        if not isinstance(given, dict):
            return given
        fill = given.get("fill") or ()
        fill = list(fill.values()) if isinstance(fill, dict) else fill
        fields = [each for each in fill if isinstance(each, dict)]
        files = [each for each in fields if each.get("files")]
        places = {one: each.get("label") or str(one) for each in files for one in _listed(each["files"])}
        asked = [each.get("map") or {} for each in fields if each.get("value") == "reason.category"]
        reasons = {our: word for words in asked for our, word in words.items()}
        reasons = reasons or {reason.value: reason.value for reason in Reason}
        told = {"materials": given.get("materials") or places, "reasons": given.get("reasons") or reasons}
        return {**given, "fill": fill, **told}


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Receipt(Place):
    """What comes after 提交. `serial_pattern` is read in its text; absent: none is shown. `says`: a native window.

    `window`: the answer comes in a window of its own, which is closed again.
    """

    says: Words | None = None
    window: bool = False
    serial_pattern: Pattern | None = None


class Messages(Part):
    """How the portal complains. `code`: words that stand before a code in the middle of a text.

    `announcement`, `ignore`: what a window or a message may say that is none; `signed_out`: that the session is over.
    `success`: that what was asked was done.
    """

    code: Words | None = None
    announcement: AnyWords = ()
    ignore: AnyWords = ()
    signed_out: AnyWords = ()
    success: AnyWords = ()
    box_title: Words
    box_close: Words
    unavailable: Words
    throttled: Words
    forbidden: Words

    @property
    def no_complaint(self) -> tuple[str, ...]:
        """Return what may be said without being a complaint."""
        return (*self.announcement, *self.ignore, *self.success)


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
