"""Errors, named by the question: who acts next?

    PortalError
    ├── Unavailable        no answer, maintenance, a dead browser: the clock (reads only are tried again)
    │   ├── Throttled      too many requests, a suspicious emptiness: the clock, much later
    │   ├── SignedOut      the session is gone: sign in again, never after 提交
    │   └── BrowserGone    the browser or its page died
    ├── Refused            the portal said no, in its own words: the agency; never by itself again
    │   └── SignInRefused  wrong password, locked account: one try, then the account rests
    ├── PageChanged        a landmark is missing: whoever keeps the profile
    │   └── FormChanged    seen before anything was entered: the portal is quarantined, its cases stay ready
    ├── NotTaken           the form found something wrong before anything was sent: the agency, or the profile
    ├── Untrusted          a password is asked for where the profile does not allow it: a person; nothing was typed
    ├── Unconfirmed        提交 was clicked and no receipt came: the next look; never sent again
    └── NoAnswer           nobody answered in time: a person

`CaseFileError` stands apart: it is about our own input. No Playwright in this module.
"""

from dataclasses import dataclass
from dataclasses import field as dataclass_field


class PortalError(Exception):
    """Something between us and the portal went wrong; `words` are the portal's own, where it spoke."""

    def __init__(self, message: str, *, words: str = "", step: str = "") -> None:
        super().__init__(f"{message}: {words}" if words and words not in message else message)
        self.message = message
        self.words = words
        self.step = step


class Unavailable(PortalError):
    """No answer, an error page, or maintenance."""


class Throttled(Unavailable):
    """Too many requests, or an emptiness that is a block in disguise (DOMAIN §2)."""


class SignedOut(Unavailable):
    """The portal no longer knows the session."""


class BrowserGone(Unavailable):
    """The browser, its page or the driver between us died."""


class Refused(PortalError):
    """The portal said no."""


class SignInRefused(Refused):
    """The portal refused the account: `reason` is what kind of refusal the profile says it is."""

    def __init__(self, message: str, *, words: str, reason: str, step: str = "sign_in") -> None:
        super().__init__(message, words=words, step=step)
        self.reason = reason


class PageChanged(PortalError):
    """A landmark or a field is not where the profile says; `nearest` are names that stand there instead."""

    def __init__(self, message: str, *, step: str = "", nearest: tuple[str, ...] = (), words: str = "") -> None:
        if nearest:
            message = f"{message}; nearest on the page: {', '.join(nearest)}"
        super().__init__(message, words=words, step=step)
        self.nearest = nearest


class NoWay(PageChanged):
    """A step of the profile does not go: what it presses or fills is not there."""


class FormChanged(PageChanged):
    """The form is not as the profile says; it was seen before anything was entered, so nothing was sent."""


class NotTaken(PortalError):
    """The form says itself what is wrong with what was entered; nothing was sent."""


class Untrusted(PortalError):
    """A password is asked for outside the profile's origins, or unencrypted; none was typed."""


class Unconfirmed(PortalError):
    """提交 was clicked, and what came back is no receipt."""


class NoAnswer(PortalError):
    """A person was asked and did not answer before the deadline."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file that an agency wrote: where, what, and what would be right.

    `rule`: the advisor's rule that asks for it, where there is one.
    """

    place: str
    field: str
    reason: str
    cure: str
    rule: str = dataclass_field(default="", compare=False)

    def __str__(self) -> str:
        where = f"{self.place}, {self.field}" if self.field else self.place
        return f"{where}: {self.reason} → {self.cure}"


class CaseFileError(Exception):
    """A file cannot be used as it is; carries every problem found in it, not the first alone."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join([f"{file}:", *(f"  {problem}" for problem in problems)]))


class ProfileError(CaseFileError):
    """A portal's profile cannot be used as it is."""
