"""The parts of a portal's profile: every word, pattern and rule that a page needs, as models.

Wording may have several accepted forms. What a whole portal is, and what its answers mean: `profile.py`. No
Playwright in this module.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from pages.fields import Confirm, Fill
from pages.parts import AnyWords, Part, Pattern, Words
from pages.requests import Named
from pages.steps import Steps, Ways
from pages.targets import Column, Frame, Landmark, Thing
from pages.terms import ApplicationStatus, Kind, Material, Reason, RecordStatus


class Place(Part):
    """A page. `frame` is the iframe that it stands in; absent: the window itself.

    `within`: the part of it where everything of this page stands; words are the title of a window over the page.
    """

    frame: Frame | None = None
    within: Thing | None = None
    landmark: Landmark


class Select(Place):
    """Where the journey begins: the ministry's page with its provinces, or the sign-in itself.

    `steps`: how one gets from here to the sign-in; none where it stands here. `provinces`: what one of them is called
    on this page, where that is not its name.
    """

    provinces: dict[str, Words] = Field(default_factory=dict)
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
    """个人中心, the frame around the pages behind sign-in: the ways to both lists, from every one of these pages."""

    to_records: Ways
    to_applications: Ways


class Listing(Place):
    """A paged list: a table by its column heads, as the kit draws it; or `rows`, a thing that repeats.

    Its pager is the kit's. Where no kit drew it: `following` leads on, `page_pattern` reads at which page it stands.
    Without `total_pattern` it counts nothing, and is whole when its last page was read.
    """

    rows: Thing | None = None
    columns: dict[str, Column]
    empty: Words
    loading: Words
    total_pattern: Pattern | None = None
    page_pattern: Pattern | None = None
    following: Words | None = None


class Records(Listing):
    """备案列表. `act` are the steps from a row to the form, by kind (`*`: any).

    `subject`: `by_sites` where the list shows sites alone, and a 注销主体 begins in the row of any of them.
    """

    keyword: Thing | None = None
    search: Thing | None = None
    act: Annotated[dict[Kind | Literal["*"], Ways], Field(min_length=1)]
    subject: Literal["listed", "by_sites"] = "listed"
    statuses: dict[RecordStatus, Words]


class Applications(Listing):
    """我的申请."""

    statuses: dict[ApplicationStatus, Words]


class Dialog(Part):
    """The confirmation window in front of the form, by its title; without one the steps lead to the form itself.

    `sites_pattern` is read in it, or in the native question on the way.
    """

    frame: Words | None = None
    title: Words | None = None
    confirm: Words | None = None
    dismiss: Words | None = None
    sites_pattern: Pattern | None = None

    @model_validator(mode="after")
    def _has_both_answers(self) -> Self:
        if self.title and not (self.confirm and self.dismiss):
            raise ValueError("a window with a title needs confirm and dismiss: what leads on, and what does not")
        return self


class Form(Place):
    """A form as a list of what is filled in, in the order in which a person does (docs/portals.md, The form).

    `fill` may be a table of named fields: a profile that extends it changes one by its name, adds others at the end.
    `unit`, `site`, `number`, `subject` (the number, with a 注销主体): where it says whose record it is (absent: it does
    not). `confirm`: what the portal asks after the button; saying yes is part of the one click. `reasons`: its
    words for them, where no field asks (`{reason}`). `leave`: out of an open form again. `sends`: the request that
    files, which leaves through the guard alone. `also`: requests that the click sends besides, each once.
    """

    kinds: dict[Kind, Words]
    unit: Thing | None = None
    site: Thing | None = None
    number: Thing | None = None
    subject: Thing | None = None
    fill: tuple[Fill, ...]
    reasons: dict[Reason, Words] = Field(default_factory=dict)
    materials: dict[Material, Words]
    submit: Thing
    sends: Named | None = None
    also: tuple[Named, ...] = ()
    confirm: Confirm | None = None
    leave: Steps = ()

    @model_validator(mode="before")
    @classmethod
    def _materials_by_field(cls, given: Any) -> Any:
        """Say of each material where it goes: the fields of files do, and nobody should have to say it twice."""
        if not isinstance(given, dict):
            return given
        fill = given.get("fill") or ()
        if isinstance(fill, dict):
            fill = [{**each, "named": name} if isinstance(each, dict) else each for name, each in fill.items()]
        fields = [each.model_dump() if isinstance(each, Fill) else each for each in fill]
        fields = [each for each in fields if isinstance(each, dict)]
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
