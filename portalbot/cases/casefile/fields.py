"""The fields of a case one by one: what may stand in each, and what is said where something else does.

Rules and their sources: numbers, 统一社会信用代码, 身份证 and mobile from DOMAIN §4. Messages say what would be right.
"""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc

from pages.domains import NoDomain, a_label
from pages.terms import LICENCE_NUMBER, NUMBER, PROVINCES, SLIPS, normalise_number


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
    without = re.fullmatch(r"(.*\d)(-[^-]*)?", number)
    if without and NUMBER.match(right := f"{without[1]}号{without[2] or ''}"):
        cure = f"probably {right}"
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
    """Return a domain as it is written; empty where none is."""
    try:
        if value:
            a_label(value)
    except NoDomain as error:
        raise wrong(error.reason, error.cure, rule="domain-form") from None
    return value


def as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Domain = Annotated[str, AfterValidator(_domain)]
Text = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(as_text)]
Number = Annotated[str, BeforeValidator(as_text), AfterValidator(_number)]
LastSix = Annotated[str, BeforeValidator(as_text), AfterValidator(_last_six)]
AccountName = Annotated[str, BeforeValidator(as_text), AfterValidator(_account_name)]
Uscc = Annotated[str, BeforeValidator(as_text), AfterValidator(_uscc)]
Mobile = Annotated[str, BeforeValidator(as_text), AfterValidator(_mobile)]
Province = Annotated[str, AfterValidator(_province)]
Lines = Annotated[str, Field(min_length=10, max_length=200), BeforeValidator(as_text)]
"""What an office reads: a text of one or several lines."""
