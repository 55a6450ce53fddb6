"""What a person does at every site."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page

from mock_portal.office.terms import Category, Kind, needed_materials
from mock_portal.office.words import Words


@dataclass(frozen=True)
class Wanted:
    """Say what is to be filed; `later` are the fields that come with a reason, by the site's names for them."""

    number: str
    kind: Kind = Kind.SITE
    category: Category = Category.STOPPED
    text: str = "因公司业务调整,该网站已停止运营,不再提供服务"
    later: Mapping[str, str] = field(default_factory=dict)


class ByHand(ABC):
    """Go one site's way; what the page says in the end comes back in its own words.

    `words` are the site's; `later` names the fields that come with a reason, `besides` is what the site sends of
    its own.
    """

    later: tuple[str, str, str]
    besides: Mapping[str, str] = {}

    def __init__(self, page: Page, address: str, words: Words) -> None:
        self.page = page
        self.address = address
        self.words = words

    def materials(self, wanted: Wanted) -> list[str]:
        """Return what an application needs, as the site calls it."""
        return self.words.list(needed_materials(wanted.category))

    @abstractmethod
    def sign_in(self, province: str, account: str, password: str) -> None:
        """Come from the entrance to the hall, or be refused."""

    @abstractmethod
    def refused_sign_in(self) -> str:
        """Return why the sign-in was refused."""

    @abstractmethod
    def records(self) -> None:
        """Go to the records."""

    @abstractmethod
    def numbers(self) -> list[str]:
        """Return the numbers on every page of the records."""

    @abstractmethod
    def open_form(self, wanted: Wanted) -> None:
        """Come from the records to the form."""

    @abstractmethod
    def fill(self, wanted: Wanted, file: Path) -> None:
        """Fill in the form, with a file for each material."""

    @abstractmethod
    def submit(self) -> None:
        """Hand the form in."""

    @abstractmethod
    def success(self) -> str:
        """Return what is said of a form that was taken."""

    @abstractmethod
    def refusal(self) -> str:
        """Return what is said of a form that was not."""

    @abstractmethod
    def trouble(self) -> str:
        """Return what is said when the portal does not answer."""

    @abstractmethod
    def sign_in_again(self) -> Locator:
        """Return what shows that the session has ended."""

    @abstractmethod
    def opinion(self) -> str:
        """Go to the applications, and return what the reviewer wrote about the first."""


def all_pages(rows: Locator, following: Locator, mask: Locator, ended: str) -> list[str]:
    """Read the texts of rows, page after page, until the pager's button is as `ended` matches."""
    found: list[str] = []
    rows.first.wait_for()
    while True:
        mask.last.wait_for(state="hidden")
        found += rows.all_inner_texts()
        if following.evaluate("(button, ended) => button.matches(ended)", ended):
            return found
        first = found[-1]
        following.click()
        rows.last.filter(has_not_text=first).wait_for()
