"""Places where secrets stand, whether known or not: headers, cookies, tokens, fields called password.

The words are found in the text in lower case, all in one go; only behind a word a pattern is tried, and each is
bounded. A value that stands in a cookie or an Authorization header is sought in the whole artefact.
"""

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import BytesAhoCorasick

from portalbot.evidence.scrub.spellings import Span
from portalbot.evidence.scrub.vocabulary import worth_learning

WORDS = {
    **dict.fromkeys(("password", "passwd", "pwd", "passphrase", "密码", "口令"), "a value called password"),
    **dict.fromkeys(("token", "secret", "csrf", "api_key", "apikey", "access_key"), "a value called token"),
    **dict.fromkeys(("sessionid", "session_id", "sessid"), "a session's name"),
    **dict.fromkeys(("cookie", "cookies"), "a cookie"),
    "authorization": "an Authorization header",
}
KINDS = {word.encode(): kind for word, kind in WORDS.items()}
HEADERS = (b"cookie", b"authorization")
_LIST_WORD = b"cookies"
MOST_LIST, MOST_VALUE = 65536, 8192
"""Bytes of a list of cookies, and of one value with what stands around it."""
LEAST_LEARNT = 8
"""Characters of a cookie's value that is sought elsewhere too; shorter ones are words like `zh-CN`."""
_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "max-age", "samesite", "version", "comment", "secure", "httponly", "priority"}
)

_TEXT = rb'"((?:[^"\\]++|\\.)++)"'
_NESTED = rb'\\"((?:[^"\\]++|\\\\\\.|\\\\[^"\\])++)\\"'
_SINGLE = rb"'((?:[^'\\]++|\\.)++)'"
_PAIR = re.compile(rb"""(?:\\?["'])?[ \t]{0,3}(?::|=)[ \t]{0,3}(?:%s|%s|%s)""" % (_TEXT, _NESTED, _SINGLE), re.DOTALL)
_FORM = re.compile(rb"""=([^\s"'<>\\&;,?#(){}\[\]]{1,4000})""")
_NAME_VALUE = re.compile(
    rb"""\\?["'][ \t\r\n]{0,40},[ \t\r\n]{0,40}\\?["']value\\?["'][ \t]{0,3}:[ \t\r\n]{0,3}(?:%s|%s)"""
    % (_TEXT, _NESTED),
    re.DOTALL,
)
_HEADER = re.compile(rb"""[ \t]{0,3}:[ \t]{0,3}([^\r\n"\\<]{1,8000})""")
_LIST = re.compile(rb'\\?"[ \t]{0,3}:[ \t\r\n]{0,3}\[')
_VALUE = re.compile(rb'"value\\?"[ \t]{0,3}:[ \t]{0,3}(?:%s|%s)' % (_TEXT, _NESTED), re.DOTALL)
_INPUT = re.compile(rb"<input\b[^<>]{1,4000}>", re.IGNORECASE)
_PASSWORD_FIELD = re.compile(rb"""\btype\\?=\\?["']?password""", re.IGNORECASE)
_FIELD_VALUE = re.compile(
    rb"""\bvalue=(?:"([^"]{1,4000})"|'([^']{1,4000})'|\\"([^"\\]{1,4000})\\"|([^\s"'<>\\]{1,4000}))""", re.IGNORECASE
)
_IN_ADDRESS = re.compile(rb"""://[^/\s:@"'<>]{1,200}:([^/\s@"'<>]{1,200})@""")
_PATTERNS = {
    word: (_NAME_VALUE, _PAIR, *((_HEADER,) if word in HEADERS else (_FORM,) if word.isascii() else ()))
    for word in KINDS
}
"""What may stand behind a word, in the order in which it is tried."""
_SCHEME = re.compile(rb"(?:Bearer|Basic|Digest|Token) +", re.IGNORECASE)
_NOTHING = frozenset({b"", b"null", b"true", b"false", b"none", b"undefined", b"0", b"1"})
_SOUGHT = [*KINDS, b"<input", b"://"]
_FIND = BytesAhoCorasick(_SOUGHT)
_ADDRESS_ENDS = frozenset(b"/ \t\r\n\v\f:@\"'<>")
_FOLLOWING = [
    *(frozenset(b"\\\"' \t:=") for _ in KINDS),
    frozenset(b" \t\r\n\f\v/\"'"),
    frozenset(range(256)) - _ADDRESS_ENDS,
]
"""What may stand right behind each word: a quick no for nearly all."""


def find(data: bytes, mark: bytes) -> Iterator[Span]:
    """Yield the values that stand where secrets stand; `mark` is what stands there once they are replaced.

    What stands within a value is not looked at by itself: a value is replaced as a whole. So each byte is looked at a
    bounded number of times, whatever a page repeats.
    """
    lower = data.lower()
    until = listed = 0
    size = len(data)
    for which, start, end in _FIND.find_matches_as_indexes(lower, overlapping=True):  # in the order of their ends
        if start < until or end >= size or data[end] not in _FOLLOWING[which]:
            continue
        word = _SOUGHT[which]
        if word != _LIST_WORD:
            found = _at(data, word, start, end)
            for _, stop, _ in found:
                until = max(until, stop)
        elif start >= listed:
            listed, found = _in_list(data, end)
        else:
            continue
        for each in found:
            if not _is_nothing(data[each[0] : each[1]], mark):
                yield each


def _is_nothing(value: bytes, mark: bytes) -> bool:
    return (value.replace(mark, b"") if mark in value else value).strip(b" \t;,").lower() in _NOTHING


def _in_list(data: bytes, end: int) -> tuple[int, list[Span]]:
    """Return how far a list of cookies reaches, and the values in it."""
    some = _LIST.match(data, end)
    if not some:
        return end, []
    close = data.find(b"]", some.end(), some.end() + MOST_LIST)
    until = close if close >= 0 else min(len(data), some.end() + MOST_LIST)
    values = _VALUE.finditer(data, some.end(), until)
    return until, [(*each.span(each.lastindex or 0), KINDS[_LIST_WORD]) for each in values]


def _at(data: bytes, word: bytes, start: int, end: int) -> list[Span]:
    """Return the values that stand at one word."""
    if word == b"<input":
        tag = _INPUT.match(data, start)
        if not (tag and _PASSWORD_FIELD.search(tag[0])):
            return []
        fields = _FIELD_VALUE.finditer(data, tag.start(), tag.end())
        return [(*field.span(field.lastindex or 0), "a password field") for field in fields]
    if word == b"://":
        found = _IN_ADDRESS.match(data, start)
        return [(*found.span(1), "a password in an address")] if found else []
    for pattern in _PATTERNS[word]:
        if found := pattern.match(data, end, end + MOST_VALUE):
            return [(*found.span(found.lastindex or 0), KINDS[word])]
    return []


def learnt(data: bytes, spans: Iterable[Span]) -> set[str]:
    """Return what stands in the cookies and Authorization headers that were found: values to be sought elsewhere."""
    found = set()
    for start, stop, kind in spans:
        if kind not in (WORDS["cookie"], WORDS["authorization"]):
            continue
        text = data[start:stop].decode("utf-8", "replace")
        if kind == WORDS["authorization"]:
            found.add(_SCHEME.sub(b"", text.encode()).decode())
            continue
        for piece in text.split(";"):
            name, equals, value = piece.strip().partition("=")
            if name.lower() not in _ATTRIBUTES:
                found.add(value.strip('"') if equals else name)
    return {each for each in found if len(each) >= LEAST_LEARNT and "\ufffd" not in each and worth_learning(each)}
