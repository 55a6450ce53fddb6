"""No case file has a password in it: names under which one would stand, in any of the three kinds of file.

Case files are mailed, printed and copied. What stands under such a name is never read further, nor repeated.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from pages.errors import Problem

_NAME = re.compile(
    r"pass(?:word|wd|phrase|code)?s?|.*(?:password|passwd|passphrase|passcode)s?|.*pwds?|.*(?:secret|token)s?|"
    r".*api_?keys?|.*(?:密码|口令|密钥|令牌)"
)
_CURE = (
    "take it out and change that password; the new one is kept with `portalbot accounts set NAME`, "
    "or comes as PORTALBOT_ACCOUNTS__<NAME>__PASSWORD"
)


def names_a_password(name: str) -> bool:
    """Say whether a key or a header is one under which a password would stand."""
    text = re.sub(r"[\s\-.*:]+", "_", unicodedata.normalize("NFKC", name).strip().lower()).strip("_")
    return _NAME.fullmatch(re.sub(r"\(.*\)$", "", text).strip("_")) is not None


def problem(place: str, name: str) -> Problem:
    """Say that something stands there under such a name."""
    return Problem(place, name, "a password, or something like one, may not stand in a case file", _CURE, "password")


def in_tables(place: str, value: Any) -> Iterator[Problem]:
    """Yield a problem for each such key in tables within tables."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if names_a_password(str(key)):
                yield problem(place, str(key))
            else:
                yield from in_tables(_within(place, key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from in_tables(f"{place} number {number}", inner)


def _within(place: str, key: Any) -> str:
    return f"{place.removesuffix(']')}.{key}]" if place.endswith("]") else f"{place}, {key}"


def without(value: Any) -> Any:
    """Return tables without such keys, so that nothing is said of them twice."""
    if isinstance(value, Mapping):
        return {key: without(inner) for key, inner in value.items() if not names_a_password(str(key))}
    return [without(inner) for inner in value] if isinstance(value, list) else value
