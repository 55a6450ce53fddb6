"""Readers of what others write: profiles and portals' answers, whatever they are: no crash, no hang, no silence."""

import time
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as some

from pages.catalogue import Catalogue, shipped
from pages.errors import PortalError, ProfileError
from pages.profile import Portal
from pages.terms import Meaning, Rejection, Verified, normalise_number, subject_of

PORTAL = shipped("families/sms").at("http://127.0.0.1:8800")
WORDS = some.text() | some.sampled_from(
    [
        "提交成功",
        "[1016] 数据不存在",
        "1030",
        "系统正在维护中",
        "审核通过",
        "您的短信核验失败",
        "<b>",
        "\x1b[2J",
        "（" * 200,
    ]
)
KEYS = some.sampled_from([
    "extends", "address", "list_lag", "review_days", "pace", "records", "verification", "answers", "files", "origins",
    "applications", "form", "province", "practice", "plain_http", "rejections", "charset", "captcha", "materials",
])  # fmt: skip
VALUES = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False)
    | some.text(max_size=30)
    | some.dates(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)


def read(folder: Path, data: bytes) -> Portal | None:
    """Read a profile; returns None where it was refused with at least one problem that says something."""
    path = folder / "any.toml"
    path.write_bytes(data)
    try:
        return Catalogue().load(str(path))
    except ProfileError as error:
        assert error.problems and all(str(problem).strip() for problem in error.problems)
        return None


@given(data=some.binary(max_size=400) | some.text(max_size=200).map(str.encode))
def test_arbitrary_bytes_are_no_profile_and_it_is_said(tmp_path_factory: Any, data: bytes) -> None:
    read(tmp_path_factory.getbasetemp(), data)


@given(changes=some.dictionaries(KEYS, VALUES.filter(lambda value: value is not None), min_size=1, max_size=3))
def test_a_profile_with_anything_anywhere_reads_or_says_what_is_wrong(tmp_path_factory: Any, changes: Any) -> None:
    try:
        data = tomli_w.dumps({"extends": "families/standard", **changes}).encode()
    except (TypeError, UnicodeEncodeError):
        return  # no TOML can hold it, and no file either
    found = read(tmp_path_factory.getbasetemp(), data)
    assert found is None or isinstance(found.digest, str)


@settings(max_examples=300)
@given(text=WORDS)
def test_whatever_a_portal_answers_means_one_thing_or_nothing(text: str) -> None:
    began = time.perf_counter()
    assert PORTAL.meaning_of(text) in (None, *Meaning)
    assert isinstance(PORTAL.complaint(text, "submit"), PortalError)
    assert PORTAL.rejection_of(text) in Rejection
    assert PORTAL.verification and PORTAL.verification.meaning_of(text) in (None, *Verified)
    PORTAL.application_status(text)
    PORTAL.record_status(text)
    number = normalise_number(text)
    assert normalise_number(number) == number and subject_of(number)[: len(number)] is not None
    assert time.perf_counter() - began < 1, "no answer holds a reader up"
