"""注销备案申请 as Element UI draws it: kind, reason, materials and the declaration (the click: `form.py`).

`fill` reads back what the page kept.
"""

import re

from playwright.sync_api import Page

from pages import widgets
from pages.base import Need, Scope
from pages.errors import PageChanged
from pages.form import FormPage
from pages.matching import exactly, is_one_of
from pages.profile import Portal
from pages.readings import Entry, Shown
from pages.terms import MARK, normalise_number
from pages.wording import Form


class SubmissionPage(FormPage):
    """Fill, attach, submit; landmark: the heading of the form."""

    words: Form

    def __init__(self, page: Page, scope: Scope, portal: Portal) -> None:
        super().__init__(page, scope, portal)
        if not isinstance(portal.form, Form):
            raise TypeError(f"{portal.name} is no portal for websites")
        words = self.words = portal.form
        self.kind = scope.get_by_role("radiogroup", name=exactly(words.kind))
        self.reason = scope.get_by_role("combobox", name=exactly(words.reason))
        self.text = scope.get_by_label(exactly(words.text)).filter(visible=True)
        self.new_domain = scope.get_by_label(exactly(words.new_domain)).filter(visible=True)
        self.wrong = scope.get_by_label(exactly(words.wrong)).filter(visible=True)
        self.right = scope.get_by_label(exactly(words.right)).filter(visible=True)
        self.declaration = scope.get_by_role("checkbox", name=exactly(words.declaration))

    def needs(self) -> tuple[Need, ...]:
        """Return what must be here before anything is entered; the reasons' own fields come later."""
        return (
            *super().needs(),
            Need("form.kind", "radiogroup", self.kind),
            Need("form.reason", "combobox", self.reason),
            Need("form.text", "textbox", self.text),
            Need("form.declaration", "checkbox", self.declaration),
        )

    def arrive(self) -> "SubmissionPage":
        """Wait for the form, and until what it says of the record has come."""
        super().arrive()
        number = self.scope.get_by_role("definition").filter(has_text=re.compile(MARK))
        self.wait_for(number.first)
        return self

    def shown(self) -> Shown:
        """Read what the form says of the record; raises PageChanged when it says nothing of its number."""
        with self.acting():
            facts = self._facts()
        found = {}
        for name, terms in (("unit", self.words.unit), ("site", self.words.site), ("number", self.words.number)):
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
        self.refuse_unwritable(entry)
        with self.acting():
            radio = self.kind.get_by_role("radio", name=exactly(self.label_of(self.words.kinds, entry.kind)))
            radio.check()
            self._choose_reason(entry)
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
            if not radio.is_checked() or not self._reason_kept(entry):
                raise PageChanged("the form did not keep the kind or the reason", step=self.step)
            for box, value in typed:
                self.kept(box, value)
        self.keep_extra(entry)

    def _reason(self, entry: Entry) -> tuple[str, ...]:
        if entry.reason is None:
            raise PageChanged("this form asks for a reason, and none is given", step=self.step)
        return self.label_of(self.words.reasons, entry.reason)

    def _choose_reason(self, entry: Entry) -> None:
        widgets.choose(self.scope, self.reason, self._reason(entry))

    def _reason_kept(self, entry: Entry) -> bool:
        return is_one_of(self._reason(entry), self.reason.input_value())

    def declare(self) -> None:
        """Tick the declaration."""
        with self.acting():
            self.declaration.check()
