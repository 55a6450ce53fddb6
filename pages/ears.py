"""Native windows (alert, confirm) of old portals: one listener on the context, told beforehand what to expect.

A page that is about to act says which question it expects and the answer (`expecting`); any other window is dismissed,
its words kept (`unexpected`), and the act ends in what those words mean. Chromium stops everything behind a native
window until it is answered, so the answer cannot wait for the page. STYLE, Pages 6.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Dialog, Page

from pages.matching import says

PATIENCE = 30.0
"""Seconds that an act waits for its answer where nobody has said otherwise."""
GLANCE = 0.25
"""Seconds between two looks at what may have been said meanwhile."""
MOST = 30
"""Windows that nobody asked for, in a row: a page that opens more never ends, and is closed."""
_EARS: "WeakKeyDictionary[BrowserContext, Ears]" = WeakKeyDictionary()


@dataclass
class Expected:
    """A window that is expected: words that it contains, whether to accept it, and what it said when it came."""

    words: tuple[str, ...]
    accept: bool
    heard: str = ""


@dataclass
class Ears:
    """What a context's native windows said. `patience`: seconds an act waits; `unexpected`: words nobody asked for."""

    patience: float = PATIENCE
    unexpected: list[str] = field(default_factory=list)
    _expected: list[Expected] = field(default_factory=list)

    def hear(self, dialog: Dialog) -> None:
        """Answer a window as expected, or dismiss it and keep its words."""
        said = " ".join(dialog.message.split())
        match = next((one for one in self._expected if not one.heard and says(one.words, said)), None)
        if match is None:
            self.unexpected.append(said)
            if len(self.unexpected) > MOST and dialog.page:
                dialog.page.close()
            else:
                dialog.dismiss()
            return
        match.heard = said
        if match.accept:
            dialog.accept()
        else:
            dialog.dismiss()

    @contextmanager
    def expecting(self, *words: str, accept: bool) -> Iterator[Expected]:
        """Expect one window that contains one of the words while an act is under way; afterwards no more."""
        expected = Expected(words, accept)
        self._expected.append(expected)
        try:
            yield expected
        finally:
            self._expected.remove(expected)

    def forget(self) -> None:
        """Begin to listen afresh: what was said before belongs to what was done before."""
        self.unexpected.clear()


def listen(context: BrowserContext, patience: float = PATIENCE) -> Ears:
    """Listen to a context's native windows from now on."""
    ears = Ears(patience)
    _EARS[context] = ears
    context.on("dialog", ears.hear)
    return ears


def ears_of(page: Page) -> Ears:
    """Return who listens to a page's native windows; begins to listen where nobody does yet."""
    return _EARS.get(page.context) or listen(page.context)
