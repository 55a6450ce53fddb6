"""The case: what an agency writes down about one cancellation, and what its fields mean together.

Rules and their sources: kinds from DOMAIN §1.3, reasons and materials from §1.1; each field by itself: `fields.py`.
Messages say what would be right; they are for the people who keep the file.
"""

import hashlib
import json
from collections.abc import Mapping
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

from pages.domains import same
from pages.fields import EXTRA, FROM_CASE
from pages.readings import Entry
from pages.terms import Kind, Material, Reason, Role, SiteState, subject_of
from portalbot.cases.casefile.fields import (
    AccountName,
    Domain,
    LastSix,
    Lines,
    Mobile,
    Number,
    Province,
    Text,
    Uscc,
    as_text,
    wrong,
)
from portalbot.cases.casefile.kinds import why_not
from portalbot.cases.casefile.raw import Marks

_NOT_IN_ID = r"\s/\\<>:\"|?*\uFE00-\uFE0F\U000E0100-\U000E01EF"
ID = rf"^[^{_NOT_IN_ID}.][^{_NOT_IN_ID}]{{0,63}}$"
"""An id is part of names of files; what only chooses a character's shape would make two ids that look alike."""
LATER = ("licence", "domain", "reason", "extra")
"""Fields that cases of earlier versions did not have: empty, they leave a digest as it was."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Account(_Part):
    """A sign-in at a portal. Its password never stands here: see `portalbot accounts`."""

    name: AccountName
    display: Text
    province: Province
    user_name: Text


class Client(_Part):
    """The 主办单位 whose filing ends."""

    name: Text
    uscc: Uscc
    legal_person: Text
    legal_person_last_six: LastSix


class Responsible(_Part):
    """A person who answers for the filing and may have to verify by SMS."""

    role: Role
    name: Text
    mobile: Mobile
    last_six: LastSix


def _somebody(value: tuple[Responsible, ...]) -> tuple[Responsible, ...]:
    if not value:
        raise wrong("nobody is responsible", "name at least the 主体负责人")
    return value


class Cause(_Part):
    """Why the filing ends: the category, the text, and what the category demands besides."""

    category: Reason
    text: Lines
    new_domain: Domain = ""
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
    plan: Lines


class Authority(_Part):
    """Who authorised the agency in writing, and when."""

    by: Text
    on: date


class Case(_Part):
    """One cancellation. `sites` is how many sites the client expects to end with a 注销主体.

    A 备案 has a `reason`, an ICP licence (许可证) has `licence` in its place. `domain`: does the site still answer?
    `extra`: what only some portal asks for, by the name that its profile gives it.
    """

    id: Annotated[str, BeforeValidator(as_text), Field(pattern=ID)]
    account: AccountName
    client: Client
    responsible: Annotated[tuple[Responsible, ...], AfterValidator(_somebody)]
    kind: Kind
    number: Number
    site_name: str = Field(default="", max_length=200)
    domain: Domain = ""
    sites: Annotated[int, Field(ge=1)] = 1
    reason: Annotated[Cause | None, Field(validate_default=True)] = None
    licence: Annotated[Licence | None, Field(validate_default=True)] = None
    materials: Mapping[Material, str]
    authorised: Authority
    extra: Mapping[str, Annotated[str, BeforeValidator(as_text)]] = Field(default_factory=dict)

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
        if said := why_not(self.kind, self.number):
            raise wrong(*said, "number", "kind-number")
        if self.kind is not Kind.SUBJECT and not self.site_name:
            raise wrong("the name of the site is missing", "write it as the portal shows it", "site_name")
        return self

    @model_validator(mode="after")
    def _new_domain_is_another(self) -> Self:
        if self.domain and self.reason and self.reason.new_domain and same(self.domain, self.reason.new_domain):
            reason = f"{self.reason.new_domain!r} is the domain that the site has now"
            raise wrong(reason, "write the new one, or correct the old", "reason.new_domain", "domain-form")
        return self

    @property
    def cause(self) -> Reason | SiteState:
        """Return what decides the materials: the reason's category, or what became of a licence's site."""
        if self.licence:
            return self.licence.site
        if self.reason:
            return self.reason.category
        raise ValueError(f"case {self.id} has neither a reason nor a licence")

    def entry(self) -> Entry:
        """Return what is to be entered at its portal."""
        return Entry(self.kind, self.number, self.cause, self.values())

    def values(self) -> dict[str, str]:
        """Return every field that a profile may fill in, by its dotted name (`pages.fields.FROM_CASE`)."""
        found = {name: self.field(name) for name in FROM_CASE if name not in ("subject", "domain")}
        named = {f"{EXTRA}{name}": text for name, text in self.extra.items()}
        return {**found, "subject": subject_of(self.number), "domain": self.domain or "", **named}

    def field(self, name: str) -> str:
        """Return a field by its dotted name (`pages.terms.CASE_FIELDS`), as it is typed into a form."""
        value: Any = self
        for part in name.split("."):
            value = getattr(value, part, "")
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
