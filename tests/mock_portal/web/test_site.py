"""The static pages: words from one home, no markup in Python, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from html.parser import HTMLParser
from pathlib import Path

import pytest

import mock_portal
from mock_portal.office.register import provinces
from mock_portal.office.terms import (
    PAPERS_BY_STATE,
    WEBSITE_KINDS,
    Category,
    Kind,
    Material,
    Paper,
    Standing,
    Status,
    endings_of,
)
from mock_portal.office.words import Words, base_words

ROOM = Path(mock_portal.__file__).parent
PAGES = sorted((ROOM / "site").rglob("*.html"))
SCRIPTS = sorted((ROOM / "site").rglob("*.js"))
WORDINGS = sorted((ROOM / "site").rglob("wording.json"))
ATTRIBUTES = {
    "data-word-alt": "alt",
    "data-word-label": "aria-label",
    "data-word-placeholder": "placeholder",
    "data-word-title": "title",
}


def words_of(file: Path) -> Mapping[str, str]:
    """Return the words of the dialect that a page or a script belongs to."""
    return base_words(file.parent.name)


def text_of(page: Path) -> str:
    """Read a page in its own charset."""
    data = page.read_bytes()
    said = re.search(rb'<meta charset="([\w-]+)">', data)
    assert said, page
    return data.decode(said[1].decode("ascii"))


class Reading(HTMLParser):
    """Collect (word key, what stands in the page), links, and element names."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.words: list[tuple[str, str | None]] = []
        self.links: list[tuple[str, str]] = []
        self.resources: list[str] = []
        self.charset = ""
        self._text: list[str] = []
        self._key: str | None = None
        self._href = ""
        self.feed(text_of(page))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.charset = given.get("charset") or self.charset
        self.resources += [given[name] or "" for name in ("src", "href") if name in given and tag != "a"]
        self._key, self._text = given.get("data-word"), []
        self._href = given.get("href") or "" if tag == "a" else ""
        for key, attribute in ATTRIBUTES.items():
            if key in given:
                self.words.append((given[key] or "", given.get(attribute)))

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._key:
            self.words.append((self._key, "".join(self._text)))
        if self._href:
            self.links.append(("".join(self._text), self._href))
        self._key, self._href = None, ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_words_in_a_page_are_those_of_the_wording(page: Path) -> None:
    reading = Reading(page)
    assert reading.words
    for key, text in reading.words:
        assert text == words_of(page)[key], key


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_says_its_charset_and_asks_nobody_else(page: Path) -> None:
    reading = Reading(page)
    assert reading.charset == ("gbk" if page.parent.name in ("legacy", "gov") else "utf-8")
    assert "data:," in reading.resources
    assert not [one for one in reading.resources if re.match(r"(\w+:)?//", one)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_no_chinese_that_is_not_a_word_of_the_wording(page: Path) -> None:
    text = re.sub(r"<(script|style)[\s\S]*?</\1>", "", text_of(page))
    names = {one.name for one in provinces()} if page.name == "index.html" else set()
    found = {part.strip() for part in re.findall(r'[^<>"]*[一-鿿][^<>"]*', text)}
    assert found <= set(words_of(page).values()) | names


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_speaks_the_wordings_words_only(script: Path) -> None:
    source = script.read_text(encoding="utf-8")
    code = re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)
    for chinese in re.findall(r'"([^"]*[一-鿿][^"]*)"', code):
        assert chinese == words_of(script)["common.no_portal"]
    for key in re.findall(r'\bword\("([^"]+)"', code):
        assert key in words_of(script)


def test_every_wording_is_used() -> None:
    sources = [*SCRIPTS, *ROOM.rglob("*.py")]
    everything = "\n".join([*map(text_of, PAGES), *(one.read_text(encoding="utf-8") for one in sources)])
    made = ("kind.", "category.", "sitestate.", "material.", "paper.", "status.", "standing.", "field.", "code.")
    keys = {key for file in WORDINGS for key in json.loads(file.read_text(encoding="utf-8"))}
    unused = [key for key in keys if not key.startswith(made) and f'"{key}"' not in everything]
    heads = " ".join(re.findall(r'data-heads="([^"]*)"', everything)).split()
    assert set(unused) <= set(heads)


def test_the_default_wording_is_the_offices_own() -> None:
    words = Words()
    of_websites: tuple[Sequence[StrEnum], ...] = (
        WEBSITE_KINDS,
        list(Category),
        list(Material),
        [Status.REVIEWING, *endings_of(Kind.SITE)],
        list(Standing),
    )
    for terms in of_websites:
        for term in terms:
            assert words.of(term) == term.value
            assert words.find(terms, term.value) is term


def test_the_platforms_wording_is_the_offices_own_in_its_terms() -> None:
    words = Words(dialect="licence")
    stages = [one for one in Status if one not in (Status.REVIEWING, *endings_of(Kind.SITE))]
    for terms in (list(PAPERS_BY_STATE), list(Paper), stages):
        for term in terms:
            assert words.of(term) == term.value


def test_the_ministry_links_every_province_to_its_entrance() -> None:
    links = [link for link in Reading(ROOM / "site" / "index.html").links]
    assert sorted(links) == sorted((one.name, f"{one.slug}/") for one in provinces())


@pytest.mark.parametrize("module", sorted(ROOM.rglob("*.py")), ids=lambda module: module.name)
def test_no_python_of_the_portal_contains_markup(module: Path) -> None:
    assert not re.search(r"<[a-z!/]", module.read_text(encoding="utf-8"), flags=re.IGNORECASE)


@pytest.mark.parametrize("module", sorted(ROOM.rglob("*.py")), ids=lambda module: module.name)
def test_the_portal_imports_nothing_of_the_bot_and_stays_small(module: Path) -> None:
    source = module.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(from|import) (portalbot|pages)\b", source, flags=re.MULTILINE)
    assert source.count("\n") <= 260
