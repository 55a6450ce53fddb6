"""The case: what an agency writes down about one cancellation, checked field by field.

Rules and their sources: numbers, 统一社会信用代码, 身份证 and mobile from DOMAIN §4, kinds from §1.3, reasons and
materials from §1.1. Messages say what would be right; they are for the people who keep the file.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc

from pages.terms import NUMBER, PROVINCES, SLIPS, Kind, Material, Reason, Role, is_site_number, normalise_number


def wrong(reason: str, cure: str, field: str = "") -> PydanticCustomError:
    """Build an error that carries its cure (and the field, where a rule spans several)."""
    return PydanticCustomError("case", "{reason}", {"reason": reason, "cure": cure, "field": field})


def _number(value: str) -> str:
    number = normalise_number(value)
    if NUMBER.match(number):
        return number
    if number[:1] in SLIPS:
        right = SLIPS[number[0]] + number[1:]
        raise wrong(f"{value!r} begins with {number[0]}, which no number does", f"probably {right}")
    raise wrong(f"{value!r} is no 备案号", "write it like 粤ICP备12345678号 or 粤ICP备12345678号-1")


def _uscc(value: str) -> str:
    if not uscc.is_valid(value):
        raise wrong(f"{value!r} is no valid 统一社会信用代码 (18 characters with a check character)", "copy it anew")
    return str(uscc.compact(value))


def _mobile(value: str) -> str:
    if not re.fullmatch(r"1[3-9][0-9]{9}", value):
        raise wrong(f"{value!r} is no mobile number", "write 11 digits, beginning 13 to 19")
    return value


def _last_six(value: str) -> str:
    if not re.fullmatch(r"[0-9]{5}[0-9X]", value.upper()):
        raise wrong(f"{value!r} are not the last six characters of an 身份证", "write 6 digits, the last may be X")
    return value.upper()


def _account_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_]+", value) or "__" in value:
        raise wrong(f"{value!r} cannot name an account", "use a-z, 0-9 and single underscores")
    return value


def _province(value: str) -> str:
    if value not in PROVINCES:
        raise wrong(f"{value!r} is no province", f"one of {' '.join(PROVINCES)}")
    return value


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


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
            raise wrong("域名变更 needs the new domain", "add new_domain (新域名)", "new_domain")
        if self.category is Reason.WRONG_INFORMATION and not (self.wrong and self.right):
            raise wrong("备案信息错误 needs what is wrong and what is right", "add wrong and right", "wrong/right")
        return self


class Authority(_Part):
    """Who authorised the agency in writing, and when."""

    by: Text
    on: date


class Case(_Part):
    """One cancellation. `sites` is how many sites the client expects to end with a 注销主体."""

    id: Annotated[str, BeforeValidator(_text), Field(pattern=r"^[^\s/\\<>:\"|?*]{1,64}$")]
    account: AccountName
    client: Client
    responsible: Annotated[tuple[Responsible, ...], AfterValidator(_somebody)]
    kind: Kind
    number: Number
    site_name: str = Field(default="", max_length=200)
    sites: Annotated[int, Field(ge=1)] = 1
    reason: Cause
    materials: Mapping[Material, str]
    authorised: Authority

    @model_validator(mode="after")
    def _kind_fits_number(self) -> Self:
        if self.kind is Kind.SUBJECT and is_site_number(self.number):
            cure = f"write {self.number.split('-')[0]}, or choose 注销网站"
            raise wrong(f"注销主体 needs the bare number, not {self.number}", cure, "number")
        if self.kind is not Kind.SUBJECT and not is_site_number(self.number):
            cure = f"write {self.number}-1 or the suffix of that site, or choose 注销主体"
            raise wrong(f"{self.kind} needs the number of a site", cure, "number")
        if self.kind is not Kind.SUBJECT and not self.site_name:
            raise wrong("the name of the site is missing", "write it as the portal shows it", "site_name")
        return self

    def digest(self, files: Mapping[Material, bytes]) -> str:
        """Return the hash of what an approval covers: every field, and the very bytes of the files."""
        content = {
            "fields": self.model_dump(mode="json"),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


class CaseFile(_Part):
    """A whole file: its accounts and cases, and the folder that material paths are relative to."""

    path: Path
    accounts: Mapping[str, Account]
    cases: tuple[Case, ...]

    def material(self, case: Case, material: Material) -> Path:
        """Return the path of one of a case's files."""
        return self.path.parent / case.materials[material]

    def files(self, case: Case) -> dict[Material, tuple[str, bytes]]:
        """Read a case's files: material → (name, bytes). Raises OSError."""
        return {each: (path.name, path.read_bytes()) for each in case.materials for path in [self.material(case, each)]}
