"""Places where secrets stand, whether known or not: headers, cookies, tokens, fields called password.

The words are found in the text in lower case by plain search, which is quick; only behind a word a pattern is tried,
and each is bounded. A value that stands in a cookie or an Authorization header is sought in the whole artefact.
"""

import re
from collections.abc import Iterator

from portalbot.scrub.spellings import Span

WORDS = {
    **dict.fromkeys(("password", "passwd", "pwd", "passphrase", "密码", "口令"), "a value called password"),
    **dict.fromkeys(("token", "secret", "csrf", "api_key", "apikey", "access_key"), "a value called token"),
    **dict.fromkeys(("sessionid", "session_id", "sessid"), "a session's name"),
    **dict.fromkeys(("cookie", "cookies"), "a cookie"),
    "authorization": "an Authorization header",
}
HEADERS = ("cookie", "authorization")
LEAST_LEARNT = 8
"""Characters of a cookie's value that is sought elsewhere too; shorter ones are words like `zh-CN`."""
_ATTRIBUTES = frozenset(
    {"path", "domain", "expires", "max-age", "samesite", "version", "comment", "secure", "httponly", "priority"}
)

_TEXT = rb'"((?:[^"\\]|\\.){1,8000})"'
_NESTED = rb'\\"((?:[^"\\]|\\\\\\.|\\\\[^"\\]){1,8000})\\"'
_SINGLE = rb"'((?:[^'\\]|\\.){1,8000})'"
_PAIR = re.compile(rb"""(?:\\?["'])?[ \t]{0,3}(?::|=)[ \t]{0,3}(?:%s|%s|%s)""" % (_TEXT, _NESTED, _SINGLE), re.DOTALL)
_FORM = re.compile(rb"""=([^\s"'<>\\&;,?#(){}\[\]]{1,4000})""")
_NAME_VALUE = re.compile(
    rb"""\\?["'][ \t\r\n]{0,40},[ \t\r\n]{0,40}\\?["']value\\?["'][ \t]{0,3}:[ \t\r\n]{0,3}(?:%s|%s)"""
    % (_TEXT, _NESTED),
    re.DOTALL,
)
_HEADER = re.compile(rb"""[ \t]{0,3}:[ \t]{0,3}([^\r\n"\\]{1,8000})""")
_LIST = re.compile(rb'\\?"[ \t]{0,3}:[ \t\r\n]{0,3}\[([^\]]{1,65536})\]')
_VALUE = re.compile(rb'"value\\?"[ \t]{0,3}:[ \t]{0,3}(?:%s|%s)' % (_TEXT, _NESTED), re.DOTALL)
_INPUT = re.compile(rb"<input\b[^<>]{1,4000}>", re.IGNORECASE)
_PASSWORD_FIELD = re.compile(rb"""\btype\\?=\\?["']?password""", re.IGNORECASE)
_FIELD_VALUE = re.compile(
    rb"""\bvalue=(?:"([^"]{1,4000})"|'([^']{1,4000})'|\\"([^"\\]{1,4000})\\"|([^\s"'<>\\]{1,4000}))""", re.IGNORECASE
)
_IN_ADDRESS = re.compile(rb"""://[^/\s:@"'<>]{1,200}:([^/\s@"'<>]{1,200})@""")
_SCHEME = re.compile(rb"(?:Bearer|Basic|Digest|Token) +", re.IGNORECASE)
_NOTHING = frozenset({b"null", b"true", b"false", b"none", b"undefined", b"0", b"1"})


def find(data: bytes, mark: bytes) -> Iterator[Span]:
    """Yield the values that stand where secrets stand; `mark` is what stands there once they are replaced."""
    lower = data.lower()
    for word, kind in WORDS.items():
        for end in _ends(lower, word.encode()):
            for start, stop in _values(data, word, end):
                value = data[start:stop]
                if mark not in value and value.strip().lower() not in _NOTHING:
                    yield start, stop, kind
    for at in _ends(lower, b"<input"):
        tag = _INPUT.match(data, at - len(b"<input"))
        if tag and _PASSWORD_FIELD.search(tag[0]):
            for field in _FIELD_VALUE.finditer(data, tag.start(), tag.end()):
                if mark not in field[0]:
                    yield *field.span(field.lastindex or 0), "a password field"
    for at in _ends(lower, b"://"):
        found = _IN_ADDRESS.match(data, at - 3)
        if found and found[1] != mark:
            yield *found.span(1), "a password in an address"


def _ends(lower: bytes, word: bytes) -> Iterator[int]:
    at = lower.find(word)
    while at >= 0:
        yield at + len(word)
        at = lower.find(word, at + len(word))


def _values(data: bytes, word: str, end: int) -> Iterator[tuple[int, int]]:
    if word == "cookies":
        if some := _LIST.match(data, end):
            yield from (each.span(each.lastindex or 0) for each in _VALUE.finditer(data, some.start(1), some.end(1)))
        return
    patterns = [_NAME_VALUE, _PAIR]
    if word in HEADERS:
        patterns.append(_HEADER)
    elif word.isascii():
        patterns.append(_FORM)
    for pattern in patterns:
        if found := pattern.match(data, end):
            yield found.span(found.lastindex or 0)
            return


def learnt(data: bytes, spans: list[Span]) -> set[str]:
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
    return {each for each in found if len(each) >= LEAST_LEARNT and "\ufffd" not in each}
