"""The portal as a value: everything particular to one portal, read from a TOML file (by `catalogue.py`).

A profile names what stands on the pages, how one gets from one to the next, what is filled in, and what the portal's
answers mean; the page classes know acts, and kits how such a thing is drawn. Wording may have several accepted forms: a
string or a list of strings. Fields named `pattern` are regular expressions. No Playwright in this module.
"""

import codecs
import hashlib
import re
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, field_validator, model_validator

from pages.errors import PortalError, Problem, ProfileError, Refused, SignedOut, Throttled, Unavailable
from pages.kits import AUTO, known
from pages.matching import is_one_of, says
from pages.only_the_driver import pressing_what_files
from pages.opinions import rejection_of
from pages.origins import LOOPBACK, checked_address, origin_of
from pages.parts import Part, Words
from pages.terms import (
    PROVINCES,
    ApplicationStatus,
    Kind,
    Material,
    Meaning,
    Reason,
    RecordStatus,
    Rejection,
    SiteState,
)
from pages.verifying import Verification
from pages.wording import (
    Answer,
    Applications,
    Dialog,
    FileRules,
    Form,
    Home,
    Messages,
    Notice,
    Pace,
    Receipt,
    Records,
    Select,
    SignIn,
)

Captcha = Literal["none", "image", "slider", "click"]
Cause = Reason | SiteState
ByCause = dict[Literal["always"] | Cause, tuple[Material, ...]]
"""Materials by what decides them: the reason, or what became of a licence's site."""


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise ValueError(f"{name!r} is no character set that is known here") from error


class Accepted(Part):
    """Who accepted something that is not safe, and when."""

    by: Annotated[str, Field(min_length=1)]
    on: date


class Portal(Part):
    """One portal. `address` is absent in shipped profiles; `practice` ones run only against loopback.

    `dialect`: the shipped base that it comes from, for people. `province`: whose filings it takes (absent: any).
    `entrance`: the path below the address where the journey begins. `origins`: besides the address's own, where its
    pages may lead; where given, it may be used at these alone.
    `review_days`: working days that a review takes at most. `form_opens_without_effect`: somebody has made sure
    that opening the form changes nothing. `record_vanishes`: a cancelled record leaves the list instead of reading
    已注销. `ends_as`: how a record reads when an approved application of a kind was carried out (absent: cancelled).
    `resubmit_days`: working days after a rejection in which a corrected application is taken (absent: at any time).
    `kit`: what its pages are drawn with (`auto`: asked of the page, part by part). `notices`: what may come over
    any page. `materials`: what is demanded, by cause; `optional`: what may be handed in besides. A material of the
    form that stands in neither may always be handed in.
    """

    name: str
    dialect: str
    practice: bool = False
    province: str | None = None
    address: str | None = None
    entrance: str = ""
    origins: tuple[str, ...] = ()
    kit: str = AUTO
    charset: Annotated[str, AfterValidator(_codec)] = "utf-8"
    captcha: Captcha = "image"
    list_lag: timedelta
    review_days: Annotated[int, Field(gt=0)] = 20
    form_opens_without_effect: bool = False
    record_vanishes: bool = False
    ends_as: dict[Kind, Literal[RecordStatus.NORMAL, RecordStatus.CANCELLED]] = Field(default_factory=dict)
    resubmit_days: Annotated[int, Field(gt=0)] | None = None
    select: Select
    sign_in: SignIn
    home: Home
    records: Records
    dialog: Dialog
    form: Form
    receipt: Receipt
    applications: Applications
    messages: Messages
    notices: tuple[Notice, ...] = ()
    answers: dict[Meaning, Answer]
    materials: ByCause
    optional: ByCause = Field(default_factory=dict)
    files: FileRules
    pace: Pace
    verification: Verification | None = None
    plain_http: Accepted | None = None
    rejections: dict[Rejection, Words] = Field(default_factory=dict)

    @field_validator("province")
    @classmethod
    def _known_province(cls, name: str | None) -> str | None:
        if name is not None and name not in PROVINCES:
            raise ValueError(f"{name!r} is no province; there are {' '.join(PROVINCES)}")
        return name

    @field_validator("kit")
    @classmethod
    def _known_kit(cls, name: str) -> str:
        if name != AUTO and name not in known():
            raise ValueError(f"{name!r} is no kit that is known here; there are {AUTO}, {', '.join(known())}")
        return name

    @field_validator("origins")
    @classmethod
    def _origins(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(origin_of(checked_address(one)) for one in given)

    @field_validator("address")
    @classmethod
    def _address(cls, given: str | None) -> str | None:
        return given and checked_address(given)

    @model_validator(mode="after")
    def _address_is_allowed(self) -> Self:
        if self.address and self.origins and self.origin not in self.origins:
            raise ValueError(f"address {self.address} lies outside the allowed origins {', '.join(self.origins)}")
        ministry = self.verification.page if self.verification and self.verification.elsewhere else None
        for address in filter(None, (self.address, ministry)):
            if self.practice and urlsplit(address).hostname not in LOOPBACK:
                what = f"the profile {self.name!r} describes the practice portal only"
                raise ValueError(f"{what} and may not be used at {address}")
            if not self.encrypted(origin_of(address)):
                cure = 'give an https address, or accept it: plain_http = { by = "NAME", on = 2026-03-02 }'
                raise ValueError(f"{address} is not encrypted, and a password would go there; {cure}")
        return self

    @model_validator(mode="after")
    def _materials_have_a_label(self) -> Self:
        asked = [each for table in (self.materials, self.optional) for these in table.values() for each in these]
        if lost := [each for each in dict.fromkeys(asked) if each not in self.form.materials]:
            cure = "give it a field: [form.fill] NAME = { label = …, files = … }, or take it out of [materials]"
            raise ValueError(f"{'、'.join(lost)} is asked for, and the form has no label for it; {cure}")
        return self

    @model_validator(mode="after")
    def _only_the_driver_files(self) -> Self:
        ways = {
            "select.steps": self.select.steps,
            "sign_in.steps": self.sign_in.steps,
            "sign_in.after": self.sign_in.after,
            "home.to_records": self.home.to_records,
            "home.to_applications": self.home.to_applications,
            **{f"records.act.{kind}": steps for kind, steps in self.records.act.items()},
        }
        if wrong := pressing_what_files(self.form, ways.items()):
            raise ValueError(wrong)
        return self

    @cached_property
    def origin(self) -> str:
        """Return scheme://host:port of the address; empty where there is none."""
        return origin_of(self.address) if self.address else ""

    def encrypted(self, origin: str) -> bool:
        """Say whether what goes to an origin is encrypted, stays on this machine, or was accepted as `plain_http`."""
        parts = urlsplit(origin)
        return parts.scheme == "https" or parts.hostname in LOOPBACK or self.plain_http is not None

    @cached_property
    def start(self) -> str:
        """Return the address where the journey begins."""
        return f"{(self.address or '').rstrip('/')}/{self.entrance}"

    @cached_property
    def allowed_origins(self) -> tuple[str, ...]:
        """Return every origin that its pages may be loaded from, that of the SMS check among them."""
        check = self.verification
        ministry = [origin_of(check.page)] if check and check.elsewhere else []
        return tuple(dict.fromkeys((self.origin, *self.origins, *ministry)))

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the resolved profile, kept with each attempt."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def serves(self, province: str, kind: Kind) -> bool:
        """Say whether filings of a kind in a province are made here."""
        return self.province in (None, province) and kind in self.form.kinds

    def at(self, address: str) -> Self:
        """Return this portal at an address. Raises ProfileError for one that is none, not allowed, or not loopback."""
        try:
            checked = checked_address(address)
            return type(self).model_validate({**self.model_dump(), "address": checked})
        except ValueError as error:
            reason = error.errors()[0]["msg"] if hasattr(error, "errors") else str(error)
            loopback = self.practice and "practice" in reason
            cure = "write a profile for this portal" if loopback else "give something like http://127.0.0.1:8800"
            place = "--portal-url"
            raise ProfileError(self.name, [Problem(place, "", reason.removeprefix("Value error, "), cure)]) from error

    def meaning_of(self, text: str) -> Meaning | None:
        """Return what an answer to 提交 means, by code (at its beginning, in brackets, or named as one) or wording.

        None where the profile does not know it, and where code and wording disagree: `20 …` may be a count.
        """
        codes = set(re.findall(r"(?:^|[\[【(（])\s*(\d{2,5})(?=\s*[\]】)）:：\s])", text))
        if self.messages.code:
            named = "|".join(map(re.escape, self.messages.code))
            codes |= set(re.findall(rf"(?:{named})\s*[:：]?\s*(\d{{2,5}})(?!\d)", text, re.IGNORECASE))
        found = {meaning for meaning, each in self.answers.items() if codes & set(each.codes) or says(each.words, text)}
        return found.pop() if len(found) == 1 else None

    def complaint(self, words: str, step: str) -> PortalError:
        """Return the error that a complaint of the portal is, by its words."""
        if says(self.messages.signed_out, words):
            return SignedOut("the portal asks for a sign-in", words=words, step=step)
        if says(self.messages.forbidden, words):
            return Throttled("the portal shuts us out", words=words, step=step)
        if says(self.messages.throttled, words):
            return Throttled("the portal asks for patience", words=words, step=step)
        if says(self.messages.unavailable, words):
            return Unavailable("the portal is out of order", words=words, step=step)
        return Refused("the portal says no", words=words, step=step)

    def record_status(self, raw: str) -> RecordStatus | None:
        """Map a record's raw status word; None for an unknown one."""
        return next((status for status, words in self.records.statuses.items() if is_one_of(words, raw)), None)

    def application_status(self, raw: str) -> ApplicationStatus | None:
        """Map an application's raw status word; None for an unknown one."""
        return next((status for status, words in self.applications.statuses.items() if is_one_of(words, raw)), None)

    def rejection_of(self, opinion: str) -> Rejection:
        """Return what a rejection is about, by the office's opinion; `opinions.py` says which words go first."""
        return rejection_of(self.rejections, opinion)

    def materials_for(self, cause: Cause) -> tuple[Material, ...]:
        """Return the materials that the portal demands for a reason, or for what became of a licence's site."""
        return self.materials.get("always", ()) + self.materials.get(cause, ())

    def causes_of(self, material: Material) -> tuple[Cause, ...] | None:
        """Return the causes with which the form has a place for a material; None: with every cause.

        Empty for a material that the form does not know.
        """
        if material not in self.form.materials:
            return ()
        tables = [*self.materials.items(), *self.optional.items()]
        named = tuple(dict.fromkeys(cause for cause, these in tables if material in these))
        causes = tuple(cause for cause in named if cause != "always")
        return causes if named and len(causes) == len(named) else None

    def cannot_take(self, text: str) -> str:
        """Return the characters of a text that the portal's character set has not: it would post entities instead."""
        return "".join(dict.fromkeys(sign for sign in text if not _encodes(sign, self.charset)))


def _encodes(sign: str, charset: str) -> bool:
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
