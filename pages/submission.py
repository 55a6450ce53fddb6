"""注销备案申请: kind, reason, materials, declaration, and the one click that cannot be taken back.

`fill` and `attach` read back what the page (and, for files, the server behind it) kept. `ready` is a trial
click: it proves that the button could be pressed, and presses nothing. `submit` clicks once and reports what
came; it never concludes that nothing happened.
"""

import re

from playwright.sync_api import Locator, Page

from pages import widgets
from pages.base import BasePage, Scope
from pages.errors import PageChanged, PortalError, SignedOut
from pages.profile import Portal
from pages.readings import Answer, Attached, Entry, Shown
from pages.terms import MARK, Material, Step, normalise_number
from pages.wording import exactly

_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}


class SubmissionPage(BasePage):
    """Fill, attach, submit; landmark: the heading of the form."""

    step = Step.FORM

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        words = portal.form
        self.landmark = self.heading(words.landmark)
        self.kind = scope.get_by_role("radiogroup", name=exactly(words.kind))
        self.reason = scope.get_by_role("combobox", name=exactly(words.reason))
        self.text = scope.get_by_label(exactly(words.text))
        self.new_domain = scope.get_by_label(exactly(words.new_domain))
        self.wrong = scope.get_by_label(exactly(words.wrong))
        self.right = scope.get_by_label(exactly(words.right))
        self.declaration = scope.get_by_role("checkbox", name=exactly(words.declaration))
        self.submit_button = scope.get_by_role("button", name=exactly(words.submit)).filter(visible=True)
        self.receipt = self.heading(portal.receipt.landmark)

    def arrive(self) -> "SubmissionPage":
        """Wait for the form, and until what it says of the record has come."""
        super().arrive()
        number = self.scope.get_by_role("definition").filter(has_text=re.compile(MARK))
        self.wait_for(number.first)
        return self

    def material(self, material: Material) -> Locator:
        """Find the part of the form for one material."""
        return self.scope.get_by_role("group", name=exactly(self.portal.form.materials[material]))

    def shown(self) -> Shown:
        """Read what the form says of the record; raises PageChanged when it says nothing of its number."""
        words = self.portal.form
        with self.acting():
            facts = self._facts()
        found = {}
        for name, terms in (("unit", words.unit), ("site", words.site), ("number", words.number)):
            term = next((term for term in terms if term in facts), None)
            if term is None:
                raise PageChanged(f"the form does not say {terms[0]}", step=self.step, nearest=tuple(facts))
            found[name] = facts[term]
        return Shown(unit=found["unit"], site=found["site"], number=normalise_number(found["number"]))

    def _facts(self) -> dict[str, str]:
        terms = self.scope.get_by_role("term").filter(visible=True).all_inner_texts()
        facts = self.scope.get_by_role("definition").filter(visible=True).all_inner_texts()
        return {term.strip().rstrip("：:"): fact.strip() for term, fact in zip(terms, facts, strict=False)}

    def fill(self, entry: Entry) -> None:
        """Enter kind, reason and the fields of that reason, then read every one of them back."""
        words = self.portal.form
        with self.acting():
            radio = self.kind.get_by_role("radio", name=exactly(words.kinds[entry.kind]))
            radio.check()
            widgets.choose(self.page, self.reason, words.reasons[entry.reason])
            typed = [(self.text, entry.text)]
            typed += [
                (box, value)
                for box, value in (
                    (self.new_domain, entry.new_domain),
                    (self.wrong, entry.wrong),
                    (self.right, entry.right),
                )
                if value
            ]
            for box, value in typed:
                box.fill(value)
            kept = [box.input_value() for box, _ in typed]
            if not radio.is_checked() or self.reason.input_value().strip() not in words.reasons[entry.reason]:
                raise PageChanged("the form did not keep the kind or the reason", step=self.step)
            for (_, value), found in zip(typed, kept, strict=True):
                if found.replace("\r\n", "\n") != value:
                    raise PageChanged(f"the form kept {found!r} instead of {value!r}", step=self.step)

    def attached(self, material: Material) -> list[Attached]:
        """Return the files that the portal lists for a material."""
        with self.acting():
            texts = self.material(material).get_by_role("listitem").filter(visible=True).all_inner_texts()
        return [self._attached(text) for text in texts]

    def _attached(self, text: str) -> Attached:
        pattern = self.portal.form.size_pattern
        size = re.search(pattern, text) if pattern else None
        return Attached(name=text.split("\n")[0].strip(), size=int(size[1]) if size else None)

    def offered(self) -> list[Material]:
        """Return the materials for which the form has a place now."""
        with self.acting():
            return [material for material in self.portal.form.materials if self.material(material).count()]

    def remove_all(self, material: Material) -> None:
        """Remove what lies there from before: what is filed must be the very bytes that we send."""
        words = self.portal.form
        with self.acting():
            items = self.material(material).get_by_role("listitem").filter(visible=True)
            while left := items.count():
                items.first.get_by_role("button", name=exactly(words.remove)).click()
                items.nth(left - 1).wait_for(state="hidden")

    def attach(self, material: Material, name: str, data: bytes) -> None:
        """Send one file through the form's own widget; done when the portal lists it with its size."""
        group = self.material(material)
        mime = _TYPES.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
        with self.acting():
            with self.page.expect_file_chooser() as chooser:
                group.get_by_role("button", name=exactly(self.portal.form.choose_file)).click()
            chooser.value.set_files({"name": name, "mimeType": mime, "buffer": data})
        self.wait_for(group.get_by_role("listitem").filter(has_text=name))
        found = self.attached(material)
        if not any(each.name == name and each.size in (None, len(data)) for each in found):
            raise PageChanged(f"the portal lists {found} instead of {name} with {len(data)} bytes", step=Step.UPLOAD)

    def declare(self) -> None:
        """Tick the declaration."""
        with self.acting():
            self.declaration.check()

    def ready(self) -> None:
        """Try the click without clicking: the button is there, one, visible, enabled and not covered."""
        with self.acting():
            self.submit_button.click(trial=True)

    def submit(self, deadline: float) -> Answer:
        """Click 提交 once and wait up to `deadline` seconds for what comes. Never clicks again, never raises."""
        try:
            with self.acting():
                self.submit_button.click(timeout=deadline * 1000)
                came = self.receipt.or_(self.heading(self.portal.records.landmark))
                for complaint in self._complaints():
                    came = came.or_(complaint)
                came.filter(visible=True).first.wait_for(timeout=deadline * 1000)
                return self._answer()
        except SignedOut as error:
            return Answer(None, error.words or "401", error=error)
        except PortalError as error:
            return Answer(None, error.words, error=error)

    def _answer(self) -> Answer:
        if self.receipt.filter(visible=True).count():
            return Answer(self._serial(), widgets.first_text(self.receipt), receipt=True)
        self.raise_complaint()
        return Answer(None, widgets.first_text(self.heading(self.portal.records.landmark)))

    def _serial(self) -> str | None:
        pattern = self.portal.receipt.serial_pattern
        found = re.search(pattern, self.page.locator("body").inner_text()) if pattern else None
        return found[1] if found else None
