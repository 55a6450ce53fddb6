"""Files of a form, whatever kit lists them: what lay there goes, ours are handed in, and each is seen to lie there.

A kit lists a file while it is under way; one that failed stays there as such, or is gone from the list at once, and a
message says why. A file that the portal did not take makes the case fail, and the next run hands it in again.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

from playwright.sync_api import FilePayload, Locator

from pages import finding, hearing
from pages.base import BasePage
from pages.controls import Control
from pages.ears import ears_of
from pages.errors import NotTaken, PageChanged, PortalError, Refused
from pages.failures import translated
from pages.fields import Fill
from pages.network_idle import NetworkIdle
from pages.terms import Step
from pages.waiting import come
from pages.walking import walk

_STATES = """(all, [failed, pending]) =>
    all.map(each => each.matches(failed) ? 'failed' : each.matches(pending) ? 'pending' : 'done')"""
"""How the files of a list stand, as many as there are now: one that failed may be gone from it at once."""
FILES = "input[type=file]"
PRESS = 2000
"""Milliseconds in which a × that shows while its file is pointed at can be pressed, and takes the file away."""
MOST_FILES = 20
"""Files that are removed from one field, at most."""


_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


def file_payload(name: str, data: bytes) -> FilePayload:
    """Return a file as Playwright sends it: its name, type and bytes."""
    mime = _TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    return {"name": name, "mimeType": mime, "buffer": data}


class Uploads:
    """The fields of files of a form. `control` finds the field of an entry; `names`: what stands in braces."""

    def __init__(
        self, form: BasePage, control: Callable[[Fill], Control], names: Callable[[], Mapping[str, str]]
    ) -> None:
        self.form = form
        self._control = control
        self._names = names
        self._sent: list[tuple[str, str, Callable[[], bool]]] = []

    def send(self, each: Fill, name: str, data: bytes) -> None:
        """Hand in one file; done when the kit lists it, and it is neither on its way nor failed."""
        found = self._control(each)
        uploads = found.kit.files
        with self.form.acting():
            listed = found.part.locator(uploads.item) if uploads and uploads.item else None
            self._input(found.part).set_input_files(file_payload(name, data))

        def lies() -> bool:
            return self._lies(found.part, listed, name, len(data), found.kit.name)

        self._see(each.name, name, lies)
        self._sent.append((each.name, name, lies))

    def stay(self) -> None:
        """See that what was sent still lies there when nothing is under way: a list may be drawn anew, without it."""
        if self._sent:
            self._rest()
        for field, name, lies in self._sent:
            self._see(field, name, lies)
        self._sent.clear()

    def _see(self, field: str, name: str, lies: Callable[[], bool]) -> None:
        if not come(self.form.page, lies, lambda: self._heard_of(name)):
            raise PageChanged(f"{field} does not list {name}", step=Step.UPLOAD)
        self._heard_of(name)

    def _heard_of(self, name: str) -> None:
        """Raise what the portal says of a file that it did not take: the case has failed, the next run tries again."""
        try:
            self.form.raise_complaint()
        except Refused as refused:
            what = f"the portal did not take {name}"
            raise NotTaken(what, words=refused.words, step=Step.UPLOAD) from refused

    def empty(self, each: Fill) -> None:
        """Remove what lies in a field from before: what is filed must be the very bytes that we send."""
        found = self._control(each)
        if each.remove:
            for _ in range(MOST_FILES):
                if not finding.to_press(found.part, each.remove[0].thing).count():
                    return
                walk(self.form, each.remove, self._names(), (found.part,))
                self._rest()
        uploads = found.kit.files
        if uploads is None or not uploads.item:
            return
        self._remove(found.part.locator(uploads.item).filter(visible=True), uploads.remove)

    def _remove(self, items: Locator, css: str) -> None:
        """Press the × of each file, which shows while it is pointed at; where the portal asks, say yes.

        The list may be drawn anew under the pointer, and show nothing for a moment: it is looked at until it rests.
        """
        box = hearing.boxes(self.form.outer, self.form.kits).filter(visible=True)

        def yes() -> None:
            if box.count():
                finding.to_press(box.last, self.form.portal.messages.box_close).first.click()
                box.first.wait_for(state="hidden")

        def press() -> None:
            before = items.count()
            with suppress(PortalError), translated(Step.UPLOAD):
                items.first.hover(timeout=PRESS)
                items.first.locator(css).filter(visible=True).first.click(timeout=PRESS)
            come(self.form.page, lambda: items.count() < before, yes, PRESS / 1000)
            self._rest()

        with self.form.acting():
            seconds = ears_of(self.form.page).patience + items.count() * PRESS / 1000
            if not come(self.form.page, lambda: not items.count(), press, seconds):
                raise PageChanged("a file that lies in the form cannot be removed", step=Step.UPLOAD)

    def _rest(self) -> None:
        """Wait until nothing is on the way."""
        NetworkIdle.of(self.form.page).wait(self.form.page, ears_of(self.form.page).patience)

    def _input(self, part: Locator) -> Locator:
        """Find the browser's own field of files, which kits hide."""
        return part.locator(FILES).or_(part.and_(self.form.scope.locator(FILES))).first

    def _lies(self, part: Locator, listed: Locator | None, name: str, size: int, kit: str) -> bool:
        with self.form.acting():
            if kit == "native":  # it lies in the form until that is sent
                held = self._input(part).evaluate("e => [...e.files].map(file => [file.name, file.size])")
                return bool(held == [[name, size]])
            if listed is None:
                return part.get_by_text(name).filter(visible=True).count() > 0
            uploads = [each.files for each in self.form.kits if each.files and each.files.item]
            bad, pending = (hearing.joined(getattr(one, key) for one in uploads) for key in ("failed", "pending"))
            mine = listed.filter(visible=True).filter(has_text=name)
            states = [str(each) for each in mine.evaluate_all(_STATES, [bad, pending])]
        if "failed" in states:
            raise NotTaken(f"the upload of {name} failed", step=Step.UPLOAD)
        return bool(states) and "pending" not in states
