"""The case: what an agency writes down about one cancellation, checked field by field.

Rules and their sources: numbers, 统一社会信用代码, 身份证 and mobile from DOMAIN §4, kinds from §1.3, reasons and
materials from §1.1. Messages say what would be right; they are for the people who keep the file.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc

from pages.readings import Entry
from pages.terms import (
    LICENCE_NUMBER,
    NUMBER,
    PROVINCES,
    SLIPS,
    Kind,
    Material,
    Reason,
    Role,
    SiteState,
    is_site_number,
    normalise_number,
)
from pages.wording import Extra
from portalbot.casefile.raw import Marks


def wrong(reason: str, cure: str, field: str = "", rule: str = "") -> PydanticCustomError:
    """Build an error that carries its cure, the advisor's rule, and the field where a rule spans several."""
    return PydanticCustomError("case", "{reason}", {"reason": reason, "cure": cure, "field": field, "rule": rule})


def _number(value: str) -> str:
    number = normalise_number(value)
    if NUMBER.match(number) or LICENCE_NUMBER.match(number):
        return number
    if number[:1] in SLIPS:
        right = SLIPS[number[0]] + number[1:]
        raise wrong(f"{value!r} begins with {number[0]}, which no number does", f"probably {right}", rule="number-form")
    cure = "write it like 粤ICP备12345678号 or 粤ICP备12345678号-1; a licence's like 粤B2-20090191 or 京ICP证030173号"
    raise wrong(f"{value!r} is no 备案号", cure, rule="number-form")


def _uscc(value: str) -> str:
    if not uscc.is_valid(value):
        raise wrong(
            f"{value!r} is no valid 统一社会信用代码 (18 characters with a check character)",
            "copy it anew",
            rule="person",
        )
    return str(uscc.compact(value))


def _mobile(value: str) -> str:
    if not re.fullmatch(r"1[3-9][0-9]{9}", value):
        raise wrong(f"{value!r} is no mobile number", "write 11 digits, beginning 13 to 19", rule="person")
    return value


def _last_six(value: str) -> str:
    if not re.fullmatch(r"[0-9]{5}[0-9X]", value.upper()):
        raise wrong(
            f"{value!r} are not the last six characters of an 身份证",
            "write 6 digits, the last may be X",
            rule="person",
        )
    return value.upper()


def _account_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", value) or "__" in value:
        raise wrong(f"{value!r} cannot name an account", "use a-z, 0-9 and single underscores")
    return value


def _province(value: str) -> str:
    if value not in PROVINCES:
        raise wrong(f"{value!r} is no province", f"one of {' '.join(PROVINCES)}")
    return value


def _domain(value: str) -> str:
    if value and not re.fullmatch(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", value):
        raise wrong(f"{value!r} is no domain", "write it like www.example.cn, in lower case, without http://")
    return value


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_NOT_IN_ID = r"\s/\\<>:\"|?*\uFE00-\uFE0F\U000E0100-\U000E01EF"
ID = rf"^[^{_NOT_IN_ID}.][^{_NOT_IN_ID}]{{0,63}}$"
"""An id is part of names of files; what only chooses a character's shape would make two ids that look alike."""
LATER = ("licence", "domain", "reason")
"""Fields that cases of earlier versions did not have: empty, they leave a digest as it was."""

Text = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_text)]
Number = Annotated[str, BeforeValidator(_text), AfterValidator(_number)]
LastSix = Annotated[str, BeforeValidator(_text), AfterValidator(_last_six)]
AccountName = Annotated[str, BeforeValidator(_text), AfterValidator(_account_name)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Account(_Part):
    """A sign-in at a portal. Its password never stands here: see `portalbot accounts`."""

    name: AccountName
    display: Text
    province: Annotated[str, AfterValidator(_province)]
    user_name: Text


class Client(_Part):
    """The 主办单位 whose filing ends."""

    name: Text
    uscc: Annotated[str, BeforeValidator(_text), AfterValidator(_uscc)]
    legal_person: Text
    legal_person_last_six: LastSix


class Responsible(_Part):
    """A person who answers for the filing and may have to verify by SMS."""

    role: Role
    name: Text
    mobile: Annotated[str, BeforeValidator(_text), AfterValidator(_mobile)]
    last_six: LastSix


def _somebody(value: tuple[Responsible, ...]) -> tuple[Responsible, ...]:
    if not value:
        raise wrong("nobody is responsible", "name at least the 主体负责人")
    return value


class Cause(_Part):
    """Why the filing ends: the category, the text, and what the category demands besides."""

    category: Reason
    text: Annotated[str, Field(min_length=10, max_length=200), BeforeValidator(_text)]
    new_domain: str = ""
    wrong: str = ""
    right: str = ""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.category is Reason.DOMAIN_CHANGED and not self.new_domain:
            raise wrong("域名变更 needs the new domain", "add new_domain (新域名)", "new_domain", "reason-fields")
        if self.category is Reason.WRONG_INFORMATION and not (self.wrong and self.right):
            raise wrong(
                "备案信息错误 needs what is wrong and what is right",
                "add wrong and right",
                "wrong/right",
                "reason-fields",
            )
        return self


class Licence(_Part):
    """What a 许可证 needs besides its number: what became of its site and since when, what ends, and the users."""

    site: SiteState
    since: date
    business: Text
    plan: Annotated[str, Field(min_length=10, max_length=200), BeforeValidator(_text)]


class Authority(_Part):
    """Who authorised the agency in writing, and when."""

    by: Text
    on: date


class Case(_Part):
    """One cancellation. `sites` is how many sites the client expects to end with a 注销主体.

    A 备案 has a `reason`, an ICP licence (许可证) has `licence` in its place. `domain`: does the site still answer?
    """

    id: Annotated[str, BeforeValidator(_text), Field(pattern=ID)]
    account: AccountName
    client: Client
    responsible: Annotated[tuple[Responsible, ...], AfterValidator(_somebody)]
    kind: Kind
    number: Number
    site_name: str = Field(default="", max_length=200)
    domain: Annotated[str, AfterValidator(_domain)] = ""
    sites: Annotated[int, Field(ge=1)] = 1
    reason: Annotated[Cause | None, Field(validate_default=True)] = None
    licence: Annotated[Licence | None, Field(validate_default=True)] = None
    materials: Mapping[Material, str]
    authorised: Authority

    @field_validator("reason")
    @classmethod
    def _reason_fits_kind(cls, reason: Cause | None, info: ValidationInfo) -> Cause | None:
        if reason is None and info.data.get("kind") is not Kind.LICENCE:
            raise wrong("is missing", "add it: category and text")
        if reason is not None and info.data.get("kind") is Kind.LICENCE:
            raise wrong("许可证 has no reason of a 备案", "remove it, or choose another kind")
        return reason

    @field_validator("licence")
    @classmethod
    def _licence_fits_kind(cls, licence: Licence | None, info: ValidationInfo) -> Licence | None:
        kind = info.data.get("kind")
        if licence is None and kind is Kind.LICENCE:
            raise wrong(
                "许可证 needs what became of its site",
                "add licence: site, since, business, plan",
                rule="licence-content",
            )
        if licence is not None and kind not in (None, Kind.LICENCE):
            raise wrong(f"{kind} has no licence", "remove it, or choose 许可证")
        return licence

    @model_validator(mode="after")
    def _kind_fits_number(self) -> Self:
        if self.kind is Kind.LICENCE and not LICENCE_NUMBER.match(self.number):
            cure = "write it like 粤B2-20090191 or 京ICP证030173号, or choose another kind"
            raise wrong(f"许可证 needs the number of a licence, not {self.number}", cure, "number", "kind-number")
        if self.kind is not Kind.LICENCE and not NUMBER.match(self.number):
            raise wrong(
                f"{self.kind} needs a 备案号, not {self.number}",
                "correct it, or choose 许可证",
                "number",
                "kind-number",
            )
        if self.kind is Kind.SUBJECT and is_site_number(self.number):
            cure = f"write {self.number.split('-')[0]}, or choose 注销网站"
            raise wrong(f"注销主体 needs the bare number, not {self.number}", cure, "number", "kind-number")
        if self.kind in (Kind.SITE, Kind.ACCESS) and not is_site_number(self.number):
            cure = f"write {self.number}-1 or the suffix of that site, or choose 注销主体"
            raise wrong(f"{self.kind} needs the number of a site", cure, "number", "kind-number")
        if self.kind is not Kind.SUBJECT and not self.site_name:
            raise wrong("the name of the site is missing", "write it as the portal shows it", "site_name")
        return self

    @property
    def cause(self) -> Reason | SiteState:
        """Return what decides the materials: the reason's category, or what became of a licence's site."""
        if self.licence:
            return self.licence.site
        if self.reason:
            return self.reason.category
        raise ValueError(f"case {self.id} has neither a reason nor a licence")

    def entry(self, extra: Mapping[str, Extra]) -> Entry:
        """Return what is to be entered at a portal that asks for some fields besides."""
        asked = {label: each.text if each.field is None else self.field(each.field) for label, each in extra.items()}
        entry = Entry(self.kind, self.number, self.site_name, extra={name: text or "" for name, text in asked.items()})
        if it := self.licence:
            return replace(entry, text=it.plan, state=it.site, since=it.since.isoformat(), business=it.business)
        if why := self.reason:
            told = replace(entry, text=why.text, reason=why.category, new_domain=why.new_domain)
            return replace(told, wrong=why.wrong, right=why.right)
        raise ValueError(f"case {self.id} has neither a reason nor a licence")

    def field(self, name: str) -> str:
        """Return a field by its dotted name (`pages.terms.CASE_FIELDS`), as it is typed into a form."""
        value: Any = self
        for part in name.split("."):
            value = getattr(value, part)
            value = value[0] if isinstance(value, tuple) else value
        return value.isoformat() if isinstance(value, date) else str(value)

    def digest(self, files: Mapping[Material, bytes]) -> str:
        """Return the hash of what an approval covers: every field, and the very bytes of the files."""
        fields = self.model_dump(mode="json")
        content = {
            "fields": {name: value for name, value in fields.items() if value or name not in LATER},
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


class CaseFile(_Part):
    """A whole file: its accounts and cases, and the folder that material paths are relative to.

    `notes`: what of the file was passed over. `marks`: by a case's id, what its row has that its values do not tell.
    """

    path: Path
    accounts: Mapping[str, Account]
    cases: tuple[Case, ...]
    notes: tuple[str, ...] = ()
    marks: Mapping[str, Marks] = Field(default_factory=dict)

    def material(self, case: Case, material: Material) -> Path:
        """Return the path of one of a case's files."""
        return self.path.parent / case.materials[material]

    def files(self, case: Case) -> dict[Material, tuple[str, bytes]]:
        """Read a case's files: material → (name, bytes). Raises OSError."""
        return {each: (path.name, path.read_bytes()) for each in case.materials for path in [self.material(case, each)]}
