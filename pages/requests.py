"""How a profile names a request: by its path, with `*` for anything, and by its method where that must be told.

`/*/apply` is every request to such a path that may change something; `GET /apply` is a portal's own way to file by a
GET. Neither query nor what follows a semicolon (`;jsessionid=…`) counts. No Playwright in this module.
"""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing at a server (RFC 9110, 9.2.1); TRACE is none that a browser sends."""
_NAMED = re.compile(r"(?:([A-Z]+) +)?(/[^?#;\s]*)")


def _checked(text: str) -> str:
    if not _NAMED.fullmatch(text) or not re.search(r"/[^/]*[^/*]", text):
        raise ValueError("is no path: write it like /*/apply, without address, query or fragment (GET /path for a GET)")
    return text


Named = Annotated[str, AfterValidator(_checked)]
"""A request as a profile names it."""


def fits(named: str, method: str, url: str) -> bool:
    """Say whether a request is the one that is named."""
    match = _NAMED.fullmatch(named)
    if match is None:
        return False
    wanted, path = match.groups()
    pattern = re.escape(path).replace(r"\*", ".*")
    asked = re.sub(r";[^/]*", "", urlsplit(url).path)
    return (method == wanted if wanted else method not in READING) and re.fullmatch(pattern, asked) is not None
