"""短信核验 as a part of a profile: the ministry's page, whom the code goes to, and what its answers mean (DOMAIN §2).

No Playwright in this module.
"""

import unicodedata
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from pages.matching import says
from pages.origins import checked_address
from pages.parts import Words
from pages.terms import Kind, Role, Verified
from pages.wording import Place


class Verification(Place):
    """The SMS check that stands between 提交 and the review.

    `page`: the page where the code is entered, a path below the portal's address or a whole address. `hours`: how long
    a code may be entered after it was sent. `minutes`: after how many it has usually come. `who`: whose phones get one;
    a kind that is missing needs none. `wrong_allowed`: one wrong entry more returns the application.
    """

    page: str
    code: Words
    mobile: Words
    last_six: Words
    slider: Words
    submit: Words
    resend: Words
    hours: int = Field(default=24, gt=0)
    minutes: int = Field(default=10, gt=0)
    who: dict[Kind, tuple[Role, ...]]
    wrong_allowed: int = Field(default=5, ge=0)
    answers: dict[Verified, Words]

    @field_validator("page")
    @classmethod
    def _page(cls, given: str) -> str:
        parts = urlsplit(given)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        below = bool(given.strip()) and not parts.scheme and not parts.netloc
        if not whole and not below:
            raise ValueError(f"{given!r} is neither a path below the portal's address nor a web address")
        return checked_address(given) if whole else given.lstrip("/")

    @property
    def elsewhere(self) -> bool:
        """Say whether the page has an address of its own."""
        return bool(urlsplit(self.page).scheme)

    def address(self, portal: str) -> str:
        """Return the page's address at a portal's."""
        return self.page if self.elsewhere else f"{portal.rstrip('/')}/{self.page}"

    def asks(self, kind: Kind) -> tuple[Role, ...]:
        """Return whose phones get a code for an application of a kind."""
        return self.who.get(kind, ())

    def meaning_of(self, text: str) -> Verified | None:
        """Return what an answer of the page means; None where the profile does not know it, or knows two for it."""
        plain = _plain(text)
        found = [one for one, words in self.answers.items() if says(tuple(map(_plain, words)), plain)]
        return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    """Return a text without blanks, its full-width marks made plain: portals are not strict about commas."""
    return "".join(unicodedata.normalize("NFKC", text).split())
