"""Origins: scheme, host and port of an address, written in one way only, so that they can be compared as text.

A host is compared as the browser writes it: lower case, names beyond ASCII as `xn--…`, IPv6 in its short form. What
an eye takes for the same is another origin here: a look-alike letter, a dot at the end, another port. An address that
two readers could read differently (a user before the host, a backslash, blanks) is none. No Playwright in this module.
"""

import re
from ipaddress import IPv6Address
from urllib.parse import SplitResult, urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_AMBIGUOUS = re.compile(r"[\s\\\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")


def origin_of(address: str) -> str:
    """Return scheme://host:port as the browser writes it, the default port left out. Raises ValueError."""
    parts = urlsplit(address)
    host = host_of(parts)
    port = parts.port
    default = {"http": 80, "https": 443}.get(parts.scheme)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, default) else "")


def host_of(parts: SplitResult) -> str:
    """Return the host as it is compared; empty where there is none. Raises ValueError."""
    host = parts.hostname or ""
    if ":" in host:
        return IPv6Address(host).compressed
    return host if host.isascii() else host.encode("idna").decode("ascii")


def checked_address(address: str) -> str:
    """Return a web address without a slash at its end; raises ValueError for one that is none."""
    try:
        parts, _ = urlsplit(address), origin_of(address)
        host = host_of(parts)
    except ValueError as error:
        raise ValueError(f"{address!r} is no web address") from error
    if parts.scheme not in ("http", "https") or not (":" in host or _HOST.fullmatch(host)):
        raise ValueError(f"{address!r} is no web address")
    if "@" in parts.netloc:
        raise ValueError(f"a user is named before the host {host}: write the address without")
    if _AMBIGUOUS.search(address):
        raise ValueError(f"{address!r} is no web address: it has a blank or a backslash")
    return address.rstrip("/")
