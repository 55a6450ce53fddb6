"""The portal as a value: everything particular to one portal, read from a TOML file.

A profile names what stands on the pages and what the portal's answers mean; the page classes of its
dialect know only *where* such a thing stands (role, label, text). Wording may have several accepted
forms: a string or a list of strings. `{…}`-free plain text everywhere, except the fields named
`pattern`, which are regular expressions. No Playwright in this module.
"""

import hashlib
import re
import tomllib
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from pages.errors import PortalError, Problem, ProfileError, Refused, Throttled, Unavailable
from pages.terms import ApplicationStatus, Material, Meaning, Reason, RecordStatus
from pages.wording import (
    Answer,
    Applications,
    Dialog,
    FileRules,
    Form,
    Home,
    Messages,
    Pace,
    Part,
    Receipt,
    Records,
    Select,
    SignIn,
    says,
)

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Portal(Part):
    """One portal. `address` is absent in shipped profiles; `practice` ones run only against loopback."""

    name: str
    dialect: str
    practice: bool = False
    address: str | None = None
    list_lag: timedelta
    select: Select
    sign_in: SignIn
    home: Home
    records: Records
    dialog: Dialog
    form: Form
    receipt: Receipt
    applications: Applications
    messages: Messages
    answers: tuple[Answer, ...]
    materials: dict[str, tuple[Material, ...]]
    files: FileRules
    pace: Pace

    @cached_property
    def origin(self) -> str:
        """Return scheme://host:port of the address; empty where there is none."""
        return origin_of(self.address) if self.address else ""

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of the resolved profile, kept with each attempt."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def at(self, address: str) -> "Portal":
        """Return this portal at an address; a practice profile refuses any that is not loopback (ProfileError)."""
        cure = "give something like http://127.0.0.1:8800"
        no_address = ProfileError(self.name, [Problem("--portal-url", "", f"{address!r} is no web address", cure)])
        try:
            parts, _ = urlsplit(address), origin_of(address)
        except ValueError as error:
            raise no_address from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise no_address
        if self.practice and parts.hostname not in LOOPBACK:
            reason = f"the profile {self.name!r} describes the practice portal only and may not be used at {address}"
            raise ProfileError(self.name, [Problem("--portal-url", "", reason, "write a profile for this portal")])
        return type(self).model_validate({**self.model_dump(), "address": address.rstrip("/")})

    def meaning_of(self, text: str) -> Meaning | None:
        """Return what an answer to 提交 means, by code or wording.

        None where the profile does not know it, and where code and wording disagree: `20 …` may be a count.
        """
        codes = set(re.findall(r"(?:^|[\[【(（])\s*(\d{2,5})(?=\s*[\]】)）:：\s])", text))
        found = {each.meaning for each in self.answers if codes & set(each.codes) or says(each.words, text)}
        return found.pop() if len(found) == 1 else None

    def complaint(self, words: str, step: str) -> PortalError:
        """Return the error that a complaint of the portal is, by its words."""
        if says(self.messages.forbidden, words):
            return Throttled("the portal shuts us out", words=words, step=step)
        if says(self.messages.throttled, words):
            return Throttled("the portal asks for patience", words=words, step=step)
        if says(self.messages.unavailable, words):
            return Unavailable("the portal is out of order", words=words, step=step)
        return Refused("the portal says no", words=words, step=step)

    def record_status(self, raw: str) -> RecordStatus | None:
        """Map a record's raw status word; None for an unknown one."""
        return next((status for status, words in self.records.statuses.items() if raw.strip() in words), None)

    def application_status(self, raw: str) -> ApplicationStatus | None:
        """Map an application's raw status word; None for an unknown one."""
        return next((status for status, words in self.applications.statuses.items() if raw.strip() in words), None)

    def materials_for(self, reason: Reason) -> tuple[Material, ...]:
        """Return the materials that the portal demands for a reason."""
        return self.materials.get("always", ()) + self.materials.get(reason, ())


def origin_of(address: str) -> str:
    """Return scheme://host:port in lower case, the default port left out."""
    parts = urlsplit(address)
    port = parts.port
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != default else "")


def load_profile(path: Path) -> Portal:
    """Read a profile; raises ProfileError naming the file, each key and its cure."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return Portal.model_validate(data)
    except OSError as error:
        raise ProfileError(str(path), [Problem("file", "", str(error), "name a profile that can be read")]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(str(path), [Problem("file", "", str(error), "mend the TOML at that place")]) from error
    except ValidationError as error:
        raise ProfileError(str(path), [_problem(item) for item in error.errors()]) from error


def _problem(item: Any) -> Problem:
    key = ".".join(str(part) for part in item["loc"])
    cures = {"extra_forbidden": "remove the key, or correct its spelling", "missing": "add the key"}
    return Problem(f"key {key}", "", item["msg"], cures.get(item["type"], "correct the value"))


def shipped(name: str = "practice") -> Portal:
    """Return a profile that comes with the program."""
    return load_profile(Path(__file__).parent / "portals" / f"{name}.toml")
