"""Cancelling licences (ICP证注销): the rules, in the order in which they are asked, and what the platform keeps.

The rules' codes, 2001 to 2011, are the practice portal's own. A form is put aside unchecked (暂存), saved when it
passes every rule (保存), and submitted only as it was last saved, its files included (提交).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from mock_portal.office.applications import LICENCE_DRAFT, Filing, KeptFile, KeptForm, Reason
from mock_portal.office.intake import Intake
from mock_portal.office.memory import Memory
from mock_portal.office.register import PLATFORM, Account, Licence
from mock_portal.office.review import Review
from mock_portal.office.rules import Refusal
from mock_portal.office.terms import BASE_PAPERS, PAPERS_BY_STATE, Kind, Paper, SiteState, Standing
from mock_portal.office.variants import Variant

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class LicenceForm:
    """Hold what an applicant fills in: all of it as it was written, and the site's state that is declared with it."""

    fields: Mapping[str, str]
    state: SiteState | None

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def content(self, files: Sequence[KeptFile]) -> str:
        """Name the form with its files: any change of either makes another name."""
        proofs = sorted((one.material, one.name, one.sha256) for one in files)
        return sha256(json.dumps([dict(self.fields), proofs], sort_keys=True).encode()).hexdigest()


def check_facts(form: LicenceForm, licence: Licence, now: datetime) -> SiteState:
    """Refuse what is not so (2002) or cannot be (2006); return the state of the site."""
    if form.state is None or form.state is SiteState.RUNNING or form.state is not licence.state:
        raise Refusal(2002)
    try:
        since = date.fromisoformat(form["since"]) if _DAY.fullmatch(form["since"]) else None
    except ValueError:
        since = None
    if since is None or since > now.date():
        raise Refusal(2006)
    return form.state


def check_form(form: LicenceForm, state: SiteState, files: Sequence[KeptFile], variant: Variant) -> None:
    """Refuse a form that is not filled in as it must be (2005, 2003, 2004)."""
    words = variant.words
    if not form["business"] or len(form["text"]) < variant.rules.min_text:
        raise Refusal(2005)
    papers = {Paper(one.material) for one in files}
    missing = [one for one in (*BASE_PAPERS, *PAPERS_BY_STATE[state]) if one not in papers]
    if missing:
        raise Refusal(2003, materials=words("list.separator").join(words.list(missing)))
    if form["pledge"] != words("pledge.text"):
        raise Refusal(2004)


class Licences:
    """Keep the forms of the platform's accounts and take their applications, under the office's one lock."""

    def __init__(self, intake: Intake, memory: Memory, review: Review) -> None:
        self._intake = intake
        self._memory = memory
        self._review = review

    def find(self, account: Account, site: str, number: str) -> Licence:
        """Return an account's licence by exactly its website's name and its number, or refuse (2001)."""
        found = next((one for one in account.licences if (one.site, one.number) == (site, number)), None)
        if found is None:
            raise Refusal(2001)
        return found

    def kept(self, account: Account) -> KeptForm:
        """Return the form as it was last put aside or saved."""
        return self._memory.forms.get(_owner(account), KeptForm())

    def stash(self, account: Account, form: LicenceForm) -> None:
        """Put a form aside as it is."""
        with self._intake.lock:
            self._memory.set_form(_owner(account), KeptForm(form.fields, self.kept(account).saved))

    def is_saved(self, account: Account, form: LicenceForm) -> bool:
        """Tell whether a form, with the files that lie ready, is what was last saved."""
        return self.kept(account).saved == form.content(self._intake.drafts(account, LICENCE_DRAFT))

    def save(self, account: Account, form: LicenceForm, doubles: bool = False, keep: bool = True) -> None:
        """Save a form, or refuse it; with `keep` false it is only checked."""
        with self._intake.lock:
            files = self._intake.drafts(account, LICENCE_DRAFT)
            self._check(account, form, files, doubles)
            if keep:
                self._memory.set_form(_owner(account), KeptForm(form.fields, form.content(files)))

    def submit(self, account: Account, form: LicenceForm, doubles: bool = False, keep: bool = True) -> str:
        """Accept an application and return its serial, or refuse it; `doubles` and `keep` as in `Office.submit`."""
        with self._intake.lock:
            files = self._intake.drafts(account, LICENCE_DRAFT)
            if not files and doubles:
                files = self._memory.files_of_last(*_owner(account), form["number"])
            licence, state = self._check(account, form, files, doubles)
            if not doubles and not self.is_saved(account, form):
                raise Refusal(2007)
            filing = Filing(
                self._intake.new_serial(account.province, "taken" if keep else "shown only"),
                account.province,
                account.name,
                licence.number,
                Kind.LICENCE,
                Reason(state, form["text"], since=form["since"], business=form["business"]),
                files,
                self._intake.now,
            )
            if keep:
                self._memory.take(filing)
            return filing.serial

    def _check(
        self, account: Account, form: LicenceForm, files: Sequence[KeptFile], doubles: bool
    ) -> tuple[Licence, SiteState]:
        self._intake.check_open()
        licence = self.find(account, form["site"], form["number"])
        if self._review.licence_standing(licence) is Standing.CANCELLED:
            raise Refusal(2010)
        if not doubles and self._review.open(PLATFORM.name, licence.number):
            raise Refusal(2011)
        state = check_facts(form, licence, self._intake.now)
        check_form(form, state, files, self._intake.variant(account.province))
        return licence, state


def _owner(account: Account) -> tuple[str, str]:
    return account.province, account.name
