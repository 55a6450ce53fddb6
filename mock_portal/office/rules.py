"""What the office accepts: the rules of a submission, in the order in which they are asked, and those of a file.

The codes and words are the official ones where there are any (1016 … 1050, 901, 20, 15, 5010); 1099, 1101 to 1105 and
1107 are the practice portal's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from mock_portal.office.applications import Reason
from mock_portal.office.terms import (
    EXTRA_FIELDS,
    FIELDS_BY_CATEGORY,
    Category,
    Kind,
    Material,
    Standing,
    Status,
    is_bare,
    needed_materials,
    subject_of,
)
from mock_portal.office.variants import Variant

_MAGIC = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


class Refusal(Exception):
    """Say no: the code, and what its wording leaves open."""

    def __init__(self, code: int, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Submission:
    """Hold what an applicant fills in; `None` for a kind or category that the portal does not know."""

    number: str
    kind: Kind | None
    category: Category | None
    text: str = ""
    new_domain: str = ""
    wrong: str = ""
    right: str = ""
    declared: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)

    def reason(self, category: Category) -> Reason:
        """Return the reason as the office keeps it."""
        extra = {EXTRA_FIELDS[name]: said for name, said in self.extra.items()}
        return Reason(category, self.text, self.new_domain, self.wrong, self.right, extra=extra)


@dataclass(frozen=True)
class Open:
    """Describe an application that still counts: to be verified, in review, or approved and not yet carried out."""

    number: str
    status: Status


def check_standing(number: str, subject: Standing, record: Standing) -> None:
    """Refuse what has already been cancelled (1049, 1050), or is being changed (1108)."""
    if subject is Standing.CANCELLED:
        raise Refusal(1049)
    if record is Standing.CANCELLED:
        raise Refusal(1049 if is_bare(number) else 1050)
    if Standing.CHANGING in (subject, record):
        raise Refusal(1108)


def check_doubles(number: str, open_ones: Sequence[Open]) -> None:
    """Refuse what collides with an open application of the same subject (1027, 1030, 1042, 1043, 1099)."""
    numbers = {one.number for one in open_ones}
    if is_bare(number):
        if number in numbers:
            raise Refusal(1027)
        if numbers:
            raise Refusal(1043)
        return
    if number in numbers:
        raise Refusal(1030)
    if subject_of(number) in numbers:
        raise Refusal(1042)
    if any(one.status in (Status.VERIFYING, Status.REVIEWING) for one in open_ones):
        raise Refusal(1099)


def check_form(submission: Submission, materials: Collection[Material], variant: Variant) -> tuple[Kind, Category]:
    """Refuse a form that is not filled in as it must be (1101 to 1105); return its kind and category."""
    if submission.kind is None or submission.kind is Kind.LICENCE:
        raise Refusal(1101)
    if (submission.kind is Kind.SUBJECT) != is_bare(submission.number):
        raise Refusal(1101)
    words = variant.words
    if submission.category is None or len(submission.text) < variant.rules.min_text:
        raise Refusal(1102)
    between = words("list.separator")
    fields = [name for name in FIELDS_BY_CATEGORY.get(submission.category, ()) if not getattr(submission, name)]
    fields += [name for name in variant.rules.extra_fields if not submission.extra.get(name)]
    if fields:
        raise Refusal(1103, fields=between.join(words(f"field.{name}") for name in fields))
    missing = [one for one in needed_materials(submission.category) if one not in materials]
    if missing:
        raise Refusal(1104, materials=between.join(words.list(missing)))
    if not submission.declared:
        raise Refusal(1105)
    return submission.kind, submission.category


def check_file(name: str, data: bytes, variant: Variant) -> None:
    """Refuse a file whose name, size or type is not allowed (5010); the type is read from the content as well."""
    rules = variant.rules
    ending = PurePath(name).suffix
    ending = ending if rules.exact_case else ending.lower()
    begins = _MAGIC.get(ending) if ending in rules.types else None
    reason = None
    if len(name) > rules.max_name:
        reason = "file.name_too_long"
    elif not data:
        reason = "file.empty"
    elif len(data) > rules.max_bytes:
        reason = "file.too_large"
    elif begins is None or not data.startswith(begins):
        reason = "file.type"
    if reason:
        raise Refusal(5010, detail=variant.words(reason))
