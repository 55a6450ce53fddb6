"""Env files: one variable a line, and what stands after `=` means itself.

    # a comment: a line that begins with #
    NAME=value
    NAME='a value with # in it, or with blanks at its ends'

Blanks around the value are none of it. A value that begins with ' or " ends with the same mark, and a comment may
follow it; within, a backslash before a mark or before another backslash is none of the value (in single quotes: before
a single one), and stands for itself elsewhere. Nothing is put in for `$NAME` or `${NAME}`. Where programs that read
such files disagree (a ` #` outside quotes is a comment for shells and part of the value for Docker and systemd), the
line is refused, not guessed at.

A line is named by its number and never shown: whatever is wrong with it, a password may stand in it.
"""

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path

from pages.characters import unseen
from pages.errors import CaseFileError, Problem

MAX_BYTES = 1 << 20
"""A few thousand accounts take a tenth of it."""
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
AS_UTF_8 = "save the file in UTF-8 (记事本: 另存为 → 编码 UTF-8)"
_NAMED = re.compile(r"(?:export\s+)?([^\W\d]\w*)\s*")
_ASSIGNED = re.compile(r"(?:export\s+)?([^\s='\"#]+)\s*=(.*)", re.DOTALL)
_LOOKS_LIKE_EQUALS = {"＝": "a full-width ＝", "﹦": "a small ﹦", "：": "a full-width ：", ":": "a :"}
_WHOLE = re.compile(r"(['\"])((?:(?!\1|\\).|\\.)*)\1\s*(?:#.*)?", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One variable: its name as it is written, its value, and where it stands."""

    name: str
    value: str = field(repr=False)
    number: int


class NotText(Exception):
    """A file's bytes are no text: `number` is the line where that is seen."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number}")
        self.number = number


def text_of(data: bytes) -> str:
    """Return the text of a small file: UTF-8 or, where its mark says so, UTF-16; without the mark. Raises NotText."""
    encoding = "utf-16" if data.startswith(UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = 1 if encoding == "utf-16" else data.count(b"\n", 0, error.start) + 1
        raise NotText(line) from None


def read(path: Path) -> list[Line]:
    """Return the variables of an env file. Raises OSError, and CaseFileError naming each line that cannot be taken."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        cure = "give a file with PORTALBOT_… lines and nothing else"
        raise CaseFileError(str(path), [Problem("file", "", f"is larger than {MAX_BYTES >> 20} MB", cure)])
    try:
        text = text_of(data)
    except NotText as error:
        raise CaseFileError(str(path), [Problem(f"line {error.number}", "", "is not UTF-8", AS_UTF_8)]) from None
    found: list[Line] = []
    problems: list[Problem] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found.append(_taken(line.strip(), number))
        except _Wrong as wrong:
            problems.append(Problem(f"line {number}", "", *wrong.args))
    if problems:
        raise CaseFileError(str(path), problems)
    return found


class _Wrong(Exception):
    """A line cannot be taken: the reason and the cure, with nothing of the line in them."""


def _taken(line: str, number: int) -> Line:
    if signs := unseen(line, allowed="\t"):
        cure = "write the line anew, or save the file in UTF-8" if "U+0000" in signs else "write the line anew"
        raise _Wrong(f"has characters that nobody sees ({', '.join(signs)})", cure)
    found = _ASSIGNED.fullmatch(line)
    if found is None or not _NAMED.fullmatch(found[1]):
        raise _Wrong(*_why_not(line))
    return Line(found[1], _value(found[2].strip()), number)


def _why_not(line: str) -> tuple[str, str]:
    """Return what is wrong with a line that is no NAME=value, and the cure."""
    cure = "write NAME=value, or # before a comment"
    name = _NAMED.match(line)
    after = line[name.end() :] if name else ""
    for sign, called in _LOOKS_LIKE_EQUALS.items():
        if after.startswith(sign):
            return f"has {called} where = belongs", cure
    return ("has no = after a name", cure) if "=" not in line else ("does not begin with a name and =", cure)


def _value(text: str) -> str:
    if text[:1] not in ("'", '"'):
        if re.search(r"\s#", text):
            reason = "has # after a blank: a comment for some programs, and part of the value for others"
            raise _Wrong(reason, "put the value into single quotes, or the comment on a line of its own")
        return text
    found = _WHOLE.fullmatch(text)
    if found is None:
        reason = "begins with a quotation mark, and does not end at the next one"
        raise _Wrong(reason, "close it; where the value has that mark in it, write \\ before it, or use the other mark")
    mark, inner = found[1], found[2]
    if mark == '"' and re.search(r"(?<!\\)(?:\\\\)*\\[abfnrtv]", inner):
        reason = "has a backslash and a letter in double quotes, which some programs take for one character"
        raise _Wrong(reason, "use single quotes")
    return re.sub(r"\\([\\'\"])" if mark == '"' else r"\\([\\'])", r"\1", inner)
