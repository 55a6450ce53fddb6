"""What a UI kit's parts are called in the page: one value a kit, the only home of its classes (PORTALS §4).

Kits draw a select, a table or a message in a way of their own, without the roles that plain HTML would have. How such a
thing is *used* is the same for all (`pages/controls.py`, `pages/listing.py`, `pages/hearing.py`); where its parts are
is told here, as CSS. A part that a kit has not is the empty string. No Playwright in this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pages.fields import FieldType


@dataclass(frozen=True)
class Choosing:
    """A drop-down. `opener` and `shown` stand in the control, `option` wherever the kit hangs it.

    `shown`: what says the choice, a field's value or a text. `column`: the levels of a path, one beside the other.
    """

    opener: str
    option: str
    shown: str
    column: str = ""


@dataclass(frozen=True)
class Calendar:
    """The panel of a date: `header` says year and month; arrows lead by a year and a month; `day` is in the month.

    `typed`: a date may be typed into the field; where Enter takes the day that the panel shows, it is not.
    """

    panel: str
    header: str
    year_back: str
    back: str
    on: str
    year_on: str
    day: str
    confirm: str = ""
    typed: bool = True


@dataclass(frozen=True)
class Marks:
    """Radios, boxes, switches: one with its words, what it matches when it is on, and where it is pressed."""

    item: str
    on: str
    box: str = ""


@dataclass(frozen=True)
class Uploads:
    """The files that lie in a field: one of them, what it matches while it is under way or failed, and its ×."""

    item: str
    pending: str
    failed: str
    remove: str


@dataclass(frozen=True)
class Tables:
    """A table: its root, heads and rows, where each cell is a child of its row.

    `copies`: the rows once more, as fixed columns show them, those that lie on top first. `unfold`: what unfolds a row;
    `unfolded`: what shows then, in the row after it.
    """

    root: str
    heads: str
    rows: str
    copies: tuple[str, ...] = ()
    unfold: str = ""
    unfolded: str = ""


@dataclass(frozen=True)
class Pager:
    """A pager: its root; within: the page it stands at, the way on, what that matches at the end, the first page.

    `size`: the drop-down of how many rows a page has.
    """

    root: str
    current: str
    following: str
    ended: str
    first: str = ""
    size: str = ""


@dataclass(frozen=True)
class Windows:
    """What opens over a page. `box`: small ones that say or ask something; `window`: all of them, forms too.

    `title`, `close`: within one.
    """

    box: str
    window: str
    title: str
    close: str


@dataclass(frozen=True)
class Said:
    """Messages: `bad` and `good` ones, `close` of those that stay; `under`: what stands under a field that is wrong.

    `inline`: a message that stands in the page and does not go.
    """

    bad: str
    good: str
    close: str = ""
    under: str = ""
    inline: str = ""


@dataclass(frozen=True)
class Kit:
    """One kit. `controls`: its fields by type, the most particular first. `busy`: what covers a part that is loading.

    `opened`: the title of a menu that is open already; `tip`: what shows while something is pointed at.
    """

    name: str
    controls: Mapping[FieldType, str]
    item: str = ""
    select: Choosing | None = None
    path: Choosing | None = None
    date: Calendar | None = None
    radio: Marks | None = None
    checks: Marks | None = None
    switch: Marks | None = None
    files: Uploads | None = None
    tables: Tables | None = None
    pager: Pager | None = None
    windows: Windows | None = None
    said: Said = field(default_factory=lambda: Said("", ""))
    busy: str = ""
    opened: str = ""
    tip: str = ""
