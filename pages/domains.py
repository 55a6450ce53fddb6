"""Domains as people write them: kept as they are written, asked for and compared by their A-label (`xn--…`).

例子.中国 and xn--fsqu00a.xn--fiqs8s are one domain, and so are WWW.Example.cn and www.example.cn. What is more than a
domain (an address, a port, a mail address, several of them) or less (同上) is said with what is probably meant, never
cut to fit: it would be typed into an application that cannot be taken back. No Playwright in this module.
"""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

LONGEST = 253
_PLAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_DOTS = re.compile("[\\u3002\\uff61\\uff0e]")
"""What an input method writes for a dot."""
LIKE = "write it like www.example.cn, without http://"


class NoDomain(ValueError):
    """A text is no domain: the reason, and the cure."""

    def __init__(self, reason: str, cure: str = LIKE) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


def a_label(text: str) -> str:
    """Return a domain as it is asked for and compared: in small letters, beyond ASCII as xn--…. Raises NoDomain."""
    import idna

    _more_or_less(text)
    lower = text.lower()
    if _PLAIN.fullmatch(lower) and "xn--" not in lower:
        return lower
    try:
        found = idna.encode(lower, uts46=True, std3_rules=True).decode("ascii")
    except UnicodeError:
        raise NoDomain(f"{text!r} is no domain") from None
    if "." not in found or len(found) > LONGEST or found.rpartition(".")[2].isdecimal():
        raise NoDomain(f"{text!r} is no domain")
    return found


def same(one: str, other: str) -> bool:
    """Say whether two domains are one site's: www. before one of them makes no other. Raises NoDomain."""
    return a_label(one).removeprefix("www.") == a_label(other).removeprefix("www.")


def _more_or_less(text: str) -> None:
    """Raise NoDomain for what is a domain and more, or points to one elsewhere, with what is probably meant."""
    if "://" in text or text.lower().startswith(("http:", "https:", "//")):
        raise NoDomain(f"{text!r} is an address, no domain", _probably(_host(text)))
    if "@" in text:
        raise NoDomain(f"{text!r} is a mail address, no domain", _probably(text.rpartition("@")[2]))
    if len(re.findall(r"[^\s,;|，；、]+", text)) > 1:
        raise NoDomain(f"{text!r} is more than one domain, or has a blank in it", "write one domain, without blanks")
    if "/" in text or ":" in text:
        part = "a path" if "/" in text else "a port"
        raise NoDomain(f"{text!r} has {part} behind the domain", _probably(re.split("[/:]", text)[0]))
    if _DOTS.search(text):
        raise NoDomain(f"{text!r} has a full-width dot in it", _probably(_DOTS.sub(".", text)))
    if text.endswith("."):
        raise NoDomain(f"{text!r} ends with a dot", _probably(text.rstrip(".")))
    if _is_address(text):
        raise NoDomain(f"{text!r} is an IP address, no domain")
    if "." not in text:
        raise NoDomain(f"{text!r} is no domain", "write the domain itself, in each row")


def _host(text: str) -> str:
    try:
        return urlsplit(text if "://" in text else f"http://{text.rpartition('//')[2]}").hostname or ""
    except ValueError:
        return ""


def _probably(text: str) -> str:
    """Return the cure: what is probably meant, where that is a domain."""
    try:
        a_label(text)
    except NoDomain:
        return LIKE
    return f"probably {text}: {LIKE}"


def _is_address(text: str) -> bool:
    try:
        ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True
